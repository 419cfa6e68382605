"""Numbers and powers, within what can be judged."""

from fractions import Fraction as Rational
from math import prod

from derive.elaborate.refusal import Refusal
from derive.elaborate.tensor import product_term
from derive.source import Span
from derive.syntax.tree import Digits
from derive.term.term import Add, Apply, Entry, Mul, Number, Power, Term
from derive.term.traverse import children, subterms

MOST_DIGITS = 40
"""The longest number that is judged."""

LARGEST_EXPONENT = 64
"""The largest exponent that is judged."""


def number_of(tree: Digits) -> Number:
    """Return the number as typed; raise Refusal for one that is too long."""
    if len(tree.text) > MOST_DIGITS:
        raise Refusal("D901", f"numbers are judged up to {MOST_DIGITS} digits", tree.span)
    return Number(Rational(tree.text))


def power(base: Term, exponent: Term, span: Span) -> Term:
    """Return base ** exponent, with a constant exponent kept as a number; raise Refusal for one too large."""
    known = constant(exponent)
    match exponent if known is None else Number(known):
        case Number(value) if abs(value) <= LARGEST_EXPONENT and value.denominator <= LARGEST_EXPONENT:
            if degree(base) * abs(value) > LARGEST_EXPONENT:
                raise Refusal("D901", f"powers are judged up to a degree of {LARGEST_EXPONENT}", span)
            return Power(base, Number(value))
        case _ if any(isinstance(part, Entry) for part in subterms(exponent)):
            # b^x = exp(x log b)
            return Apply("exp", None, 0, product_term(exponent, Apply("log", None, 0, base)))
        case _:
            raise Refusal("D901", f"exponents are judged up to {LARGEST_EXPONENT}", span)


def logarithm(term: Term) -> Term:
    """Return log term, of a product and a power by those of their parts; log e^x is x."""
    match term:
        case Mul(factors):
            # log u v = log u + log v
            return Add(tuple(logarithm(factor) for factor in factors))
        case Power(base, exponent):
            # log b^c = c log b
            return product_term(exponent, logarithm(base))
        case Apply("exp", _, 0, argument):
            return argument
        case _:
            return Apply("log", None, 0, term)


def constant(term: Term) -> Rational | None:
    """Return the value of a term made of small numbers by + and ·: the 2 − 1 of x^{2−1}, −3/2."""
    match term:
        case Number(value):
            return value
        case Add(parts) | Mul(parts):
            values = [constant(part) for part in parts]
            found = [value for value in values if value is not None]
            if len(found) < len(values):
                return None
            return sum(found, Rational(0)) if isinstance(term, Add) else prod(found, start=Rational(1))
        case Power(base, Number(value)) if value == -1:
            below = constant(base)
            return 1 / below if below else None
        case _:
            return None


def degree(term: Term) -> Rational:
    """Return the product of the exponents that stand inside each other."""
    inner = Rational(1)
    for child in children(term):
        below = degree(child)
        if below > inner:
            inner = below
    if isinstance(term, Power) and isinstance(term.exponent, Number) and abs(term.exponent.value) > 1:
        return inner * abs(term.exponent.value)
    return inner
