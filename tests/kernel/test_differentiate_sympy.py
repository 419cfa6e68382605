"""Differentiation in index notation is what SymPy gets with every sum written out."""

import os

import sympy
from hypothesis import HealthCheck, assume, given, settings
from kernel_mutate import children
from test_normal import FREE, M, N, terms

from derive.prove.kernel.budget import Budget
from derive.prove.kernel.differentiate import differentiate, kronecker
from derive.prove.kernel.substitute import Substitution, substitute
from derive.term.term import ZERO, Add, Apply, Delta, Entry, Functional, Index, Mul, Number, Power, Sum

SIZES = {N: 3, M: 2}
EXAMPLES = 10_000 if os.environ.get("DERIVE_EXHAUSTIVE") else 150
BY_SYMPY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Second(sympy.Function):
    """f''."""


class First(sympy.Function):
    """f'."""

    def fdiff(self, argindex=1):
        return Second(self.args[0])


class Plain(sympy.Function):
    """f."""

    def fdiff(self, argindex=1):
        return First(self.args[0])


FUNCTIONS = (Plain, First, Second)


def written_out(term, places):
    """Return the SymPy expression of the term with every sum written out; `places` maps free indices to numbers."""

    def place(position):
        return places[position.letter, position.uid] if isinstance(position, Index) else position

    match term:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Entry(symbol, _, indices):
            return sympy.Symbol("_".join((symbol, *map(str, map(place, indices)))))
        case Delta(left, right):
            return sympy.Integer(place(left) == place(right))
        case Add(parts):
            return sympy.Add(*(written_out(part, places) for part in parts))
        case Mul(parts):
            return sympy.Mul(*(written_out(part, places) for part in parts))
        case Power(base, exponent):
            return sympy.Pow(written_out(base, places), written_out(exponent, places))
        case Sum(index, body):
            numbers = range(1, SIZES[index.sizes[0]] + 1)
            return sympy.Add(*(written_out(body, {**places, (index.letter, index.uid): at}) for at in numbers))
        case Apply(_, _, order, argument):
            return FUNCTIONS[order](written_out(argument, places))
        case _:
            raise AssertionError(term)


def mentions(term, kind):
    return isinstance(term, kind) or any(mentions(part, kind) for part, _ in children(term))


@BY_SYMPY
@given(terms(depth=3, functions=("f",)))
def test_the_derivative_by_an_entry_is_that_of_sympy(term):
    assume(not mentions(term, Functional))
    wrt = Entry("x", None, (Index("w", 0, (N,)),))
    budget = Budget(100_000)
    slope = differentiate(
        substitute(term, Substitution({}, {}), budget),
        lambda entry: kronecker(entry, wrt) if entry.symbol == wrt.symbol else ZERO,
        budget,
    )
    for at in (1, 3):
        places = {(index.letter, index.uid): 2 for index in FREE} | {("w", 0): at}
        expression, found = written_out(term, places), written_out(slope, places)
        assume(not expression.has(sympy.zoo, sympy.nan) and not found.has(sympy.zoo, sympy.nan))
        truth = sympy.diff(expression, sympy.Symbol(f"x_{at}"))
        assert found == truth or sympy.cancel(sympy.together(found - truth)) == 0
