"""A free index that fills slots of different sizes, taken apart into one index for each size.

In ∂a_i^k/∂w_{ij}^k the letter i counts the nodes of layer k and those of layer k − 1. The claim with two letters
i and i′ for the two ranges is stronger, since it holds for unequal values too; so a proof of it proves the claim.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from derive.elaborate.extents import at
from derive.term.term import (
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
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
from derive.term.traverse import free_indices
from derive.theory import Claim, Theory


def separated(theory: Theory, claim: Claim) -> Claim:
    """Return the claim with every free index of several sizes replaced by one index for each size."""
    mixed = {
        (index.letter, index.uid)
        for side in (claim.lhs, claim.rhs)
        for index in free_indices(side)
        if len(index.sizes) > 1
    }
    if not mixed:
        return claim

    def entry(old: Entry) -> Entry:
        extents = theory.symbols[old.symbol].extents

        def position(slot: int, place: Position) -> Position:
            if isinstance(place, int) or (place.letter, place.uid) not in mixed:
                return place
            size = at(extents[slot], old.layer)
            return Index(f"{place.letter}({size.space}, {size.layer})", place.uid, (size,))

        return replace(old, indices=tuple(position(slot, place) for slot, place in enumerate(old.indices)))

    return Claim(with_entries(claim.lhs, entry), with_entries(claim.rhs, entry))


def with_entries(term: Term, entry: Callable[[Entry], Entry]) -> Term:
    """Return the term with every entry replaced."""
    match term:
        case Number() | Delta() | Shift():
            return term
        case Entry():
            return entry(term)
        case Apply(argument=argument):
            return replace(term, argument=with_entries(argument, entry))
        case Functional(body=body) | Sum(body=body) | LayerSum(body=body) | LayerProduct(body=body):
            return replace(term, body=with_entries(body, entry))
        case Add(terms):
            return Add(tuple(with_entries(part, entry) for part in terms))
        case Mul(factors):
            return Mul(tuple(with_entries(part, entry) for part in factors))
        case Power(base, exponent):
            return Power(with_entries(base, entry), with_entries(exponent, entry))
        case Partial(of, wrt):
            return Partial(with_entries(of, entry), entry(wrt))
        case Immediate(of, wrt):
            return Immediate(entry(of), entry(wrt))
        case _:
            assert_never(term)
