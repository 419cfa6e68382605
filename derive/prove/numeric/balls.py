"""Real balls: what a named function is at a point, with a bound on the error. Only claims that need them load flint."""

from fractions import Fraction

from flint import arb

from derive.prove.numeric.algebra import (
    Algebra,
    Choices,
    Undefined,
    derivative_polynomial,
    falling,
    polynomial,
    quadratic,
)
from derive.term.term import PI
from derive.theory import Meaning, Named


class Balls(Algebra[arb]):
    """Real balls; unspecified functions are the given polynomial, or (2 + sin t)/4 where there is none."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices

    def constant(self, value: Fraction) -> arb:
        return arb(value.numerator) / arb(value.denominator)

    def add(self, left: arb, right: arb) -> arb:
        return left + right

    def multiply(self, left: arb, right: arb) -> arb:
        return left * right

    def equal(self, left: arb, right: arb) -> bool:
        return bool((left - right).contains(0))

    def power(self, value: arb, exponent: Fraction) -> arb:
        if exponent.denominator == 1 and (exponent >= 0 or not value.contains(0)):
            return value**exponent.numerator
        if value > 0:
            return value ** (arb(exponent.numerator) / exponent.denominator)
        raise Undefined("no real value")

    def apply(self, function: str, meaning: Meaning, order: int, value: arb) -> arb:
        if not isinstance(meaning, Named):
            choice = self.choices.get(function.partition("@")[0])
            return wave(order, value) if choice is None else polynomial(self, falling(choice, order), value)
        match meaning.name:
            case "identity":
                return value if order == 0 else arb(int(order == 1))
            case "exp":
                return value.exp()
            case "log" if order == 0 and value > 0:
                return value.log()
            case "log" if value > 0 or value < 0:
                return arb(-1) ** (order - 1) * arb(order - 1).fac() / value**order if order else self.nothing()
            case "sigmoid":
                primal = 1 / (1 + (-value).exp())
                return primal if order == 0 else polynomial(self, derivative_polynomial("sigmoid", order), primal)
            case "tanh":
                primal = value.tanh()
                return primal if order == 0 else polynomial(self, derivative_polynomial("tanh", order), primal)
            case "softplus":
                return (1 + value.exp()).log() if order == 0 else self.apply("", Named("sigmoid"), order - 1, value)
            case "sin" | "cos":
                phase = (order + (meaning.name == "cos")) % 4
                return (value.sin(), value.cos(), -value.sin(), -value.cos())[phase]
            case "relu" if value > 0:
                return value if order == 0 else arb(int(order == 1))
            case "relu" if value < 0:
                return arb(0)
            case "step" if value > 0 or value < 0:
                return arb(int(value > 0)) if order == 0 else arb(0)
            case "abs" if value > 0 or value < 0:
                sign = arb(1) if value > 0 else arb(-1)
                return sign * value if order == 0 else (sign if order == 1 else arb(0))
            case "erf":
                return value.erf() if order == 0 else bell(order - 1, value)
            case name if name == PI:
                return arb.pi() if order == 0 else arb(0)
            case _:
                return self.nothing()

    def nothing(self) -> arb:
        """Raise Undefined."""
        raise Undefined("no real value")

    def functional(self, function: str, orders: tuple[int, ...], values: tuple[arb, ...]) -> arb:
        return quadratic(self, orders, values)


def bell(order: int, value: arb) -> arb:
    """Return a derivative of erf'(x) = 2 π^{-1/2} e^{-x²}: p_n(x) e^{-x²} with p_{n+1} = p_n' − 2x p_n."""
    found: tuple[Fraction, ...] = (Fraction(1),)
    for _ in range(order):
        slope, product = (*falling(found, 1), Fraction(0), Fraction(0)), (Fraction(0), *(-2 * c for c in found))
        found = tuple(a + b for a, b in zip(slope, product, strict=False))
    return 2 / arb.pi().sqrt() * polynomial(Balls({}), found, value) * (-value * value).exp()


def wave(order: int, value: arb) -> arb:
    """Return a derivative of (2 + sin t)/4, whose values a logarithm can take: between 1/4 and 3/4."""
    sine = (value.sin(), value.cos(), -value.sin(), -value.cos())[order % 4] / 4
    return sine + arb(1) / 2 if order == 0 else sine
