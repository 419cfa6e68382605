"""Where training begins: random weights of a size that keeps signals and sensitivities about equally large."""

import math
from itertools import pairwise

import numpy as np

from derive.codegen.program import Parameters


def initial_parameters(layers: tuple[int, ...], activation: str, seed: int, dtype: str) -> tuple[Parameters, str]:
    """Return (W, b) of every layer and the sentence that says how they were drawn.

    W is normal with mean 0 and variance 2/(n_{l−1} + n_l) (Glorot and Bengio 2010), or 2/n_{l−1} for relu (He et al.
    2015, equation 10), drawn from the seed; b is 0.
    """
    generator = np.random.default_rng([seed, 2])
    he = activation == "relu"
    parameters = []
    for before, after in pairwise(layers):
        deviation = math.sqrt(2 / before if he else 2 / (before + after))
        weights = (deviation * generator.standard_normal((after, before))).astype(dtype)
        parameters.append((weights, np.zeros(after, dtype)))
    name, variance = ("He", "2/n_in") if he else ("Glorot", "2/(n_in + n_out)")
    return parameters, f"weights: {name} normal, variance {variance}, seed {seed}; biases 0"
