"""Proved corrections written into a document: the result is checked again before anybody sees it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from derive.read.format import Format, format_of
from derive.source import Source, Span, excerpt
from derive.verdict import Correction, DocumentReport, Finding, Holds, IllFormed, Unchecked, Wrong

ROUNDS = 5
"""How often a document is corrected again, where two corrections overlap."""

SINGLY = 50
"""How many corrections are tried one by one when they do not do together."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A document with its corrections, what is found in it then, and how many corrections it took."""

    report: DocumentReport
    number: int


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of characters of the source, which belongs to the correction of finding `number`."""

    number: int
    start: int
    end: int
    text: str


def fixed(report: DocumentReport, check: Callable[[Source], DocumentReport]) -> Fixed:
    """Return the document of the report with every proved correction that still proves to be one when it stands there.

    What is ignored stays as it is, and so does a document in several files.
    """
    number = 0
    for _ in range(ROUNDS):
        edits = edits_of(report)
        if not edits or report.source.pieces:
            break
        after = _accepted(report, edits, check)
        done = len({edit.number for edit in edits})
        if after is None:
            after, done = _one_by_one(report, edits, check)
        if not done:
            break
        report, number = after, number + done
    return Fixed(report, number)


def diff(before: Source, after: Source) -> str:
    """Return the change as a unified diff, nothing where there is none."""
    from difflib import unified_diff

    old, new = before.text.splitlines(keepends=True), after.text.splitlines(keepends=True)
    path = os.path.normpath(before.path)
    lines = unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def edits_of(report: DocumentReport) -> list[Edit]:
    """Return the edits of all proved corrections, in order; of two corrections that overlap those of the first."""
    kept: list[Edit] = []
    for number, finding in enumerate(report.findings):
        edits = edits_for(number, finding)
        if all(edit.start > other.end or edit.end < other.start for edit in edits for other in kept):
            kept += edits
    return sorted(kept, key=lambda edit: edit.start)


def edits_for(number: int, finding: Finding) -> list[Edit]:
    """Return what is to be replaced for the proved correction of a finding, nothing where a part cannot be spelled."""
    correction = _correction(finding)
    edits: list[Edit] = []
    if correction is None:
        return edits
    for span, latex in ((correction.span, correction.latex), *correction.besides):
        text = _spelled(span, latex, finding)
        if text is None:
            return []
        edits.append(Edit(number, span.start, span.end, text))
    return edits


def _correction(finding: Finding) -> Correction | None:
    if finding.ignored or not isinstance(finding.verdict, Wrong | IllFormed):
        return None
    correction = finding.verdict.correction
    return correction if correction is not None and correction.proved else None


def _spelled(span: Span, text: str, finding: Finding) -> str | None:
    """Return the correction as the document spells such things: with the escapes of JSON, or those of its generator."""
    if "\\_" in excerpt(finding.span) and "_" not in excerpt(finding.span).replace("\\_", ""):
        text = text.replace("_", "\\_")
    if format_of(span.source) is not Format.NOTEBOOK:
        return text
    before = excerpt(span)
    if '"' in before or "\n" in before:
        return None
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _applied(source: Source, edits: list[Edit]) -> Source:
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += (source.text[done : edit.start], joined(source.text, edit))
        done = edit.end
    return replace(source, text="".join([*pieces, source.text[done:]]))


def joined(text: str, edit: Edit) -> str:
    """Return the text of the edit, kept apart from a letter that follows the command it ends with."""
    command = edit.text.rpartition("\\")[2]
    runs_on = "\\" in edit.text and command.isalpha() and text[edit.end : edit.end + 1].isalpha()
    return f"{edit.text} " if runs_on else edit.text


def _accepted(
    report: DocumentReport, edits: list[Edit], check: Callable[[Source], DocumentReport]
) -> DocumentReport | None:
    """Return what is found with the edits; None when an edited relation does not hold then, or another one suffers."""
    after = check(_applied(report.source, edits))
    if len(after.findings) != len(report.findings):
        return None
    edited = {edit.number for edit in edits}
    for number, (old, new) in enumerate(zip(report.findings, after.findings, strict=True)):
        if number in edited and not isinstance(new.verdict, Holds):
            return None
        if _rank(new) > _rank(old):
            return None
    return after


def _one_by_one(
    report: DocumentReport, edits: list[Edit], check: Callable[[Source], DocumentReport]
) -> tuple[DocumentReport, int]:
    """Return what is found with as many of the corrections as do no harm together, and their number."""
    found, done, kept = report, 0, list[Edit]()
    for number in list(dict.fromkeys(edit.number for edit in edits))[:SINGLY]:
        tried = [edit for edit in edits if edit.number == number or edit in kept]
        after = _accepted(report, tried, check)
        if after is not None:
            found, done, kept = after, done + 1, tried
    return found, done


def _rank(finding: Finding) -> int:
    match finding.verdict:
        case Holds():
            return 0
        case Unchecked():
            return 1
        case Wrong() | IllFormed():
            return 2
