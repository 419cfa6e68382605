"""Arithmetic modulo the prime p = 2^61 − 1, on whole arrays, under the names that NumPy has for it.

Numbers are residues 0 … p − 1 in arrays of uint64. Functions such as e^x have no values here: each is a random table,
a keyed hash of its argument. What makes a function of them, (e^x)' = e^x, is in `derive.codegen.forward_mode`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

P = (1 << 61) - 1
HALF = np.uint64(P // 2)

Residues = NDArray[np.uint64]

_P = np.uint64(P)
_LIMB = 21
_MASK = np.uint64((1 << _LIMB) - 1)
_WIDEST = 1 << (53 - 2 * _LIMB)
"""So many products of two limbs add up to less than 2^53, below which float64 is exact."""


def u(value: int) -> np.uint64:
    """Return the residue of an integer."""
    return np.uint64(value % P)


def reduced(x: Residues) -> Residues:
    """Return x modulo p for any x < 2^64."""
    folded = np.asarray((x & _P) + (x >> np.uint64(61)))
    np.subtract(folded, _P, out=folded, where=folded >= _P)
    return folded


def plus(x: Residues, y: Residues) -> Residues:
    """Return x + y."""
    return reduced(x + y)


def opposite(x: Residues) -> Residues:
    """Return −x."""
    return reduced(_P - x)


def times(x: Residues, y: Residues) -> Residues:
    """Return x y, by halves of 31 bits: 2^62 = 2 and m 2^31 = ⌊m / 2^30⌋ + (m mod 2^30) 2^31 modulo p."""
    half, low = np.uint64(31), np.uint64((1 << 31) - 1)
    x1, x0, y1, y0 = x >> half, x & low, y >> half, y & low
    middle = x1 * y0 + x0 * y1
    carried = (middle >> np.uint64(30)) + ((middle & np.uint64((1 << 30) - 1)) << half)
    return reduced(x1 * y1 * np.uint64(2) + carried + x0 * y0)


def shifted(x: Residues, count: int) -> Residues:
    """Return a number below 2^62 that is x 2^count modulo p, for x below 2^61: 61 bits are turned round."""
    count %= 61
    return ((x << np.uint64(count)) & _P) + (x >> np.uint64(61 - count))


def matrix_product(x: Residues, y: Residues) -> Residues:
    """Return the product of two matrices, exact in float64 by limbs of 21 bits.

    The digits of the product are sums of three products of limbs, below 3 · 2^53; shifted to their places the five of
    them add up to less than 2^64.
    """
    total = np.zeros((x.shape[0], y.shape[1]), np.uint64)
    for first in range(0, x.shape[1], _WIDEST):
        part = slice(first, first + _WIDEST)
        left, right = limbs(x[:, part]), limbs(y[part])
        digits = [np.zeros(total.shape, np.uint64) for _ in range(5)]
        for i, one in enumerate(left):
            for j, other in enumerate(right):
                digits[i + j] += (one @ other).astype(np.uint64)
        found = digits[0]
        for place, digit in enumerate(digits[1:], start=1):
            found += shifted(digit, _LIMB * place)
        total = plus(total, reduced(found))
    return total


def limbs(x: Residues) -> list[NDArray[np.float64]]:
    """Return x in base 2^21, the lowest digit first."""
    return [((x >> np.uint64(_LIMB * i)) & _MASK).astype(np.float64) for i in range(3)]


def inverse(x: Residues) -> Residues:
    """Return 1/x; raise ZeroDivisionError where x is 0."""
    values = x.ravel().tolist()
    if 0 in values:
        raise ZeroDivisionError
    return np.array([pow(value, -1, P) for value in values], np.uint64).reshape(x.shape)


def summed(x: Residues, axis: int) -> Residues:
    """Return the sum along an axis."""
    low = np.add.reduce(x & np.uint64((1 << 31) - 1), axis)
    return reduced(reduced(low) + shifted(reduced(np.add.reduce(x >> np.uint64(31), axis)), 31))


def table(key: int) -> Callable[[Residues], Residues]:
    """Return a random function without the value 0: a mixing of the argument's bits with the key (splitmix64)."""
    seed = np.uint64((key * 0x9E3779B97F4A7C15) % (1 << 64))

    def at(x: Residues) -> Residues:
        mixed = x ^ seed
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        value = reduced(mixed ^ (mixed >> np.uint64(31)))
        return np.where(value == 0, np.uint64(1), value)

    return at


exp, tanh, log1p = table(1), table(2), table(3)


def positive(x: Residues) -> NDArray[np.bool_]:
    """Return where x is one of 1 … (p − 1)/2: any order will do for max(x, 0)."""
    return (x > 0) & (x <= HALF)


def absolute(x: Residues) -> Residues:
    """Return |x| in the order of `positive`."""
    return np.where(positive(x), x, opposite(x))


def random(generator: np.random.Generator, shape: tuple[int, ...]) -> Residues:
    """Return uniform residues."""
    return generator.integers(0, P, shape, dtype=np.uint64)


def into(operation: Callable[..., Residues]) -> Callable[..., None]:
    """Return the operation as a call that writes its result into its last argument."""

    def call(*arguments: Any, out: Any = None) -> None:
        *operands, target = (*arguments, out) if out is not None else arguments
        target[...] = operation(*operands)

    return call


def ratio(numerator: int, denominator: int) -> Residues:
    """Return the fraction."""
    return np.array(numerator * pow(denominator, -1, P) % P, np.uint64)


def namespace() -> dict[str, Any]:
    """Return the operations of an emitted step, over the field."""
    return {
        "ratio": ratio,
        "copyto": np.copyto,
        "dot": into(matrix_product),
        "add": into(plus),
        "subtract": into(lambda x, y: plus(x, opposite(y))),
        "multiply": into(times),
        "negative": into(opposite),
        "reciprocal": into(inverse),
        "divide": into(lambda x, y: times(x, inverse(y))),
        "exp": into(exp),
        "tanh": into(tanh),
        "log1p": into(log1p),
        "absolute": into(absolute),
        "maximum": into(lambda x, _zero: np.where(positive(x), x, np.uint64(0))),
        "sign": into(lambda x: np.where(x == 0, u(0), np.where(positive(x), u(1), u(-1)))),
        "add_reduce": into(lambda x, axis, _dtype: summed(x, axis)),
        "maximum_reduce": into(lambda x, axis, _dtype: np.maximum.reduce(x, axis)),
    }
