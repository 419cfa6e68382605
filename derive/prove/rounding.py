"""Decimals: a number is right within half a unit of its last digit."""

from fractions import Fraction

from flint import arb

from derive.prove.numeric.algebra import Undefined
from derive.prove.numeric.balls import Balls
from derive.prove.numeric.evaluate import Assignment, NoValue
from derive.prove.numeric.judge import network_for
from derive.prove.numeric.points import evaluator_at
from derive.theory import Claim, Theory


def within(theory: Theory, claim: Claim, tolerance: Fraction) -> bool:
    """Tell whether the two sides, which have no letters, differ by no more than the tolerance, for certain."""
    evaluator = evaluator_at(theory, network_for(theory, 0), Balls({}), 0)
    nothing = Assignment({}, {})
    try:
        gap = abs(evaluator.value(claim.lhs, nothing) - evaluator.value(claim.rhs, nothing))
    except (NoValue, Undefined, KeyError):
        return False
    return bool(gap <= arb(tolerance.numerator) / arb(tolerance.denominator))
