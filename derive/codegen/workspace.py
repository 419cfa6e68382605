"""The arrays that an emitted step works in, by the names that its text has for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Packed:
    """[W | b] of every layer, and the velocities of momentum in the same shape."""

    parameters: tuple[NDArray[Any], ...]
    velocities: tuple[NDArray[Any], ...]


def new_packed(layers: tuple[int, ...], dtype: Any) -> Packed:
    """Return parameters and velocities of 0."""
    shapes = [(n, before + 1) for before, n in pairwise(layers)]
    return Packed(*(tuple(np.zeros(shape, dtype) for shape in shapes) for _ in range(2)))


def workspace(layers: tuple[int, ...], batch: int, packed: Packed, given: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the array for every name that is given to the step, with rows of ones where activations are packed."""
    dtype = packed.parameters[0].dtype
    x = np.zeros((batch, layers[0] + 1), dtype)
    y = np.zeros((layers[-1], batch), dtype)
    arrays: dict[str, Any] = {"x": x, "xt": x.T, "xw": x[:, :-1], "y": y}
    # NumPy compares with a row of zeros three times as fast as with a number.
    arrays["zeros"] = np.zeros(batch, dtype)
    for layer, (p, v) in enumerate(zip(packed.parameters, packed.velocities, strict=True), start=1):
        g = np.zeros_like(p)
        gt = np.zeros(p[:, :-1].shape, dtype)
        named = {"p": p, "w": p[:, :-1], "wt": p[:, :-1].T, "v": v, "g": g, "gw": g[:, :-1], "gb": g[:, -1], "gt": gt}
        arrays |= {f"{name}{layer}": array for name, array in named.items()}
    for name in given:
        root = name.removesuffix("_across").removesuffix("_packed")
        if root not in arrays and buffer_layer(root) is not None:
            arrays |= buffer(root, layers, batch, dtype)
    return {name: arrays[name] for name in given if name in arrays}


def buffer_layer(root: str) -> int | None:
    """Return the layer of the buffer of this name: a1, d2, t2_2, m3; None for the name of anything else."""
    number = root[1:].partition("_")[0]
    return int(number) if root[0] in "adtmnr" and number.isdigit() else None


def buffer(root: str, layers: tuple[int, ...], batch: int, dtype: Any) -> dict[str, NDArray[Any]]:
    """Return an array of a layer, with its row of ones, and their transposes, under the names made of the root."""
    layer = buffer_layer(root)
    assert layer is not None
    if root[0] in "mnr":
        return {root: np.zeros(batch, dtype)}
    packed = np.ones((layers[layer] + 1, batch), dtype)
    return {
        root: packed[:-1],
        f"{root}_across": packed[:-1].T,
        f"{root}_packed": packed,
        f"{root}_packed_across": packed.T,
    }
