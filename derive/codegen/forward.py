"""Outputs and costs of whole data sets, in NumPy, in forms that neither overflow nor lose small probabilities."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.codegen.program import CodegenError

ROWS = 4096
"""How many samples are computed at a time."""


def outputs(
    parameters: Sequence[tuple[NDArray[Any], NDArray[Any]]], activations: tuple[str, ...], x: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return z^L and a^L, one row a sample."""
    a = z = x
    for (weight, bias), name in zip(parameters, activations, strict=True):
        z = a @ weight.T + bias
        a = activated(name, z)
    return z, a


def activated(name: str, z: NDArray[Any]) -> NDArray[Any]:
    """Return f(z), for softmax along the rows."""
    match name:
        case "sigmoid":
            with np.errstate(over="ignore"):
                return np.asarray(1 / (1 + np.exp(-z)))
        case "tanh":
            return np.asarray(np.tanh(z))
        case "relu":
            return np.asarray(np.maximum(z, 0))
        case "softplus":
            return softplus(z)
        case "identity":
            return z
        case "softmax":
            powers = np.exp(z - z.max(axis=1, keepdims=True))
            return np.asarray(powers / powers.sum(axis=1, keepdims=True))
        case _:
            raise CodegenError(f"the function {name} is not known")


def softplus(z: NDArray[Any]) -> NDArray[Any]:
    """Return log(1 + e^z) = max(z, 0) + log(1 + e^{−|z|}); np.logaddexp says the same, ten times slower."""
    return np.asarray(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))))


def predicted(
    parameters: Sequence[tuple[NDArray[Any], NDArray[Any]]], activations: tuple[str, ...], x: NDArray[Any]
) -> NDArray[Any]:
    """Return a^L, one row a sample."""
    parts = [outputs(parameters, activations, x[first : first + ROWS])[1] for first in range(0, max(len(x), 1), ROWS)]
    return np.concatenate(parts)


def mean_cost(
    parameters: Sequence[tuple[NDArray[Any], NDArray[Any]]],
    activations: tuple[str, ...],
    cost: str,
    x: NDArray[Any],
    y: NDArray[Any],
) -> float:
    """Return the mean over the samples of the cost of one sample."""
    total = 0.0
    for first in range(0, len(x), ROWS):
        rows = slice(first, first + ROWS)
        z, a = outputs(parameters, activations, x[rows])
        total += float(np.sum(costs(cost, activations[-1], z, a, y[rows]), dtype=np.float64))
    return total / len(x)


def costs(cost: str, activation: str, z: NDArray[Any], a: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """Return the terms of the cost of every sample; those of cross-entropies from z, not from its rounded f(z)."""
    zero = np.zeros((), z.dtype)
    match cost, activation:
        case "quadratic", _:
            return np.asarray((a - y) ** 2 / 2)
        case "squares", _:
            return np.asarray((a - y) ** 2)
        case "binary-cross-entropy", "sigmoid":
            # −y log σ(z) − (1 − y) log(1 − σ(z)) = log(1 + e^z) − y z
            return np.asarray(softplus(z) - y * z)
        case "categorical-cross-entropy", "sigmoid":
            # −y log σ(z) = y log(1 + e^{−z})
            return np.asarray(y * softplus(-z))
        case "categorical-cross-entropy", "softmax":
            # −Σ y_j (z_j − log Σ_k e^{z_k})
            top = z.max(axis=1, keepdims=True)
            return np.asarray(y * (np.log(np.exp(z - top).sum(axis=1, keepdims=True)) + top - z))
        case "binary-cross-entropy", _:
            with np.errstate(divide="ignore", invalid="ignore"):
                # 0 log 0 = 0
                near = np.where(y == 0, zero, y * np.log(a))
                return np.asarray(-near - np.where(y == 1, zero, (1 - y) * np.log1p(-a)))
        case "categorical-cross-entropy", _:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(-np.where(y == 0, zero, y * np.log(a)))
        case _:
            raise CodegenError(f"the cost {cost} is not known")
