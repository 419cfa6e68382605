"""Where values live: the prime field and the rationals; real balls (`balls`) and dual numbers (`duals`).

A function of one variable is asked for its k-th derivative at a value; nothing else is known of it. In the field an
unspecified function is a random table keyed by order and argument, so that σ and σ' are independent.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from hashlib import blake2b
from math import comb
from typing import Generic, TypeAlias, TypeVar

from derive.theory import Meaning, Named, Opaque

PRIME = 2**61 - 1

V = TypeVar("V")

Choices: TypeAlias = Mapping[str, tuple[Fraction, ...] | None]
"""The polynomial that stands for an unspecified function, by its coefficients; None for (2 + sin t)/4."""


class Undefined(Exception):
    """The point has no value here: a zero denominator, a logarithm of a negative number."""


class Algebra(ABC, Generic[V]):
    """A commutative ring with the functions of a document on it."""

    @abstractmethod
    def constant(self, value: Fraction) -> V:
        """Return the rational as an element."""

    @abstractmethod
    def add(self, left: V, right: V) -> V:
        """Return left + right."""

    @abstractmethod
    def multiply(self, left: V, right: V) -> V:
        """Return left · right."""

    @abstractmethod
    def power(self, value: V, exponent: Fraction) -> V:
        """Return value ** exponent; raise Undefined where it has no value."""

    @abstractmethod
    def apply(self, function: str, meaning: Meaning, order: int, value: V) -> V:
        """Return the derivative of the given order of the function at the value."""

    def equal(self, left: V, right: V) -> bool:
        """Tell whether the elements are equal; of what is known to a precision, whether they may be."""
        return left == right

    @abstractmethod
    def functional(self, function: str, orders: tuple[int, ...], values: tuple[V, ...]) -> V:
        """Return a mixed partial derivative of an unspecified function; orders[i] counts ∂/∂x_i."""


def table(seed: int, *key: object) -> int:
    """Return a random field element, the same for the same key."""
    digest = blake2b(repr((seed, key)).encode(), digest_size=16).digest()
    return int.from_bytes(digest, "big") % PRIME


class PrimeField(Algebra[int]):
    """Integers modulo 2^61 − 1, functions as random tables."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def constant(self, value: Fraction) -> int:
        if value.denominator == 1:
            return value.numerator % PRIME
        return value.numerator * pow(value.denominator, -1, PRIME) % PRIME

    def add(self, left: int, right: int) -> int:
        return (left + right) % PRIME

    def multiply(self, left: int, right: int) -> int:
        return left * right % PRIME

    def power(self, value: int, exponent: Fraction) -> int:
        if exponent.denominator != 1:
            root = table(self.seed, "root", exponent.denominator, value)
            return self.power(root, Fraction(exponent.numerator))
        if value == 0 and exponent < 0:
            raise Undefined("division by zero")
        return pow(value, exponent.numerator, PRIME)

    def apply(self, function: str, meaning: Meaning, order: int, value: int) -> int:
        name = meaning.name if isinstance(meaning, Named) else function
        match name if isinstance(meaning, Named) else "":
            case "identity":
                return value if order == 0 else int(order == 1)
            case "exp":
                return table(self.seed, "exp", value)
            case "log" if order > 0:
                # (log x)^{(k)} = (−1)^{k−1} (k−1)! x^{−k}
                return self.power_rule(value, order)
            case "sigmoid" | "tanh" if order > 0:
                primal = table(self.seed, name, 0, value)
                return polynomial(self, derivative_polynomial(name, order), primal)
            case "softplus" if order > 0:
                return self.apply("sigmoid", Named("sigmoid"), order - 1, value)
            case "sin" | "cos":
                # sin → cos → −sin → −cos
                phase = (order + (name == "cos")) % 4
                entry = table(self.seed, "sin" if phase % 2 == 0 else "cos", value)
                return entry if phase < 2 else -entry % PRIME
            case _:
                return table(self.seed, name, order, value)

    def power_rule(self, value: int, order: int) -> int:
        """Return (−1)^{k−1} (k−1)! x^{−k}, the k-th derivative of the logarithm."""
        factor = Fraction(1)
        for k in range(1, order):
            factor *= -k
        return self.multiply(self.constant(factor), self.power(value, Fraction(-order)))

    def functional(self, function: str, orders: tuple[int, ...], values: tuple[int, ...]) -> int:
        return table(self.seed, "functional", function, orders, values)


