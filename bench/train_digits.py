"""From the start of a process to a trained digits network: derive, and the same work by other libraries.

    python bench/train_digits.py [--runs N]

Every program reads the same file of images with NumPy, splits it in the same proportions, and trains 64-64-10 with
sigmoid layers for 50 epochs in batches of 16 with momentum (scikit-learn's output layer is softmax, it has no other).
Each is a process of its own on one thread; rounds are interleaved and figures are medians. Prints a Markdown table.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EPOCHS, BATCH, RATE, MOMENTUM, HIDDEN = 50, 16, 0.5, 0.9, 64
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "NPROC"), "1")
TARGET = 0.2


def digits():
    """Return training inputs, one-hot targets, test inputs and test labels."""
    import gzip

    import numpy as np

    found = find_spec("sklearn")
    path = Path(found.submodule_search_locations[0]) / "datasets" / "data" / "digits.csv.gz"
    values = np.array(gzip.decompress(path.read_bytes()).decode().replace("\n", ",").rstrip(",").split(","), np.float32)
    values = values.reshape(-1, 65)[np.random.default_rng(0).permutation(1797)]
    x, labels = values[:, :-1], values[:, -1].astype(np.int64)
    x = (x - x[539:].mean(axis=0)) / 16
    return x[539:], np.eye(10, dtype=np.float32)[labels[539:]], x[:359], labels[:359]


def scikit_learn():
    """Train with MLPClassifier."""
    from sklearn.neural_network import MLPClassifier

    x, y, test, labels = digits()
    network = MLPClassifier(
        (HIDDEN,),
        activation="logistic",
        solver="sgd",
        alpha=0.0,
        batch_size=BATCH,
        learning_rate_init=RATE,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        max_iter=EPOCHS,
        tol=0.0,
        n_iter_no_change=EPOCHS + 1,
        random_state=0,
    )
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it has not converged after the epochs that were asked for
        network.fit(x, y.argmax(axis=1))
    return network.score(test, labels)


def pytorch():
    """Train eagerly with torch.optim.SGD."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    x, y, test, labels = map(torch.from_numpy, digits())
    network = torch.nn.Sequential(torch.nn.Linear(64, HIDDEN), torch.nn.Sigmoid(), torch.nn.Linear(HIDDEN, 10))
    cost = torch.nn.BCEWithLogitsLoss(reduction="sum")
    optimiser = torch.optim.SGD(network.parameters(), RATE, MOMENTUM)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimiser.zero_grad()
            (cost(network(x[rows]), y[rows]) / len(rows)).backward()
            optimiser.step()
    with torch.no_grad():
        return float((network(test).argmax(dim=1) == labels).float().mean())


def jax():
    """Train with one compiled program: a scan over the batches inside a scan over the epochs."""
    import jax
    import jax.numpy as jnp

    x, y, test, labels = digits()
    steps = len(x) // BATCH
    keys = jax.random.split(jax.random.key(0), 3)
    drawn = [(keys[0], 64, HIDDEN), (keys[1], HIDDEN, 10)]
    start = [(jax.random.normal(k, (a, b)) * (2 / (a + b)) ** 0.5, jnp.zeros(b)) for k, a, b in drawn]

    def outputs(parameters, inputs):
        (w, b), (v, c) = parameters
        return jax.nn.sigmoid(inputs @ w + b) @ v + c

    def cost(parameters, inputs, targets):
        z = outputs(parameters, inputs)
        return jnp.mean(jnp.sum(jnp.logaddexp(0, z) - targets * z, axis=1))

    def step(carry, rows):
        parameters, velocity = carry
        gradient = jax.grad(cost)(parameters, x[rows], y[rows])
        velocity = jax.tree.map(lambda v, g: MOMENTUM * v - RATE * g, velocity, gradient)
        return (jax.tree.map(jnp.add, parameters, velocity), velocity), None

    def epoch(carry, key):
        order = jax.random.permutation(key, len(x))[: steps * BATCH].reshape(steps, BATCH)
        return jax.lax.scan(step, carry, order)

    @jax.jit
    def trained(parameters, key):
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        return jax.lax.scan(epoch, (parameters, zeros), jax.random.split(key, EPOCHS))[0][0]

    x, y = jnp.asarray(x), jnp.asarray(y)
    return float((outputs(trained(start, keys[2]), test).argmax(axis=1) == labels).mean())


PEERS = {"scikit-learn": scikit_learn, "PyTorch": pytorch, "JAX": jax}


def seconds(command):
    """Return how long a command takes; one that fails ends the measurement."""
    start = time.perf_counter()
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[1:])} ended with status {done.returncode}; there is nothing to measure.")
    return time.perf_counter() - start, done.stdout.strip().splitlines()[-1]


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="rounds that count (default 5)")
    parser.add_argument("--peer", choices=PEERS, help="only train with this library, and print the test accuracy")
    arguments = parser.parse_args()
    if arguments.peer:
        print(f"test: {PEERS[arguments.peer]():.1%}")
        return
    commands = {"derive train": [sys.executable, "-m", "derive", "train"]}
    commands |= {name: [sys.executable, __file__, "--peer", name] for name in PEERS}
    times = {name: [] for name in commands}
    last = {}
    for turn in range(arguments.runs + 1):
        for name, command in commands.items():
            taken, last[name] = seconds(command)
            if turn > 0:  # the first round fills the caches
                times[name].append(taken)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    best = min(value for name, value in medians.items() if name in PEERS)
    print("| program | seconds | ÷ best peer | its last line |\n|---|---|---|---|")
    for name, taken in medians.items():
        print(f"| {name} | {taken:.2f} | {taken / best:.2f} | {last[name]} |")
    print(f"\nTarget: derive at most {TARGET} of the best peer.")


if __name__ == "__main__":
    main()
