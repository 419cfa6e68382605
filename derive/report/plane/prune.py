"""Trees cut down to a size that a person can look at."""

from collections.abc import Sequence as Items
from dataclasses import dataclass, replace
from typing import assert_never

from derive.syntax.tree import (
    IDLE,
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Root,
    Script,
    Sequence,
    Tree,
    Unreadable,
    Word,
    is_unwritten,
)

DEEPEST = 60
"""The levels that are shown."""

MOST_NODES = 1500
"""The nodes that are shown."""


@dataclass(slots=True)
class _Room:
    """How many nodes may still be taken."""

    nodes: int


def pruned(tree: Tree) -> Tree:
    """Return the tree with an ellipsis for what lies too deep, or after more nodes than anybody reads."""
    return _pruned(tree, 0, _Room(MOST_NODES))


def _pruned(tree: Tree, depth: int, room: _Room) -> Tree:
    room.nodes -= 1
    if depth >= DEEPEST or room.nodes <= 0:
        return Letter("dots", (), False, tree.span)

    def inner(part: Tree) -> Tree:
        return _pruned(part, depth + 1, room)

    def optional(part: Tree | None) -> Tree | None:
        return None if part is None or is_unwritten(part) else inner(part)

    match tree:
        case Digits() | Letter() | Word() | Unreadable():
            return tree
        case Script(base, subscript, superscript):
            return replace(tree, base=inner(base), subscript=optional(subscript), superscript=optional(superscript))
        case Group(shape, body) if shape == IDLE:
            return inner(body)
        case Group(_, body):
            return replace(tree, body=inner(body))
        case Annotated(body, note):
            return replace(tree, body=inner(body), note=optional(note))
        case Sequence(items):
            return replace(tree, items=_first(items, depth, room))
        case Product(factors, operators):
            factors = _first(factors, depth, room)
            return replace(tree, factors=factors, operators=operators[: len(factors) - 1])
        case Addition(terms, signs):
            terms = _first(terms, depth, room)
            return replace(tree, terms=terms, signs=signs[: len(terms)])
        case Fraction(numerator, denominator):
            return replace(tree, numerator=inner(numerator), denominator=inner(denominator))
        case Derivative(of, wrt):
            return replace(tree, of=inner(of), wrt=inner(wrt))
        case BigOperator(_, below, above, body):
            return replace(tree, subscript=optional(below), superscript=optional(above), body=inner(body))
        case Root(degree, body):
            return replace(tree, degree=optional(degree), body=inner(body))
        case Relate(_, left, right):
            return replace(tree, left=inner(left), right=inner(right))
        case Grid(_, rows):
            return replace(tree, rows=tuple(_first(row, depth, room) for row in rows[: max(1, room.nodes)]))
        case _:
            assert_never(tree)


def _first(items: Items[Tree], depth: int, room: _Room) -> tuple[Tree, ...]:
    """Return the items for which there is room; the last one is an ellipsis when not all are there."""
    kept: list[Tree] = []
    for item in items:
        kept.append(_pruned(item, depth + 1, room))
        if room.nodes <= 0:
            break
    return tuple(kept)
