"""Topologies as people write them, `2-3-2`, and the sizes that SymPy can carry. Imports nothing heavy."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

MAX_PARAMETERS = 2_000
"""The most weights and biases that SymPy is asked to carry."""

MAX_PATHS = 20_000
"""The most paths from an input to an output: an expression written out in full has one term or more for each."""

MAX_DEPTH = 32
"""The most layers: expressions are nested as deeply as the network."""


class NetworkError(ValueError):
    """A network that cannot be built; the message is one sentence for the person who asked for it."""


def parse_layers(text: str) -> tuple[int, ...]:
    """Return the widths of the layers from the input on: n_0, …, n_L.

    Raises NetworkError for anything but two or more positive whole numbers joined by hyphens.

    >>> parse_layers("2-3-2")
    (2, 3, 2)
    """
    parts = [part.strip() for part in text.strip().split("-")]
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            raise NetworkError(
                f"layers are whole numbers joined by hyphens, such as 2-3-2, but {_shorten(text)!r} has "
                f"{_shorten(part)!r} where a number should be."
            )
        if len(part) > 9:
            raise NetworkError(f"a layer of {_shorten(part)} neurons is too wide.")
    return check_layers([int(part) for part in parts])


def check_layers(widths: Sequence[int]) -> tuple[int, ...]:
    """Return the widths as a tuple when they make a network: two layers or more, each of one neuron or more."""
    for width in widths:
        if isinstance(width, bool) or not isinstance(width, int):
            raise NetworkError(f"the width of a layer is a whole number, not {width!r}.")
    spelled = _shorten("-".join(map(str, widths)))
    if len(widths) < 2:
        raise NetworkError(f"a network has an input and an output layer, such as 2-3-2, but {spelled!r} is one layer.")
    if min(widths) < 1:
        raise NetworkError(f"every layer has at least one neuron, but {spelled!r} has a layer of {min(widths)}.")
    return tuple(widths)


def parameter_count(widths: Sequence[int]) -> int:
    """Return Σ_l n_l (n_{l-1} + 1), the number of weights and biases."""
    return sum(after * (before + 1) for before, after in pairwise(widths))


def refusal(widths: Sequence[int], samples: int = 1) -> str | None:
    """Return why SymPy is not asked to carry a network of these widths, or None when it can."""
    advice = "judge it with the numeric judge (--judges general,numeric), or choose fewer neurons"
    spelled = _shorten("-".join(map(str, widths)))
    if parameter_count(widths) > MAX_PARAMETERS:
        return (
            f"{spelled} has {parameter_count(widths):,} parameters, more than the {MAX_PARAMETERS:,} that SymPy can "
            f"carry: {advice}."
        )
    if len(widths) > MAX_DEPTH:
        return f"{spelled} has {len(widths)} layers, more than the {MAX_DEPTH} that SymPy can carry: {advice}."
    paths = prod(widths) * samples
    if paths > MAX_PATHS:
        return (
            f"{spelled} has {paths:,} paths from its inputs to its outputs, over all samples, more than the "
            f"{MAX_PATHS:,} that SymPy can carry: {advice}."
        )
    return None


def _shorten(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[:limit] + "…"
