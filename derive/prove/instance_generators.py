"""The symbols and atoms of an expression as generators of one polynomial ring."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sympy import QQ, Expr, Symbol
from sympy.polys.rings import PolyRing

from derive.prove.instance_quotient import Polynomial, Quotient, denominator, hashable, times

Key: TypeAlias = tuple[Any, ...]


class RingFullError(Exception):
    """More symbols and atoms are needed than the ring has generators."""


@dataclass(slots=True)
class Algebra:
    """A polynomial ring whose generators are handed out to symbols and atoms as these are met.

    `unfold` gives what a symbol stands for, or None for a free one. `keys` says what every generator is, `rules` has
    the relations g^k = polynomial.
    """

    unfold: Callable[[Symbol], Expr | None]
    exponential: bool
    ring: Any
    generators: dict[Key, int] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)
    rules: dict[int, tuple[int, Polynomial]] = field(default_factory=dict)
    values: dict[Expr, Quotient] = field(default_factory=dict)
    unfolding: list[Symbol] = field(default_factory=list)


def new_algebra(unfold: Callable[[Symbol], Expr | None], exponential: bool, generators: int) -> Algebra:
    """Return an algebra with room for so many symbols and atoms."""
    return Algebra(unfold, exponential, PolyRing([f"g{i}" for i in range(generators)], QQ))


def named(algebra: Algebra) -> bool:
    """Return whether some atom is not a value of an unspecified function, so that there may be further identities."""
    return any(not (isinstance(key[0], type) or key[0] == "symbol") for key in algebra.keys)


def normal(argument: Quotient) -> Any:
    """Return the polynomial, or the numerator and denominator in lowest terms, fit to be part of a key."""
    if not argument.factors:
        return hashable(argument.numerator)
    lowest = argument.numerator.cancel(denominator(argument))
    if lowest[1].is_ground:
        return hashable(lowest[0].quo_ground(lowest[1].LC))
    return tuple(map(hashable, lowest))


def generator(key: Key, algebra: Algebra) -> Polynomial:
    if key not in algebra.generators:
        if len(algebra.keys) == algebra.ring.ngens:
            raise RingFullError
        algebra.generators[key] = len(algebra.keys)
        algebra.keys.append(key)
    return algebra.ring.gens[algebra.generators[key]]


def reduced(value: Quotient, algebra: Algebra) -> Quotient:
    """Return the quotient with every g^k in the numerator replaced by what the rules say it equals."""
    numerator = value.numerator
    for index, (exponent, replacement) in algebra.rules.items():
        while any(monomial[index] >= exponent for monomial in numerator):
            kept, lowered = {}, {}
            for monomial, coefficient in numerator.items():
                if monomial[index] < exponent:
                    kept[monomial] = coefficient
                else:
                    lowered[(*monomial[:index], monomial[index] - exponent, *monomial[index + 1 :])] = coefficient
            numerator = algebra.ring(kept) + times(algebra.ring(lowered), replacement)
    return Quotient(numerator, value.factors)
