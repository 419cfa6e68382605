"""A term with some of its parts replaced."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from derive.term.term import (
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
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


def rebuild(term: Term, change: Callable[[Term], Term | None]) -> Term:
    """Return the term with every outermost part for which `change` has an answer replaced by that answer.

    The answer may have no free index that a binder around the part binds by accident: the caller's binders are fresh.
    """
    answer = change(term)
    if answer is not None:
        return answer
    match term:
        case Number() | Entry() | Delta() | Shift() | Immediate():
            return term
        case Apply(function, layer, order, argument):
            return Apply(function, layer, order, rebuild(argument, change))
        case Functional(function, parameters, index, body):
            return Functional(function, parameters, index, rebuild(body, change))
        case Add(terms):
            return Add(tuple(rebuild(part, change) for part in terms))
        case Mul(factors):
            return Mul(tuple(rebuild(factor, change) for factor in factors))
        case Power(base, exponent):
            return Power(rebuild(base, change), rebuild(exponent, change))
        case Sum(index, body):
            return Sum(index, rebuild(body, change))
        case Partial(of, wrt):
            return Partial(rebuild(of, change), wrt)
        case LayerSum() | LayerProduct():
            return replace(term, body=rebuild(term.body, change))
        case _:
            assert_never(term)
