"""A schedule read out over the prime field: what its equations say, right or wrong, not how they are emitted.

For a schedule with an equation that is wrong on purpose this is what its program is judged by: the step that the wrong
equations say, not the true gradient.
"""

from functools import reduce
from typing import assert_never

import numpy as np

from derive.codegen import field
from derive.codegen.array import (
    Array,
    Backward,
    Constant,
    Forward,
    Kind,
    Map,
    Mean,
    Outer,
    Plus,
    Raise,
    Times,
    Total,
    Value,
)
from derive.codegen.field import Residues, inverse, matrix_product, plus, times
from derive.codegen.forward_mode import activated, constant
from derive.codegen.schedule import Schedule


def gradients(schedule: Schedule, parameters: list[Residues], x: Residues, y: Residues) -> list[Residues]:
    """Return [∂C/∂W | ∂C/∂b] of every layer, summed over the samples in the columns of x and y."""
    depth = len(parameters)
    known = {Value("a", 0, Kind.SAMPLES): x, Value("y", depth, Kind.SAMPLES): y}
    for layer, p in enumerate(parameters, start=1):
        known |= {Value("w", layer, Kind.MATRIX): p[:, :-1], Value("b", layer, Kind.VECTOR): p[:, -1:]}
    for item in (*schedule.forward, *schedule.backward):
        known[item.target] = evaluate(item.value, known)
    return [
        np.hstack((known[Value("dw", layer, Kind.MATRIX)], known[Value("db", layer, Kind.VECTOR)]))
        for layer in range(1, depth + 1)
    ]


def evaluate(array: Array, known: dict[Value, Residues]) -> Residues:
    """Return the value of an array expression, layers in columns; means over the samples are left as sums."""
    match array:
        case Value():
            return known[array]
        case Constant(value):
            return field.ratio(value.numerator, value.denominator)
        case Map("step", 0, argument):
            inner = evaluate(argument, known)
            return field.positive(inner).astype(np.uint64)
        case Map(name, order, argument):
            inner = evaluate(argument, known)
            return activated(name, (inner, constant(1, inner)[0]))[order]
        case Plus(parts):
            return reduce(plus, (evaluate(part, known) for part in parts))
        case Times(parts):
            return reduce(times, (evaluate(part, known) for part in parts))
        case Raise(base, exponent):
            inner = evaluate(base, known)
            return reduce(times, [inner if exponent > 0 else inverse(inner)] * abs(exponent), field.ratio(1, 1))
        case Forward(matrix, vector):
            return matrix_product(evaluate(matrix, known), evaluate(vector, known))
        case Backward(matrix, vector):
            return matrix_product(evaluate(matrix, known).T, evaluate(vector, known))
        case Outer(left, right):
            return matrix_product(evaluate(left, known), evaluate(right, known).T)
        case Mean(argument):
            return field.summed(evaluate(argument, known), 1)[:, None]
        case Total(argument):
            return field.summed(evaluate(argument, known), 0)
        case _:
            assert_never(array)
