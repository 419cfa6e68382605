"""Seconds for the derivative by every parameter of a large network, by the built-in equations over the prime field.

    python bench/concrete.py [--layers 784-30-10 784-128-64-10] [--runs 5]

The least of some runs in seconds of processor time, reading the equations left aside. Beside it what
torch.autograd.gradcheck would take, where PyTorch is installed: two values of the cost for each parameter, each as long
as one is found to take. Both on one thread.
"""

import argparse
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from derive.builtin import builtin_equations
from derive.codegen.concrete import check_concrete
from derive.source import Source
from derive.training.equations import Network, read_note, schedule_note


def least(runs, work):
    """Return the least processor time of some runs."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def torch_seconds(layers, runs):
    """Return how long one value of the cost takes in float64, or None without PyTorch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    weights = [torch.randn(after, before, dtype=torch.float64) for before, after in pairwise(layers)]
    biases = [torch.randn(after, 1, dtype=torch.float64) for after in layers[1:]]
    x, y = torch.randn(layers[0], 2, dtype=torch.float64), torch.rand(layers[-1], 2, dtype=torch.float64)

    def cost():
        a = x
        for w, b in zip(weights, biases, strict=True):
            a = torch.sigmoid(w @ a + b)
        return ((a - y) ** 2).sum() / 2

    cost()
    return least(runs, lambda: [cost() for _ in range(100)]) / 100


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", nargs="+", default=["784-30-10", "784-128-64-10"])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    path = builtin_equations() / "four-equations.md"
    note = read_note(Source(path.name, path.read_text(encoding="utf-8")))
    columns = ("layers", "parameters", "seconds", "µs a parameter", "error below", "gradcheck, extrapolated, s")
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    for spelled in options.layers:
        layers = tuple(map(int, spelled.split("-")))
        schedule = schedule_note(note, Network(layers))
        found = check_concrete(schedule)
        if not found.agrees:
            sys.exit(f"{spelled}: the equations do not agree with the cost")
        seconds, value = least(options.runs, lambda s=schedule: check_concrete(s)), torch_seconds(layers, options.runs)
        other = "not installed" if value is None else f"{2 * found.parameters * value:.2f}"
        each = f"{1e6 * seconds / found.parameters:.2f}"
        print(f"| {spelled} | {found.parameters:,} | {seconds:.3f} | {each} | {found.error:.1e} | {other} |")
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, PyTorch's included.")


if __name__ == "__main__":
    main()
