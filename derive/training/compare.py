"""What a mistake costs: two programs that differ in one equation, trained on the same samples in the same order."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from derive.codegen.program import Array, Program
from derive.training.data import Split, targets
from derive.training.gradient_check import dot
from derive.training.loop import MEASURED, Plan, epoch_order, loss_and_accuracy


@dataclass(frozen=True, slots=True)
class Contrast:
    """After an epoch: the training loss and validation accuracy of each, and the angle between the two gradients.

    The angle is in degrees, where the wrong equation has led; None when a gradient has vanished or is not finite.
    """

    epoch: int
    wrong_loss: float
    right_loss: float
    wrong_accuracy: float
    right_accuracy: float
    angle: float | None


def compare(wrong: Program, right: Program, data: Split, plan: Plan) -> Iterator[Contrast]:
    """Yield the contrast before the first epoch and after each one; a program whose loss is not finite stands still."""
    x, y = data.training.x, targets(data.training.labels, right.layers[-1], right.dtype)
    some = slice(0, MEASURED)
    standing: set[str] = set()
    for epoch in range(plan.epochs + 1):
        with np.errstate(all="ignore"):
            losses = {"wrong": wrong.loss(x[some], y[some]), "right": right.loss(x[some], y[some])}
            standing |= {name for name, loss in losses.items() if not math.isfinite(loss)}
            yield Contrast(
                epoch,
                losses["wrong"],
                losses["right"],
                loss_and_accuracy(wrong, data.validation)[1],
                loss_and_accuracy(right, data.validation)[1],
                angle(wrong, right, x[some], y[some]),
            )
            if epoch < plan.epochs:
                order = epoch_order(len(x), plan.seed, epoch)
                for name, program in (("wrong", wrong), ("right", right)):
                    if name not in standing:
                        program.epoch(x, y, order, plan.batch, plan.rate)


def angle(wrong: Program, right: Program, x: Array, y: Array) -> float | None:
    """Return the angle in degrees between the two gradients at the parameters of the wrong program.

    arccos loses half of its digits near 0, so the angle is 2 arctan(‖u − v‖ / ‖u + v‖) of the unit vectors u and v.
    """
    state = right.state
    right.parameters = wrong.parameters
    one, other = wrong.gradient(x, y), right.gradient(x, y)
    right.state = state
    norms = math.sqrt(dot(one, one)), math.sqrt(dot(other, other))
    if not all(math.isfinite(norm) and norm > 0 for norm in norms):
        return None
    u, v = (
        np.concatenate([np.ravel(part).astype(np.float64) / norm for pair in gradient for part in pair])
        for gradient, norm in zip((one, other), norms, strict=True)
    )
    return math.degrees(2 * math.atan2(float(np.linalg.norm(u - v)), float(np.linalg.norm(u + v))))
