"""Deltas of positions and of sums of positions: where two of them are equal."""

from collections import Counter

from derive.prove.kernel import atoms
from derive.prove.kernel.atoms import Atom, Monomial, Result, Variable, atom
from derive.prove.kernel.budget import Refused

KINDS = (atoms.DELTA, atoms.SHIFT)


def delta(left: Variable, right: Variable) -> Result:
    """Return δ of the two positions."""
    if left == right:
        return {(): 1}
    if left[0] == atoms.LITERAL == right[0]:
        return {}
    if atoms.LITERAL not in (left[0], right[0]) and left[3] != right[3]:
        raise Refused("a delta of two extents")
    return atoms.unit(atom((atoms.DELTA,), sorted((left, right))))


def shift(left: tuple[Variable, ...], right: tuple[Variable, ...], offset: int) -> Result:
    """Return [Σ left = Σ right + offset], what stands on both sides cancelled, the shorter side on the left."""
    counts = Counter(left)
    counts.subtract(right)
    offset += sum(position[2] * -number for position, number in counts.items() if position[0] == atoms.LITERAL)
    counts = Counter({position: n for position, n in counts.items() if position[0] != atoms.LITERAL})
    first, second = sorted(counts.elements()), sorted((-counts).elements())
    if not first and not second:
        return {(): 1} if offset == 0 else {}
    if len(first) == len(second) == 1 and offset == 0 and first[0][3] == second[0][3]:
        return delta(first[0], second[0])
    if (len(first), -offset, first) > (len(second), offset, second):
        first, second, offset = second, first, -offset
    return atoms.unit(atom((atoms.SHIFT, len(first), offset), (*first, *second)))


def sides(factor: Atom) -> tuple[tuple[Variable, ...], tuple[Variable, ...], int]:
    """Return what a shift sets equal: the positions on its left, those on its right, and the offset."""
    _, count, offset = factor.label
    assert isinstance(count, int) and isinstance(offset, int)
    return factor.positions[:count], factor.positions[count:], offset


def meet(monomial: Monomial) -> tuple[Monomial, Result] | None:
    """Return the monomial with one of two shifts replaced by what it says beside the other, None if there is no such.

    [p = i + k] [p = i + m] = [p = i + k] δ_km: a shift beside another says what their difference says.
    """
    shifts = [factor for factor, _ in monomial if factor.label[0] == atoms.SHIFT]
    for number, factor in enumerate(shifts):
        left, right, offset = sides(factor)
        for other in shifts[number + 1 :]:
            above, below, further = sides(other)
            for plus, minus, gap in ((above, below, further), (below, above, -further)):
                said = shift((*plus, *right), (*minus, *left), gap - offset)
                if not said or next(iter(said))[0][0].label[0] == atoms.DELTA:
                    return tuple(pair for pair in monomial if pair[0] != other), said
    return None
