"""The shortest way from one side of a claim to the other: rewriting goes on from both until they meet."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from derive.explain.ground import Ground, derivatives, normal, values
from derive.explain.moves import Move, moves
from derive.explain.opening import definition_of
from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import Split
from derive.prove.kernel.rebuild import rebuild
from derive.term.term import Apply, Entry, Layer, Mul, Partial, Term
from derive.term.traverse import subterms

MOST = 300
"""How many terms are gone on from."""


@dataclass(frozen=True, slots=True)
class State:
    """A term, and the moves that led there from a side of the claim."""

    term: Term
    made: tuple[tuple[Term, Move], ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """The way from the left side, and that from the right side, to terms that algebra makes equal."""

    left: State
    right: State


def meeting(ground: Ground, lhs: Term, rhs: Term) -> Meeting | None:
    """Return the cheapest meeting of both sides, None where none is found."""
    sides = (lhs, rhs)
    reached: tuple[dict[object, State], dict[object, State]] = ({}, {})
    names = (nodes(ground, rhs), nodes(ground, lhs))
    queue: list[tuple[int, int, int, State]] = []
    count = 0
    for side, term in enumerate(sides):
        heappush(queue, (0, count, side, State(term, (), 0)))
        count += 1
    best: Meeting | None = None
    spent = 0
    while queue and spent < MOST:
        cost, _, side, state = heappop(queue)
        if best is not None and cost >= best.left.cost + best.right.cost:
            break
        mark = key(ground, state.term)
        if mark in reached[side]:
            continue
        reached[side][mark] = state
        spent += 1
        other = reached[1 - side].get(mark)
        if other is not None:
            left, right = (state, other) if side == 0 else (other, state)
            if best is None or left.cost + right.cost < best.left.cost + best.right.cost:
                best = Meeting(left, right)
        for move in moves(ground, state.term, names[side], side == 1):
            total = state.cost + move.cost + (side if move.rule == "chain rule" else 0)
            follower = State(move.after, (*state.made, (state.term, move)), total)
            heappush(queue, (total, count, side, follower))
            count += 1
    return best


def key(ground: Ground, term: Term) -> object:
    """Return what is equal for terms that algebra makes equal; the term itself where it has no normal form."""
    try:
        return normal(ground, rebuild(term, as_product))
    except (Refused, Split, RecursionError):
        return term


def as_product(part: Term) -> Term | None:
    """Return ∂of/∂wrt of an expression as a product of two unknown functions, which has a normal form."""
    if not isinstance(part, Partial):
        return None
    if isinstance(part.of, Entry):
        return part
    return Mul((Apply("\0of", None, 0, part.of), Apply("\0by", None, 0, part.wrt)))


def nodes(ground: Ground, term: Term) -> frozenset[tuple[str, Layer | None]]:
    """Return the families and layers in the derivatives of the term, definitions by derivatives unfolded."""
    return frozenset((entry.symbol, entry.layer) for entry in differentiated(ground, term))


def differentiated(ground: Ground, term: Term) -> Iterator[Entry]:
    """Yield what stands in the derivatives of the term."""
    for part in derivatives(term):
        yield from (entry for entry in (part.of, part.wrt) if isinstance(entry, Entry))
    for entry in values(term):
        try:
            definition = definition_of(ground, entry)
        except (Refused, Split):
            continue
        if definition is not None and entry.layer is not None:
            for inner in subterms(definition.body):
                if isinstance(inner, Partial) and inner.wrt.layer is not None:
                    yield Entry(inner.wrt.symbol, entry.layer, ())
