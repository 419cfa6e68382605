"""The derivative of the cost by every parameter, over the prime field: a tape read backwards.

Every operation writes down how the adjoint of its result, ∂C/∂result, adds to those of its operands; read from the
last operation to the first, the tape gives all derivatives at once. Nothing here knows of layers but `tape_of`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

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
    summed,
    tanh,
    times,
)
from derive.codegen.program import CodegenError

Pull: TypeAlias = Callable[[Residues], Residues]
"""From the adjoint of a result to what it adds to the adjoint of one operand."""


@dataclass(slots=True, eq=False)
class Node:
    """A value on the tape, the operands it was made of, and its adjoint."""

    value: Residues
    operands: tuple[tuple["Node", Pull], ...] = ()
    adjoint: Residues | None = None


@dataclass(slots=True)
class Tape:
    """The values in the order in which they were computed."""

    nodes: list[Node] = field(default_factory=list)

    def add(self, value: Residues, *operands: tuple[Node, Pull]) -> Node:
        """Return the value as a node at the end of the tape."""
        self.nodes.append(Node(value, operands))
        return self.nodes[-1]

    def product(self, left: Node, right: Node) -> Node:
        """Return A B, with adjoints G Bᵀ and Aᵀ G."""
        return self.add(
            matrix_product(left.value, right.value),
            (left, lambda g: matrix_product(g, right.value.T)),
            (right, lambda g: matrix_product(left.value.T, g)),
        )

    def sum(self, left: Node, right: Node) -> Node:
        """Return u + v, where a column v is added to every column of u."""
        narrow = right.value.shape != left.value.shape
        return self.add(
            plus(left.value, right.value),
            (left, lambda g: g),
            (right, lambda g: summed(g, 1)[:, None] if narrow else g),
        )

    def each(self, node: Node, value: Residues, slope: Residues) -> Node:
        """Return f(u), entry by entry, with adjoint f'(u) G."""
        return self.add(value, (node, lambda g: times(slope, g)))

    def over_sum(self, node: Node) -> Node:
        """Return u_j / Σ_k u_k in every column, with adjoint (G_j − Σ_k G_k u_k / s) / s."""
        below = np.broadcast_to(inverse(summed(node.value, 0)), node.value.shape)
        value = times(node.value, below)

        def pull(g: Residues) -> Residues:
            mean = np.broadcast_to(summed(times(g, value), 0), g.shape)
            return times(plus(g, opposite(mean)), below)

        return self.add(value, (node, pull))

    def read_back(self, seed: Residues) -> None:
        """Fill in the adjoints, given that of the last value."""
        self.nodes[-1].adjoint = seed
        for node in reversed(self.nodes):
            if node.adjoint is None:
                continue
            for operand, pull in node.operands:
                added = pull(node.adjoint)
                operand.adjoint = added if operand.adjoint is None else plus(operand.adjoint, added)


def activated(tape: Tape, name: str, z: Node) -> Node:
    """Return f(z)."""
    one = np.full_like(z.value, 1)
    match name:
        case "sigmoid":
            # s = 1/(1 + e^{−z}), s' = e^{−z} s²
            below = exp(opposite(z.value))
            value = inverse(plus(one, below))
            return tape.each(z, value, times(below, times(value, value)))
        case "tanh":
            value = tanh(z.value)
            return tape.each(z, value, plus(one, opposite(times(value, value))))
        case "relu":
            return tape.each(z, np.where(positive(z.value), z.value, np.uint64(0)), positive(z.value).astype(np.uint64))
        case "softplus":
            tail = log1p(exp(opposite(absolute(z.value))))
            value = plus(tail, np.where(positive(z.value), z.value, np.uint64(0)))
            return tape.each(z, value, inverse(plus(one, exp(opposite(z.value)))))
        case "identity":
            return z
        case "softmax":
            top = np.broadcast_to(np.maximum.reduce(z.value, 0), z.value.shape)
            powers = exp(plus(z.value, opposite(top)))
            return tape.over_sum(tape.each(z, powers, powers))
        case _:
            raise CodegenError(f"the function {name} has no form over the prime field")


def cost_slope(name: str, a: Residues, y: Residues) -> Residues:
    """Return ∂C/∂a, where C is the sum of the costs of the samples in the columns."""
    gap, one = plus(a, opposite(y)), np.full_like(a, 1)
    match name:
        case "quadratic":
            return gap
        case "squares":
            return plus(gap, gap)
        case "binary-cross-entropy":
            # −y/a + (1 − y)/(1 − a)
            far = times(plus(one, opposite(y)), inverse(plus(one, opposite(a))))
            return plus(far, opposite(times(y, inverse(a))))
        case "categorical-cross-entropy":
            return opposite(times(y, inverse(a)))
        case _:
            raise CodegenError(f"the cost {name} has no form over the prime field")


def gradients(
    activations: tuple[str, ...], cost_name: str, parameters: list[Residues], x: Residues, y: Residues
) -> list[Residues]:
    """Return [∂C/∂W | ∂C/∂b] of every layer, summed over the samples in the columns of x and y."""
    tape = Tape()
    leaves = [(tape.add(p[:, :-1]), tape.add(p[:, -1:])) for p in parameters]
    a = tape.add(x)
    for name, (weight, bias) in zip(activations, leaves, strict=True):
        a = activated(tape, name, tape.sum(tape.product(weight, a), bias))
    tape.read_back(cost_slope(cost_name, a.value, y))
    found = []
    for weight, bias in leaves:
        assert weight.adjoint is not None and bias.adjoint is not None
        found.append(np.hstack((weight.adjoint, bias.adjoint)))
    return found
