"""One line for each error: `path:line:column: D205 message`, then the counts."""

from derive.report.diagnostic import diagnose, diagnose_warning
from derive.report.page import Line, Segment, one_line
from derive.report.places import spell_place
from derive.report.terminal import VERBOSE, summary, total
from derive.source import line_starts
from derive.verdict import Report


def render(report: Report, verbosity: int = 0) -> list[Line]:
    """Return the lines of the report; what was not checked has its line only when `verbosity` is positive."""
    lines: list[Line] = []
    for document in report.documents:
        starts = line_starts(document.source)
        found = [*filter(None, map(diagnose, document.findings)), *map(diagnose_warning, document.warnings)]
        for diagnostic in sorted(found, key=lambda diagnostic: diagnostic.span.start):
            if diagnostic.severity != "note" or verbosity >= VERBOSE:
                where = f"{spell_place(document.source, starts, diagnostic.span.start)}: "
                code = Segment(f"{diagnostic.rule} ", diagnostic.severity)
                lines.append((Segment(where, "place"), code, Segment(one_line(diagnostic.message))))
        lines.append(summary(document))
    if len(report.documents) + len(report.problems) > 1:
        lines.append(total(report))
    return lines
