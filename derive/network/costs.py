"""The costs of one sample, by name: functions of the targets y_1, …, y_n and the activations a_1, …, a_n."""

from collections.abc import Callable, Sequence
from typing import Any

from sympy import Add, Rational, log

from derive.network.functions import unspecified


def quadratic(targets: Sequence[Any], activations: Sequence[Any]) -> Any:
    """Return ½ Σ_j (y_j − a_j)²."""
    return Rational(1, 2) * squares(targets, activations)


def squares(targets: Sequence[Any], activations: Sequence[Any]) -> Any:
    """Return Σ_j (y_j − a_j)²."""
    return Add(*((y - a) ** 2 for y, a in zip(targets, activations, strict=True)))


def binary_cross_entropy(targets: Sequence[Any], activations: Sequence[Any]) -> Any:
    """Return −Σ_j (y_j log a_j + (1 − y_j) log(1 − a_j))."""
    pairs = zip(targets, activations, strict=True)
    return Add(*(-y * log(a) - (1 - y) * log(1 - a) for y, a in pairs))


def categorical_cross_entropy(targets: Sequence[Any], activations: Sequence[Any]) -> Any:
    """Return −Σ_j y_j log a_j."""
    return Add(*(-y * log(a) for y, a in zip(targets, activations, strict=True)))


def abstract(targets: Sequence[Any], activations: Sequence[Any]) -> Any:
    """Return C(a_1, …, a_n), any smooth function of the activations; the targets are constants inside it."""
    return unspecified("C", (0,) * len(activations))(*activations)


COSTS: dict[str, Callable[[Sequence[Any], Sequence[Any]], Any]] = {
    "quadratic": quadratic,
    "squares": squares,
    "mean": quadratic,
    "binary-cross-entropy": binary_cross_entropy,
    "categorical-cross-entropy": categorical_cross_entropy,
    "cross-entropy": binary_cross_entropy,
    "abstract": abstract,
}
"""The cost of one sample, by name; "mean" averages it, "cross-entropy" is categorical after softmax."""
