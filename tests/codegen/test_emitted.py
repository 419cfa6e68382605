"""The emitted program against the definition of a derivative."""

import numpy as np
import pytest

from derive.codegen.compile import compile_program
from derive.codegen.program import CodegenError, Settings
from tests.codegen.documents import schedule_built_in

CASES = (
    ("component-form", (5, 4, 3, 2), ("sigmoid",), None),
    ("component-form", (5, 4, 3, 2), ("softplus", "identity", "tanh"), None),
    ("four-equations", (5, 4, 3, 2), ("tanh", "relu", "sigmoid"), "cross-entropy"),
    ("four-equations", (5, 4, 3, 2), ("tanh", "relu", "softmax"), None),
    ("from-i-to-j", (5, 4, 3, 2), ("tanh",), None),
    ("helper-formulas", (5, 4, 3, 2), ("sigmoid",), None),
    ("single-neuron-chain", (1, 1, 1, 1), ("sigmoid",), None),
)


def samples(layers, count, seed=0):
    random = np.random.default_rng(seed)
    y = random.random((count, layers[-1]))
    return random.standard_normal((count, layers[0])), y / y.sum(axis=1, keepdims=True)


def moved(parameters, layer, part, place, by):
    copies = [[weight.copy(), bias.copy()] for weight, bias in parameters]
    copies[layer][part][place] += by
    return [tuple(pair) for pair in copies]


@pytest.mark.parametrize(("note", "layers", "activations", "cost"), CASES)
def test_the_gradient_is_the_slope_of_the_loss(note, layers, activations, cost):
    program = compile_program(schedule_built_in(note, layers, activations, cost), Settings())
    x, y = samples(layers, 7)
    parameters, gradient = program.parameters, program.gradient(x, y)
    for layer, pair in enumerate(gradient):
        for part, found in enumerate(pair):
            for place in np.ndindex(found.shape):
                losses = []
                for by in (1e-6, -1e-6):
                    program.parameters = moved(parameters, layer, part, place, by)
                    losses.append(program.loss(x, y))
                assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(found[place], abs=1e-8)


def test_an_epoch_is_the_steps_of_its_batches_and_of_the_rest():
    schedule = schedule_built_in("four-equations", (5, 4, 2))
    one, many = (compile_program(schedule, Settings(momentum=0.9, l2=0.01)) for _ in range(2))
    x, y = samples((5, 4, 2), 11)
    order = np.random.default_rng(1).permutation(11)
    one.epoch(x, y, order, 4, 0.3)
    for rows in (order[:4], order[4:8], order[8:]):
        many.step(x[rows], y[rows], 0.3)
    assert all(np.array_equal(one.state[name], many.state[name]) for name in one.state)


def test_momentum_and_l2_are_those_of_the_textbook():
    schedule = schedule_built_in("four-equations", (5, 4, 2))
    program = compile_program(schedule, Settings(momentum=0.5, l2=0.1))
    x, y = samples((5, 4, 2), 6)
    weight, velocity = program.parameters[0][0], 0.0
    for _ in range(3):
        before, (gradient, _) = program.parameters[0][0], program.gradient(x, y)[0]
        velocity = 0.5 * velocity - 0.2 * (gradient + 0.1 * before)
        weight = weight + velocity
        program.step(x, y, 0.2)
    assert np.allclose(program.parameters[0][0], weight, rtol=0, atol=1e-14)


@pytest.mark.parametrize("backend", ["emitted", "numpy"])
@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cross_entropy_neither_overflows_nor_loses_small_probabilities(backend, activation, dtype):
    schedule = schedule_built_in("four-equations", (1, 2), (activation,), "cross-entropy")
    program = compile_program(schedule, Settings(backend=backend, dtype=dtype))
    program.parameters = [(np.array([[1.0], [-1.0]]), np.zeros(2))]
    x, y = np.array([[-1000.0], [-30.0], [0.0], [1000.0]]), np.array([[1.0, 0.0]] * 4)
    with np.errstate(all="raise", under="ignore"):
        losses = [program.loss(x[n : n + 1], y[n : n + 1]) for n in range(4)]
        slopes = [program.gradient(x[n : n + 1], y[n : n + 1])[0][1] for n in range(4)]
    # Both neurons of the sigmoid are wrong by |z|, softmax by the difference of its two.
    assert losses == pytest.approx([2000.0, 60.0, 2 * np.log(2) / (1 + (activation == "softmax")), 0.0], abs=1e-5)
    assert slopes[0] == pytest.approx([-1.0, 1.0])
    assert slopes[3] == pytest.approx([0.0, 0.0])


def test_a_state_is_taken_up_bit_for_bit_and_only_by_its_own_network():
    schedule = schedule_built_in("four-equations", (5, 4, 2))
    one, other = (compile_program(schedule, Settings(dtype="float32", momentum=0.9)) for _ in range(2))
    x, y = samples((5, 4, 2), 8)
    one.step(x, y, 0.1)
    other.state = one.state
    for program in (one, other):
        program.step(x, y, 0.1)
    assert all(np.array_equal(one.state[name], other.state[name]) for name in one.state)
    with pytest.raises(CodegenError, match="another network"):
        compile_program(schedule_built_in("four-equations", (5, 3, 2)), Settings()).state = one.state


def test_samples_of_another_shape_are_refused_in_a_sentence():
    program = compile_program(schedule_built_in("four-equations", (5, 4, 2)), Settings())
    with pytest.raises(CodegenError, match="reads 5 numbers and gives 2"):
        program.step(np.zeros((3, 4)), np.zeros((3, 2)), 0.1)
    with pytest.raises(CodegenError, match="not there"):
        program.epoch(np.zeros((3, 5)), np.zeros((3, 2)), np.array([0, 3]), 2, 0.1)


@pytest.mark.parametrize("memory", [{}, {"momentum": 0.9}, {"momentum": 0.9, "l2": 0.1}, {"l2": 0.1}])
def test_two_threads_take_the_step_of_one(memory):
    schedule = schedule_built_in("four-equations", (6, 5, 4, 3), ("tanh", "relu", "softmax"))
    one, two = (compile_program(schedule, Settings(threads=threads, **memory)) for threads in (1, 2))
    x, y = samples((6, 5, 4, 3), 2500)
    order = np.random.default_rng(2).permutation(2500)
    for program in (one, two):
        program.epoch(x, y, order, 1025, 0.5)
        program.epoch(x, y, order[::-1], 1025, 0.25)
    assert two._halves and not one._halves
    for name, expected in one.state.items():
        assert np.allclose(two.state[name], expected, rtol=0, atol=1e-13), name
