"""Dual numbers over an algebra, which carry one directional derivative."""

from fractions import Fraction
from typing import TypeVar

from derive.prove.numeric.algebra import Algebra
from derive.theory import Meaning

V = TypeVar("V")


class Duals(Algebra[tuple[V, V]]):
    """Dual numbers x + ẋε with ε² = 0 over another algebra; the tangent carries one directional derivative."""

    def __init__(self, inner: Algebra[V]) -> None:
        self.inner = inner
        self.zero = inner.constant(Fraction(0))

    def constant(self, value: Fraction) -> tuple[V, V]:
        return self.inner.constant(value), self.zero

    def add(self, left: tuple[V, V], right: tuple[V, V]) -> tuple[V, V]:
        return self.inner.add(left[0], right[0]), self.inner.add(left[1], right[1])

    def multiply(self, left: tuple[V, V], right: tuple[V, V]) -> tuple[V, V]:
        # (x + ẋε)(y + ẏε) = xy + (ẋy + xẏ)ε
        ring = self.inner
        tangent = ring.add(ring.multiply(left[1], right[0]), ring.multiply(left[0], right[1]))
        return ring.multiply(left[0], right[0]), tangent

    def power(self, value: tuple[V, V], exponent: Fraction) -> tuple[V, V]:
        # (x^n)' = n x^{n−1} ẋ
        primal = self.inner.power(value[0], exponent)
        if exponent == 0:
            return primal, self.zero
        slope = self.inner.multiply(self.inner.constant(exponent), self.inner.power(value[0], exponent - 1))
        return primal, self.inner.multiply(slope, value[1])

    def apply(self, function: str, meaning: Meaning, order: int, value: tuple[V, V]) -> tuple[V, V]:
        # f(x + ẋε) = f(x) + f'(x) ẋ ε
        primal = self.inner.apply(function, meaning, order, value[0])
        if value[1] == self.zero:
            return primal, self.zero
        slope = self.inner.apply(function, meaning, order + 1, value[0])
        return primal, self.inner.multiply(slope, value[1])

    def functional(self, function: str, orders: tuple[int, ...], values: tuple[tuple[V, V], ...]) -> tuple[V, V]:
        # F(x + ẋε) = F(x) + Σ_i ∂_i F(x) ẋ_i ε
        primals = tuple(value[0] for value in values)
        tangent = self.zero
        for i, value in enumerate(values):
            if value[1] != self.zero:
                raised_orders = (*orders[:i], orders[i] + 1, *orders[i + 1 :])
                slope = self.inner.functional(function, raised_orders, primals)
                tangent = self.inner.add(tangent, self.inner.multiply(slope, value[1]))
        return self.inner.functional(function, orders, primals), tangent
