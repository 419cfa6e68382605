"""A schedule as a Python module of its own, to be read and run without derive: NumPy only."""

from derive.codegen.emit import emit, printable
from derive.codegen.schedule import Schedule
from derive.codegen.straight import straight_line
from derive.codegen.validate import validate
from derive.codegen.workspace import buffer_layer

ACTIVATIONS = {
    "sigmoid": "1 / (1 + np.exp(-z))",
    "tanh": "np.tanh(z)",
    "relu": "np.maximum(z, 0)",
    "softplus": "np.logaddexp(z, 0)",
    "identity": "z",
    "softmax": "np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0)",
}
"""a of z, samples in columns."""

COSTS = {
    ("quadratic", ""): "((a - t) ** 2 / 2).sum()",
    ("squares", ""): "((a - t) ** 2).sum()",
    ("binary-cross-entropy", "sigmoid"): "(np.logaddexp(z, 0) - t * z).sum()",
    ("categorical-cross-entropy", "sigmoid"): "(t * np.logaddexp(-z, 0)).sum()",
    ("categorical-cross-entropy", "softmax"): "(t * (np.logaddexp.reduce(z, axis=0) - z)).sum()",
}
"""The cost of all samples, from a or, where that is safer, from z; t are the targets, samples in columns."""

IMPORTED = "absolute add copyto divide dot exp log1p maximum multiply negative reciprocal sign subtract tanh"

HEAD = '''"""Trains a {widths} network by the equations of {name}; written by derive.

Every line of `epoch` is one operation in place, with the equation that it comes from beside the first of its lines.
Layers lie in columns: a value of layer l is n_l x batch, `a1_packed` is a1 with a row of ones, p1 is [W | b].
Run as a program, the module compares its gradient with difference quotients.
{notes}"""

import numpy as np
{imports}
LAYERS = {layers}
ACTIVATIONS = {activations}
COST = "{cost}"


def ratio(numerator, denominator):
    return np.array(numerator / denominator)


'''

TAIL = '''

def new_network(seed=0):
    """Return [W | b] of every layer, with biases 0."""
    random = np.random.default_rng(seed)
    network = []
    for before, n in zip(LAYERS, LAYERS[1:]):
        weights = random.standard_normal((n, before)) * np.sqrt(2 / (before + n))
        network.append(np.hstack((weights, np.zeros((n, 1)))))
    return network


def train(network, x, y, order, batch, rate):
    """Take one step for every `batch` rows of x and y in the given order; the rest is left out."""
    order = order[: len(order) - len(order) % batch]
    data = np.hstack((x, np.ones((len(x), 1))))
    with np.errstate(over="ignore"):
        epoch(data, np.ascontiguousarray(y.T), order, batch, np.array(-rate / batch), **arrays(network, batch))


def predict(network, x):
    """Return the outputs, one row a sample."""
    return forward(network, x)[1].T


def loss(network, x, y):
    """Return the mean cost."""
    z, a = forward(network, x)
    t = y.T
    return {cost} / len(x)


def forward(network, x):
    """Return z and a of the output layer, samples in columns."""
    a = x.T
    with np.errstate(over="ignore"):
        for p, name in zip(network, ACTIVATIONS):
            z = p[:, :-1] @ a + p[:, -1:]
            a = activated(name, z)
    return z, a


def activated(name, z):
    """Return a = f(z)."""
{functions}

if __name__ == "__main__":
    random = np.random.default_rng(0)
    x = random.standard_normal((4, LAYERS[0]))
    y = random.dirichlet(np.ones(LAYERS[-1]), 4)
    network = [p + random.standard_normal(p.shape) / 10 for p in new_network()]
    moved = [p.copy() for p in network]
    train(moved, x, y, np.arange(4), 4, 1.0)
    worst = 0.0
    for p, after in zip(network, moved):
        slope = p - after
        for place in [tuple(random.integers(0, p.shape)) for _ in range(20)]:
            old, losses = p[place], []
            for p[place] in (old + 1e-6, old - 1e-6):
                losses.append(loss(network, x, y))
            p[place] = old
            worst = max(worst, abs(slope[place] - (losses[0] - losses[1]) / 2e-6))
    print(f"largest difference of gradient and difference quotient: {{worst:.1e}}")
'''


def module_text(schedule: Schedule, name: str) -> str:
    """Return a module that trains by the schedule, validated; `name` is the document it comes from."""
    text, given = emit(straight_line(schedule))
    validate(text, given, schedule)
    names = [item for item in IMPORTED.split() if f" {item}(" in text]
    extra = [f"{part}_reduce = np.{part}.reduce" for part in ("add", "maximum") if f" {part}_reduce(" in text]
    imports = "\n".join((f"from numpy import {', '.join(names)}", "", *extra, ""))
    head = HEAD.format(
        widths="-".join(map(str, schedule.layers)),
        name=quotable(name),
        imports=imports,
        layers=schedule.layers,
        activations=schedule.activations,
        cost=schedule.cost,
        notes="".join(f"\n{quotable(note)}.\n" for note in schedule.notes),
    )
    functions = "\n".join(
        f'    if name == "{item}":\n        return {ACTIVATIONS[item]}' for item in dict.fromkeys(schedule.activations)
    )
    cost = COSTS.get((schedule.cost, ""), "") or COSTS[schedule.cost, schedule.activations[-1]]
    return head + text + "\n\n" + arrays_text(given, schedule.layers) + TAIL.format(cost=cost, functions=functions)


def quotable(text: str) -> str:
    """Return the text on one line, for a place inside a docstring."""
    return printable(text).replace("\\", "\\\\").replace('"', "'")


def arrays_text(given: tuple[str, ...], layers: tuple[int, ...]) -> str:
    """Return the text of the function that makes the arrays of a step."""
    roots = dict.fromkeys(name.removesuffix("_across").removesuffix("_packed") for name in given)
    lines = [
        "def arrays(network, batch):",
        '    """Return the arrays that a step works in; they are made once for all steps of an epoch."""',
        f"    x, y = np.ones((batch, {layers[0] + 1})), np.zeros(({layers[-1]}, batch))",
        '    made = {"x": x, "xt": x.T, "xw": x[:, :-1], "y": y, "zeros": np.zeros(batch)}',
        "    for layer, p in enumerate(network, start=1):",
        "        g = np.zeros_like(p)",
        '        made |= {f"p{layer}": p, f"w{layer}": p[:, :-1], f"wt{layer}": p[:, :-1].T, f"g{layer}": g}',
        '        made |= {f"gw{layer}": g[:, :-1], f"gb{layer}": g[:, -1], f"gt{layer}": np.zeros(p[:, :-1].shape)}',
    ]
    for root in roots:
        layer = buffer_layer(root)
        if layer is not None and root[0] in "mnr":
            lines.append(f'    made["{root}"] = np.zeros(batch)')
        elif layer is not None:
            lines += [
                f"    packed = np.ones(({layers[layer] + 1}, batch))",
                f'    made |= {{"{root}": packed[:-1], "{root}_across": packed[:-1].T}}',
                f'    made |= {{"{root}_packed": packed, "{root}_packed_across": packed.T}}',
            ]
    return (
        "\n".join(
            [*lines, f"    names = {' '.join(given)!r}", "    return {name: made[name] for name in names.split()}"]
        )
        + "\n"
    )
