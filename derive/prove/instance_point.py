"""Both sides of a claim at a random rational point, to many digits: only a clear difference counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import mpmath  # type: ignore[import-untyped]
from sympy import Add, Expr, Mul, NumberSymbol, Pow, Rational, Symbol, cos, cosh, erf, exp, log, sin, sinh, tan, tanh

from derive.network.functions import Absolute, NaturalPower, Relu, Sigmoid, Softplus, Step, Unspecified
from derive.prove.instance_entries import NoValueError
from derive.prove.instance_expression import unfold
from derive.prove.instance_session import Session

PRECISIONS = (40, 80)
"""Decimal digits: a difference that is there at both is no rounding error."""

ATTEMPTS = 12
"""How many points are tried before it is given up that both sides have a value."""

COMPARISONS = 4
"""How many points at which the sides are equal are enough: a kink may hide a difference on one of its sides."""

FUNCTIONS: Mapping[type, Callable[[Any], Any]] = {
    exp: mpmath.exp,
    sin: mpmath.sin,
    cos: mpmath.cos,
    tan: mpmath.tan,
    sinh: mpmath.sinh,
    cosh: mpmath.cosh,
    tanh: mpmath.tanh,
    erf: mpmath.erf,
    Sigmoid: lambda x: 1 / (1 + mpmath.exp(-x)),
    Softplus: lambda x: mpmath.log(1 + mpmath.exp(x)),
    Relu: lambda x: x if x > 0 else mpmath.mpf(0),
    Step: lambda x: mpmath.mpf(int(x > 0)),
    Absolute: abs,
}


@dataclass(slots=True)
class Point:
    """A random choice of all free quantities and unspecified functions."""

    session: Session
    seed: str
    values: dict[Expr, Any] = field(default_factory=dict)
    unfolding: list[Symbol] = field(default_factory=list)


def clearly_differ(lhs: Expr, rhs: Expr, session: Session) -> bool:
    """Return whether lhs ≠ rhs beyond doubt at some point where both are real.

    Raises NoValueError when no point was found at which both sides have a value.
    """
    compared = 0
    for attempt in range(ATTEMPTS):
        try:
            coarse, fine = (_difference(lhs, rhs, session, str(attempt), digits) for digits in PRECISIONS)
        except (NoValueError, ZeroDivisionError, OverflowError, ValueError):
            continue
        if fine != 0 and abs(coarse - fine) < abs(fine) * mpmath.mpf("1e-6"):
            return True
        compared += 1
        if compared == COMPARISONS:
            break
    if not compared:
        raise NoValueError("no point was found at which both sides have a value")
    return False


def _difference(lhs: Expr, rhs: Expr, session: Session, seed: str, digits: int) -> Any:
    with mpmath.workdps(digits):
        point = Point(session, seed)
        return value(lhs, point) - value(rhs, point)


def value(expression: Expr, point: Point) -> Any:
    """Return the value of the expression at the point, in mpmath's current precision."""
    if expression not in point.values:
        point.values[expression] = _value(expression, point)
    return point.values[expression]


def _value(expression: Expr, point: Point) -> Any:
    match expression:
        case Rational():
            return mpmath.mpf(int(expression.p)) / int(expression.q)
        case NumberSymbol():
            return expression._to_mpmath(mpmath.mp.prec)
        case Symbol():
            body = unfold(expression, point.session)
            return _random(point, str(expression)) if body is None else _unfolded(expression, body, point)
        case Add():
            return mpmath.fsum(value(part, point) for part in expression.args)
        case Mul():
            return mpmath.fprod(value(part, point) for part in expression.args)
        case Pow():
            return _power(value(expression.base, point), expression.exp, point)
        case NaturalPower():
            return _power(value(expression.args[0], point), expression.args[1], point)
        case Unspecified():
            arguments = ",".join(mpmath.nstr(value(part, point), 25) for part in expression.args)
            return _random(point, f"{type(expression).__name__}({arguments})")
        case log():
            return mpmath.log(_positive(value(expression.args[0], point)))
        case _ if type(expression) in FUNCTIONS:
            return FUNCTIONS[type(expression)](_moderate(value(expression.args[0], point)))
        case _:
            raise NoValueError(f"{type(expression).__name__} has no value")


def _unfolded(symbol: Symbol, body: Expr, point: Point) -> Any:
    if symbol in point.unfolding:
        raise NoValueError("something is defined by itself")
    point.unfolding.append(symbol)
    try:
        return value(body, point)
    finally:
        point.unfolding.pop()


def _power(base: Any, exponent: Expr, point: Point) -> Any:
    if exponent.is_Integer:
        return base ** int(exponent)
    return _positive(base) ** _moderate(value(exponent, point))


def _positive(number: Any) -> Any:
    if number <= 0:
        raise NoValueError("no real value")
    return number


def _moderate(number: Any) -> Any:
    if abs(number) > 10_000:
        raise NoValueError("a value out of range")
    return number


def _random(point: Point, name: str) -> Any:
    """Return a rational in (0, 1), the same for the same name and point; half of the points have negatives too."""
    source = Random(f"{point.seed}:{name}")
    sign = source.choice((1, -1)) if int(point.seed) % 2 else 1
    return sign * mpmath.mpf(source.randrange(1, 1000)) / 1009
