"""Random points of a network: one of the prime field, and as many of the reals as claims need."""

from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from typing import Any, TypeVar

from derive.prove.numeric.algebra import Algebra, PrimeField, table
from derive.prove.numeric.evaluate import Cell, Evaluator
from derive.theory import Theory
from derive.topology import Topology

V = TypeVar("V")


@dataclass(slots=True)
class Points:
    """Random points on one network, with all that was computed at them: one of the prime field, others of the reals.

    The real points, by their number, are made when a claim needs them: at the first all numbers are positive, the
    others have both signs.
    """

    field: Evaluator[int]
    seed: int
    reals: dict[int, Evaluator[Any]]


def points_of(theory: Theory, topology: Topology, seed: int) -> Points:
    """Return the points that a seed gives."""
    return Points(evaluator_at(theory, topology, PrimeField(seed), seed), seed, {})


def real_point(points: Points, number: int) -> Evaluator[Any]:
    """Return a real point, whose library is loaded now."""
    if number not in points.reals:
        balls = import_module("derive.prove.numeric.balls").Balls({})
        field, seed = points.field, points.seed + max(0, number - 1)
        points.reals[number] = evaluator_at(field.theory, field.topology, balls, seed, signed=number > 0)
    return points.reals[number]


def evaluator_at(
    theory: Theory, topology: Topology, algebra: Algebra[V], seed: int, signed: bool = False
) -> Evaluator[V]:
    """Return an evaluator whose free quantities are random: field elements, or rationals of size 1/4 to 2."""
    precise = isinstance(algebra, PrimeField)

    def free(cell: Cell) -> V:
        draw = table(seed, "free", cell.symbol, cell.layer, cell.indices)
        value = Fraction(draw) if precise else Fraction(1, 4) + Fraction(draw % 997, 997) * Fraction(7, 4)
        return algebra.constant(-value if signed and draw % 1009 % 2 else value)

    return Evaluator(theory, topology, algebra, free)
