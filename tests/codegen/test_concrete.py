"""Every parameter's derivative on a network of its real size, over the prime field."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from derive.builtin import builtin_equations
from derive.codegen.array import Constant, Kind, Times, Value
from derive.codegen.concrete import check_concrete
from derive.source import Source
from derive.training.equations import Network, read_note, schedule_note


@pytest.fixture(scope="module")
def note():
    path = builtin_equations() / "four-equations.md"
    return read_note(Source(path.name, path.read_text(encoding="utf-8")))


CASES = (
    ((3, 4, 2), (), None),
    ((5, 1, 1, 6), ("relu", "tanh", "softmax"), "categorical-cross-entropy"),
    ((5, 4, 3, 6), ("softplus", "identity", "sigmoid"), "binary-cross-entropy"),
    ((5, 4, 6), ("tanh",), "squares"),
    ((2, 7), ("relu",), "quadratic"),
    ((784, 30, 10), (), None),
)


@pytest.mark.parametrize(("layers", "activations", "cost"), CASES)
def test_the_four_equations_give_every_derivative(note, layers, activations, cost):
    found = check_concrete(schedule_note(note, Network(layers, activations, cost)))
    assert found.agrees
    assert found.parameters == sum(after * (before + 1) for before, after in pairwise(layers))
    assert found.error < 1e-15


@pytest.mark.parametrize("target", [Value("dw", 1, Kind.MATRIX), Value("db", 2, Kind.VECTOR)])
def test_a_formula_that_is_wrong_at_one_layer_is_found_there(note, target):
    schedule = schedule_note(note, Network((4, 3, 2)))
    twice = tuple(
        replace(item, value=Times((item.value, Constant(Fraction(2))))) if item.target == target else item
        for item in schedule.backward
    )
    found = check_concrete(replace(schedule, backward=twice))
    assert found.differing == (target.layer,)
    assert not found.along


def test_an_activation_that_is_not_that_of_the_cost_is_found_by_both_ways(note):
    schedule = schedule_note(note, Network((4, 3, 2), ("tanh",), "quadratic"))
    found = check_concrete(replace(schedule, activations=("sigmoid", "tanh")))
    assert found.differing and not found.along
