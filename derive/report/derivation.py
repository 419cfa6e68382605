"""A derivation in the terminal: its steps under each other, aligned at the relation, the reason beside each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from derive.explain.derivation import Derivation, Phrase, Step, Told, Untold
from derive.report.page import Line, Segment, line, one_line
from derive.report.plane.alphabet import UNICODE, Alphabet, in_ascii
from derive.report.plane.boxes import Box, beside, cut, line_box, padded
from derive.report.plane.breaking import lines
from derive.report.plane.layout import layout
from derive.report.plane.phrase import filled, on_one_line

MARGIN = 2
"""The cells at the left of every formula."""

INDENT = 4
"""The cells by which a formula goes on further to the right in its second line."""

GAP = 3
"""The cells between a formula and its reason."""

MOST_BELOW = 2
"""The lines of a reason below its formula; a longer one begins further to the left."""

NARROWEST_REASON, WIDEST_REASON = 26, 72

_PREPOSITIONS = ("at ", "for ", "where ", "when ", "if ", "on ", "in ")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand: the relation, the formula after it, and the reason; None when it stands below the formula."""

    relation: int
    formula: int
    reason: int | None
    width: int


@dataclass(frozen=True, slots=True)
class Link:
    """One equation of the chain: what stands left of the relation, if anything, and the step that stands right."""

    left: Box | None
    step: Step
    style: str


@dataclass(frozen=True, slots=True)
class Row:
    """One link in rows of text; the reason stands at `column`, `beside` the row `baseline` or below them all."""

    formula: tuple[str, ...]
    baseline: int
    reason: tuple[str, ...]
    column: int
    beside: bool


def render(told: Told, width: int = 100, alphabet: Alphabet = UNICODE) -> list[Line]:
    """Return the lines of a derivation, or why there is none; `width` is in terminal cells."""
    title = _title(told, width, alphabet)
    if isinstance(told, Untold):
        return [*title, *_indented((told.reason,), width, alphabet, "note")]
    opening, links = _links(told, alphabet)
    columns = _columns(links, width, alphabet)
    rows = [_row(link, columns, alphabet) for link in links]
    airy = any(len(row.formula) > 1 or len(row.reason) > 1 or not row.beside for row in rows)
    shown = [*title, *([line()] if rows and opening else []), *_indented(opening, width, alphabet, "gutter")]
    for i, (link, row) in enumerate(zip(links, rows, strict=True)):
        shown += [line()] if airy or i == 0 else []
        if link.style == "error":
            shown += _parting(width, alphabet)
        shown += _placed(row, link.style)
    conditions = _conditions(told, width, alphabet)
    return [*shown, *([line()] if conditions else []), *conditions]


def _links(derivation: Derivation, alphabet: Alphabet) -> tuple[Phrase, list[Link]]:
    """Return the chain, and the words before it: an equation of vectors is derived for an entry, then put together."""
    steps = list(enumerate(derivation.steps))
    left = beginning = layout(derivation.left, alphabet)
    opening: Phrase = ()
    if len(steps) > 1 and steps[0][1].rule == "entry" and derivation.parting != 0:
        entry, (number, last) = steps[0][1], steps[-1]
        beginning, opening = layout(entry.shown, alphabet), (*entry.reason, ":")
        steps = steps[1:]
        if len(steps) == 1:
            beginning, opening = left, ()
            steps = [(number, replace(last, reason=(*entry.reason, " is ", entry.shown)))]
    links = []
    for place, (number, step) in enumerate(steps):
        before = beginning if place == 0 else left if step.rule == "whole" else None
        links.append(Link(before, step, _style(number, derivation)))
    return opening, links


