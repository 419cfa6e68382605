"""Substitution of layers and indices in a term, free of capture: every binder gets a fresh name on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from derive.prove.kernel.budget import Budget, Refused, fresh, spend
from derive.prove.kernel.layers import replaced
from derive.term.term import (
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
    Size,
    Sum,
    Term,
)

Name: TypeAlias = tuple[str, int]
"""What an index is known by: its letter and its uid."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """Values for the bases of layers and for free indices; both are replaced at once, none twice."""

    layers: Mapping[str, Layer]
    positions: Mapping[Name, Position]


def substitute(term: Term, values: Substitution, budget: Budget) -> Term:
    """Return the term with `values` put in; every bound index is renamed to one that occurs nowhere else."""
    spend(budget)
    match term:
        case Number():
            return term
        case Entry():
            return substitute_entry(term, values)
        case Apply(function, layer, order, argument):
            return Apply(function, _layer(layer, values), order, substitute(argument, values, budget))
        case Functional(function, parameters, index, body):
            bound, inner = _rebind(index, values, budget)
            return Functional(function, _positions(parameters, values), bound, substitute(body, inner, budget))
        case Add(terms):
            return Add(tuple(substitute(part, values, budget) for part in terms))
        case Mul(factors):
            return Mul(tuple(substitute(factor, values, budget) for factor in factors))
        case Power(base, exponent):
            return Power(substitute(base, values, budget), substitute(exponent, values, budget))
        case Sum(index, body):
            bound, inner = _rebind(index, values, budget)
            return Sum(bound, substitute(body, inner, budget))
        case Delta(left, right):
            return Delta(_position(left, values), _position(right, values))
        case Shift(left, right, offset):
            return Shift(_positions(left, values), _positions(right, values), offset)
        case Partial(of, wrt):
            return Partial(substitute(of, values, budget), substitute_entry(wrt, values))
        case LayerSum() | LayerProduct() | Immediate():
            raise Refused("a sum or a product over layers")
        case _:
            assert_never(term)


def substitute_entry(entry: Entry, values: Substitution) -> Entry:
    """Return the entry with `values` put in."""
    return Entry(entry.symbol, _layer(entry.layer, values), _positions(entry.indices, values))


def _layer(layer: Layer | None, values: Substitution) -> Layer | None:
    return None if layer is None else replaced(layer, values.layers)


def _positions(positions: tuple[Position, ...], values: Substitution) -> tuple[Position, ...]:
    return tuple(_position(position, values) for position in positions)


def _position(position: Position, values: Substitution) -> Position:
    if isinstance(position, int):
        return position
    value = values.positions.get((position.letter, position.uid))
    return substitute_sizes(position, values) if value is None else value


def substitute_sizes(index: Index, values: Substitution) -> Index:
    """Return the index with the layers of its sizes replaced."""
    sizes = tuple(Size(size.space, _layer(size.layer, values)) for size in index.sizes)
    return index if sizes == index.sizes else replace(index, sizes=sizes)


def _rebind(index: Index, values: Substitution, budget: Budget) -> tuple[Index, Substitution]:
    """Return a fresh bound index in place of `index`, and the substitution that holds below its binder."""
    bound = replace(substitute_sizes(index, values), uid=fresh(budget))
    return bound, Substitution(values.layers, {**values.positions, (index.letter, index.uid): bound})
