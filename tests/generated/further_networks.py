"""True and false derivations for networks that lectures add: residual, recurrent, two written-out layers, two forms."""

from derivation import ABOVE, BELOW, HERE, LAST, Line, claims
from notation import applied, entry, product, slope, total, transposed, weight, whole


def letter(n, role):
    """Return a function of a layer and an index that spells the entry."""
    return lambda layer, index: entry(n, role, layer, index)


def residual(n, random):
    """Return layers that add to what they get, a = a' + σ(z), entry by entry."""
    j, k = n.nodes
    z, a, b = (letter(n, role) for role in ("pre-activation", "activation", "bias"))
    cost, y, w = n.letters["cost"], entry(n, "target", None, j), weight(n, HERE, j, k)
    by_z, by_a = (lambda layer, i: slope(n, cost, z(layer, i))), (lambda layer, i: slope(n, cost, a(layer, i)))
    defining = [
        Line(f"{z(HERE, j)} = {total(n, k, BELOW, product(n, w, a(BELOW, k)))} + {b(HERE, j)}", True, True),
        Line(f"{a(HERE, j)} = {a(BELOW, j)} + {applied(n, z(HERE, j))}", True, True),
        Line(f"{cost} = " + r"\frac{1}{2} " + total(n, j, LAST, f"({a(LAST, j)} - {y})^2"), True, True),
    ]
    back, prime = total(n, j, HERE, product(n, w, by_z(HERE, j))), applied(n, z(HERE, j), True)
    turned = total(n, j, HERE, product(n, weight(n, HERE, k, j), by_z(HERE, j)))
    equations = [
        (by_a(LAST, j), f"{a(LAST, j)} - {y}", f"{y} - {a(LAST, j)}"),
        (by_z(HERE, j), product(n, by_a(HERE, j), prime), by_a(HERE, j)),
        (by_a(BELOW, k), f"{by_a(HERE, k)} + {back}", back),
        (by_a(BELOW, k), f"{back} + {by_a(HERE, k)}", f"{turned} + {by_a(HERE, k)}"),
        (slope(n, cost, w), product(n, by_z(HERE, j), a(BELOW, k)), product(n, by_z(HERE, j), a(HERE, k))),
        (slope(n, cost, b(HERE, j)), by_z(HERE, j), by_a(HERE, j)),
    ]
    return [*defining, *claims(equations, random)]


def recurrent(n, random):
    """Return one matrix used at every time t, with the cost at the last one, T."""
    z, h, w, b, y, cost = (
        n.letters[role] for role in ("pre-activation", "activation", "weight", "bias", "target", "cost")
    )
    big, x = capital(w), "x" if "x" not in (z, h) else r"\xi"
    feed, sign = r"\Lambda" if big == "U" else "U", f" {n.hadamard} "
    by_z = {at: slope(n, cost, f"{z}_{{{at}}}") for at in ("t", "t+1")}
    by_h = {at: slope(n, cost, f"{h}_{{{at}}}") for at in ("t-1", "t", "T")}
    prime = applied(n, f"{z}_t", True)
    defining = [
        Line(f"{z}_t = {big} {h}_{{t-1}} + {feed} {x}_t + {b}", True, True),
        Line(f"{h}_t = {applied(n, z + '_t')}", True, True),
        Line(rf"{cost} = \frac{{1}}{{2}} \| {h}_T - {y} \|^2", True, True),
    ]
    equations = [
        (by_h["T"], f"{h}_T - {y}", f"{y} - {h}_T"),
        (by_z["t"], f"{by_h['t']}{sign}{prime}", by_h["t"]),
        (by_h["t-1"], f"{transposed(n, big)} {by_z['t']}", f"{big} {by_z['t']}"),
        (by_z["t"], f"({transposed(n, big)} {by_z['t+1']}){sign}{prime}", f"({big} {by_z['t+1']}){sign}{prime}"),
    ]
    return [*defining, *claims(equations, random)]


def capital(name):
    """Return the letter of a matrix."""
    return name.upper() if len(name) == 1 else "W"


