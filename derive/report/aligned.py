"""Equations under each other, aligned at the relation, the reason beside each or below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from derive.explain.derivation import Phrase
from derive.report.page import Line, Segment
from derive.report.plane.alphabet import Alphabet
from derive.report.plane.boxes import Box, beside, cut, line_box, padded
from derive.report.plane.breaking import lines
from derive.report.plane.layout import layout
from derive.report.plane.phrase import filled
from derive.syntax.tree import Tree

MARGIN = 2
"""The cells at the left of every formula; a mark stands in them."""

INDENT = 4
"""The cells by which a formula goes on further to the right in its second line."""

GAP = 3
"""The cells between a formula and its reason."""

NARROWEST_REASON, WIDEST_REASON = 18, 72

MOST_BELOW = 2
"""The lines of a reason below its formula; a longer one begins further to the left."""


@dataclass(frozen=True, slots=True)
class Link:
    """One equation of a chain: what stands left of the sign, if anything, what stands right, and why.

    `words` stand on lines of their own before it; with a `mark` the margin shows it, at the words or else the formula.
    """

    left: Tree | None
    sign: str
    right: Tree
    reason: Phrase
    style: str = ""
    words: Phrase = ()
    words_style: str = ""
    mark: str = ""


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


def rows(links: Sequence[Link], width: int, alphabet: Alphabet) -> list[Row]:
    """Return the links in rows, with the reasons in the column that makes the whole shortest."""
    sign = max((cell_len(link.sign) for link in links), default=1)
    natural = max((layout(link.right, alphabet).width for link in links), default=0)
    lefts = [None if link.left is None else layout(link.left, alphabet) for link in links]
    widest = max((left.width for left in lefts if left is not None), default=0)
    aside = width - natural - MARGIN - sign - 2 - GAP - NARROWEST_REASON
    relation = MARGIN + (widest + 1 if widest <= max(width // 3, aside) else 0)
    start = relation + sign + 1
    formulas = [_formula(link, left, relation, start, width, alphabet) for link, left in zip(links, lefts, strict=True)]
    columns = sorted({formula.width + GAP for formula in formulas if formula.width + GAP + NARROWEST_REASON <= width})

    def placed(column: int) -> list[Row]:
        pairs = zip(links, formulas, strict=True)
        return [_row(formula, link.reason, column, start + INDENT, width, alphabet) for link, formula in pairs]

    return min(map(placed, columns or [start + INDENT]), key=_length)


def is_airy(found: Sequence[Row]) -> bool:
    """Tell whether blank lines stand between the rows: some are more than one line high."""
    return any(len(row.formula.rows) > 1 or len(row.reason) > 1 or row.start > 0 for row in found)


def placed_lines(row: Row, style: str) -> list[Line]:
    """Return the lines of an equation and its reason."""
    height, end = len(row.formula.rows), row.start + len(row.reason)
    placed: list[Line] = []
    for number in range(max(height, end)):
        text = row.formula.rows[number] if number < height else ""
        segments = [Segment(text, style)]
        if row.start <= number < end:
            gap = Segment(" " * (row.column - cell_len(text)))
            segments += [gap, Segment(row.reason[number - row.start], "gutter")]
        placed.append(tuple(segments))
    return placed


def _formula(link: Link, left: Box | None, relation: int, start: int, width: int, alphabet: Alphabet) -> Formula:
    """Return the rows of a link: its left side before the sign, or above it when it is wide."""
    above: tuple[str, ...] = ()
    before = line_box(" " * relation)
    if left is not None and MARGIN + left.width < relation:
        before = padded(left, MARGIN, relation - MARGIN - left.width)
    elif left is not None:
        above = padded(cut(left, width - MARGIN, alphabet.ellipsis), MARGIN, 0).rows
    boxes = lines(link.right, width - start, INDENT, alphabet)
    first = beside(before, line_box(f"{link.sign:>{start - relation - 1}} "), boxes[0])
    rest = [row for box in boxes[1:] for row in padded(box, start, 0).rows]
    found = [text.rstrip() for text in (*above, *first.rows, *rest)]
    baseline = len(above) + first.baseline
    if link.mark and not link.words:
        found[baseline] = f"{link.mark:<{MARGIN}}{found[baseline][MARGIN:]}"
    return Formula(tuple(found), baseline, max(map(cell_len, found)))


def _row(formula: Formula, reason: Phrase, column: int, below: int, width: int, alphabet: Alphabet) -> Row:
    """Return the formula with its reason in the column; below it, with a sign, where there is no room beside."""
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
    signed = tuple((sign if i == 0 else " " * len(sign)) + text for i, text in enumerate(found))
    return Row(formula, signed, column, height)


def _length(found: Sequence[Row]) -> tuple[int, int]:
    """Return the number of lines, and how many reasons stand below their formula."""
    lines_in_all = sum(max(len(row.formula.rows), row.start + len(row.reason)) for row in found)
    return lines_in_all, sum(row.start >= len(row.formula.rows) for row in found)
