"""The report as JUnit XML: a suite for each document, a test case for each relation."""

import re
from xml.sax.saxutils import escape, quoteattr

from derive.report.diagnostic import diagnose
from derive.report.page import one_line
from derive.source import excerpt, line_starts, whereabouts
from derive.verdict import DocumentReport, FileProblem, Finding, Report

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return the XML text: a wrong relation is a failure, one that was not judged is skipped."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="derive">']
    for document in report.documents:
        lines += _suite(document)
    for problem in report.problems:
        lines += _problem(problem)
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(document: DocumentReport) -> list[str]:
    starts = line_starts(document.source)
    cases = [_case(finding, starts) for finding in document.findings]
    kinds = [kind for kind, _ in cases]
    head = _open(document.source.path, len(cases), kinds.count("failure"), 0, kinds.count("skipped"))
    return [head, *(line for _, case in cases for line in case), "  </testsuite>"]


def _case(finding: Finding, starts: list[int]) -> tuple[str, list[str]]:
    """Return failure, skipped or nothing, and the lines of the test case."""
    path, place = whereabouts(finding.span.source, starts, finding.span.start)
    name = f"{place.line}:{place.column} {one_line(excerpt(finding.span))[:200]}"
    head = f"    <testcase classname={_quoted(path)} name={_quoted(name)}"
    diagnostic = diagnose(finding)
    if diagnostic is None and not finding.ignored:
        return "", [f"{head}/>"]
    if diagnostic is None:
        return "skipped", [
            f"{head}>",
            f"      <skipped message={_quoted(f'ignored: {finding.ignored}')}/>",
            "    </testcase>",
        ]
    if diagnostic.severity == "note":
        return "skipped", [f"{head}>", f"      <skipped message={_quoted(diagnostic.message)}/>", "    </testcase>"]
    said = "\n".join(filter(None, [*diagnostic.notes, diagnostic.help]))
    failure = f"<failure type={_quoted(diagnostic.rule)} message={_quoted(diagnostic.message)}>{_text(said)}</failure>"
    return "failure", [f"{head}>", f"      {failure}", "    </testcase>"]


def _problem(problem: FileProblem) -> list[str]:
    path = _quoted(problem.path)
    case = f"    <testcase classname={path} name={path}><error message={_quoted(problem.message)}/></testcase>"
    return [_open(problem.path, 1, 0, 1, 0), case, "  </testsuite>"]


def _open(name: str, tests: int, failures: int, errors: int, skipped: int) -> str:
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    return f"  <testsuite name={_quoted(name)} {counts}>"


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))
