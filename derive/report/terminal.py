"""The full report: every error with its source line, what is wrong and what to write instead."""

from collections.abc import Iterable, Sequence
from itertools import chain

from rich.cells import cell_len, set_cell_size

from derive.report.diagnostic import MENDED, Diagnostic, diagnose, diagnose_ignored, diagnose_repair, diagnose_warning
from derive.report.page import Line, Segment, line, one_line, visible
from derive.report.places import spell_place
from derive.report.snippet import gutter_width, snippet
from derive.report.tally import scope_words, sentence, tally
from derive.rules import name_of
from derive.source import line_starts
from derive.verdict import DocumentReport, Finding, Holds, Report

QUIET, NORMAL, VERBOSE = -1, 0, 1
INDENT = "    "
EMPTY = "D102"


def render(
    report: Report, verbosity: int = NORMAL, width: int = 100, readings: Sequence[Sequence[str]] = ()
) -> list[Line]:
    """Return the lines of the whole report; `width` is in terminal cells.

    `readings` are the relations of each document on one line each, for what holds.
    """
    each = readings or ((),) * len(report.documents)
    blocks = [
        render_document(document, verbosity, width, own) for document, own in zip(report.documents, each, strict=True)
    ]
    lines: list[Line] = []
    for block in blocks:
        lines += [*([line()] if lines and len(block) > 1 else []), *block]
    if len(report.documents) + len(report.problems) > 1:
        lines.append(total(report))
    return lines


def render_document(document: DocumentReport, verbosity: int, width: int, readings: Sequence[str] = ()) -> list[Line]:
    """Return the lines about one document: its errors in reading order, then one line of counts."""
    starts = line_starts(document.source)
    spoken = dict(zip((finding.id for finding in document.findings), readings, strict=False))
    lines: list[Line] = []
    for item in _items(document, verbosity):
        if isinstance(item, Diagnostic):
            lines += [*([line()] if lines and lines[-1] != line() else []), *_diagnostic(item, starts, width), line()]
        else:
            lines.append(_held(item, starts))
            lines += _formula(spoken.get(item.id, ""), width)
            lines += [(Segment("  = ", "gutter"), Segment(one_line(note))) for note in item.notes]
    if verbosity == NORMAL and _left_to_say(document):
        lines.append(_repairs(document))
    if verbosity >= VERBOSE:
        lines += [_note(f"assumed {one_line(text)}") for text in document.assumed]
    return [*lines, summary(document)]


def summary(document: DocumentReport) -> Line:
    """Return the last line about a document: `004.md: 27 relations: 3 define, …`."""
    path = visible(document.source.path)
    if not document.findings:
        empty = not document.source.text.strip()
        reason = "the document is empty" if empty else "no formula here states an equality"
        return (Segment(f"{path}: ", "strong"), Segment(f"no mathematics found ({reason})"))
    return (Segment(f"{path}: ", "strong"), Segment(sentence(tally(document.findings))))


def total(report: Report) -> Line:
    """Return the line that sums up several documents."""
    counts = tally(chain.from_iterable(document.findings for document in report.documents))
    number, failed = len(report.documents), len(report.problems)
    documents = f"{number} document{'' if number == 1 else 's'}"
    failures = f"; {failed} file{'' if failed == 1 else 's'} could not be checked" if failed else ""
    return (Segment("total: ", "strong"), Segment(f"{documents}, {sentence(counts)}{failures}"))


def _items(document: DocumentReport, verbosity: int) -> Sequence[Diagnostic | Finding]:
    """Return what is shown of a document, in reading order."""
    placed: list[tuple[int, Diagnostic | Finding]] = []
    for finding in document.findings:
        diagnostic = diagnose(finding) or diagnose_ignored(finding)
        if diagnostic is None:
            if verbosity >= VERBOSE:
                placed.append((finding.span.start, finding))
        elif diagnostic.severity == "error" or verbosity >= VERBOSE:
            placed.append((finding.span.start, diagnostic))
    if verbosity >= NORMAL:
        placed += [(warned.span.start, diagnose_warning(warned)) for warned in document.warnings]
    if verbosity >= VERBOSE:
        placed += [(repaired.span.start, diagnose_repair(repaired)) for repaired in document.repaired]
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _diagnostic(diagnostic: Diagnostic, starts: list[int], width: int) -> Iterable[Line]:
    """Return the lines of one diagnostic: headline, place, source, notes, help."""
    span, severity = diagnostic.span, diagnostic.severity
    margin = " " * gutter_width(span, starts)
    yield (Segment(f"{severity}[{diagnostic.rule}] ", severity), Segment(one_line(diagnostic.message), "strong"))
    path = spell_place(span.source, starts, span.start)
    yield (Segment(f"{margin}--> ", "gutter"), Segment(path, "place"))
    yield from snippet(span, starts, one_line(diagnostic.label), severity, width)
    for note in diagnostic.notes:
        yield (Segment(f"{margin} = ", "gutter"), Segment(one_line(note)))
    if diagnostic.help:
        yield (Segment("help: ", "help"), Segment(one_line(diagnostic.help)))


def _held(finding: Finding, starts: list[int]) -> Line:
    """Return the line of a relation that holds: `note.md:12:3: holds for every size, l < L (general: proved)`."""
    assert isinstance(finding.verdict, Holds)
    where = "".join(f", {condition}" for condition in finding.verdict.where)
    judges = ", ".join(f"{judge}: {answer.value}" for judge, answer in finding.judges.items())
    said = "defines" if finding.role == "definition" else f"holds {scope_words(finding.verdict.scope)}"
    by = f" ({judges})" if judges and finding.role != "definition" else ""
    return (
        Segment(f"{spell_place(finding.span.source, starts, finding.span.start)}: ", "place"),
        Segment(one_line(said + where), "good"),
        Segment(by),
    )


def _formula(text: str, width: int) -> list[Line]:
    """Return the lines of a formula and of what it rests on, each cut at the width."""
    room = width - len(INDENT)
    cut = (line if cell_len(line) <= room else f"{set_cell_size(line, room - 2)} …" for line in text.splitlines())
    return [(Segment(INDENT), Segment(line)) for line in cut]


def _left_to_say(document: DocumentReport) -> list[str]:
    """Return the rules of what was mended or not read; that there is no mathematics the last line says."""
    return sorted(repaired.rule for repaired in document.repaired if repaired.rule != EMPTY)


def _repairs(document: DocumentReport) -> Line:
    """Return the line that says what damage was mended, by rule."""
    codes = _left_to_say(document)
    kinds = ", ".join(f"{codes.count(code)} × {name_of(code)} [{code}]" for code in dict.fromkeys(codes))
    mended = any(code in MENDED for code in codes)
    return _note(f"{'damage in the document was repaired' if mended else 'not read'}: {kinds}; -v shows where")


def _note(text: str) -> Line:
    return (Segment("note: ", "note"), Segment(text))
