"""The scalar form of tiny networks, and the text that lambdify makes."""

import numpy as np
import pytest

from derive.codegen.backends import numpy_functions
from derive.codegen.compile import compile_program
from derive.codegen.program import CodegenError, Settings
from derive.codegen.scalar import scalar_gradient
from tests.codegen.documents import schedule_built_in

CASES = (
    ("single-neuron-chain", (1, 1, 1, 1), ("sigmoid",), None),
    ("four-equations", (2, 3, 1), ("tanh", "sigmoid"), "cross-entropy"),
    ("four-equations", (2, 2, 2, 1), ("relu", "softplus", "identity"), "squares"),
)


@pytest.mark.parametrize(("note", "layers", "activations", "cost"), CASES)
def test_the_scalar_form_has_the_gradient_of_the_emitted_program(note, layers, activations, cost):
    schedule = schedule_built_in(note, layers, activations, cost)
    run, text = scalar_gradient(schedule, numpy_functions())
    program = compile_program(schedule, Settings(seed=3))
    random = np.random.default_rng(0)
    x, y = random.standard_normal((6, layers[0])), random.random((6, layers[-1]))
    numbers = [number for pair in program.parameters for part in pair for number in part.ravel()]
    expected = np.concatenate([part.ravel() for pair in program.gradient(x, y) for part in pair])
    found = [np.mean(entry) for entry in run(*x.T, *y.T, *numbers)]
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-15)
    # Every pre-activation goes through its function once.
    assert sum(text.count(f"{name}(") for name in dict.fromkeys(schedule.activations)) <= sum(layers[1:]) + layers[1]


def test_a_chain_of_neurons_is_lambdified_in_scalar_form():
    schedule = schedule_built_in("single-neuron-chain", (1, 1, 1, 1))
    reference, emitted = (compile_program(schedule, Settings(backend)) for backend in ("numpy", "emitted"))
    x, y = np.linspace(-1, 1, 5)[:, None], np.linspace(0, 1, 5)[:, None]
    for program in (reference, emitted):
        for _ in range(20):
            program.step(x, y, 0.5)
    for (w, b), (v, c) in zip(reference.parameters, emitted.parameters, strict=True):
        assert np.allclose(w, v, rtol=1e-12) and np.allclose(b, c, rtol=1e-12)


def test_a_large_network_has_no_scalar_form():
    with pytest.raises(CodegenError, match="60 parameters"):
        scalar_gradient(schedule_built_in("four-equations", (8, 8, 2)), numpy_functions())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_lambdified_equation_changes_the_precision(dtype):
    schedule = schedule_built_in("four-equations", (4, 3, 3, 2), ("softplus", "relu", "sigmoid"), "quadratic")
    program = compile_program(schedule, Settings("numpy", dtype))
    gradient = program.gradient(np.ones((5, 4)), np.ones((5, 2)))
    assert {str(part.dtype) for pair in gradient for part in pair} == {dtype}
