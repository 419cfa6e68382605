"""Formulas that are too wide for a line: broken before a + or −, or else before a factor."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from derive.report.plane.alphabet import Alphabet
from derive.report.plane.boxes import EMPTY, Box, beside, cut, line_box, padded
from derive.report.plane.fences import fence
from derive.report.plane.layout import big_sign, box_of, operator_box, part_box, scripted
from derive.report.plane.linear import text_of
from derive.report.plane.prune import pruned
from derive.report.plane.shape import (
    gaps,
    has_bracket,
    is_after,
    is_simple,
    needs_brackets,
    signs,
    term_needs_brackets,
)
from derive.syntax.tree import Addition, BigOperator, Derivative, Fraction, Group, Product, Script, Sequence, Tree

DEEPEST = 12
"""The levels at which a line is broken; what lies deeper is cut."""

FULL = 2
"""A break further out is taken only where it leaves the line filled to one part in so many."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula that stays whole; a break before it tears what lies `depth` levels deep."""

    box: Box
    depth: int


Pieces: TypeAlias = list[Piece]


def lines(tree: Tree, room: int, indent: int, alphabet: Alphabet) -> list[Box]:
    """Return the formula as boxes of at most `room` cells, one for each line, all but the first indented."""
    tree = pruned(tree)
    whole = box_of(tree, alphabet)
    if whole.width <= room:
        return [whole]
    found: list[Box] = []
    rest = _pieces(tree, room - indent, 0, alphabet)
    while rest:
        margin = indent if found else 0
        count = _fitting(rest, room - margin)
        box = cut(beside(*(piece.box for piece in rest[:count])), room - margin, alphabet.ellipsis)
        found.append(padded(box, margin, 0))
        rest = rest[count:]
        if rest:
            rest[0] = replace(rest[0], box=_without_space(rest[0].box))
    return found


def _pieces(tree: Tree, room: int, depth: int, alphabet: Alphabet) -> Pieces:
    """Return the parts of a formula that is wider than the room, from left to right."""

    def parts(prefixes: tuple[str, ...], trees: tuple[Tree, ...], brackets: list[bool], level: int) -> Pieces:
        found: Pieces = []
        for prefix, part, fenced_in in zip(prefixes, trees, brackets, strict=True):
            inner = _part(prefix, part, fenced_in, room, level, alphabet)
            if found and not prefix and found[-1].box.width + inner[0].box.width <= room:
                before = found.pop()
                inner = [replace(before, box=beside(before.box, inner[0].box)), *inner[1:]]
            found += inner
        return found

    match tree:
        case Addition(terms):
            return parts(signs(tree, alphabet), terms, [term_needs_brackets(term) for term in terms], depth)
        case Product(factors):
            brackets = [needs_brackets(factor, i == len(factors) - 1) for i, factor in enumerate(factors)]
            return parts(("", *gaps(tree, alphabet)), factors, brackets, depth + 1)
        case Sequence(items):
            return parts(("", *(", ",) * (len(items) - 1)), items, [False] * len(items), depth)
        case Fraction(numerator, denominator):
            sides = (numerator, denominator)
            return parts(("", "/"), sides, [not is_simple(side) for side in sides], depth + 1)
        case BigOperator(body=body):
            sign = beside(big_sign(tree, alphabet), line_box(" "))
            summed = term_needs_brackets(body)
            return _after(sign, _part("", body, summed, room - sign.width, depth + 1, alphabet), depth)
        case Derivative(of) if is_after(tree):
            bar = beside(operator_box(tree, alphabet), line_box(" "))
            return _after(bar, _part("", of, term_needs_brackets(of), room - bar.width, depth + 1, alphabet), depth)
        case Group(shape, body) if has_bracket(tree):
            return _bracketed(body, shape, room, depth, alphabet)
        case Group(body=body):
            return _bracketed(body, "(", room, depth, alphabet)
        case Script(Group() as base):
            *before, last = _part("", base, False, room, depth, alphabet)
            return [*before, replace(last, box=scripted(last.box, tree, alphabet))]
        case _:
            return [Piece(line_box(text_of(tree, alphabet)), depth)]


def _part(prefix: str, tree: Tree, brackets: bool, room: int, depth: int, alphabet: Alphabet) -> Pieces:
    """Return the part with its prefix, whole where it fits."""
    box, before = part_box(tree, brackets, alphabet), line_box(prefix)
    room -= before.width
    if box.width <= room:
        found = [Piece(box, depth)]
    elif depth > DEEPEST:
        found = [Piece(line_box(text_of(tree, alphabet)), depth)]
    elif brackets:
        found = _bracketed(tree, "(", room, depth, alphabet)
    else:
        found = _pieces(tree, room, depth + 1, alphabet)
    return _after(before, found, depth) if prefix else found


def _after(prefix: Box, pieces: Pieces, depth: int) -> Pieces:
    return [Piece(beside(prefix, pieces[0].box), depth), *pieces[1:]]


def _bracketed(body: Tree, shape: str, room: int, depth: int, alphabet: Alphabet) -> Pieces:
    """Return the pieces of the body, the first with the opening bracket and the last with the closing one.

    Brackets that may come to stand on different lines are one row high.
    """
    *before, last = _part("", body, False, room - 2, depth + 2, alphabet)
    opening, closing = (fence(last.box if not before else EMPTY, shape, side, alphabet) for side in (0, 1))
    return _after(opening, [*before, replace(last, box=beside(last.box, closing))], depth)


def _fitting(rest: Pieces, room: int) -> int:
    """Return how many pieces stand on the next line: up to the outermost of the breaks that leave it well filled."""
    width, count = 0, 0
    while count < len(rest) and width + rest[count].box.width <= room:
        width += rest[count].box.width
        count += 1
    if count == len(rest):
        return count
    best = max(1, count)
    for i in range(count - 1, 0, -1):
        width -= rest[i].box.width
        if width * FULL < room:
            break
        if rest[i].depth < rest[best].depth:
            best = i
    return best


def _without_space(box: Box) -> Box:
    """Return the box without the blank column at its left."""
    if box.width > 1 and all(row.startswith(" ") for row in box.rows):
        return Box(tuple(row[1:] for row in box.rows), box.width - 1, box.baseline, box.tall)
    return box
