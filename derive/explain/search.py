"""The shortest way from one side of a claim to the other: rewriting goes on from both until they meet."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from derive.explain.ground import Ground, derivatives, normal, values
from derive.explain.move import Move, Names
from derive.explain.moves import moves
from derive.explain.opening import definition_of
from derive.explain.straight import straight
from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import Split
from derive.prove.kernel.rebuild import rebuild
from derive.term.term import Apply, Entry, Mul, Partial, Term
from derive.term.traverse import subterms

MOST, WORK, LARGEST = 300, 6_000, 120
"""How many terms are gone on from, how many subterms they may have together, and how many any one of them."""


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


@dataclass(slots=True)
class Side:
    """One side of a claim: the terms that it has been rewritten to, and those that are still to be gone on from."""

    backwards: bool
    named: Names
    reached: dict[object, State]
    queue: list[tuple[int, int, State]]
    pushed: int = 0


def meeting(ground: Ground, lhs: Term, rhs: Term) -> Meeting | None:
    """Return the cheapest meeting of both sides, None where none is found."""
    left = Side(False, nodes(ground, rhs), {}, [(0, 0, State(lhs, (), 0))])
    right = Side(True, nodes(ground, lhs), {}, [(0, 0, State(rhs, (), 0))])
    best: Meeting | None = None
    work = WORK
    for _ in range(MOST):
        own, other = (left, right) if least(left) <= least(right) else (right, left)
        if not own.queue or (best is not None and least(own) + least(other) >= cost(best)):
            break
        _, _, state = heappop(own.queue)
        work -= size(state.term)
        if work < 0:
            break
        mark = key(ground, state.term)
        if mark in own.reached:
            continue
        own.reached[mark] = state
        if mark in other.reached:
            pair = (state, other.reached[mark])
            found = Meeting(*pair) if own is left else Meeting(pair[1], pair[0])
            best = found if best is None or cost(found) < cost(best) else best
        go_on(ground, own, state)
    return best or in_values(ground, left, right)


def in_values(ground: Ground, left: Side, right: Side) -> Meeting | None:
    """Return the cheapest terms of both sides without derivatives: whether they are equal is left to the kernel."""
    plain = [cheapest_plain(ground, side) for side in (left, right)]
    return Meeting(plain[0], plain[1]) if plain[0] is not None and plain[1] is not None else None


def cheapest_plain(ground: Ground, side: Side) -> State | None:
    """Return the cheapest term without derivatives that the side was rewritten to, or else the straight way to one."""
    reached = [state for state in side.reached.values() if is_plain(ground, state.term)]
    if reached:
        return min(reached, key=price)
    start = next(iter(side.reached.values()), None)
    way = None if start is None else straight(ground, start.term)
    return None if way is None else State(way[1], way[0], 0)


def price(state: State) -> int:
    """Return the cost of the moves that led to the state."""
    return state.cost


def is_plain(ground: Ground, term: Term) -> bool:
    """Tell whether no derivative occurs in the term, also not in the definitions of what stands in it."""
    return not derivatives(term) and not any(True for _ in differentiated(ground, term))


def left_states(ground: Ground, lhs: Term, rhs: Term) -> list[State]:
    """Return what the left side of a claim can be rewritten to, with the nodes that the right side names."""
    side = Side(False, nodes(ground, rhs), {}, [(0, 0, State(lhs, (), 0))])
    work = WORK // 2
    for _ in range(MOST // 2):
        if not side.queue or work < 0:
            break
        _, _, state = heappop(side.queue)
        work -= size(state.term)
        mark = key(ground, state.term)
        if mark not in side.reached:
            side.reached[mark] = state
            go_on(ground, side, state)
    return list(side.reached.values())


def go_on(ground: Ground, side: Side, state: State) -> None:
    """Put what follows from the state by one move into the queue."""
    for move in moves(ground, state.term, side.named, side.backwards):
        if size(move.after) > LARGEST + 2 * size(state.term if not state.made else state.made[0][0]):
            continue
        total = state.cost + move.cost
        side.pushed += 1
        heappush(side.queue, (total, side.pushed, State(move.after, (*state.made, (state.term, move)), total)))


def size(term: Term) -> int:
    """Return the number of subterms."""
    return sum(1 for _ in subterms(term))


def least(side: Side) -> int:
    """Return the cost of the cheapest term that is still to be gone on from."""
    return side.queue[0][0] if side.queue else 1_000_000


def cost(found: Meeting) -> int:
    """Return the cost of the moves from both sides."""
    return found.left.cost + found.right.cost


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


def nodes(ground: Ground, term: Term) -> Names:
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
