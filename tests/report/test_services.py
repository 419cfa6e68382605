"""The formats of services: SARIF, GitHub's and GitLab's annotations, JUnit."""

import json
from dataclasses import replace
from xml.etree import ElementTree

from derive.report import github, gitlab, junit, sarif, terminal
from derive.report.page import plain
from derive.rules import RULES
from derive.source import Piece, Source
from derive.verdict import FileProblem, Report, Wrong
from tests.report.samples import WITNESS, document, note

PROBLEM = FileProblem("missing.md", "no such file or folder.")
REPORT = Report((note(),), (PROBLEM,))
HOSTILE = Report(
    (document("x = 1\n", ("x = 1", Wrong("D201", "a, b: 100%\n::error::\x1b[31m <&\"'", WITNESS)), path="a,b:c.md"),)
)
NASTY = "\x00\ufffe"


def ignored():
    """The document with its wrong relation ignored."""
    whole = note()
    findings = tuple(
        replace(found, ignored="as in the book") if i == 1 else found for i, found in enumerate(whole.findings)
    )
    return replace(whole, findings=findings)


def results(report):
    return json.loads(sarif.render(report, "1.0"))["runs"][0]["results"]


def test_sarif_has_a_result_with_rule_level_and_place_for_everything_that_is_said():
    run = json.loads(sarif.render(REPORT, "1.0"))["runs"][0]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("D104", "note"),
        ("D205", "error"),
        ("D301", "error"),
        ("D501", "note"),
    ]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert len(rules) == len(RULES)
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "note.md"
    assert place["region"] == {"startLine": 4, "startColumn": 46, "endLine": 4, "endColumn": 49}


def test_sarif_carries_proved_corrections_as_fixes():
    (fix,) = results(REPORT)[1]["fixes"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "a^{l-1}"}
    assert replacement["deletedRegion"]["startColumn"] == 46


def test_sarif_says_which_files_could_not_be_checked():
    invocation = json.loads(sarif.render(REPORT, "1.0"))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "no such file or folder."


def test_what_is_ignored_is_suppressed_in_sarif_skipped_in_junit_and_absent_elsewhere():
    report = Report((ignored(),))
    (suppressed,) = [result for result in results(report) if "suppressions" in result]
    assert suppressed["ruleId"] == "D205"
    assert suppressed["suppressions"] == [{"kind": "inSource", "justification": "as in the book"}]
    assert "ignored: as in the book" in junit.render(report)
    assert "D205" not in github.render(report) + gitlab.render(report)


def test_github_gets_one_line_for_everything_that_is_said():
    lines = github.render(REPORT).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::notice", "::error", "::error", "::notice", "::error"]
    assert lines[1].startswith(
        "::error file=note.md,line=4,col=46,endLine=4,endColumn=49,title=D205 wrong layer::wrong layer"
    )
    assert "%0Aline 3 defines" in lines[1]


def test_no_document_can_give_github_a_command_of_its_own():
    (line,) = github.render(HOSTILE).splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac.md,line=1")
    assert "100%25%0A::error::" in line or "100%25 ::error::" in line
    assert "\x1b" not in line


def test_gitlab_gets_issues_with_fingerprints_that_differ():
    issues = json.loads(gitlab.render(REPORT))
    assert [issue["check_name"] for issue in issues] == ["D104", "D205", "D301", "D501", "unreadable"]
    assert [issue["severity"] for issue in issues] == ["info", "major", "major", "info", "critical"]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert issues[1]["location"] == {"path": "note.md", "lines": {"begin": 4, "end": 4}}


def test_junit_has_a_case_for_every_relation():
    root = ElementTree.fromstring(junit.render(REPORT))
    suite, failed = root.findall("testsuite")
    assert suite.attrib == {"name": "note.md", "tests": "5", "failures": "2", "errors": "0", "skipped": "1"}
    assert [[child.tag for child in case] for case in suite] == [[], ["failure"], [], ["failure"], ["skipped"]]
    assert failed.find("testcase/error").attrib["message"] == "no such file or folder."


def test_junit_is_xml_whatever_the_document_says():
    report = Report((document(f"x = {NASTY}\n", (f"x = {NASTY}", Wrong("D201", f"<&{NASTY}\ud800", WITNESS))),))
    for each in (report, HOSTILE):
        text = junit.render(each).encode("utf-8", "backslashreplace").decode()
        assert ElementTree.fromstring(text).find("testsuite/testcase/failure") is not None


def test_places_in_a_file_that_is_taken_in_are_given_in_that_file():
    whole = document("x = 1\ny = 2\n", ("y = 2", Wrong("D201", "", WITNESS)), path="main.tex")
    source = Source("main.tex", whole.source.text, (Piece(0, "main.tex", 1, 1), Piece(6, "part.tex", 7, 1)))
    finding = whole.findings[0]
    span = replace(finding.span, source=source)
    report = Report((replace(whole, source=source, findings=(replace(finding, span=span),)),))
    assert results(report)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "part.tex"
    assert github.render(report).startswith("::error file=part.tex,line=7,col=1")
    assert json.loads(gitlab.render(report))[0]["location"]["lines"]["begin"] == 7


def test_what_is_ignored_is_still_shown_where_everything_is():
    report = Report((ignored(),))
    shown = "\n".join(map(plain, terminal.render(report, terminal.VERBOSE)))
    assert "note[D205] ignored (as in the book): wrong layer" in shown
    assert "D205" not in "\n".join(map(plain, terminal.render(report)))
