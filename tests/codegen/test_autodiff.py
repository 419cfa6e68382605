"""Gradients of random networks against automatic differentiation: 200 by PyTorch here, 200 by JAX in bench/."""

import random
from itertools import pairwise

import numpy as np
import pytest

from derive.codegen.compile import compile_program
from derive.codegen.program import Settings
from tests.codegen.documents import schedule_built_in

HIDDEN = ("sigmoid", "tanh", "relu", "softplus", "identity")
ENDS = (
    *((name, cost) for name in HIDDEN for cost in ("quadratic", "squares")),
    ("sigmoid", "binary-cross-entropy"),
    ("sigmoid", "categorical-cross-entropy"),
    ("softmax", "categorical-cross-entropy"),
)


def network(seed):
    """Return layers, activations and cost, drawn from the seed."""
    draw = random.Random(seed)
    layers = tuple(draw.randint(1, 7) for _ in range(draw.randint(2, 6)))
    last, cost = draw.choice(ENDS)
    return layers, (*(draw.choice(HIDDEN) for _ in layers[2:]), last), cost


def samples(layers, seed):
    generator = np.random.default_rng(seed)
    y = generator.random((5, layers[-1])) + 0.01
    parameters = [
        (generator.standard_normal((n, before)), generator.standard_normal(n) / 2) for before, n in pairwise(layers)
    ]
    return generator.standard_normal((5, layers[0])), y / y.sum(axis=1, keepdims=True), parameters


def torch_gradient(parameters, activations, cost, x, y):
    torch = pytest.importorskip("torch")
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "softplus": lambda z: torch.log1p(torch.exp(z)),
        "identity": lambda z: z,
        "softmax": lambda z: torch.softmax(z, 1),
    }
    costs = {
        "quadratic": lambda a, y: ((a - y) ** 2).sum() / 2,
        "squares": lambda a, y: ((a - y) ** 2).sum(),
        "binary-cross-entropy": lambda a, y: -(y * torch.log(a) + (1 - y) * torch.log(1 - a)).sum(),
        "categorical-cross-entropy": lambda a, y: -(y * torch.log(a)).sum(),
    }
    leaves = [tuple(torch.tensor(part, requires_grad=True) for part in pair) for pair in parameters]
    a = torch.tensor(x)
    for (weight, bias), name in zip(leaves, activations, strict=True):
        a = functions[name](a @ weight.T + bias)
    (costs[cost](a, torch.tensor(y)) / len(x)).backward()
    return [tuple(part.grad.numpy() for part in pair) for pair in leaves]


def jax_gradient(parameters, activations, cost, x, y):
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    functions = {
        "sigmoid": jax.nn.sigmoid,
        "tanh": jnp.tanh,
        "relu": jax.nn.relu,
        "softplus": lambda z: jnp.log1p(jnp.exp(z)),
        "identity": lambda z: z,
        "softmax": lambda z: jax.nn.softmax(z, axis=1),
    }
    costs = {
        "quadratic": lambda a: ((a - y) ** 2).sum() / 2,
        "squares": lambda a: ((a - y) ** 2).sum(),
        "binary-cross-entropy": lambda a: -(y * jnp.log(a) + (1 - y) * jnp.log(1 - a)).sum(),
        "categorical-cross-entropy": lambda a: -(y * jnp.log(a)).sum(),
    }

    def loss(parameters):
        a = x
        for (weight, bias), name in zip(parameters, activations, strict=True):
            a = functions[name](a @ weight.T + bias)
        return costs[cost](a) / len(x)

    with jax.enable_x64(True):
        return jax.grad(loss)(parameters)


def distance(found, expected):
    """Return the largest difference of two gradients over the largest entry of the second."""
    flat = [[np.asarray(part) for pair in gradient for part in pair] for gradient in (found, expected)]
    pairs = list(zip(*flat, strict=True))
    scale = max(np.abs(b).max() for _, b in pairs)
    return max(np.abs(a - b).max() for a, b in pairs) / max(scale, 1e-12)


def gradient_of(backend, schedule, parameters, x, y):
    program = compile_program(schedule, Settings(backend=backend))
    program.parameters = parameters
    return program.gradient(x, y)


def compare(judge, seeds):
    """Return the largest distance of the emitted and the lambdified gradients from the judge's."""
    worst = 0.0
    for seed in seeds:
        layers, activations, cost = network(seed)
        x, y, parameters = samples(layers, seed)
        schedule = schedule_built_in("four-equations", layers, activations, cost)
        expected = judge(parameters, activations, cost, x, y)
        for backend in ("emitted", "numpy"):
            worst = max(worst, distance(gradient_of(backend, schedule, parameters, x, y), expected))
    return worst


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_gradients_are_those_of_pytorch(first):
    assert compare(torch_gradient, range(first, first + 20)) < 1e-10


def test_gradients_are_those_of_jax():
    assert compare(jax_gradient, range(4)) < 1e-10


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_the_backends_of_the_libraries_have_the_same_gradients(backend):
    pytest.importorskip(backend)
    for seed in range(1000, 1003):
        layers, activations, cost = network(seed)
        x, y, parameters = samples(layers, seed)
        schedule = schedule_built_in("four-equations", layers, activations, cost)
        expected = gradient_of("emitted", schedule, parameters, x, y)
        assert distance(gradient_of(backend, schedule, parameters, x, y), expected) < 1e-10, seed
