"""What an editor shows of a document: findings with their fixes, and what is said of a relation under the cursor.

Everything is plain data with places as `[line, column]` in the document's own file, both counted from 1.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

from derive.cli.fixing import edits_for, joined
from derive.report.diagnostic import diagnose, spell_counterexample
from derive.report.listing import Listed, listing
from derive.report.page import plain
from derive.report.tally import scope_words
from derive.source import Place, line_starts, whereabouts
from derive.verdict import DocumentReport, Finding, Holds, Wrong

if TYPE_CHECKING:
    from derive.elaborate.elaborate import Elaboration, Item
    from derive.pipeline import Study

Data: TypeAlias = dict[str, Any]

WIDTH = 90


def shown(report: DocumentReport) -> list[Data]:
    """Return what is said about the document, in reading order, less what stands in files that it takes in."""
    path = report.source.path.removeprefix("./")
    numbers = {id(finding): number for number, finding in enumerate(report.findings)}
    return [_shown(report, listed, numbers) for listed in listing(report) if listed.path == path]


def _shown(report: DocumentReport, listed: Listed, numbers: dict[int, int]) -> Data:
    diagnostic, finding = listed.diagnostic, listed.finding
    said = [diagnostic.message, *diagnostic.notes, diagnostic.help]
    edits = [] if finding is None else _edits(report, numbers[id(finding)], finding)
    return {
        "start": _pair(listed.start),
        "end": _pair(listed.end),
        "severity": diagnostic.severity,
        "rule": diagnostic.rule,
        "message": "\n".join(filter(None, said)),
        "fix": {"title": diagnostic.help.partition(" (")[0], "edits": edits} if edits else None,
    }


def _edits(report: DocumentReport, number: int, finding: Finding) -> list[Data]:
    """Return the replacements of the proved correction, nothing where one of them is in another file."""
    starts = line_starts(report.source)
    edits: list[Data] = []
    for edit in edits_for(number, finding):
        path, start = whereabouts(report.source, starts, edit.start)
        end = whereabouts(report.source, starts, edit.end)[1]
        if path != report.source.path:
            return []
        edits.append({"start": _pair(start), "end": _pair(end), "text": joined(report.source.text, edit)})
    return edits


def _pair(place: Place) -> list[int]:
    return [place.line, place.column]


def explained(study: "Study", line: int, column: int) -> Data | None:
    """Return what is said of the relation at the place, as Markdown with its range; None where there is none."""
    from derive.report.plane.alphabet import UNICODE
    from derive.report.plane.reading import reading

    found = _at(study, line, column)
    if found is None:
        return None
    part, item, finding = found
    source = study.report.source
    starts = line_starts(source)
    steps = _derivation(part, item, finding)
    said = [f"**{_verdict(finding)}**", _fenced([reading(item.relation, UNICODE)])]
    if isinstance(finding.verdict, Wrong):
        said.append(f"counterexample: {spell_counterexample(finding.verdict.counterexample)}")
    if steps:
        said.append(_fenced(steps))
    return {
        "start": _pair(whereabouts(source, starts, finding.span.start)[1]),
        "end": _pair(whereabouts(source, starts, finding.span.end)[1]),
        "markdown": "\n\n".join(said),
    }


def _at(study: "Study", line: int, column: int) -> "tuple[Elaboration, Item, Finding] | None":
    """Return the shortest relation around the place."""
    source = study.report.source
    starts = line_starts(source)
    pairs = [(part, item) for part in study.parts for item in part.items]
    around: list[tuple[int, int, tuple[Elaboration, Item, Finding]]] = []
    for (part, item), finding in zip(pairs, study.report.findings, strict=True):
        path, start = whereabouts(source, starts, finding.span.start)
        end = whereabouts(source, starts, finding.span.end)[1]
        if path == source.path and (start.line, start.column) <= (line, column) <= (end.line, end.column):
            around.append((finding.span.end - finding.span.start, len(around), (part, item, finding)))
    return min(around)[2] if around else None


def _derivation(part: "Elaboration", item: "Item", finding: Finding) -> list[str]:
    """Return the lines of the derivation, of a wrong relation that of the true value; nothing where there is none."""
    from derive.explain.derivation import Derivation
    from derive.explain.explain import derivation, teller
    from derive.report.derivation import render
    from derive.report.html.exhibit import attempted

    own = attempted(teller, part)
    told = None if own is None else attempted(derivation, own, item, finding)
    if not isinstance(told, Derivation) or finding.role == "definition":
        return []
    return [plain(line) for line in render(told, WIDTH)]


def _verdict(finding: Finding) -> str:
    """Return the verdict in words: `holds for every size, l < L`."""
    match finding.verdict:
        case Holds() if finding.role == "definition":
            return "defines"
        case Holds(scope, where):
            return ", ".join([f"holds {scope_words(scope)}", *where])
        case _:
            diagnostic = diagnose(finding)
            return f"ignored ({finding.ignored})" if diagnostic is None else f"{diagnostic.rule} {diagnostic.message}"


def _fenced(lines: list[str]) -> str:
    return "\n".join(["```text", *(line.replace("```", "'''") for line in lines), "```"])