def _columns(links: Sequence[Link], width: int, alphabet: Alphabet) -> Columns:
    """Return the columns: reasons stand beside the formulas when at least half of the formulas leave room for that."""
    natural = [layout(link.step.shown, alphabet).width for link in links]
    widest = max((link.left.width for link in links if link.left is not None), default=0)
    aside = width - max(natural, default=0) - MARGIN - GAP - GAP - NARROWEST_REASON
    relation = MARGIN + (widest + 1 if widest <= max(width // 3, aside) else 0)
    formula = relation + 2
    fitting = [found for found in natural if found <= width - formula - GAP - NARROWEST_REASON]
    if 2 * len(fitting) < len(natural) or not fitting:
        return Columns(relation, formula, None, width)
    return Columns(relation, formula, formula + max(fitting) + GAP, width)


def _title(told: Told, width: int, alphabet: Alphabet) -> list[Line]:
    """Return the label and the title; a title that begins with its label says it once."""
    label = one_line(told.label)
    title = on_one_line(told.title, alphabet)
    label = label if alphabet.scripts else in_ascii(label)
    head = f"{label}: " if label and not title.startswith(f"{label}:") else ""
    found = filled((f"{head}{title}",), width, alphabet)
    label = label if found[0].startswith(f"{label}:") else ""
    first = (Segment(label, "place"), Segment(found[0].removeprefix(label), "strong"))
    return [tuple(segment for segment in first if segment.text), *(line(text, "strong") for text in found[1:])]


def _row(link: Link, columns: Columns, alphabet: Alphabet) -> Row:
    """Return the rows of a link: its left side before the relation, or above it when it is wide."""
    end = columns.width if columns.reason is None else columns.reason - GAP
    boxes = lines(link.step.shown, columns.width - columns.formula, INDENT, alphabet)
    beside_it = columns.reason is not None and max(box.width for box in boxes) <= end - columns.formula
    above: tuple[str, ...] = ()
    before = line_box(" " * columns.relation)
    if link.left is not None and MARGIN + link.left.width < columns.relation:
        before = padded(link.left, MARGIN, columns.relation - MARGIN - link.left.width)
    elif link.left is not None:
        above = padded(cut(link.left, columns.width - MARGIN, alphabet.ellipsis), MARGIN, 0).rows
    first = beside(before, line_box("= "), boxes[0])
    rest = [row for box in boxes[1:] for row in padded(box, columns.formula, 0).rows]
    formula = tuple(text.rstrip() for text in (*above, *first.rows, *rest))
    if not link.step.reason:
        return Row(formula, 0, (), 0, True)
    return _reasoned(formula, len(above) + first.baseline, link.step.reason, beside_it, columns, alphabet)


def _reasoned(
    formula: tuple[str, ...], baseline: int, reason: Phrase, beside_it: bool, columns: Columns, alphabet: Alphabet
) -> Row:
    """Return the row with the reason in its column; below the formula, marked, where it cannot stand beside it."""
    sign = "" if beside_it else "↳ " if alphabet.scripts else "# "
    column = columns.formula + INDENT if columns.reason is None else columns.reason
    found = _marked(sign, reason, columns.width - column, alphabet)
    if not beside_it and len(found) > MOST_BELOW:
        column = columns.formula + INDENT
        found = _marked(sign, reason, columns.width - column, alphabet)
    return Row(formula, baseline, found, column, beside_it)


def _marked(sign: str, reason: Phrase, room: int, alphabet: Alphabet) -> tuple[str, ...]:
    """Return the lines of a reason, the sign before the first."""
    lines_of_reason = filled(reason, min(WIDEST_REASON, room) - len(sign), alphabet)
    return tuple((sign if i == 0 else " " * len(sign)) + text for i, text in enumerate(lines_of_reason))


def _placed(row: Row, style: str) -> list[Line]:
    """Return the lines of a link: its reason beside the baseline, or below the formula."""
    height = len(row.formula)
    start = max(0, min(row.baseline, height - len(row.reason))) if row.beside else height
    placed: list[Line] = []
    for number in range(max(height, start + len(row.reason))):
        text = row.formula[number] if number < height else ""
        segments = [Segment(text, style)]
        if start <= number < start + len(row.reason):
            segments += [Segment(" " * (row.column - cell_len(text))), Segment(row.reason[number - start], "gutter")]
        placed.append(tuple(segments))
    return placed


def _style(number: int, derivation: Derivation) -> str:
    """Return the colour of a step: of an error where the author's chain is another one, of success at the end."""
    if derivation.parting is not None:
        return "error" if number == derivation.parting else ""
    return "good" if number == len(derivation.steps) - 1 else ""


def _parting(width: int, alphabet: Alphabet) -> list[Line]:
    text = "the equation as written is another one from here on; from the definitions it follows that"
    sign = "✗ " if alphabet.scripts else "! "
    said = filled((text,), width - len(sign), alphabet)
    return [line((sign if i == 0 else "  ") + part, "error") for i, part in enumerate(said)]


def _conditions(derivation: Derivation, width: int, alphabet: Alphabet) -> list[Line]:
    """Return where the claim holds: `holds for l < L`."""
    said = [text if text.startswith(_PREPOSITIONS) else f"for {text}" for text in map(one_line, derivation.where)]
    return _indented((f"holds {', '.join(said)}",), width, alphabet, "note") if said else []


def _indented(phrase: Phrase, width: int, alphabet: Alphabet, style: str) -> list[Line]:
    if not phrase:
        return []
    return [line(" " * MARGIN + text, style) for text in filled(phrase, width - MARGIN, alphabet)]
