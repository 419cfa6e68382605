r"""The notes in tests/notes get the diagnostics that stand beside their mathematics.

A comment on a line of its own, `<!-- expect: LIST -->` (in TeX `% expect: LIST`), speaks of the relations between
itself and the next such comment. LIST has one item for every relation, in reading order, separated by `; `:

    [COUNT ]VERDICT[ RULE][ at "TEXT"]

VERDICT is `holds` (definitions too), `wrong`, `ill-formed`, `unchecked` or `false`, which is wrong or ill-formed. RULE
is the code of the diagnostic. TEXT is what it points at, exactly: what the correction would replace, or the ill-formed
part. COUNT repeats the item. A relation too many or too few disagrees, so a formula that is not read does not pass.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from derive.pipeline import Options, check
from derive.source import Source, excerpt, line_starts, locate
from derive.verdict import DocumentReport, Finding, Holds, IllFormed, Unchecked, Wrong

NOTES = sorted(path for path in (Path(__file__).parent / "notes").iterdir() if path.suffix in (".md", ".tex"))

COMMENT = re.compile(r"^(?:<!-- expect: (?P<html>.*) -->|% expect: (?P<tex>.*))$", re.MULTILINE)
ITEM = re.compile(
    r"(?:(?P<count>\d+) )?(?P<verdict>holds|wrong|ill-formed|false|unchecked)"
    r'(?: (?P<rule>D\d{3}))?(?: at "(?P<place>[^"]+)")?'
)
RULED = re.compile(r"(?:<!--|%) expect: .* D\d{3}")
WORDS = {Holds: "holds", Wrong: "wrong", IllFormed: "ill-formed", Unchecked: "unchecked"}
WITH_RULES = [path for path in NOTES if RULED.search(path.read_text(encoding="utf-8"))]


@dataclass(frozen=True, slots=True)
class Expected:
    """What one relation must get: `rule` and `place` are empty when any will do."""

    verdict: str
    rule: str
    place: str


def expectations(source: Source) -> Iterator[tuple[int, int, list[Expected]]]:
    """Yield what is expected of the relations between one comment and the next, with the two offsets."""
    comments = list(COMMENT.finditer(source.text))
    for i, comment in enumerate(comments):
        end = comments[i + 1].start() if i + 1 < len(comments) else len(source.text)
        yield comment.end(), end, items(comment["html"] or comment["tex"])


def items(text: str) -> list[Expected]:
    """Return what the list of a comment asks for; a list that cannot be read is a mistake in the note."""
    expected: list[Expected] = []
    for part in text.split("; "):
        found = ITEM.fullmatch(part)
        if found is None:
            raise ValueError(f"not an expectation: {part!r}")
        item = Expected(found["verdict"], found["rule"] or "", found["place"] or "")
        expected += [item] * int(found["count"] or 1)
    return expected


def disagreements(report: DocumentReport, agrees: Callable[[Finding, Expected], bool]) -> list[str]:
    """Return a line for every relation that got something else than its note expects."""
    starts = line_starts(report.source)
    lines = []
    covered = 0
    for start, end, expected in expectations(report.source):
        found = [finding for finding in report.findings if start <= finding.span.start < end]
        covered += len(found)
        if len(found) != len(expected):
            place = locate(starts, start).line
            lines.append(f"after line {place}: {len(expected)} relations expected, {len(found)} read")
        for finding, item in zip(found, expected, strict=False):
            if not agrees(finding, item):
                place = locate(starts, finding.span.start).line
                wanted = " ".join(filter(None, (item.verdict, item.rule, item.place)))
                lines.append(f"line {place}: expected {wanted}, found {describe(finding)}")
    if covered != len(report.findings):
        lines.append(f"{len(report.findings) - covered} relations stand before the first expectation")
    return lines


def has_verdict(finding: Finding, expected: Expected) -> bool:
    """Tell whether the verdict is the expected one."""
    word = WORDS[type(finding.verdict)]
    return word == expected.verdict or (expected.verdict == "false" and word in ("wrong", "ill-formed"))


def has_diagnostic(finding: Finding, expected: Expected) -> bool:
    """Tell whether rule and place, where they are given, are the expected ones."""
    return expected.rule in ("", rule_of(finding)) and expected.place in ("", place_of(finding))


def rule_of(finding: Finding) -> str:
    """Return the code of the diagnostic, empty for a relation that holds."""
    return "" if isinstance(finding.verdict, Holds) else finding.verdict.rule


def place_of(finding: Finding) -> str:
    """Return the characters that the diagnostic points at, empty where it points at nothing of its own."""
    match finding.verdict:
        case Wrong(correction=correction) if correction is not None:
            return excerpt(correction.span)
        case IllFormed(span=span):
            return excerpt(span)
        case _:
            return ""


def describe(finding: Finding) -> str:
    """Return the relation and what was found, on one line."""
    said = " ".join(filter(None, (WORDS[type(finding.verdict)], rule_of(finding))))
    place = f" at {place_of(finding)!r}" if place_of(finding) else ""
    message = "" if isinstance(finding.verdict, Holds) else f" ({finding.verdict.message})"
    return f"{excerpt(finding.lhs)} = {excerpt(finding.rhs)} is {said}{place}{message}"


@cache
def report_on(path: Path) -> DocumentReport:
    return check(Source(path.name, path.read_text(encoding="utf-8")), Options())


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_a_note_gets_the_verdicts_written_beside_its_mathematics(path):
    assert disagreements(report_on(path), has_verdict) == []


@pytest.mark.parametrize("path", WITH_RULES, ids=lambda path: path.name)
def test_a_note_gets_the_diagnostics_written_beside_its_mathematics(path):
    assert disagreements(report_on(path), has_diagnostic) == []


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_a_note_has_true_and_false_relations(path):
    text = path.read_text(encoding="utf-8")
    verdicts = {item.verdict for _, _, expected in expectations(Source(path.name, text)) for item in expected}
    assert "holds" in verdicts
    assert verdicts & {"wrong", "ill-formed", "false"}
