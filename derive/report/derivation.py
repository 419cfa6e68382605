"""A derivation in the terminal: its steps under each other, aligned at the relation, the reason beside each."""

from collections.abc import Sequence
from dataclasses import dataclass

from derive.explain.derivation import Derivation, Step
from derive.report.page import Line, Segment, line, one_line
from derive.report.plane.alphabet import UNICODE, Alphabet, in_ascii
from derive.report.plane.boxes import Box, beside, cut, line_box, padded
from derive.report.plane.breaking import lines
from derive.report.plane.layout import layout
from derive.report.plane.phrase import filled

MARGIN = 2
"""The cells at the left of every formula."""

INDENT = 4
"""The cells by which a formula goes on further to the right in its second line."""

GAP = 3
"""The cells between a formula and its reason."""

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
class Row:
    """One step: its formula in rows of text, of which `baseline` is the one that the reason stands beside."""

    formula: tuple[str, ...]
    baseline: int
    reason: tuple[str, ...]
    beside: bool


def render(derivation: Derivation, width: int = 100, alphabet: Alphabet = UNICODE) -> list[Line]:
    """Return the lines of a derivation; `width` is in terminal cells."""
    left = layout(derivation.left, alphabet)
    natural = [layout(step.shown, alphabet).width for step in derivation.steps]
    columns = _columns(left, natural, width)
    shown = list(_title(derivation, width, alphabet))
    rows = [_row(step, left if i == 0 else None, columns, alphabet) for i, step in enumerate(derivation.steps)]
    airy = any(len(row.formula) > 1 or len(row.reason) > 1 or not row.beside for row in rows)
    for i, row in enumerate(rows):
        shown += [line()] if airy or i == 0 else []
        if i == derivation.parting:
            shown += _parting(width, alphabet)
        shown += _placed(row, columns, _style(i, derivation))
    conditions = _conditions(derivation, width, alphabet)
    return [*shown, *([line()] if conditions else []), *conditions]


def _columns(left: Box, natural: Sequence[int], width: int) -> Columns:
    """Return the columns: reasons stand beside the formulas when at least half of the formulas leave room for that."""
    relation = MARGIN + (left.width + 1 if left.width <= width // 3 else 0)
    formula = relation + 2
    fitting = [found for found in natural if found <= width - formula - GAP - NARROWEST_REASON]
    if 2 * len(fitting) < len(natural) or not fitting:
        return Columns(relation, formula, None, width)
    return Columns(relation, formula, formula + max(fitting) + GAP, width)


def _title(derivation: Derivation, width: int, alphabet: Alphabet) -> list[Line]:
    label = one_line(derivation.label)
    label = label if alphabet.scripts else in_ascii(label)
    words = filled((f"{label}: " if label else "", *derivation.title), width, alphabet)
    first = Segment(words[0].removeprefix(f"{label}:"), "strong")
    head = (Segment(f"{label}:", "place"), first) if label and words[0].startswith(f"{label}:") else (first,)
    return [head, *((Segment(text, "strong"),) for text in words[1:])]


def _row(step: Step, left: Box | None, columns: Columns, alphabet: Alphabet) -> Row:
    """Return the rows of a step: the left side before the first one, or above it when it is wide."""
    end = columns.width if columns.reason is None else columns.reason - GAP
    boxes = lines(step.shown, columns.width - columns.formula, INDENT, alphabet)
    beside_it = columns.reason is not None and max(box.width for box in boxes) <= end - columns.formula
    above: tuple[str, ...] = ()
    before = line_box(" " * columns.relation)
    if left is not None and left.width < columns.relation:
        before = padded(left, MARGIN, 1)
    elif left is not None:
        above = padded(cut(left, columns.width - MARGIN, alphabet.ellipsis), MARGIN, 0).rows
    first = beside(before, line_box("= "), boxes[0])
    rest = [row for box in boxes[1:] for row in padded(box, columns.formula, 0).rows]
    column = columns.reason if columns.reason is not None else columns.formula + INDENT
    room = min(WIDEST_REASON, columns.width - column)
    reason = tuple(filled(step.reason, room, alphabet)) if step.reason else ()
    return Row((*above, *first.rows, *rest), len(above) + first.baseline, reason, beside_it)


def _placed(row: Row, columns: Columns, style: str) -> list[Line]:
    """Return the lines of a step: its reason beside the baseline, or below the formula."""
    formula, reason = list(row.formula), list(row.reason)
    column = columns.reason if columns.reason is not None else columns.formula + INDENT
    if not row.beside:
        below = [(Segment(" " * column), Segment(text, "gutter")) for text in reason]
        return [*((Segment(text.rstrip(), style),) for text in formula), *below]
    start = max(0, min(row.baseline, len(formula) - len(reason)))
    formula += [""] * (start + len(reason) - len(formula))
    placed: list[Line] = []
    for number, text in enumerate(formula):
        text = text.rstrip()
        if start <= number < start + len(reason):
            gap = Segment(" " * (column - line_box(text).width))
            placed.append((Segment(text, style), gap, Segment(reason[number - start], "gutter")))
        else:
            placed.append((Segment(text, style),))
    return placed


def _style(number: int, derivation: Derivation) -> str:
    """Return the colour of a step: of an error from where the author's chain is another, else of what is proved."""
    if derivation.parting is not None and number >= derivation.parting:
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
    text = f"holds {', '.join(said)}"
    return [line(" " * MARGIN + part, "note") for part in filled((text,), width - MARGIN, alphabet)] if said else []
