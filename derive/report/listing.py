"""Everything that a report says, one diagnostic after another, with its file and place: for programs that read it."""

from collections.abc import Iterator
from dataclasses import dataclass

from derive.report.diagnostic import Diagnostic, diagnose, diagnose_repair, diagnose_warning
from derive.source import Place, line_starts, whereabouts
from derive.verdict import DocumentReport, Finding


@dataclass(frozen=True, slots=True)
class Listed:
    """A diagnostic in its file, from `start` to just before `end`; `finding` is None for what is said beside them."""

    diagnostic: Diagnostic
    path: str
    start: Place
    end: Place
    finding: Finding | None


def listing(document: DocumentReport) -> Iterator[Listed]:
    """Yield what is said about the document, in reading order; what is ignored is left out."""
    said: list[tuple[Diagnostic, Finding | None]] = []
    for finding in document.findings:
        diagnostic = diagnose(finding)
        if diagnostic is not None:
            said.append((diagnostic, finding))
    said += [(diagnose_warning(warned), None) for warned in document.warnings]
    said += [(diagnose_repair(repaired), None) for repaired in document.repaired]
    starts = line_starts(document.source)
    for diagnostic, about in sorted(said, key=lambda pair: pair[0].span.start):
        span = diagnostic.span
        path, start = whereabouts(document.source, starts, span.start)
        _, end = whereabouts(document.source, starts, span.end)
        yield Listed(diagnostic, path.removeprefix("./"), start, end, about)
