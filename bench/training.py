"""How fast the emitted step trains, beside PyTorch, JAX, textbook NumPy and its own matrix products.

    python bench/training.py [--rounds 9] [--core 0] [--dtype float32] [--layers 64-30-10] [--batch 10]

All five train the same sigmoid network by the quadratic cost: same data, initial parameters, order of minibatches and
number of epochs, on one pinned core and one thread, OPENBLAS_CORETYPE unset. A round lets each of them run in turn,
for at least 50 ms; the figures are medians over the rounds of the ratio of samples per CPU second within a round. CPU
seconds are those of the process with all its threads: time for which other programs had the core does not count.
"""

import argparse
import os
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import numpy as np
import torch

from derive.codegen.compile import compile_program
from derive.codegen.program import Settings
from tests.codegen.documents import schedule_built_in

NETWORKS = ((64, 30, 10), (784, 30, 10), (784, 128, 64, 10))
BATCHES = (10, 32, 128, 1024)
RATE = 0.5
SAMPLES = 2048
LEAST = 0.05
"""CPU seconds that a contestant runs for in a round, at least."""


def problem(layers, dtype):
    """Return inputs, one-hot targets and initial parameters."""
    random = np.random.default_rng(0)
    x = random.random((SAMPLES, layers[0])).astype(dtype)
    y = np.eye(layers[-1], dtype=dtype)[random.integers(0, layers[-1], SAMPLES)]
    pairs = pairwise(layers)
    return x, y, [((random.standard_normal((n, k)) / np.sqrt(k)).astype(dtype), np.zeros(n, dtype)) for k, n in pairs]


def emitted(layers, batch, dtype, x, y, parameters):
    """Train by the emitted step of equations/four-equations.md."""
    schedule = schedule_built_in("four-equations", layers, ("sigmoid",), "quadratic")
    program = compile_program(schedule, Settings(dtype=dtype))
    program.parameters = parameters
    return lambda order: program.epoch(x, y, order, batch, RATE), lambda: program.parameters


def products(layers, batch, dtype, x, y, parameters):
    """Carry out the matrix products of the emitted step and nothing else."""
    w = [np.hstack((weight, bias[:, None])) for weight, bias in parameters]
    a = [np.ones((n + 1, batch), dtype) for n in layers]
    d = [np.ones((n, batch), dtype) for n in layers]
    g = [np.empty_like(p) for p in w]
    rows = np.ones((batch, layers[0] + 1), dtype)
    depth = len(w)

    def run(order):
        for _ in range(len(order) // batch):
            np.dot(w[0], rows.T, a[1][:-1])
            for n in range(1, depth):
                np.dot(w[n], a[n], a[n + 1][:-1])
            for n in range(depth - 1, 0, -1):
                np.dot(d[n + 1], a[n].T, g[n])
                np.dot(w[n][:, :-1].T, d[n + 1], d[n])
            np.dot(d[1], rows, g[0])

    return run, None


def textbook(layers, batch, dtype, x, y, parameters):
    """Train in NumPy as the equations are usually written down: whole batches, a new array for every operation."""
    weights = [weight.copy() for weight, _ in parameters]
    biases = [bias[:, None].copy() for _, bias in parameters]
    rate = x.dtype.type(RATE)

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def run(order):
        for first in range(0, len(order), batch):
            rows = order[first : first + batch]
            activations, zs = [x[rows].T], []
            for w, b in zip(weights, biases, strict=True):
                zs.append(w @ activations[-1] + b)
                activations.append(sigmoid(zs[-1]))
            delta = (activations[-1] - y[rows].T) * sigmoid(zs[-1]) * (1 - sigmoid(zs[-1]))
            slopes = [(delta @ activations[-2].T / len(rows), delta.mean(axis=1, keepdims=True))]
            for n in range(2, len(layers)):
                slope = sigmoid(zs[-n]) * (1 - sigmoid(zs[-n]))
                delta = (weights[1 - n].T @ delta) * slope
                slopes.append((delta @ activations[-n - 1].T / len(rows), delta.mean(axis=1, keepdims=True)))
            for n, (dw, db) in enumerate(reversed(slopes)):
                weights[n] = weights[n] - rate * dw
                biases[n] = biases[n] - rate * db

    return run, lambda: [(w, b[:, 0]) for w, b in zip(weights, biases, strict=True)]


def pytorch(layers, batch, dtype, x, y, parameters):
    """Train by PyTorch, eager: modules, autograd, torch.optim.SGD."""
    torch.set_num_threads(1)
    linear = [torch.nn.Linear(w.shape[1], w.shape[0], dtype=getattr(torch, dtype)) for w, _ in parameters]
    model = torch.nn.Sequential(*(part for layer in linear for part in (layer, torch.nn.Sigmoid())))
    for layer, (w, b) in zip(linear, parameters, strict=True):
        layer.weight.data[...], layer.bias.data[...] = torch.tensor(w), torch.tensor(b)
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)
    data, targets = torch.tensor(x), torch.tensor(y)

    def run(order):
        for rows in torch.tensor(order).split(batch):
            optimiser.zero_grad()
            loss = ((model(data[rows]) - targets[rows]) ** 2).sum() / (2 * len(rows))
            loss.backward()
            optimiser.step()

    return run, lambda: [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in linear]


