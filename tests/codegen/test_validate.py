"""Faults of a code generator, planted into emitted text, are refused before the program runs."""

import subprocess
import sys

import numpy as np
import pytest

from derive.codegen import field
from derive.codegen.emit import emit
from derive.codegen.field_schedule import gradients
from derive.codegen.forward_mode import slope
from derive.codegen.program import CodegenError
from derive.codegen.straight import straight_line
from derive.codegen.validate import error_bound, inner_product, random_case, validate
from tests.codegen.documents import schedule_built_in


def emitted(note="four-equations", layers=(5, 4, 3, 2), activations=("sigmoid",), cost=None, **memory):
    schedule = schedule_built_in(note, layers, activations, cost)
    return schedule, *emit(straight_line(schedule, **memory))


def line_with(text, call):
    return next(line for line in text.splitlines(keepends=True) if line.strip().startswith(call))


COMBINATIONS = (
    ("four-equations", ("sigmoid",), "quadratic"),
    ("four-equations", ("tanh", "relu", "sigmoid"), "cross-entropy"),
    ("four-equations", ("softplus", "identity", "softmax"), None),
    ("four-equations", ("relu", "tanh", "sigmoid"), "categorical-cross-entropy"),
    ("from-i-to-j", ("tanh", "sigmoid", "identity"), None),
    ("component-form", ("softplus",), None),
)


@pytest.mark.parametrize(("note", "activations", "cost"), COMBINATIONS)
@pytest.mark.parametrize("memory", [{}, {"momentum": True}, {"momentum": True, "decay": True}, {"decay": True}])
def test_what_is_emitted_passes(note, activations, cost, memory):
    schedule, text, given = emitted(note, (5, 4, 3, 2), activations, cost, **memory)
    validate(text, given, schedule)


@pytest.mark.parametrize(("note", "activations", "cost"), COMBINATIONS)
def test_the_equations_read_out_over_the_field_have_the_derivative_of_the_cost(note, activations, cost):
    schedule = schedule_built_in(note, (5, 4, 3, 2), activations, cost)
    case = random_case(schedule, np.random.default_rng(5))
    parameters = list(case.packed.parameters)
    direction = [field.random(np.random.default_rng(6), p.shape) for p in parameters]
    x, y = case.data[:, :-1].T, case.targets.T
    expected = slope(schedule.activations, schedule.cost, parameters, direction, x, y)
    assert inner_product(gradients(schedule, parameters, x, y), direction) == expected


def test_an_update_before_bp2_is_refused():
    schedule, text, given = emitted()
    update, product = line_with(text, "add(p2, g2, p2)"), line_with(text, "dot(wt2,")
    assert text.index(product) < text.index(update)
    planted = text.replace(update, "").replace(product, update + product)
    with pytest.raises(CodegenError, match="not run"):
        validate(planted, given, schedule)


def test_a_register_that_overwrites_one_in_use_is_refused():
    schedule, text, given = emitted()
    assert "dot(wt2, a2, d1)" in text
    head, _, body = text.partition("):\n")
    planted = head + "):\n" + body.replace("d1", "a1")
    with pytest.raises(CodegenError, match="not run"):
        validate(planted, given, schedule)


def test_a_lost_sign_is_refused():
    schedule, text, given = emitted()
    planted = text.replace("subtract(a3, y, a3)", "subtract(y, a3, a3)")
    assert planted != text
    with pytest.raises(CodegenError, match="not run"):
        validate(planted, given, schedule)


def test_every_line_is_needed():
    schedule, text, given = emitted("four-equations", (4, 3, 2), ("tanh", "sigmoid"), "cross-entropy", momentum=True)
    head, _, body = text.partition("order[first : first + batch]\n")
    lines = body.splitlines(keepends=True)
    for left_out in range(len(lines)):
        planted = head + "order[first : first + batch]\n" + "".join(lines[:left_out] + lines[left_out + 1 :])
        with pytest.raises(CodegenError, match="not run"):
            validate(planted, given, schedule)


def test_a_change_that_only_floats_show_is_refused():
    schedule, text, given = emitted()
    p = field.P
    with pytest.raises(CodegenError, match="slope of its cost"):
        validate(text.replace("ratio(1, 1)", f"ratio({p + 1}, 1)"), given, schedule)


def test_arithmetic_of_the_field_is_that_of_integers():
    random = np.random.default_rng(3)
    edge = [0, 1, 2, field.P - 1, field.P // 2, field.P // 2 + 1, (1 << 60) - 1, (1 << 31) - 1, 1 << 31, 1 << 42]
    x = np.concatenate((np.array(edge, np.uint64), field.random(random, (90,)))).reshape(4, 25)
    y = np.concatenate((field.random(random, (90,)), np.array(edge[::-1], np.uint64))).reshape(4, 25)
    left, right = x.astype(object), y.astype(object)
    assert np.array_equal(field.times(x, y), left * right % field.P)
    assert np.array_equal(field.plus(x, y), (left + right) % field.P)
    assert np.array_equal(field.opposite(x), -left % field.P)
    assert np.array_equal(field.summed(x, 1), left.sum(axis=1) % field.P)
    assert np.array_equal(field.matrix_product(x, y.T), left @ right.T % field.P)
    assert np.array_equal(field.times(x[1:], field.inverse(x[1:])), np.ones((3, 25)))


def test_a_matrix_product_is_exact_where_the_limbs_are_largest():
    x = np.full((1, 5000), field.P - 1, np.uint64)
    assert field.matrix_product(x, x.T).tolist() == [[5000]]


def test_the_chance_of_a_wrong_program_is_below_any_that_matters():
    assert error_bound(schedule_built_in("four-equations", (784, 128, 64, 10))) < 1e-15


def test_an_emitted_program_loads_no_library_but_numpy():
    probe = (
        "import sys, derive.codegen.compile, derive.codegen.theory, derive.codegen.standalone\n"
        "print([name for name in ('sympy', 'jax', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
