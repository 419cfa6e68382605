"""Long formulas cut into rows: at a sign or between factors, at the outermost level that serves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derive.report.portable import formula
from derive.report.width import SIGN, width
from derive.syntax.spell import read_side
from derive.syntax.tree import Addition, BigOperator, Derivative, Group, Product, Tree

DEEPEST = 6
"""The most levels of brackets that are looked into."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula that stays on one row.

    `text` begins with its sign or operator; `opening` is what it begins with at the start of a row (a factor that
    nothing precedes needs a sign of its own there). A row may begin here unless `level` is None; the smaller, the
    better.
    """

    text: str
    width: float
    level: int | None
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The LaTeX of one row and about how wide it is."""

    text: str
    width: float


def rows(tree: Tree, first: float, later: float, deepest: int = DEEPEST) -> tuple[Row, ...]:
    """Return the formula in rows: the first at most `first` wide, the others `later`, where that can be.

    It is cut at most `deepest` levels down. Read one after the other the rows are the formula; it is left whole where
    they would not be.
    """
    whole = (Row(formula(tree), width(tree)),)
    if whole[0].width <= first:
        return whole
    cut = list(_filled(list(pieces(tree, later, deepest)), first, later))
    if len(cut) < 2 or read_side(" ".join(row.text for _, row in cut)) != tree:
        return whole
    return tuple(replace(row, text=opening + row.text) for opening, row in cut)


def pieces(tree: Tree, room: float, deepest: int, level: int = 0) -> Iterable[Piece]:
    """Yield the parts of the formula between which it may be cut; a part that fits into the room is left whole."""
    if level and width(tree) <= room:
        yield Piece(formula(tree), width(tree), None)
        return
    match tree:
        case Addition(terms, signs) if level <= deepest and not any(isinstance(term, Addition) for term in terms):
            yield from _terms(terms, signs, room, deepest, level)
        case Product(factors, operators) if level <= deepest:
            yield from _factors(factors, operators, room, deepest, level)
        case BigOperator(body=body) if level <= deepest and isinstance(body, Product | Group):
            sign = formula(replace(tree, body=read_side("x"))).removesuffix("x").rstrip()
            yield from _after(f"{sign} ", width(tree) - width(body), pieces(body, room, deepest, level + 1))
        case Derivative(of=Group("(" | "[") as of) if level <= deepest and formula(tree).endswith(formula(of)):
            sign = formula(tree).removesuffix(formula(of))
            yield from _after(sign, width(tree) - width(of), pieces(of, room, deepest, level + 1))
        case Group("(" | "[" as shape, body) if level <= deepest and isinstance(body, Addition | Product):
            inner = list(pieces(body, room, deepest, level + 2))
            closing = ")" if shape == "(" else "]"
            inner[-1] = replace(inner[-1], text=inner[-1].text + closing, width=inner[-1].width + 4)
            yield from _after(shape, 4, inner)
        case _:
            yield Piece(formula(tree), width(tree), None)


def _terms(terms: tuple[Tree, ...], signs: tuple[int, ...], room: float, deepest: int, level: int) -> Iterable[Piece]:
    for position, (term, sign) in enumerate(zip(terms, signs, strict=True)):
        mark = "+ " if sign > 0 else "- "
        if position == 0:
            mark = "" if sign > 0 else "-"
        inner = list(pieces(term, room - SIGN, deepest, level + 1))
        inner[0] = Piece(mark + inner[0].text, inner[0].width + SIGN, level if position else None)
        yield from inner


def _factors(
    factors: tuple[Tree, ...], operators: tuple[str, ...], room: float, deepest: int, level: int
) -> Iterable[Piece]:
    r"""A product of plain factors is cut before \cdot, which means the same there as nothing."""
    last = len(factors) - 1
    signs = {"": "", "cdot": r"\cdot ", "times": r"\times ", "*": "* ", "odot": r"\odot ", "circ": r"\circ ", "/": "/ "}
    for position, factor in enumerate(factors):
        operator = operators[position - 1] if position else ""
        sign = signs.get(operator, f"\\{operator} ")
        open_end = isinstance(factor, Addition | Product) or (isinstance(factor, BigOperator) and position < last)
        inner = (
            [Piece(f"{{{formula(factor)}}}", width(factor), None)]
            if open_end
            else list(pieces(factor, room - SIGN, deepest, level + 1))
        )
        opening = r"\cdot " if not operator and position else ""
        applied = not operator and isinstance(factor, Group)
        level_here = None if not position or applied else level
        extra = 12.5 if operator else 1.7
        inner[0] = Piece((" " if position else "") + sign + inner[0].text, inner[0].width + extra, level_here, opening)
        yield from inner


def _after(sign: str, extra: float, inner: Iterable[Piece]) -> Iterable[Piece]:
    """Yield the pieces with a sign before the first."""
    for position, piece in enumerate(inner):
        yield piece if position else replace(piece, text=sign + piece.text, width=piece.width + extra)


def _filled(parts: list[Piece], first: float, later: float) -> Iterable[tuple[str, Row]]:
    """Yield rows of pieces, with what opens each.

    A row is as full as it can be, and cut at the outermost level among its last two thirds.
    """
    start, room = 0, first
    while start < len(parts):
        end, used = start, 0.0
        while end < len(parts) and (end == start or used + parts[end].width <= room):
            used += parts[end].width
            end += 1
        if end < len(parts):
            end = _best_cut(parts, start, end, room) or _next_cut(parts, end)
        text = "".join(part.text for part in parts[start:end]).strip()
        yield parts[start].opening if start else "", Row(text, sum(part.width for part in parts[start:end]))
        start, room = end, later


def _best_cut(parts: list[Piece], start: int, end: int, room: float) -> int | None:
    """Return where to cut at or before `end`."""
    best: tuple[int, int] | None = None
    used = 0.0
    for position in range(start + 1, end + 1):
        used += parts[position - 1].width
        level = parts[position].level
        if level is not None and used > room / 3 and (best is None or level <= best[0]):
            best = (level, position)
    return None if best is None else best[1]


def _next_cut(parts: list[Piece], position: int) -> int:
    while position < len(parts) and parts[position].level is None:
        position += 1
    return position
