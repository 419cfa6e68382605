"""What is chosen where the user chooses nothing, and which layers fit the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.network.layers import parameter_count
from derive.training.data import DataError, Dataset


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hidden layers, epochs, batch size, learning rate, momentum and weight decay."""

    hidden: tuple[int, ...]
    epochs: int
    batch: int
    rate: float
    momentum: float
    l2: float = 0.0


RECIPES: Mapping[str, Recipe] = {
    "digits": Recipe((64,), 50, 16, 0.5, 0.9, 3e-5),
    "drawn digits": Recipe((64,), 10, 16, 0.5, 0.9),
    "xor": Recipe((4,), 300, 4, 1.0, 0.9),
    "moons": Recipe((16,), 60, 16, 0.5, 0.9),
    "threshold": Recipe((1, 1), 60, 16, 0.5, 0.9),
}
"""By the name of the data; those of digits were tuned on validation sets of ten seeds, never on a test set."""

SMALL, LARGE = Recipe((32,), 50, 16, 0.2, 0.9), Recipe((100,), 10, 32, 0.2, 0.9)
MANY = 20_000
"""From how many samples on the data count as large."""


def recipe(data: Dataset) -> Recipe:
    """Return what is usual for the data."""
    return RECIPES.get(data.name, LARGE if len(data.labels) >= MANY else SMALL)


ADAM_RATE = 0.003


def usual_rate(data: Dataset, activations: Sequence[str], cost: str, optimiser: str) -> float:
    """Return the usual learning rate.

    It is a tenth of the recipe's where a slope is not bounded by that of the sigmoid, 1/4, and a fifth where a
    quadratic cost lets the outputs of sigmoids come to rest at the wrong end.
    """
    if optimiser == "adam":
        return ADAM_RATE
    gentle = all(name in ("sigmoid", "softmax") for name in activations)
    resting = gentle and cost in ("quadratic", "squares") and data.name.endswith("digits")
    return recipe(data).rate * (0.2 if resting else 1.0 if gentle else 0.1)


LARGEST = 100_000_000
"""The most weights and biases."""


def fitting_layers(data: Dataset, chosen: tuple[int, ...] | None, depth: int | None) -> tuple[int, ...]:
    """Return the layers: those chosen, when they fit the data, or the usual ones. Raises DataError.

    `depth` is the number of layers after the input where a note speaks of a fixed number of them.
    """
    inputs, outputs = data.inputs.shape[1], len(data.classes)
    hidden = recipe(data).hidden
    if depth is not None:
        hidden = (hidden[0],) * (depth - 1)
    if chosen is None:
        return (inputs, *hidden, 1 if data.name == "threshold" else outputs)
    if parameter_count(chosen) > LARGEST:
        raise DataError(
            f"--layers has {parameter_count(chosen):,} parameters, more than the {LARGEST:,} that are possible"
        )
    if chosen[0] == inputs and chosen[-1] in ({1, 2} if outputs == 2 else {outputs}):
        return chosen
    fitting = "-".join(map(str, (inputs, *(chosen[1:-1] or hidden), outputs)))
    raise DataError(
        f"--layers {'-'.join(map(str, chosen))} does not fit {data.name}, which has {inputs} inputs and {outputs} "
        f"classes: write {fitting}"
    )