def derivative_polynomial(name: str, order: int) -> tuple[Fraction, ...]:
    """Return the coefficients of p with f^{(k)} = p(f): s' = s − s², t' = 1 − t²."""
    first = {"sigmoid": (0, 1, -1), "tanh": (1, 0, -1)}[name]
    slope = tuple(Fraction(c) for c in first)
    result = slope
    for _ in range(order - 1):
        derived = tuple(i * c for i, c in enumerate(result))[1:] or (Fraction(0),)
        product = [Fraction(0)] * (len(derived) + len(slope) - 1)
        for i, left in enumerate(derived):
            for j, right in enumerate(slope):
                product[i + j] += left * right
        result = tuple(product)
    return result


def polynomial(algebra: Algebra[V], coefficients: tuple[Fraction, ...], value: V) -> V:
    """Return Σ c_i value^i, by Horner's rule."""
    total = algebra.constant(Fraction(0))
    for coefficient in reversed(coefficients):
        total = algebra.add(algebra.multiply(total, value), algebra.constant(coefficient))
    return total


def falling(coefficients: tuple[Fraction, ...], order: int) -> tuple[Fraction, ...]:
    """Return the coefficients of the derivative of the given order of a polynomial."""
    for _ in range(order):
        coefficients = tuple(i * c for i, c in enumerate(coefficients))[1:]
    return coefficients


class Rationals(Algebra[Fraction]):
    """Exact fractions; unspecified functions are the given polynomial."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices

    def constant(self, value: Fraction) -> Fraction:
        return value

    def add(self, left: Fraction, right: Fraction) -> Fraction:
        return left + right

    def multiply(self, left: Fraction, right: Fraction) -> Fraction:
        return left * right

    def power(self, value: Fraction, exponent: Fraction) -> Fraction:
        if exponent.denominator != 1 or (value == 0 and exponent < 0):
            raise Undefined("no rational value")
        return value**exponent.numerator

    def apply(self, function: str, meaning: Meaning, order: int, value: Fraction) -> Fraction:
        if isinstance(meaning, Opaque):
            return polynomial(self, falling(self.choices[function.partition("@")[0]] or (), order), value)
        if meaning == Named("identity"):
            return value if order == 0 else Fraction(order == 1)
        raise Undefined("no rational value")

    def functional(self, function: str, orders: tuple[int, ...], values: tuple[Fraction, ...]) -> Fraction:
        return quadratic(self, orders, values)


def quadratic(algebra: Algebra[V], orders: tuple[int, ...], values: tuple[V, ...]) -> V:
    """Return a mixed partial of F(x) = Σ i x_i² + Σ x_i x_{i+1}, the functional that witnesses are shown with."""
    whole = sum(orders)
    total = algebra.constant(Fraction(0))
    for i, value in enumerate(values):
        weight = Fraction(i + 1)
        if whole == orders[i] <= 2:
            # (i x²)^{(k)} = i · 2!/(2−k)! · x^{2−k}
            scale = weight * comb(2, orders[i]) * (1, 1, 2)[orders[i]]
            total = algebra.add(total, algebra.multiply(algebra.constant(scale), raised(algebra, value, 2 - whole)))
        if i + 1 < len(values) and whole == orders[i] + orders[i + 1] and max(orders[i], orders[i + 1]) <= 1:
            left = value if orders[i] == 0 else algebra.constant(Fraction(1))
            right = values[i + 1] if orders[i + 1] == 0 else algebra.constant(Fraction(1))
            total = algebra.add(total, algebra.multiply(left, right))
    return total


def raised(algebra: Algebra[V], value: V, exponent: int) -> V:
    """Return value ** exponent for a small natural exponent."""
    result = algebra.constant(Fraction(1))
    for _ in range(exponent):
        result = algebra.multiply(result, value)
    return result
