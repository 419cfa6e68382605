"""What the printed functions call, for NumPy: the functions of a backend by the names of the printer."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from derive.codegen.forward import softplus


def numpy_functions() -> Mapping[str, Any]:
    """Return NumPy's functions; those of saturated neurons neither overflow nor warn."""
    return {
        "sigmoid": sigmoid,
        "tanh": np.tanh,
        "relu": lambda x: np.maximum(x, 0),
        "step": lambda x: np.asarray(x > 0, x.dtype),
        "softplus": softplus,
        "softmax": softmax,
        "exp": np.exp,
        "log": np.log,
        "trace": np.trace,
        "column_sums": lambda x: x.sum(axis=0, keepdims=True),
        "row_sums": lambda x: x.sum(axis=1, keepdims=True),
    }


def sigmoid(x: Any) -> Any:
    """Return 1/(1 + e^{−x}); where e^{−x} is infinite it is 0."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def softmax(x: Any) -> Any:
    """Return e^{x_j} / Σ_k e^{x_k} along each row, with the largest exponent 0."""
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
