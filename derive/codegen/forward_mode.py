"""The cost of the network and its derivative in one direction, over the prime field: what a step is judged by.

A pair (u, u') stands for u + ε u' with ε² = 0. No chain rule is written down here: every operation carries its own
derivative along, from the parameters to the cost, and nothing of the emitted program is used.
"""

from typing import TypeAlias

import numpy as np

from derive.codegen import field
from derive.codegen.field import (
    Residues,
    absolute,
    exp,
    inverse,
    log1p,
    matrix_product,
    opposite,
    plus,
    positive,
    tanh,
    times,
)
from derive.codegen.program import CodegenError

Pair: TypeAlias = tuple[Residues, Residues]


def product(x: Pair, y: Pair) -> Pair:
    """Return (u v, u' v + u v')."""
    return times(x[0], y[0]), plus(times(x[1], y[0]), times(x[0], y[1]))


def difference(x: Pair, y: Pair) -> Pair:
    """Return (u − v, u' − v')."""
    return plus(x[0], opposite(y[0])), plus(x[1], opposite(y[1]))


def quotient(x: Pair, y: Pair) -> Pair:
    """Return (u/v, (u' − (u/v) v') / v)."""
    below = inverse(y[0])
    value = times(x[0], below)
    return value, times(plus(x[1], opposite(times(value, y[1]))), below)


def constant(value: int, like: Residues) -> Pair:
    """Return (c, 0)."""
    return np.full_like(like, field.u(value)), np.zeros_like(like)


def affine(parameters: Pair, a: Pair) -> Pair:
    """Return z = [W | b] [a; 1], samples in columns."""
    one, zero = (np.full((1, a[0].shape[1]), value, np.uint64) for value in (1, 0))
    value, slope = np.concatenate((a[0], one)), np.concatenate((a[1], zero))
    moved = plus(matrix_product(parameters[1], value), matrix_product(parameters[0], slope))
    return matrix_product(parameters[0], value), moved


def activated(name: str, z: Pair) -> Pair:
    """Return (f(u), f'(u) u')."""
    one = constant(1, z[0])
    match name:
        case "sigmoid":
            return quotient(one, (plus(one[0], exp(opposite(z[0]))), opposite(times(exp(opposite(z[0])), z[1]))))
        case "tanh":
            # tanh' = 1 − tanh²
            value = tanh(z[0])
            return value, times(plus(one[0], opposite(times(value, value))), z[1])
        case "relu":
            zero = np.zeros_like(z[0])
            return np.where(positive(z[0]), z[0], zero), np.where(positive(z[0]), z[1], zero)
        case "softplus":
            # log(1 + e^z) = log(1 + e^{−|z|}) + max(z, 0), of which the tables know no more than the derivative σ
            value = plus(log1p(exp(opposite(absolute(z[0])))), activated("relu", z)[0])
            return value, times(activated("sigmoid", (z[0], one[1]))[0], z[1])
        case "identity":
            return z
        case "softmax":
            top = np.broadcast_to(np.maximum.reduce(z[0], 0), z[0].shape)
            powers = exp(plus(z[0], opposite(top)))
            moved = times(powers, z[1])
            total = tuple(np.broadcast_to(field.summed(part, 0), z[0].shape) for part in (powers, moved))
            return quotient((powers, moved), (total[0], total[1]))
        case _:
            raise CodegenError(f"the function {name} has no form over the prime field")


def logarithm(x: Pair) -> Pair:
    """Return (0, u'/u): only the derivative is asked for, and the value of log has none here."""
    return np.zeros_like(x[0]), times(x[1], inverse(x[0]))


def cost(name: str, a: Pair, y: Residues) -> Residues:
    """Return the derivative of the cost, added up over the samples."""
    target: Pair = (y, np.zeros_like(y))
    gap = difference(a, target)
    square = product(gap, gap)
    one = constant(1, y)
    match name:
        case "quadratic":
            terms = times(square[1], np.broadcast_to(field.ratio(1, 2), y.shape))
        case "squares":
            terms = square[1]
        case "binary-cross-entropy":
            near, far = logarithm(a), logarithm(difference(one, a))
            terms = opposite(plus(times(y, near[1]), times(difference(one, target)[0], far[1])))
        case "categorical-cross-entropy":
            terms = opposite(times(y, logarithm(a)[1]))
        case _:
            raise CodegenError(f"the cost {name} has no form over the prime field")
    return field.summed(field.summed(terms, 1), 0)


def slope(
    activations: tuple[str, ...],
    cost_name: str,
    parameters: list[Residues],
    direction: list[Residues],
    x: Residues,
    y: Residues,
) -> Residues:
    """Return d/dε Σ C(parameters + ε direction) at ε = 0, over samples in the columns of x and y."""
    a: Pair = (x, np.zeros_like(x))
    for name, here, along in zip(activations, parameters, direction, strict=True):
        a = activated(name, affine((here, along), a))
    return cost(cost_name, a, y)
