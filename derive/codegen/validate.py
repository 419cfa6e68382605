"""Translation validation: an emitted step is run over a prime field and judged before it may run on floats.

Over the field every operation is exact. Let Δ be the change of the parameters, V a random direction, and D the
derivative of the cost in this direction, summed over the batch. Then ⟨Δ − μ v − λ w, V⟩ = step · D, with momentum μ,
velocities v and decay λ random as well. If Δ is not what it should be, the two sides differ but for a chance of 1/p in
the choice of V, p = 2^61 − 1, and of `error_bound` in the choice of the point.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from derive.codegen import field
from derive.codegen.execute import floating, function
from derive.codegen.field import Residues, opposite, plus, times
from derive.codegen.field_schedule import gradients
from derive.codegen.forward import mean_cost
from derive.codegen.forward_mode import slope
from derive.codegen.initial import initial_parameters
from derive.codegen.program import CodegenError
from derive.codegen.schedule import Schedule
from derive.codegen.workspace import Packed, new_packed, workspace

BATCH = 3
"""Samples in a batch of the check."""


def error_bound(schedule: Schedule) -> float:
    """Return an upper bound of the probability that a wrong program passes, for random points (Schwartz–Zippel).

    The values of f are random themselves, so every sample adds at most 4 for each of the L layers (w, a and f', which
    has degree 2 in f at most) and 4 for each of the n denominators of the output to the degree of the polynomial that
    is 0 by accident; 8 more are for the cost, the step and the direction.
    """
    depth, width = len(schedule.activations), schedule.layers[-1]
    return BATCH * (4 * depth + 4 * width + 8) / field.P


ATTEMPTS = 4
"""Points at which a zero denominator or a kink may be met before that counts as a failure."""


@dataclass(frozen=True, slots=True)
class Case:
    """A random point: the parameters with velocities, samples as rows with a last one, and the numbers of the step."""

    packed: Packed
    data: Residues
    targets: Residues
    numbers: dict[str, Residues]


def validate(text: str, given: tuple[str, ...], schedule: Schedule) -> None:
    """Raise CodegenError unless the step moves the parameters by exactly what the gradient says, and on floats too.

    A schedule that is wrong on purpose is judged by its own equations, as they are read out over the field.
    """
    generator = np.random.default_rng(20_170_601)
    run = function(text, field.namespace())
    for attempt in range(ATTEMPTS):
        case = random_case(schedule, generator)
        space = workspace(schedule.layers, BATCH, case.packed, given)
        targets = np.ascontiguousarray(case.targets.T)
        numbers = {name: value for name, value in case.numbers.items() if name in given}
        try:
            for first in (0, BATCH):
                # The second batch finds what the first has left behind.
                order = np.arange(first, first + BATCH)
                expected = change(schedule, case, order, generator, given)
                run(case.data, targets, order, BATCH, case.numbers["step"], **space, **numbers)
                expected.compare(case.packed)
            break
        except ZeroDivisionError:
            if attempt == ATTEMPTS - 1:
                raise CodegenError("the emitted program divides by zero everywhere: it is not run") from None
    if not any(item.wrong for item in schedule.backward):
        check_floats(text, given, schedule)


@dataclass(frozen=True, slots=True)
class Expected:
    """What one step must do: ⟨Δ − remembered, direction⟩ = value."""

    before: list[Residues]
    remembered: list[Residues]
    direction: list[Residues]
    value: Residues
    momentum: bool

    def compare(self, packed: Packed) -> None:
        """Raise CodegenError where the parameters have changed otherwise."""
        moved = [
            plus(plus(new, opposite(old)), opposite(kept))
            for old, kept, new in zip(self.before, self.remembered, packed.parameters, strict=True)
        ]
        if int(inner_product(moved, self.direction)) != int(self.value):
            raise CodegenError("the emitted program does not take the step that its equations say: it is not run")
        if self.momentum and any(
            not np.array_equal(plus(old, v), new)
            for old, v, new in zip(self.before, packed.velocities, packed.parameters, strict=True)
        ):
            raise CodegenError("the emitted program does not keep the velocity of its step: it is not run")


def inner_product(left: list[Residues], right: list[Residues]) -> Residues:
    """Return the sum of the products of all entries."""
    products = (field.summed(times(a, b).ravel(), 0) for a, b in zip(left, right, strict=True))
    return reduce(plus, products)


def random_case(schedule: Schedule, generator: np.random.Generator) -> Case:
    """Return a random point of the field; the targets of a softmax add up to one."""
    packed = new_packed(schedule.layers, np.uint64)
    for array in (*packed.parameters, *packed.velocities):
        array[...] = field.random(generator, array.shape)
    data = field.random(generator, (2 * BATCH, schedule.layers[0] + 1))
    data[:, -1] = 1
    targets = field.random(generator, (2 * BATCH, schedule.layers[-1]))
    if schedule.activations[-1] == "softmax":
        targets[:, -1] = plus(field.ratio(1, 1), opposite(field.summed(targets[:, :-1], 1)))
    numbers = {name: field.random(generator, ()) for name in ("step", "momentum", "decay")}
    return Case(packed, data, targets, {name: np.asarray(value, np.uint64) for name, value in numbers.items()})


def change(
    schedule: Schedule, case: Case, order: Any, generator: np.random.Generator, given: tuple[str, ...]
) -> Expected:
    """Return what a step on these samples must do from where the parameters are now."""
    before = [p.copy() for p in case.packed.parameters]
    direction = [field.random(generator, p.shape) for p in before]
    remembered = [np.zeros_like(p) for p in before]
    for kept, p, v in zip(remembered, before, case.packed.velocities, strict=True):
        if "momentum" in given:
            kept[...] = times(v, case.numbers["momentum"])
        if "decay" in given:
            kept[:, :-1] = plus(kept[:, :-1], times(p[:, :-1], case.numbers["decay"]))
    x, y = case.data[order, :-1].T, case.targets[order].T
    if any(item.wrong for item in schedule.backward):
        value = inner_product(gradients(schedule, before, x, y), direction)
    else:
        value = slope(schedule.activations, schedule.cost, before, direction, x, y)
    return Expected(before, remembered, direction, times(value, case.numbers["step"]), "momentum" in given)


def check_floats(text: str, given: tuple[str, ...], schedule: Schedule) -> None:
    """Raise CodegenError unless ⟨gradient, V⟩ is the difference quotient of the mean cost, in float64."""
    generator = np.random.default_rng(1)
    run = function(text, floating("float64"))
    packed = new_packed(schedule.layers, "float64")
    for p, (weight, bias) in zip(
        packed.parameters, initial_parameters(schedule.layers, schedule.activations, 1), strict=True
    ):
        # Biases of 0 would put the neurons behind a dead layer on the kink of relu.
        p[:, :-1], p[:, -1] = weight, generator.standard_normal(bias.shape)
    data = np.ones((BATCH, schedule.layers[0] + 1))
    data[:, :-1] = generator.standard_normal((BATCH, schedule.layers[0]))
    targets = generator.dirichlet(np.ones(schedule.layers[-1]), BATCH)
    space = workspace(schedule.layers, BATCH, packed, given)
    numbers = {name: np.array(0.0) for name in ("momentum", "decay") if name in given}
    start = [p.copy() for p in packed.parameters]
    with np.errstate(over="ignore"):
        run(data, np.ascontiguousarray(targets.T), np.arange(BATCH), BATCH, np.array(1 / BATCH), **space, **numbers)
    for _ in range(ATTEMPTS):
        direction = [generator.standard_normal(p.shape) / np.sqrt(p.size) for p in start]
        found = sum(
            float(np.vdot(new - old, v)) for new, old, v in zip(packed.parameters, start, direction, strict=True)
        )
        h = 1e-5
        ahead, behind = (
            mean_cost(
                [((p + s * h * v)[:, :-1], (p + s * h * v)[:, -1]) for p, v in zip(start, direction, strict=True)],
                schedule.activations,
                schedule.cost,
                data[:, :-1],
                targets,
            )
            for s in (1, -1)
        )
        quotient = (ahead - behind) / (2 * h)
        if abs(found - quotient) <= 1e-6 * (1 + abs(quotient)):
            return
    raise CodegenError("the emitted program's gradient is not the slope of its cost: it is not run")
