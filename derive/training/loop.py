"""The loop over epochs. It only ever calls the program, so that every backend is trained in the same way."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from derive.codegen.program import Array, Program
from derive.training.data import Part, Split, decide, targets

CHUNK = 8192
"""About how many samples are run between two looks at the clock and at the keyboard."""

MEASURED = 5000
"""On at most how many samples the loss of the training set is measured."""

GROWTH = 20.0
"""A loss this many times the first one has diverged."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and in which steps: `rate` is the learning rate, `batch` the samples of one step."""

    epochs: int
    batch: int
    rate: float
    seed: int


@dataclass(frozen=True, slots=True)
class Record:
    """What was measured after an epoch (0 is before the first): mean cost and fraction of samples decided rightly."""

    epoch: int
    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float


@dataclass(slots=True)
class Course:
    """How far a run has come: whole epochs, samples into the next one, and what was measured after each."""

    epoch: int = 0
    position: int = 0
    history: list[Record] = field(default_factory=list)


class Diverged(Exception):
    """The loss is not a number any more, or has grown far beyond the first one; the message gives advice."""


def train(program: Program, data: Split, plan: Plan, course: Course) -> Iterator[int]:
    """Train to the end of the plan, in place; yield, from time to time, how many samples were run since.

    Between two yields the program and the course can be saved or left; going on from there is the same, bit for bit,
    as never having stopped: the order of epoch e depends on the seed and e alone. Raises Diverged.
    """
    outputs = program.layers[-1]
    x, y = data.training.x, targets(data.training.labels, outputs, program.dtype)
    chunk = max(1, CHUNK // plan.batch) * plan.batch
    if not course.history:
        course.history.append(measure(program, data, 0))
    while course.epoch < plan.epochs:
        order = epoch_order(len(x), plan.seed, course.epoch)
        while course.position < len(order):
            rows = order[course.position : course.position + chunk]
            with np.errstate(all="ignore"):
                program.epoch(x, y, rows, plan.batch, plan.rate)
            course.position += len(rows)
            if course.position == len(order):
                course.epoch, course.position = course.epoch + 1, 0
                course.history.append(measure(program, data, course.epoch))
                check(course.history, plan)
            yield len(rows)
            if course.position == 0:
                break


def epoch_order(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """Return the order in which the samples are run in an epoch: a permutation that depends on seed and epoch alone."""
    return np.random.default_rng([seed, 1, epoch]).permutation(count)


def measure(program: Program, data: Split, epoch: int) -> Record:
    """Return losses and accuracies on the validation set and on the first samples of the training set."""
    training = data.training
    some = Part(training.x[:MEASURED], training.labels[:MEASURED], training.rows[:MEASURED])
    with np.errstate(all="ignore"):
        return Record(epoch, *loss_and_accuracy(program, some), *loss_and_accuracy(program, data.validation))


def loss_and_accuracy(program: Program, part: Part) -> tuple[float, float]:
    """Return the mean cost and the fraction of samples whose class is the program's."""
    y = targets(part.labels, program.layers[-1], program.dtype)
    return program.loss(part.x, y), float(np.mean(classes(program, part.x) == part.labels))


def classes(program: Program, x: Array) -> NDArray[np.int64]:
    """Return the class that the program decides for, sample by sample."""
    return decide(program.predict(x))


def check(history: list[Record], plan: Plan) -> None:
    """Raise Diverged when the loss is not finite or has grown beyond all bounds."""
    first, last = history[0].training_loss, history[-1].training_loss
    if np.isfinite(last) and last <= GROWTH * max(first, 1e-6):
        return
    what = f"grew from {first:.3g} to {last:.3g}" if np.isfinite(last) else "is not a number any more"
    raise Diverged(
        f"the loss {what} in epoch {history[-1].epoch}: the steps are too large. Try a lower rate "
        f"(--lr {plan.rate / 10:g}), a smaller --momentum, or larger batches (--batch {plan.batch * 4})"
    )
