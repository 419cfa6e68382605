"""Quotients of polynomials over SymPy's sparse rings, with the denominator kept in factors.

Nothing is cancelled: a quotient is zero exactly when its numerator is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from operator import sub
from typing import Any, TypeAlias

from derive.prove.instance_entries import NoValueError

Polynomial: TypeAlias = Any
"""A sympy.polys.rings.PolyElement."""

MAX_PRODUCTS = 200_000
"""The most products of terms that one multiplication may take."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / Π factor^exponent."""

    numerator: Polynomial
    factors: Mapping[Polynomial, int]


def whole(polynomial: Polynomial) -> Quotient:
    """Return polynomial / 1."""
    return Quotient(polynomial, {})


def add(left: Quotient, right: Quotient) -> Quotient:
    """a/p + b/q = (a m/p + b m/q) / m, where m is the least common multiple of p and q factor by factor."""
    if left.factors == right.factors:
        return Quotient(left.numerator + right.numerator, left.factors)
    common = dict(left.factors)
    for factor, exponent in right.factors.items():
        common[factor] = max(exponent, common.get(factor, 0))
    return Quotient(_raised(left, common) + _raised(right, common), common)


def _raised(quotient: Quotient, common: Mapping[Polynomial, int]) -> Polynomial:
    numerator = quotient.numerator
    for factor, exponent in common.items():
        missing = exponent - quotient.factors.get(factor, 0)
        if missing:
            numerator = times(numerator, polynomial_power(factor, missing))
    return numerator


def multiply(left: Quotient, right: Quotient) -> Quotient:
    """a/p · b/q = ab / pq."""
    numerator = times(left.numerator, right.numerator)
    if not left.factors or not right.factors:
        return Quotient(numerator, left.factors or right.factors)
    factors = dict(left.factors)
    for factor, exponent in right.factors.items():
        factors[factor] = factors.get(factor, 0) + exponent
    return Quotient(numerator, factors)


def power(quotient: Quotient, exponent: int) -> Quotient:
    """Return quotient^exponent; raise NoValueError for 0^(−n)."""
    if exponent < 0:
        return power(invert(quotient), -exponent)
    factors = {factor: each * exponent for factor, each in quotient.factors.items()} if exponent else {}
    return Quotient(polynomial_power(quotient.numerator, exponent), factors)


def invert(quotient: Quotient) -> Quotient:
    """Return 1/quotient: the generators that divide every term become factors of their own, and so does the rest."""
    if not quotient.numerator:
        raise NoValueError("a division by zero")
    ring = quotient.numerator.ring
    monomial, rest = common_monomial(quotient.numerator)
    content = rest.LC
    factors = {ring.gens[i]: exponent for i, exponent in enumerate(monomial) if exponent}
    if len(rest) > 1:
        factors[hashable(rest.quo_ground(content))] = 1
    numerator = ring.one.quo_ground(content)
    for factor, exponent in quotient.factors.items():
        numerator = times(numerator, polynomial_power(factor, exponent))
    return Quotient(numerator, factors)


def hashable(polynomial: Polynomial) -> Polynomial:
    """Return a copy whose hash is that of its terms: SymPy's square() keeps the hash of an unfinished sum."""
    return polynomial.copy()


def common_monomial(polynomial: Polynomial) -> tuple[tuple[int, ...], Polynomial]:
    """Return the exponents of the largest monomial that divides every term, and what it leaves."""
    monomial = tuple(map(min, zip(*polynomial, strict=True)))
    lower = {tuple(map(sub, term, monomial)): coefficient for term, coefficient in polynomial.items()}
    return monomial, polynomial.ring(lower)


def denominator(quotient: Quotient) -> Polynomial:
    """Return the denominator, multiplied out."""
    product = quotient.numerator.ring.one
    for factor, exponent in quotient.factors.items():
        product = times(product, polynomial_power(factor, exponent))
    return product


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return the product; raise NoValueError where it would take too long."""
    if len(left) * len(right) > MAX_PRODUCTS:
        raise NoValueError("an expression has too many terms")
    return left * right


def polynomial_power(polynomial: Polynomial, exponent: int) -> Polynomial:
    """Return the power; raise NoValueError where it would take too long: n terms have C(n + k − 1, k) k-th powers."""
    if len(polynomial) > 1 and comb(len(polynomial) + exponent - 1, exponent) > MAX_PRODUCTS // 4:
        raise NoValueError("an expression has too many terms")
    return polynomial**exponent
