"""Which quotients are derivatives."""

from dataclasses import dataclass

from derive.source import Span, cover
from derive.syntax.tree import Derivative, Digits, Fraction, Letter, Product, Script, Tree


@dataclass(frozen=True, slots=True)
class Bare:
    r"""A derivative that has not met what it differentiates: `\frac{\partial}{\partial w}`; or else its quotient."""

    wrt: Tree
    order: int
    symbol: str
    fraction: Fraction
    span: Span


def quotient(numerator: Tree, denominator: Tree, span: Span) -> Derivative | Bare | Fraction:
    """Return the derivative ∂of/∂wrt where both parts begin with ∂, or both with d; else the fraction."""
    fraction = Fraction(numerator, denominator, span)
    above, of = _parted(numerator)
    below, rest = _parted(denominator)
    if above is None or below is None or above[0] != below[0] or below[1] != 1 or rest is None:
        return fraction
    symbol, order = above
    variables = _variables(rest, symbol, order)
    if variables is None:
        return fraction
    if of is None:
        wrt, times = variables[0]
        return Bare(wrt, times, symbol, fraction, span) if len(variables) == 1 else fraction
    tree: Tree = of
    for wrt, times in reversed(variables):
        tree = Derivative(tree, wrt, times, symbol, span)
    assert isinstance(tree, Derivative)
    return tree


def derivative_symbol(tree: Tree) -> tuple[str, int] | None:
    """Return ("partial" or "d", order) for ∂, d, ∂^2, d^2."""
    match tree:
        case Letter("partial" | "d", (), False):
            return tree.name, 1
        case Script(Letter("partial" | "d", (), False) as letter, None, Digits(text), 0) if len(text) == 1:
            return letter.name, int(text)
    return None


def _parted(tree: Tree) -> tuple[tuple[str, int] | None, Tree | None]:
    """Return the symbol that the tree begins with, and what follows it."""
    match tree:
        case Product(factors, operators) if operators[0] == "":
            symbol = derivative_symbol(factors[0])
            if symbol is None:
                return None, None
            return symbol, _part(factors[1:], operators[1:])
        case _:
            return derivative_symbol(tree), None


def _part(factors: tuple[Tree, ...], operators: tuple[str, ...]) -> Tree:
    if len(factors) == 1:
        return factors[0]
    return Product(factors, operators, cover(factors[0].span, factors[-1].span))


def _variables(rest: Tree, symbol: str, order: int) -> list[tuple[Tree, int]] | None:
    """Return the variables of a denominator without its first ∂, each with its order; None when the orders differ."""
    if order == 1:
        return [(rest, 1)] if not _mixed(rest, symbol) else None
    factors = rest.factors if isinstance(rest, Product) else (rest,)
    groups: list[list[Tree]] = [[]]
    for factor in factors:
        if derivative_symbol(factor) == (symbol, 1):
            groups.append([])
        else:
            groups[-1].append(factor)
    variables: list[tuple[Tree, int]] = []
    for group in groups:
        if len(group) != 1:
            return None
        variables.append(_without_exponent(group[0], order - len(groups) + 1))
    return variables if sum(times for _, times in variables) == order else None


def _mixed(rest: Tree, symbol: str) -> bool:
    """Tell whether another ∂ stands in the denominator of a first derivative."""
    if not isinstance(rest, Product) or symbol != "partial":
        return False
    return any(derivative_symbol(factor) == (symbol, 1) for factor in rest.factors)


def _without_exponent(variable: Tree, most: int) -> tuple[Tree, int]:
    """w^2 in ∂²/∂w² is w, twice."""
    match variable:
        case Script(base, subscript, Digits(text), primes) if len(text) == 1 and 1 < int(text) <= most:
            if subscript is None and not primes:
                return base, int(text)
            return Script(base, subscript, None, primes, variable.span), int(text)
    return variable, 1
