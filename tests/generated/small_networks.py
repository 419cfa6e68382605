"""True and false derivations for small networks: one neuron, one or two layers, a logistic unit, softmax, samples."""

from derivation import Line, claims
from notation import applied, layer_name, product, slope, transposed, whole

LAST, BEFORE, TWICE = ("L", 0), ("L", -1), ("L", -2)


def one_neuron_a_layer(n, random):
    """Return the chain of single neurons from the last layer down."""

    def at(role, layer):
        return n.letters[role] + n.style % (n.layer[1] + (str(layer[1]) if layer[1] else ""))

    z, a, w, b = (
        lambda layer, role=role: at(role, layer) for role in ("pre-activation", "activation", "weight", "bias")
    )
    cost, y = n.letters["cost"], n.letters["target"]
    prime = [applied(n, z(layer), True) for layer in (LAST, BEFORE)]
    error = f"2({a(LAST)} - {y})"
    defining = [
        Line(f"{z(LAST)} = {product(n, w(LAST), a(BEFORE))} + {b(LAST)}", True, True),
        Line(f"{a(LAST)} = {applied(n, z(LAST))}", True, True),
        Line(f"{cost} = ({a(LAST)} - {y})^2", True, True),
    ]
    path = [slope(n, z(LAST), w(LAST)), slope(n, a(LAST), z(LAST)), slope(n, cost, a(LAST))]
    equations = [
        (slope(n, cost, w(LAST)), product(n, *path), product(n, *path[1:])),
        (slope(n, z(LAST), w(LAST)), a(BEFORE), a(LAST)),
        (slope(n, a(LAST), z(LAST)), prime[0], prime[1]),
        (slope(n, cost, a(LAST)), error, f"{a(LAST)} - {y}"),
        (slope(n, cost, w(LAST)), product(n, a(BEFORE), prime[0], error), product(n, a(LAST), prime[0], error)),
        (slope(n, cost, b(LAST)), product(n, prime[0], error), product(n, b(LAST), prime[0], error)),
        (slope(n, cost, a(BEFORE)), product(n, w(LAST), prime[0], error), product(n, w(BEFORE), prime[0], error)),
        (
            slope(n, cost, w(BEFORE)),
            product(n, slope(n, cost, a(BEFORE)), prime[1], a(TWICE)),
            product(n, slope(n, cost, a(BEFORE)), prime[1], a(BEFORE)),
        ),
        (slope(n, z(LAST), a(BEFORE)), w(LAST), a(BEFORE)),
    ]
    return [*defining, *claims(equations, random)]


def two_layers(n, random):
    """Return a network with every layer written out: z_1 = W_1 x + b_1, h = σ(z_1), o = W_2 h + b_2."""
    z, h = n.letters["pre-activation"], n.letters["activation"]
    w, b, x, y = n.letters["weight"], n.letters["bias"], "x", n.letters["target"]
    if x in (z, h):
        x = r"\xi"
    out, cost, sign = r"\hat{" + y + "}", n.letters["cost"], f" {n.hadamard} "
    prime = applied(n, f"{z}_1", True)
    defining = [
        Line(f"{z}_1 = {w}_1 {x} + {b}_1", True, True),
        Line(f"{h} = {applied(n, z + '_1')}", True, True),
        Line(f"{out} = {w}_2 {h} + {b}_2", True, True),
        Line(rf"{cost} = \frac12 \| {out} - {y} \|^2", True, True),
    ]
    back = f"{transposed(n, w + '_2')} ({out} - {y})"
    equations = [
        (slope(n, cost, out), f"{out} - {y}", f"{y} - {out}"),
        (slope(n, cost, f"{w}_2"), f"({out} - {y}) {transposed(n, h)}", f"({out} - {y}) {transposed(n, z + '_1')}"),
        (slope(n, cost, f"{b}_2"), f"{out} - {y}", f"2({out} - {y})"),
        (slope(n, cost, h), back, f"-{back}"),
        (slope(n, cost, f"{z}_1"), f"({back}){sign}{prime}", back),
        (
            slope(n, cost, f"{w}_1"),
            f"{slope(n, cost, z + '_1')} {transposed(n, x)}",
            f"{slope(n, cost, h)} {transposed(n, x)}",
        ),
        (slope(n, cost, f"{b}_1"), slope(n, cost, f"{z}_1"), slope(n, cost, h)),
    ]
    return [*defining, *claims(equations, random)]


