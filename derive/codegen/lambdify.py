"""A schedule as functions that SymPy's lambdify makes: one for every scheduled equation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import getsource
from typing import Any

from sympy import lambdify

from derive.codegen.array import Value
from derive.codegen.canonical import simplified
from derive.codegen.lower import leaves
from derive.codegen.matrix import B, matrix_expression, symbol
from derive.codegen.printers import ArrayPrinter
from derive.codegen.schedule import Assignment, Schedule


@dataclass(frozen=True, slots=True)
class Equation:
    """target = function(B, *arguments); `text` is what lambdify has made of the equation."""

    target: Value
    arguments: tuple[Value, ...]
    function: Callable[..., Any]
    text: str
    source: Assignment


def lambdified(schedule: Schedule, functions: Mapping[str, Any]) -> tuple[Equation, ...]:
    """Return the schedule's equations over a backend's functions, in order of computation."""
    assignments = (*schedule.forward, *simplified(schedule, by_activation=False))
    return tuple(equation(item, schedule.layers, functions) for item in assignments)


def equation(item: Assignment, layers: tuple[int, ...], functions: Mapping[str, Any]) -> Equation:
    """Return one equation as a function of the values that it is made of."""
    arguments = leaves(item.value)
    symbols = {value: symbol(value, number, layers) for number, value in enumerate(arguments)}
    expression = matrix_expression(item.value, symbols)
    # No common subexpressions: `cse` takes them out of the binders of applied functions.
    run = lambdify(
        [B, *symbols.values()],
        expression,
        modules=[dict(functions)],
        printer=ArrayPrinter({"fully_qualified_modules": False}),
        cse=False,
    )
    return Equation(item.target, arguments, run, getsource(run), item)


def evaluate(equations: Sequence[Equation], values: dict[Value, Any], count: Any) -> dict[Value, Any]:
    """Return the values with all targets computed, for `count` samples."""
    for item in equations:
        values[item.target] = item.function(count, *(values[argument] for argument in item.arguments))
    return values