def jax_scan(layers, batch, dtype, x, y, parameters):
    """Train by JAX: jax.grad, and the whole epoch one compiled scan."""
    jax.config.update("jax_enable_x64", dtype == "float64")
    data, targets = jax.numpy.asarray(x), jax.numpy.asarray(y)
    kept = [[(jax.numpy.asarray(w), jax.numpy.asarray(b)) for w, b in parameters]]

    def loss(parameters, x, y):
        a = x
        for w, b in parameters:
            a = jax.nn.sigmoid(a @ w.T + b)
        return ((a - y) ** 2).sum() / (2 * len(x))

    def step(parameters, rows):
        slopes = jax.grad(loss)(parameters, data[rows], targets[rows])
        return jax.tree.map(lambda p, g: p - RATE * g, parameters, slopes), None

    scan = jax.jit(lambda parameters, order: jax.lax.scan(step, parameters, order)[0], donate_argnums=0)

    def run(order):
        kept[0] = jax.block_until_ready(scan(kept[0], order.reshape(-1, batch)))

    return run, lambda: [(np.asarray(w), np.asarray(b)) for w, b in kept[0]]


PEERS = {"PyTorch": pytorch, "JAX scan": jax_scan, "textbook": textbook, "products": products}


def seconds(run, order, epochs):
    """Return the CPU seconds that so many epochs take."""
    start = time.process_time()
    for _ in range(epochs):
        run(order)
    return time.process_time() - start


def measure(layers, batch, dtype, rounds):
    """Return the median microseconds a step of the emitted program and the median ratios to its peers."""
    given = problem(layers, dtype)
    order = np.random.default_rng(1).permutation(SAMPLES)[: SAMPLES // batch * batch]
    runners = {name: make(layers, batch, dtype, *given) for name, make in {"emitted": emitted, **PEERS}.items()}
    for run, _ in runners.values():
        run(order)
    agree(runners)
    epochs = {}
    for name, (run, _) in runners.items():
        once = max(seconds(run, order, 1), 1e-4)
        epochs[name] = max(1, round(LEAST / once))
    found = {name: [] for name in runners}
    for _ in range(rounds):
        for name, (run, _) in runners.items():
            found[name].append(seconds(run, order, epochs[name]) / epochs[name])
    own = found["emitted"]
    ratios = {name: statistics.median(p / o for p, o in zip(found[name], own, strict=True)) for name in PEERS}
    return statistics.median(own) / (len(order) // batch) * 1e6, ratios


def agree(runners):
    """Stop unless all have arrived at the same parameters."""
    expected = [part for pair in runners["emitted"][1]() for part in pair]
    for name, (_, parameters) in runners.items():
        if parameters is not None:
            found = [part for pair in parameters() for part in pair]
            if not all(np.allclose(a, b, rtol=0, atol=2e-3) for a, b in zip(found, expected, strict=True)):
                sys.exit(f"{name} has trained another network")


def main():
    """Print one row for every network and batch."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--layers", action="append")
    parser.add_argument("--batch", type=int, action="append")
    asked = parser.parse_args()
    os.sched_setaffinity(0, {asked.core})
    networks = [tuple(map(int, text.split("-"))) for text in asked.layers or ()] or NETWORKS
    print(f"{asked.dtype}, one core, OPENBLAS_CORETYPE unset; emitted, µs a step, and its speed as a multiple of")
    print(f"{'layers':<14}{'B':>5}{'µs':>10}" + "".join(f"{name:>12}" for name in PEERS), flush=True)
    for layers in networks:
        for batch in asked.batch or BATCHES:
            own, ratios = measure(layers, batch, asked.dtype, asked.rounds)
            row = "".join(f"{ratios[name]:>12.2f}" for name in PEERS)
            print(f"{'-'.join(map(str, layers)):<14}{batch:>5}{own:>10.1f}{row}", flush=True)


if __name__ == "__main__":
    main()
