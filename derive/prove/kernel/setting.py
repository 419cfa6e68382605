"""One theory in one region, and what terms are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from derive.prove.kernel.budget import Budget
from derive.prove.kernel.layers import Region, at_most, replaced
from derive.term.term import (
    LITERAL,
    OUTPUT,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
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
from derive.theory import Definition, Theory


@dataclass(frozen=True, slots=True)
class Order:
    """A strict order of the nodes (family, layer) below one family: by band, then layer, then rank.

    Every definition mentions only nodes lower in the order than its head.
    """

    bands: Mapping[str, int]
    ranks: Mapping[str, int]


@dataclass(slots=True)
class Setting:
    """One theory in one region, with the work left and what has been found out so far."""

    theory: Theory
    region: Region
    budget: Budget
    orders: dict[str, Order] = field(default_factory=dict)


def parts(term: Term) -> tuple[Term, ...]:
    """Return the terms that the term is made of."""
    match term:
        case Number() | Entry() | Delta() | Shift():
            return ()
        case Apply(argument=body) | Functional(body=body) | Sum(body=body):
            return (body,)
        case Add(several) | Mul(several):
            return several
        case Power(base, exponent):
            return base, exponent
        case LayerSum(body=body) | LayerProduct(body=body):
            return (body,)
        case Partial(of, wrt) | Immediate(of, wrt):
            return of, wrt
        case _:
            assert_never(term)


def subterms(term: Term) -> Iterator[Term]:
    """Yield the term and every term within it, outermost first."""
    waiting = [term]
    while waiting:
        top = waiting.pop()
        yield top
        waiting.extend(reversed(parts(top)))


def entries(term: Term) -> list[Entry]:
    """Return every entry that occurs in the term, those inside derivatives included."""
    return [part for part in subterms(term) if isinstance(part, Entry)]


def positions(term: Term) -> tuple[Position, ...]:
    """Return what stands in the slots of the term itself."""
    match term:
        case Entry(indices=places) | Functional(parameters=places):
            return places
        case Delta(left, right):
            return left, right
        case Shift(several, others, _):
            return *several, *others
        case _:
            return ()


def resolve(setting: Setting, layer: Layer) -> Layer:
    """Return the layer in terms of the bases that the region leaves undetermined."""
    return replaced(layer, setting.region.known)


def exists(setting: Setting, symbol: str, layer: Layer) -> bool:
    """Return whether the family has entries at the layer: input layer + first ≤ layer ≤ L."""
    lowest = Layer(LITERAL, setting.theory.input_layer + setting.theory.symbols[symbol].first)
    return at_most(setting.region, lowest, layer) and at_most(setting.region, layer, resolve(setting, Layer(OUTPUT)))


def generality(definition: Definition) -> int:
    """Return 0 for a head at a numbered layer, 1 for one at the output layer, 2 for a head at any layer."""
    layer = definition.head.layer
    return 2 if layer is None or layer.base not in (LITERAL, OUTPUT) else int(layer.base == OUTPUT)
