"""The equations of a document on a network of its real size: every parameter's derivative, over the prime field.

The document's formulas give one derivative for each parameter. They are compared with those of a tape read backwards
at a random point, every one of them, and their product with a random direction with the derivative of the cost in this
direction, taken forwards with dual numbers. Both take time in proportion to the number of parameters.
"""

from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from derive.codegen import field, forward_mode, reverse_mode
from derive.codegen.field import plus
from derive.codegen.field_schedule import gradients
from derive.codegen.program import CodegenError
from derive.codegen.schedule import Schedule
from derive.codegen.validate import inner_product

SAMPLES, ATTEMPTS = 2, 4


@dataclass(frozen=True, slots=True)
class Concrete:
    """What the check found: how many derivatives were compared, and the layers in which one differs.

    `along` tells whether the direction agrees; `error` bounds the chance that a wrong formula passes all the same.
    """

    layers: tuple[int, ...]
    parameters: int
    differing: tuple[int, ...]
    along: bool
    error: float

    @property
    def agrees(self) -> bool:
        """Tell whether all that was compared is equal."""
        return self.along and not self.differing


def error_bound(schedule: Schedule) -> float:
    """Return an upper bound of the probability that a wrong formula agrees at a random point (Schwartz–Zippel).

    The values of f are random themselves, so every sample adds at most 4 for each of the L layers (w, a and f', which
    has degree 2 in f at most) and 4 for each of the n denominators of the output to the degree of what is 0 by
    accident; 8 more are for the cost and the direction.
    """
    depth, width = len(schedule.activations), schedule.layers[-1]
    return SAMPLES * (4 * depth + 4 * width + 8) / field.P


def check_concrete(schedule: Schedule, seed: int = 0) -> Concrete:
    """Return whether the schedule's gradient is that of its network's cost, parameter by parameter."""
    generator = np.random.default_rng(seed)
    for _ in range(ATTEMPTS):
        with suppress(ZeroDivisionError):
            return _at_point(schedule, generator)
    raise CodegenError("the equations divide by zero at every point that was tried")


def _at_point(schedule: Schedule, generator: np.random.Generator) -> Concrete:
    layers, activations = schedule.layers, schedule.activations
    shapes = [(after, before + 1) for before, after in pairwise(layers)]
    parameters = [field.random(generator, shape) for shape in shapes]
    direction = [field.random(generator, shape) for shape in shapes]
    x = field.random(generator, (layers[0], SAMPLES))
    y = field.random(generator, (layers[-1], SAMPLES))
    if activations[-1] == "softmax":
        # what is said of softmax with cross-entropy holds where the targets add up to one
        y[-1] = plus(field.ratio(1, 1), field.opposite(field.summed(y[:-1], 0)))
    found = gradients(schedule, parameters, x, y)
    expected = reverse_mode.gradients(activations, schedule.cost, parameters, x, y)
    slope = forward_mode.slope(activations, schedule.cost, parameters, direction, x, y)
    pairs = zip(found, expected, strict=True)
    differing = tuple(layer for layer, (one, other) in enumerate(pairs, start=1) if not np.array_equal(one, other))
    along = int(inner_product(found, direction)) == int(slope)
    return Concrete(layers, sum(p.size for p in parameters), differing, along, error_bound(schedule))
