"""Terms as one leaves them standing on paper: deltas contracted, numbers multiplied out, nothing else."""

from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from derive.term.term import (
    MINUS_ONE,
    ONE,
    ZERO,
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
    Power,
    Shift,
    Sum,
    Term,
)
from derive.term.traverse import substitute, subterms


def tidy(term: Term) -> Term:
    """Return the term without Σ over a delta, factors 1, terms 0, first powers; products and sums are flat."""
    match term:
        case Number() | Entry() | Shift() | Immediate():
            return term
        case Delta():
            return ONE if term.left == term.right else term
        case Partial(of, wrt):
            return Partial(tidy(of), wrt)
        case Apply(function, layer, order, argument):
            return Apply(function, layer, order, tidy(argument))
        case Functional(function, parameters, index, body):
            return Functional(function, parameters, index, tidy(body))
        case Add(terms):
            return total([tidy(part) for part in terms])
        case Mul(factors):
            return product([tidy(factor) for factor in factors])
        case Power(base, exponent):
            return power(tidy(base), tidy(exponent))
        case Sum(index, body):
            return summed(index, tidy(body))
        case LayerSum() | LayerProduct():
            return replace(term, body=tidy(term.body))
        case _:
            assert_never(term)


def total(terms: list[Term]) -> Term:
    """Return the sum; constants are added up where the first of them stands."""
    flat: list[Term] = []
    constant, place = Fraction(0), 0
    for part in terms:
        for own in part.terms if isinstance(part, Add) else (part,):
            if isinstance(own, Number):
                constant, place = constant + own.value, place if constant else len(flat)
            else:
                flat.append(own)
    if constant:
        flat.insert(place, Number(constant))
    return flat[0] if len(flat) == 1 else Add(tuple(flat)) if flat else ZERO


def product(factors: list[Term]) -> Term:
    """Return the product; constants are multiplied and stand in front, and u u^{-1} = 1."""
    flat: list[Term] = []
    constant = Fraction(1)
    for part in factors:
        for own in part.factors if isinstance(part, Mul) else (part,):
            if isinstance(own, Number):
                constant *= own.value
            else:
                flat.append(own)
    if not constant:
        return ZERO
    for part in [part for part in flat if isinstance(part, Power) and part.exponent == MINUS_ONE]:
        if part.base in flat:
            flat.remove(part.base)
            flat.remove(part)
    if constant != 1 or not flat:
        flat.insert(0, Number(constant))
    return flat[0] if len(flat) == 1 else Mul(tuple(flat))


def power(base: Term, exponent: Term) -> Term:
    """Return the power; u^1 = u, u^0 = 1, and a number to a whole exponent is a number."""
    if exponent == ONE:
        return base
    if exponent == ZERO:
        return ONE
    if isinstance(base, Number) and isinstance(exponent, Number) and base.value:
        small = exponent.value.denominator == 1 and abs(exponent.value) <= 8
        return Number(base.value ** int(exponent.value)) if small else Power(base, exponent)
    return Power(base, exponent)


def summed(index: Index, body: Term) -> Term:
    """Return Σ over the index: Σ_i δ_ij u_i = u_j, Σ_i c u_i = c Σ_i u_i; with deltas, a sum is taken term by term."""
    if isinstance(body, Add) and any(isinstance(part, Delta) for part in subterms(body)):
        return total([summed(index, part) for part in body.terms])
    factors = body.factors if isinstance(body, Mul) else (body,)
    for i, factor in enumerate(factors):
        if isinstance(factor, Add) and any(isinstance(part, Delta) for part in subterms(factor)):
            others = factors[:i] + factors[i + 1 :]
            return total([summed(index, product([*others, part])) for part in factor.terms])
        if not isinstance(factor, Delta) or index not in (factor.left, factor.right):
            continue
        other = factor.right if factor.left == index else factor.left
        rest = product(list(factors[:i] + factors[i + 1 :]))
        return tidy(substitute(rest, {(index.letter, index.uid): other}, lambda layer: layer))
    if isinstance(body, Number):
        return ZERO if body == ZERO else Sum(index, body)
    if isinstance(body, Mul) and isinstance(body.factors[0], Number):
        return product([body.factors[0], Sum(index, product(list(body.factors[1:])))])
    return Sum(index, body)