def logistic_unit(n, random):
    """Return logistic regression for one sample."""
    z, a, b, y, cost = (n.letters[role] for role in ("pre-activation", "activation", "bias", "target", "cost"))
    w, x, s = whole(n, "weight"), ("x" if "x" not in (z, a) else r"\xi"), n.letters["function"]
    x = rf"\mathbf{{{x}}}" if n.bold else x
    defining = [
        Line(f"{z} = {w}^{n.transpose if len(n.transpose) == 1 else '{' + n.transpose + '}'} {x} + {b}", True, True),
        Line(f"{a} = {s}({z})", True, True),
        Line(rf"{s}({z}) = \frac{{1}}{{1 + \exp(-{z})}}", True, True),
        Line(rf"{cost} = -\left({y} \log {a} + (1 - {y}) \log(1 - {a})\right)", True, True),
    ]
    equations = [
        (slope(n, a, z), f"{a} (1 - {a})", f"{a} (1 + {a})"),
        (slope(n, cost, z), f"{a} - {y}", f"{y} - {a}"),
        (
            slope(n, cost, a),
            rf"-\frac{{{y}}}{{{a}}} + \frac{{1 - {y}}}{{1 - {a}}}",
            rf"\frac{{{y}}}{{{a}}} - \frac{{1 - {y}}}{{1 - {a}}}",
        ),
        (slope(n, cost, w), f"({a} - {y}) {x}", f"({a} - {y}) {w}"),
        (slope(n, cost, b), f"{a} - {y}", f"({a} - {y}) {b}"),
        (slope(n, cost, z), product(n, slope(n, cost, a), slope(n, a, z)), slope(n, cost, a)),
        (f"{s}'({z})", f"{s}({z}) (1 - {s}({z}))", f"{s}({z}) (1 - {z})"),
    ]
    return [*defining, *claims(equations, random)]


def softmax(n, random):
    """Return softmax with the categorical cross-entropy, entry by entry; the targets add up to one."""
    z, p, y, cost = (n.letters[role] for role in ("pre-activation", "activation", "target", "cost"))
    i, k = n.nodes
    m = next(letter for letter in "rsmqtij" if letter not in (*n.letters.values(), *n.nodes))
    defining = [
        Line(rf"{p}_{i} = \frac{{e^{{{z}_{i}}}}}{{\sum_{{{k}}} e^{{{z}_{k}}}}}", True, True),
        Line(rf"{cost} = -\sum_{{{i}}} {y}_{i} \log {p}_{i}", True, True),
    ]
    equations = [
        (slope(n, f"{p}_{i}", f"{z}_{i}"), f"{p}_{i} (1 - {p}_{i})", f"{p}_{i} (1 + {p}_{i})"),
        (slope(n, cost, f"{p}_{i}"), rf"-\frac{{{y}_{i}}}{{{p}_{i}}}", rf"\frac{{{y}_{i}}}{{{p}_{i}}}"),
        (slope(n, cost, f"{z}_{i}"), f"{p}_{i} - {y}_{i}", f"{y}_{i} - {p}_{i}"),
        (
            slope(n, cost, f"{z}_{i}"),
            rf"\sum_{{{m}}} {slope(n, cost, f'{p}_{m}')} {slope(n, f'{p}_{m}', f'{z}_{i}')}",
            f"{slope(n, cost, f'{p}_{i}')} {slope(n, f'{p}_{i}', f'{z}_{i}')}",
        ),
    ]
    return [*defining, *claims(equations, random)]


def capital(letter):
    """Return the capital of a letter: Z, \\Theta."""
    return letter.upper() if len(letter) == 1 else "\\" + letter[1:].capitalize()


def samples_as_columns(n, random):
    """Return linear layers over m samples as columns, with the mean in the cost."""
    layers = (("l", 0), ("l", -1), ("l", 1))
    z, a, w = (
        {layer: capital(n.letters[role]) + n.style % layer_name(n, layer) for layer in layers}
        for role in ("pre-activation", "activation", "weight")
    )
    here, below, above = layers
    cost, b = n.letters["cost"], n.letters["bias"] + n.style % n.layer[0]
    sign, last = f" {n.hadamard} ", capital(n.letters["activation"]) + n.style % n.layer[1]
    y = "Y"
    defining = [
        Line(rf"{z[here]} = {w[here]} {a[below]} + {b} \mathbf{{1}}^{{T}}", True, True),
        Line(f"{a[here]} = {applied(n, z[here])}", True, True),
        Line(rf"{cost} = \frac{{1}}{{2m}} \| {last} - {y} \|^2", True, True),
    ]
    by_z, by_a = (lambda layer: slope(n, cost, z[layer])), (lambda layer: slope(n, cost, a[layer]))
    equations = [
        (slope(n, cost, last), rf"\frac{{1}}{{m}} ({last} - {y})", f"{last} - {y}"),
        (by_z(here), f"{by_a(here)}{sign}{applied(n, z[here], True)}", by_a(here)),
        (by_a(here), f"{transposed(n, w[above])} {by_z(above)}", f"{w[above]} {by_z(above)}"),
        (
            slope(n, cost, w[here]),
            f"{by_z(here)} {transposed(n, a[below])}",
            rf"\frac{{1}}{{m}} {by_z(here)} {transposed(n, a[below])}",
        ),
        (slope(n, cost, b), rf"{by_z(here)} \mathbf{{1}}", rf"\frac{{1}}{{m}} {by_z(here)} \mathbf{{1}}"),
    ]
    return [*defining, *claims(equations, random)]


SMALL = (one_neuron_a_layer, two_layers, logistic_unit, softmax, samples_as_columns)
