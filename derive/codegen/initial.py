"""Parameters to begin with."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def initial_parameters(
    layers: tuple[int, ...], activations: tuple[str, ...], seed: int
) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Return (W, b) in float64: b = 0 and W normal with the variance that keeps signals of one size.

    2/n for relu and softplus (He et al. 2015), else 2/(n + n') (Glorot and Bengio 2010), with n inputs and n' neurons.
    """
    random = np.random.default_rng(seed)
    found = []
    for before, n, name in zip(layers, layers[1:], activations, strict=False):
        variance = 2 / before if name in ("relu", "softplus") else 2 / (before + n)
        found.append((random.standard_normal((n, before)) * math.sqrt(variance), np.zeros(n)))
    return found