def two_written_layers(n, random):
    """Return two layers entry by entry, each with letters of its own."""
    z, h, w, b, y, cost = (
        n.letters[role] for role in ("pre-activation", "activation", "weight", "bias", "target", "cost")
    )
    i, j, k = next((i, j, k) for i, j, k in (("i", "j", "k"), ("p", "q", "r")) if not {i, j, k} & {z, h, w, b, y})
    v, c, u, out, x = next_letters({z, h, w, b, y, cost, i, j, k, *n.letters.values()})
    prime, last = applied(n, f"{z}_{j}", True), applied(n, f"{u}_{k}", True)
    gap = f"({out}_{k} - {y}_{k})"
    defining = [
        Line(rf"{z}_{j} = \sum_{i} {w}_{{{j}{i}}} {x}_{i} + {b}_{j}", True, True),
        Line(f"{h}_{j} = {applied(n, f'{z}_{j}')}", True, True),
        Line(rf"{u}_{k} = \sum_{j} {v}_{{{k}{j}}} {h}_{j} + {c}_{k}", True, True),
        Line(f"{out}_{k} = {applied(n, f'{u}_{k}')}", True, True),
        Line(rf"{cost} = \frac{{1}}{{2}} \sum_{k} {gap}^2", True, True),
    ]
    by_h, by_z, by_u = (slope(n, cost, name) for name in (f"{h}_{j}", f"{z}_{j}", f"{u}_{k}"))
    back = rf"\sum_{k} {v}_{{{k}{j}}} {by_u}"
    equations = [
        (by_u, product(n, gap, last), gap),
        (slope(n, cost, f"{v}_{{{k}{j}}}"), f"{gap} {last} {h}_{j}", f"{gap} {last} {z}_{j}"),
        (by_h, back, rf"\sum_{k} {v}_{{{j}{k}}} {by_u}"),
        (by_z, product(n, by_h, prime), product(n, by_h, last)),
        (slope(n, cost, f"{w}_{{{j}{i}}}"), f"{by_h} {prime} {x}_{i}", f"{by_h} {x}_{i}"),
        (slope(n, cost, f"{w}_{{{j}{i}}}"), f"{prime} {x}_{i} {back}", f"{prime} {x}_{i} {v}_{{{k}{j}}} {by_u}"),
        (slope(n, cost, f"{c}_{k}"), by_u, slope(n, cost, f"{out}_{k}")),
        (slope(n, cost, f"{b}_{j}"), by_z, by_h),
    ]
    return [*defining, *claims(equations, random)]


def next_letters(used):
    """Return five letters that are free, for the second layer and the input."""
    return [letter for letter in "vcuoxgmnABDGH" if letter not in used][:5]


def two_forms(n, random):
    """Return a network defined entry by entry, with claims about whole arrays."""
    j, k = n.nodes
    z, a, b = (letter(n, role) for role in ("pre-activation", "activation", "bias"))
    cost, y, w = n.letters["cost"], entry(n, "target", None, j), weight(n, HERE, j, k)
    defining = [
        Line(f"{z(HERE, j)} = {total(n, k, BELOW, product(n, w, a(BELOW, k)))} + {b(HERE, j)}", True, True),
        Line(f"{a(HERE, j)} = {applied(n, z(HERE, j))}", True, True),
        Line(f"{cost} = " + r"\frac{1}{2} " + total(n, j, LAST, f"({a(LAST, j)} - {y})^2"), True, True),
    ]
    if n.below:
        return [*defining, *claims([(slope(n, cost, b(HERE, j)), slope(n, cost, z(HERE, j)), a(HERE, j))], random)]
    every, last, above = (lambda role, at=at: whole(n, role, at) for at in (HERE, LAST, ABOVE))
    forth = (lambda text: text) if n.forward else (lambda text: transposed(n, text))
    sign, error = f" {n.hadamard} ", slope(n, cost, every("pre-activation"))
    behind, prime = whole(n, "activation", BELOW), applied(n, every("pre-activation"), True)
    outer, inner = f"{error} {transposed(n, behind)}", f"{behind} {transposed(n, error)}"
    outer, inner = (inner, outer) if n.forward else (outer, inner)
    back = slope(n, cost, above("pre-activation"))
    equations = [
        (slope(n, cost, last("activation")), f"{last('activation')} - {whole(n, 'target')}", f"2 {last('activation')}"),
        (error, f"{slope(n, cost, every('activation'))}{sign}{prime}", slope(n, cost, every("activation"))),
        (slope(n, cost, every("weight")), outer, inner),
        (error, f"({forth(above('weight'))} {back}){sign}{prime}", f"({forth(every('weight'))} {back}){sign}{prime}"),
        (slope(n, cost, every("bias")), error, slope(n, cost, every("activation"))),
    ]
    return [*defining, *claims(equations, random)]


FURTHER = (residual, recurrent, two_written_layers, two_forms)
