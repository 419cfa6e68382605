"""What a term is made of, and terms rebuilt with other parts."""

from collections.abc import Callable, Iterator
from typing import assert_never

from derive.term.term import (
    OUTPUT,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
    Layer,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Position,
    Power,
    Shift,
    Sum,
    Term,
)

LEAVES = (Number, Entry, Delta)
"""Terms without subterms."""


def children(term: Term) -> tuple[Term, ...]:
    """Return the immediate subterms."""
    match term:
        case Number() | Entry() | Delta() | Shift():
            return ()
        case Apply(argument=argument):
            return (argument,)
        case Functional(body=body) | Sum(body=body) | LayerSum(body=body) | LayerProduct(body=body):
            return (body,)
        case Add(terms=parts) | Mul(factors=parts):
            return parts
        case Power(base=base, exponent=exponent):
            return (base, exponent)
        case Partial(of=of, wrt=wrt) | Immediate(of=of, wrt=wrt):
            return (of, wrt)
        case _:
            assert_never(term)


def subterms(term: Term) -> Iterator[Term]:
    """Yield the term and everything inside it, outermost first."""
    stack = [term]
    while stack:
        top = stack.pop()
        yield top
        if not isinstance(top, LEAVES):
            stack.extend(reversed(children(top)))


def entries(term: Term) -> Iterator[Entry]:
    """Yield every entry that occurs, those that are differentiated by included."""
    return (part for part in subterms(term) if isinstance(part, Entry))


def positions(term: Term) -> tuple[Position, ...]:
    """Return what the term itself, not its subterms, has in its index slots."""
    match term:
        case Entry(indices=indices):
            return indices
        case Delta(left=left, right=right):
            return (left, right)
        case Shift(left=several, right=others):
            return (*several, *others)
        case Functional(parameters=parameters):
            return parameters
        case LayerProduct(ends=ends):
            return ends
        case _:
            return ()


def free_indices(term: Term) -> tuple[Index, ...]:
    """Return the indices that no Σ inside the term binds, in order of first appearance."""
    found: dict[Index, None] = {}
    _collect(term, frozenset(), found)
    return tuple(found)


def _collect(term: Term, bound: frozenset[tuple[str, int]], found: dict[Index, None]) -> None:
    if isinstance(term, Sum | Functional | LayerProduct):
        inner = bound | {(index.letter, index.uid) for index in binders(term)}
        _collect(term.body, inner, found)
    else:
        for child in children(term):
            _collect(child, bound, found)
    for position in positions(term):
        if isinstance(position, Index) and (position.letter, position.uid) not in bound:
            found.setdefault(position)


def demanded(term: Term) -> Iterator[tuple[Index, Shift]]:
    """Yield the indices that stand for a sum of free ones, with that sum: x_{i+1} speaks of an i that has a next.

    Where one of them is bound, Σ_k w_k x_{i+k}, the summands that do not exist are left out.
    """
    for part in subterms(term):
        if not isinstance(part, Sum):
            continue
        first = part.body.factors[0] if isinstance(part.body, Mul) else part.body
        if isinstance(first, Shift) and first.left[0] == part.index:
            others = (*first.left[1:], *first.right)
            if all(isinstance(place, int) or place.uid == 0 for place in others):
                yield part.index, first


def binders(term: Sum | Functional | LayerProduct) -> tuple[Index, ...]:
    """Return the indices that the term binds in its body."""
    return term.axes if isinstance(term, LayerProduct) else (term.index,)


def adds_indices(term: Term) -> bool:
    """Tell whether an index is a sum of others somewhere: x_{i+k}."""
    return any(isinstance(part, Shift) for part in subterms(term))


def layers(term: Term) -> Iterator[Layer]:
    """Yield every layer that is named in the term, but for the letters that a Σ or Π over layers binds."""
    if isinstance(term, LayerSum | LayerProduct):
        yield from (term.first, term.last)
        yield from (layer for layer in layers(term.body) if layer.base != term.letter)
        return
    if isinstance(term, Entry | Apply) and term.layer is not None:
        yield term.layer
    for child in children(term):
        yield from layers(child)


def bound_layers(*terms: Term) -> frozenset[str]:
    """Return the letters that a Σ or Π over layers binds."""
    found = (part for term in terms for part in subterms(term))
    return frozenset(part.letter for part in found if isinstance(part, LayerSum | LayerProduct))


def free_layers(*terms: Term) -> tuple[str, ...]:
    """Return the letters that stand for any layer, in order of first appearance."""
    letters = (layer.base for term in terms for layer in layers(term))
    return tuple(dict.fromkeys(letter for letter in letters if letter not in ("", OUTPUT)))


def rebuild(
    term: Term,
    position: Callable[[Position], Position],
    layer: Callable[[Layer], Layer],
    index: Callable[[Index], Index],
) -> Term:
    """Return the term with every slot, layer and binder replaced; the caller answers for capture."""

    def entry(part: Entry) -> Entry:
        return Entry(part.symbol, part.layer and layer(part.layer), tuple(position(i) for i in part.indices))

    def again(part: Term) -> Term:
        match part:
            case Number() | Entry():
                return entry(part) if isinstance(part, Entry) else part
            case Apply(function, own, order, argument):
                return Apply(function, own and layer(own), order, again(argument))
            case Functional(function, parameters, binder, body):
                return Functional(function, tuple(position(i) for i in parameters), index(binder), again(body))
            case Add(terms):
                return Add(tuple(again(t) for t in terms))
            case Mul(factors):
                return Mul(tuple(again(f) for f in factors))
            case Power(below, exponent):
                return Power(again(below), again(exponent))
            case Sum(binder, body):
                return Sum(index(binder), again(body))
            case LayerSum():
                return LayerSum(part.letter, layer(part.first), layer(part.last), again(part.body))
            case LayerProduct(letter, first, last, body, axes, ends, falling):
                inner, outer = tuple(map(index, axes)), tuple(map(position, ends))
                return LayerProduct(letter, layer(first), layer(last), again(body), inner, outer, falling)
            case Delta(left, right):
                return Delta(position(left), position(right))
            case Shift(several, others, offset):
                return Shift(tuple(position(i) for i in several), tuple(position(i) for i in others), offset)
            case Partial(of, wrt):
                return Partial(again(of), entry(wrt))
            case Immediate(of, wrt):
                return Immediate(entry(of), entry(wrt))
            case _:
                assert_never(part)

    return again(term)


def substitute(term: Term, replacement: dict[tuple[str, int], Position], layer: Callable[[Layer], Layer]) -> Term:
    """Return the term with free indices (by letter and uid) and layers replaced; binders have uids of their own."""

    def position(slot: Position) -> Position:
        return replacement.get((slot.letter, slot.uid), slot) if isinstance(slot, Index) else slot

    return rebuild(term, position, layer, lambda binder: binder)
