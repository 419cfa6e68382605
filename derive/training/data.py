"""Samples and their classes: split by a seed, scaled by what the training samples alone say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


class DataError(ValueError):
    """Data that cannot be used; the message is one sentence for the person who named them."""


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """m samples: `inputs` is m × n, as found; `labels` are the numbers of the classes, 0 … len(classes) − 1.

    The last `given` samples are a test set of the data's own, when there is one. `image` is the height and width of
    inputs that are grey images between 0 and `white`. `small` data are trained on and measured as a whole (XOR).
    `said` are sentences about where the data come from.
    """

    name: str
    inputs: NDArray[np.generic]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    said: tuple[str, ...]
    given: int = 0
    image: tuple[int, int] | None = None
    white: float | None = None
    small: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Samples as a program takes them: `x` is m × n, `labels` the classes, `rows` their places in the dataset."""

    x: NDArray[np.floating]
    labels: NDArray[np.int64]
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The samples that train, those that choose, and those that are looked at once, in the end."""

    training: Part
    validation: Part
    test: Part
    said: tuple[str, ...]


def split(data: Dataset, validation: float, test: float, seed: int, dtype: str) -> Split:
    """Return the dataset in three disjoint parts, shuffled by the seed, with scaled inputs of the `dtype`.

    `validation` and `test` are fractions of the samples; a test set of the data's own is taken as it is. Raises
    DataError when a part would be empty.
    """
    count = len(data.labels)
    if data.small:
        everything = np.arange(count, dtype=np.int64)
        parts: tuple[NDArray[np.int64], ...] = (everything, everything, everything)
        said = f"{data.name}: all {count} samples are trained on and measured"
    else:
        parts = rows_of_parts(data, validation, test, seed)
        sizes = tuple(len(rows) for rows in parts)
        if min(sizes) == 0:
            raise DataError(
                f"{data.name} has {count} samples, too few for training, validation and test: they would be "
                f"{sizes[0]}, {sizes[1]} and {sizes[2]}"
            )
        own = "a test set of their own" if data.given else f"shuffled with seed {seed}"
        said = f"{data.name}: {sizes[0]} samples to train, {sizes[1]} to validate, {sizes[2]} to test ({own})"
    shift, scale, scaled = scaling(data, parts[0])
    made = [Part(prepare(data.inputs[rows], shift, scale, dtype), data.labels[rows], rows) for rows in parts]
    return Split(made[0], made[1], made[2], (*data.said, said, scaled))


def rows_of_parts(data: Dataset, validation: float, test: float, seed: int) -> tuple[NDArray[np.int64], ...]:
    """Return the rows that train, validate and test."""
    count = len(data.labels)
    generator = np.random.default_rng([seed, 0])
    order = generator.permutation(count - data.given)
    tested = 0 if data.given else round(test * count)
    validated = round(validation * count)
    own = np.arange(count - data.given, count)
    tests = own if data.given else order[:tested]
    return order[tested + validated :], order[tested : tested + validated], tests


def scaling(
    data: Dataset, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64] | float, NDArray[np.float64] | float, str]:
    """Return what is subtracted from the inputs, what they are then multiplied by, and the sentence that says so."""
    if data.small:
        return 0.0, 1.0, "inputs: as they are"
    with np.errstate(over="ignore", invalid="ignore"):
        mean = data.inputs[rows].mean(axis=0, dtype=np.float64)
        if data.white is not None:
            return mean, 1 / data.white, f"inputs: grey values minus the mean training image, divided by {data.white:g}"
        deviation = data.inputs[rows].std(axis=0, dtype=np.float64)
    if not (np.isfinite(mean).all() and np.isfinite(deviation).all()):
        raise DataError(f"{data.name} has numbers too large to be standardised")
    constant = deviation <= 1e-12 * np.maximum(1.0, np.abs(mean))
    said = "inputs: each column minus its mean, divided by its standard deviation (of the training samples)"
    if constant.any():
        said += f"; {np.count_nonzero(constant)} constant columns became 0"
    return mean, np.where(constant, 0.0, 1 / np.where(constant, 1.0, deviation)), said


def prepare(
    inputs: NDArray[np.generic], shift: NDArray[np.float64] | float, scale: NDArray[np.float64] | float, dtype: str
) -> NDArray[np.floating]:
    """Return (inputs − shift) · scale, row by row, contiguous, in the `dtype`."""
    made: NDArray[np.floating] = np.empty(inputs.shape, dtype)
    for start in range(0, len(inputs), 4096):
        block = inputs[start : start + 4096].astype(np.float64)
        made[start : start + 4096] = (block - shift) * scale
    return made


def targets(labels: NDArray[np.int64], outputs: int, dtype: str) -> NDArray[np.floating]:
    """Return y, one row for each sample: 1 at the class of the sample, 0 elsewhere; the class itself for one output."""
    if outputs == 1:
        return labels[:, None].astype(dtype)
    made: NDArray[np.floating] = np.zeros((len(labels), outputs), dtype)
    made[np.arange(len(labels)), labels] = 1
    return made


def decide(outputs: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the class with the largest output; with one output, class 1 above one half."""
    if outputs.shape[1] == 1:
        return np.asarray(outputs[:, 0] > 0.5, np.int64)
    return np.asarray(outputs.argmax(axis=1), np.int64)
