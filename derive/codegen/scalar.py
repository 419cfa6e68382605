"""The scalar form of a tiny network: its whole gradient as straight-line code over numbers, made by SymPy's `cse`.

Every entry of every array is an expression in x_1, …, y_1, … and the parameters v0, v1, …; common subexpressions are
taken out once for all entries, so that each neuron is computed once. It grows with the number of parameters: from a few
dozen on, the matrix form is shorter and faster.
"""

from collections.abc import Callable, Mapping
from inspect import getsource
from itertools import chain, pairwise
from typing import Any

from sympy import Add, Dummy, Expr, Integer, Mul, Rational, Symbol, cse, lambdify

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
    Value,
)
from derive.codegen.canonical import simplified
from derive.codegen.matrix import FUNCTIONS
from derive.codegen.printers import ArrayPrinter
from derive.codegen.program import CodegenError
from derive.codegen.schedule import Schedule

MOST = 60
"""The most parameters of a network that has a scalar form."""

Rows = list[list[Expr]]
"""The entries of an array: those of a matrix by rows, those of a layer, for one sample, as a single row."""


def size(layers: tuple[int, ...]) -> int:
    """Return the number of parameters."""
    return sum(n * (before + 1) for before, n in pairwise(layers))


def scalar_gradient(schedule: Schedule, functions: Mapping[str, Any]) -> tuple[Callable[..., Any], str]:
    """Return f(x_1, …, y_1, …, parameters) with the entries of the gradient of one sample, and its text.

    Parameters and entries come layer by layer, the rows of W and then b. Raises CodegenError for a network of more
    than MOST parameters.
    """
    if size(schedule.layers) > MOST:
        raise CodegenError(f"a network of more than {MOST} parameters has no scalar form")
    names = map(Symbol, (f"v{number}" for number in range(10**6)))
    known: dict[Value, Rows] = {}
    depth = len(schedule.layers) - 1
    inputs = [Value("a", 0, Kind.SAMPLES), Value("y", depth, Kind.SAMPLES)]
    parameters = [
        Value(letter, layer, kind)
        for layer in range(1, depth + 1)
        for letter, kind in (("w", Kind.MATRIX), ("b", Kind.VECTOR))
    ]
    for value in (*inputs, *parameters):
        columns = schedule.layers[value.layer - 1 if value.kind is Kind.MATRIX else value.layer]
        rows = schedule.layers[value.layer] if value.kind is Kind.MATRIX else 1
        known[value] = [[next(names) for _ in range(columns)] for _ in range(rows)]
    arguments = [symbol for value in (*inputs, *parameters) for row in known[value] for symbol in row]
    for item in (*schedule.forward, *simplified(schedule)):
        known[item.target] = entries(item.value, known)
    wanted = [Value("d" + value.name, value.layer, value.kind) for value in parameters]
    outputs = [entry for value in wanted for entry in chain.from_iterable(known[value])]
    run = lambdify(
        arguments,
        outputs,
        modules=[dict(functions)],
        printer=ArrayPrinter({"fully_qualified_modules": False}),
        cse=lambda expressions: cse(expressions, list=False),
    )
    return run, getsource(run)


def entries(array: Array, known: Mapping[Value, Rows]) -> Rows:
    """Return the entries of an array expression for one sample, so that means over the samples are left out."""

    def again(part: Array) -> Rows:
        return entries(part, known)

    match array:
        case Value():
            return known[array]
        case Constant(value):
            return [[Rational(value.numerator, value.denominator)]]
        case Map("identity", order, argument):
            return again(argument) if order == 0 else [[Integer(1)]]
        case Map(name, order, argument) if name in FUNCTIONS:
            x = Dummy("x")
            slope = FUNCTIONS[name](x).diff(x, order)
            return [[slope.xreplace({x: entry}) for entry in row] for row in again(argument)]
        case Plus(parts) | Times(parts):
            return entrywise(Add if isinstance(array, Plus) else Mul, [again(part) for part in parts])
        case Raise(base, exponent):
            return [[entry**exponent for entry in row] for row in again(base)]
        case Forward(matrix, vector):
            (v,) = again(vector)
            return [[Add(*(w * a for w, a in zip(row, v, strict=True))) for row in again(matrix)]]
        case Backward(matrix, vector):
            (v,) = again(vector)
            columns = zip(*again(matrix), strict=True)
            return [[Add(*(w * d for w, d in zip(column, v, strict=True))) for column in columns]]
        case Outer(left, right):
            (u,), (v,) = again(left), again(right)
            return [[d * a for a in v] for d in u]
        case Mean(argument):
            return again(argument)
        case _:
            raise CodegenError("a part of an equation has no scalar form")


def entrywise(operation: Any, parts: list[Rows]) -> Rows:
    """Return the sums or products of the entries; a single number stands for every entry."""
    rows, columns = max(len(part) for part in parts), max(len(part[0]) for part in parts)

    def at(part: Rows, i: int, j: int) -> Expr:
        return part[i if len(part) > 1 else 0][j if len(part[0]) > 1 else 0]

    return [[operation(*(at(part, i, j) for part in parts)) for j in range(columns)] for i in range(rows)]
