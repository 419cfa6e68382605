"""A derivation in the terminal: its steps under each other, aligned at the relation, the reason beside each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from derive.explain.derivation import Derivation, Phrase, Step, Told, Untold
from derive.report.page import Line, Segment, line, one_line
from derive.report.plane.alphabet import UNICODE, Alphabet
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

NARROWEST_REASON, WIDEST_REASON = 18, 72

MOST_BELOW = 2
"""The lines of a reason below its formula; a longer one begins further to the left."""

_PREPOSITIONS = ("at ", "for ", "where ", "when ", "if ", "on ", "in ")


@dataclass(frozen=True, slots=True)
class Link:
    """One equation of the chain: what stands left of the relation, if anything, and the step that stands right."""

    left: Box | None
    step: Step
    style: str


@dataclass(frozen=True, slots=True)
class Formula:
    """The rows of one equation, all of them at most `width` cells; a reason stands beside the row `baseline`."""

    rows: tuple[str, ...]
    baseline: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """An equation with its reason, which begins at the column and in the row given: beside the formula or below it."""

    formula: Formula
    reason: tuple[str, ...]
    column: int
    start: int


def render(told: Told, width: int = 100, alphabet: Alphabet = UNICODE, place: str = "") -> list[Line]:
    """Return the lines of a derivation, or why there is none; `width` is in terminal cells.

    `place` is shown with the title: `note.md:67`.
    """
    title = _title(told, place, width, alphabet)
    if isinstance(told, Untold):
        return [
            *title,
            *([line()] if title else []),
            *_indented((f"no derivation: {told.reason}",), width, alphabet, ""),
        ]
    opening, links = _links(told, alphabet)
    rows = _rows(links, width, alphabet)
    airy = any(len(row.formula.rows) > 1 or len(row.reason) > 1 or row.start > 0 for row in rows)
    shown = [*title, *([line()] if title and opening else []), *_indented(opening, width, alphabet, "gutter")]
    for i, (link, row) in enumerate(zip(links, rows, strict=True)):
        shown += [line()] if shown and (airy or i == 0) else []
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


def _rows(links: Sequence[Link], width: int, alphabet: Alphabet) -> list[Row]:
    """Return the links in rows, with the reasons in the column that makes the derivation shortest."""
    natural = max((layout(link.step.shown, alphabet).width for link in links), default=0)
    widest = max((link.left.width for link in links if link.left is not None), default=0)
    aside = width - natural - MARGIN - 3 - GAP - NARROWEST_REASON
    relation = MARGIN + (widest + 1 if widest <= max(width // 3, aside) else 0)
    formulas = [_formula(link, relation, width, alphabet) for link in links]
    below = relation + 2 + INDENT
    columns = sorted({formula.width + GAP for formula in formulas if formula.width + GAP + NARROWEST_REASON <= width})

    def placed(column: int) -> list[Row]:
        pairs = zip(links, formulas, strict=True)
        return [_row(formula, link.step.reason, column, below, width, alphabet) for link, formula in pairs]

    return min(map(placed, columns or [below]), key=_length)


def _length(rows: Sequence[Row]) -> tuple[int, int]:
    """Return the number of lines, and how many reasons stand below their formula."""
    lines_in_all = sum(max(len(row.formula.rows), row.start + len(row.reason)) for row in rows)
    return lines_in_all, sum(row.start >= len(row.formula.rows) for row in rows)


def _title(told: Told, place: str, width: int, alphabet: Alphabet) -> list[Line]:
    """Return label, title and place; a title that begins with its label says it once."""
    label = on_one_line((one_line(told.label),), alphabet)
    title = on_one_line(told.title, alphabet)
    head = f"{label}: " if label and title and not title.startswith(f"{label}:") else "" if title else label
    found = filled((head + title,), width, alphabet) if head or title else []
    shown: list[Line] = [line(text, "strong") for text in found]
    if label and found and found[0].startswith(label):
        shown[0] = (Segment(label, "place"), Segment(found[0].removeprefix(label), "strong"))
    where = f"({on_one_line((one_line(place),), alphabet)})"
    if place and found and cell_len(found[-1]) + 2 + cell_len(where) <= width:
        shown[-1] = (*shown[-1], Segment(f"  {where}", "gutter"))
    elif place:
        shown += [line(text, "gutter") for text in filled((where,), width, alphabet)]
    return shown


def _formula(link: Link, relation: int, width: int, alphabet: Alphabet) -> Formula:
    """Return the rows of a link: its left side before the relation, or above it when it is wide."""
    above: tuple[str, ...] = ()
    before = line_box(" " * relation)
    if link.left is not None and MARGIN + link.left.width < relation:
        before = padded(link.left, MARGIN, relation - MARGIN - link.left.width)
    elif link.left is not None:
        above = padded(cut(link.left, width - MARGIN, alphabet.ellipsis), MARGIN, 0).rows
    boxes = lines(link.step.shown, width - relation - 2, INDENT, alphabet)
    first = beside(before, line_box("= "), boxes[0])
    rest = [row for box in boxes[1:] for row in padded(box, relation + 2, 0).rows]
    rows = tuple(text.rstrip() for text in (*above, *first.rows, *rest))
    return Formula(rows, len(above) + first.baseline, max(map(cell_len, rows)))


def _row(formula: Formula, reason: Phrase, column: int, below: int, width: int, alphabet: Alphabet) -> Row:
    """Return the formula with its reason in the column; below it, with a mark, where there is no room beside."""
    if not reason:
        return Row(formula, (), column, 0)
    height = len(formula.rows)
    if formula.width + GAP <= column:
        found = filled(reason, min(WIDEST_REASON, width - column), alphabet)
        return Row(formula, tuple(found), column, max(0, min(formula.baseline, height - len(found))))
    sign = "↳ " if alphabet.scripts else "# "
    found = filled(reason, min(WIDEST_REASON, width - column) - len(sign), alphabet)
    if len(found) > MOST_BELOW:
        column = below
        found = filled(reason, min(WIDEST_REASON, width - column) - len(sign), alphabet)
    marked = tuple((sign if i == 0 else " " * len(sign)) + text for i, text in enumerate(found))
    return Row(formula, marked, column, height)


def _placed(row: Row, style: str) -> list[Line]:
    """Return the lines of an equation and its reason."""
    height = len(row.formula.rows)
    end = row.start + len(row.reason)
    placed: list[Line] = []
    for number in range(max(height, end)):
        text = row.formula.rows[number] if number < height else ""
        segments = [Segment(text, style)]
        if row.start <= number < end:
            gap = Segment(" " * (row.column - cell_len(text)))
            segments += [gap, Segment(row.reason[number - row.start], "gutter")]
        placed.append(tuple(segments))
    return placed


def _style(number: int, derivation: Derivation) -> str:
    """Return the colour of a step: of an error where the author's chain is another one, of success at the end."""
    if derivation.parting is not None:
        return "error" if number == derivation.parting else ""
    proved = number > 0 or derivation.steps[0].rule != "definition"
    return "good" if proved and number == len(derivation.steps) - 1 else ""


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
