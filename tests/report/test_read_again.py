"""What is shown on one line says what the author wrote: read again, it is the same formula."""

import re

import pytest

from derive.report.plane.alphabet import UNICODE
from derive.report.plane.linear import linear
from derive.syntax.spell import read_side
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Fraction,
    Group,
    Product,
    Relate,
    Root,
    Script,
    Sequence,
)
from tests.report.test_plane_limits import NOTES, formulas
from tests.syntax.spelled import spelled

BUILT_IN = [path for path in NOTES if path.parent.name == "equations"]
COMMA_BELOW = re.compile(r"(?<=[ₐ-ₜᵢ-ᵥⱼ]),(?=[ₐ-ₜᵢ-ᵥⱼ])")


def meaning(tree):
    """Return the formula without what the line adds or leaves out: brackets, points, the bar of a fraction."""
    match tree:
        case None:
            return None
        case Group("(" | "{", body):
            return meaning(body)
        case Fraction(above, below):
            return ("/", meaning(above), meaning(below))
        case Derivative(of, wrt, order, symbol):
            return (symbol, order, meaning(of), meaning(wrt))
        case Product(factors, operators):
            return product([meaning(factor) for factor in factors], operators)
        case Addition(terms, signs):
            return ("+", *zip(signs, map(meaning, terms), strict=True))
        case Script(base, below, above, primes):
            return ("script", meaning(base), subscript(below), meaning(above), primes)
        case BigOperator(name, below, above, body):
            return (name, meaning(below), meaning(above), meaning(body))
        case Root(degree, body):
            return ("root", meaning(degree), meaning(body))
        case Relate(name, left, right):
            return (name, meaning(left), meaning(right))
        case _:
            return spelled(tree)


def product(factors, operators):
    found = [factors[0]]
    for operator, factor in zip(operators, factors[1:], strict=True):
        if operator == "/":
            found[-1] = ("/", found[-1], factor)
        else:
            found += [operator] if operator not in ("", "cdot") else []
            found += factor[1:] if factor[0] == "product" else [factor]
    return ("product", *found) if len(found) > 1 else found[0]


def subscript(tree):
    """j,k and jk are told apart on the line by a comma that cannot be read there."""
    return ("product", *map(meaning, tree.items)) if isinstance(tree, Sequence) else meaning(tree)


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_formula_on_one_line_is_read_as_the_formula_it_shows(path):
    for tree in formulas(path):
        if spelled(tree) == "odot":
            assert linear(tree, UNICODE) == "⊙"
            continue
        again = read_side(COMMA_BELOW.sub("", linear(tree, UNICODE)))
        assert meaning(again) == meaning(tree), linear(tree, UNICODE)
