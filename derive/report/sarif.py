"""The report as SARIF 2.1.0, the form in which code scanning services take results."""

import json
from typing import Any, TypeAlias
from urllib.parse import quote

from derive.report.listing import Listed, listing
from derive.report.selection import BY_OPTION, rule_of
from derive.rules import BY_CODE, RULES
from derive.source import Place, excerpt, line_starts, whereabouts
from derive.verdict import Correction, DocumentReport, FileProblem, Finding, IllFormed, Report, Wrong

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Object: TypeAlias = dict[str, Any]

_NUMBERS = {rule.code: number for number, rule in enumerate(RULES)}


def render(report: Report, version: str, ascii_only: bool = False) -> str:
    """Return the JSON text of the log: one run, a result for everything that is said; what is ignored is suppressed."""
    results = [result for document in report.documents for result in _results(document)]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "derive", "version": version, "rules": [_rule(code) for code in BY_CODE]}},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not report.problems,
                        "toolExecutionNotifications": [_notification(problem) for problem in report.problems],
                    }
                ],
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=ascii_only, indent=2) + "\n"


def _rule(code: str) -> Object:
    rule = BY_CODE[code]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in rule.name.split()),
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": rule.what},
        "help": {"text": f"{rule.why}\n\nBad: {rule.bad}\n\nGood: {rule.good}"},
    }


def _results(document: DocumentReport) -> list[Object]:
    starts = line_starts(document.source)
    found = [_result(listed, starts) for listed in listing(document)]
    return found + [_suppressed(finding, starts) for finding in document.findings if finding.ignored]


def _result(listed: Listed, starts: list[int]) -> Object:
    diagnostic, finding = listed.diagnostic, listed.finding
    said = [diagnostic.message, *diagnostic.notes, diagnostic.help]
    correction = _correction(finding)
    return {
        **_head(diagnostic.rule, diagnostic.severity, "\n".join(filter(None, said))),
        "locations": [_location(listed.path, listed.start, listed.end)],
        **({"partialFingerprints": {"relation/v1": finding.id.partition("-")[2] or finding.id}} if finding else {}),
        **({"fixes": [_fix(correction, starts)]} if correction and correction.proved else {}),
    }


def _suppressed(finding: Finding, starts: list[int]) -> Object:
    path, start = whereabouts(finding.span.source, starts, finding.span.start)
    end = whereabouts(finding.span.source, starts, finding.span.end)[1]
    return {
        **_head(rule_of(finding), "note", f"ignored: {excerpt(finding.span)[:500]}"),
        "locations": [_location(path, start, end)],
        "suppressions": [
            {"kind": "external" if finding.ignored == BY_OPTION else "inSource", "justification": finding.ignored}
        ],
    }


def _head(code: str, severity: str, text: str) -> Object:
    number = {"ruleIndex": _NUMBERS[code]} if code in _NUMBERS else {}
    return {"ruleId": code, **number, "level": severity, "message": {"text": text}}


def _location(path: str, start: Place, end: Place) -> Object:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": _region(start, end)}}


def _region(start: Place, end: Place) -> Object:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/").removeprefix("./"), safe="/", errors="replace")


def _notification(problem: FileProblem) -> Object:
    location = {"physicalLocation": {"artifactLocation": {"uri": _uri(problem.path)}}}
    return {"level": "error", "message": {"text": problem.message}, "locations": [location]}


def _correction(finding: Finding | None) -> Correction | None:
    if finding is None or not isinstance(finding.verdict, Wrong | IllFormed):
        return None
    return finding.verdict.correction


def _fix(correction: Correction, starts: list[int]) -> Object:
    """Return the replacements of the correction, by the file in which they stand."""
    changes: dict[str, list[Object]] = {}
    for span, latex in ((correction.span, correction.latex), *correction.besides):
        path, start = whereabouts(span.source, starts, span.start)
        end = whereabouts(span.source, starts, span.end)[1]
        replacement = {"deletedRegion": _region(start, end), "insertedContent": {"text": latex}}
        changes.setdefault(_uri(path), []).append(replacement)
    return {
        "description": {"text": "the corrected equation is proved"},
        "artifactChanges": [
            {"artifactLocation": {"uri": uri}, "replacements": replacements} for uri, replacements in changes.items()
        ],
    }
