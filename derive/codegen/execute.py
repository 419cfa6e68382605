"""Emitted text → a function. The one place where derive runs source text: its own, in which no document has a say.

A document's words occur in it only behind `#`, on one line of printable ASCII.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np


def function(text: str, namespace: Mapping[str, Any]) -> Callable[..., None]:
    """Return the function `epoch` of the text, with these operations and no builtins but `range` and `len`."""
    scope: dict[str, Any] = {**namespace, "__builtins__": {"range": range, "len": len}}
    exec(compile(text, "<emitted by derive>", "exec"), scope)
    run: Callable[..., None] = scope["epoch"]
    return run


def floating(dtype: str) -> dict[str, Any]:
    """Return the operations over floating-point numbers."""
    names = "absolute add subtract multiply negative exp log1p reciprocal divide tanh maximum sign dot copyto"
    return {
        **{name: getattr(np, name) for name in names.split()},
        "add_reduce": np.add.reduce,
        "maximum_reduce": np.maximum.reduce,
        # An array without axes is read faster than a number.
        "ratio": lambda numerator, denominator: np.array(numerator / denominator, dtype),
    }
