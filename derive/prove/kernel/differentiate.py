"""Differentiation of a term, given the derivative of each of its entries."""

from collections.abc import Callable
from typing import TypeAlias, assert_never

from derive.prove.kernel.budget import Budget, Refused, fresh, spend
from derive.prove.kernel.substitute import Substitution, substitute
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

Rule: TypeAlias = Callable[[Entry], Term]
"""The derivative of an entry by the variable at hand."""

SLOPE = "\0d"
"""Put before the name of a functional F for the functional F_i(x) = ∂F/∂x_i, with i as one more parameter."""


def differentiate(term: Term, rule: Rule, budget: Budget) -> Term:
    """Return the derivative of the term by the variable whose derivatives of entries `rule` gives."""
    spend(budget)
    match term:
        case Number() | Delta() | Shift():
            return ZERO
        case Entry():
            return rule(term)
        case Apply(function, layer, order, argument):
            # f(u)' = f'(u) u'
            return product(Apply(function, layer, order + 1, argument), differentiate(argument, rule, budget))
        case Functional():
            return _differentiate_functional(term, rule, budget)
        case Add(terms):
            return total(*(differentiate(part, rule, budget) for part in terms))
        case Mul(factors):
            # (fg)' = f'g + fg'
            parts = (
                product(*factors[:i], differentiate(factor, rule, budget), *factors[i + 1 :])
                for i, factor in enumerate(factors)
            )
            return total(*parts)
        case Power(base, exponent):
            # (u^c)' = c u^(c-1) u', where c does not depend on the variable
            if differentiate(exponent, rule, budget) != ZERO:
                raise Refused("derivative by an exponent")
            slope = differentiate(base, rule, budget)
            return product(exponent, Power(base, Add((exponent, MINUS_ONE))), slope) if slope != ZERO else ZERO
        case Sum(index, body):
            # (Σ_i u_i)' = Σ_i u_i'
            slope = differentiate(body, rule, budget)
            return ZERO if slope == ZERO else Sum(index, slope)
        case Partial():
            raise Refused("second derivative")
        case LayerSum() | LayerProduct() | Immediate():
            raise Refused("a sum or a product over layers")
        case _:
            assert_never(term)


def _differentiate_functional(term: Functional, rule: Rule, budget: Budget) -> Term:
    """Return Σ_i F_i(x) x_i' for F(x), with x_i the body at index = i."""
    slope = differentiate(term.body, rule, budget)
    if slope == ZERO:
        return ZERO
    i = Index(term.index.letter, fresh(budget), term.index.sizes)
    at_i = substitute(slope, Substitution({}, {(term.index.letter, term.index.uid): i}), budget)
    outer = Functional(SLOPE + term.function, (*term.parameters, i), term.index, term.body)
    return Sum(i, product(outer, at_i))


def kronecker(entry: Entry, wrt: Entry) -> Term:
    """Return ∂X_{ij…}/∂X_{kl…} = δ_{ik} δ_{jl} …, for two entries of one family at one layer."""
    return product(*(Delta(left, right) for left, right in zip(entry.indices, wrt.indices, strict=True)))


def product(*factors: Term) -> Term:
    """Return the product, without factors 1, and 0 when a factor is 0."""
    if ZERO in factors:
        return ZERO
    rest = tuple(factor for factor in factors if factor != ONE)
    return rest[0] if len(rest) == 1 else Mul(rest) if rest else ONE


def total(*terms: Term) -> Term:
    """Return the sum, without terms 0."""
    rest = tuple(term for term in terms if term != ZERO)
    return rest[0] if len(rest) == 1 else Add(rest) if rest else ZERO
