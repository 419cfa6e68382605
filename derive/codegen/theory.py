"""From a document to a schedule."""

from collections.abc import Sequence

from derive.codegen.array import Backward, Forward, Kind, Map, Plus, Value
from derive.codegen.choices import activations_of, cost_kind
from derive.codegen.leaves import Network
from derive.codegen.lower import leaves
from derive.codegen.program import CodegenError
from derive.codegen.resolve import Missing, Search, obtain
from derive.codegen.roles import roles_of
from derive.codegen.rules import rules_of
from derive.codegen.schedule import Assignment, Schedule
from derive.codegen.standard import OWN, samples
from derive.elaborate.elaborate import Elaboration
from derive.term.spelling import pretty
from derive.term.term import Entry, Partial
from derive.theory import Theory
from derive.topology import Topology
from derive.verdict import Finding


def schedule_document(
    parts: Sequence[Elaboration],
    findings: Sequence[Finding],
    layers: tuple[int, ...],
    activations: tuple[str, ...] = (),
    cost: str | None = None,
    wrong: str | None = None,
    complete: bool = True,
) -> Schedule:
    """Return the training step that the verified equations of a document make up, on these layers.

    `activations` (one for all layers after the input, or one for each) and `cost` fix what the document leaves open.
    `wrong` is the id of a finding whose claim is false and which is to be used all the same. Where an equation is
    missing derive's own takes its place, which a note says, unless `complete` is false. Raises CodegenError, with the
    equation that is missing, for a document that does not give a training step.
    """
    reasons: list[CodegenError] = []
    start = 0
    for part in parts:
        own = findings[start : start + len(part.items)]
        start += len(part.items)
        if wrong is not None and all(finding.id != wrong for finding in own):
            continue
        try:
            return schedule_section(part, own, layers, activations, cost, wrong, complete)
        except CodegenError as reason:
            reasons.append(reason)
    raise reasons[0] if reasons else CodegenError(f"the document has no relation {wrong}")


def schedule_section(
    part: Elaboration,
    findings: Sequence[Finding],
    layers: tuple[int, ...],
    activations: tuple[str, ...],
    cost: str | None,
    wrong: str | None,
    complete: bool,
) -> Schedule:
    """Return the training step of one section; see `schedule_document`."""
    network = network_of(part, layers, activations, cost)
    search = Search(network, rules_of(part, findings, wrong), complete)
    depth = len(layers) - 1
    for layer in range(1, depth + 1):
        require(search, Value("a", layer, Kind.SAMPLES))
    forward = tuple(search.done.values())
    require_standard(forward, network.activations)
    for layer in range(depth, 0, -1):
        require(search, Value("dw", layer, Kind.MATRIX))
        require(search, Value("db", layer, Kind.VECTOR))
    backward = needed(tuple(item for item in search.done.values() if item not in forward))
    if wrong is not None and not any(item.wrong for item in backward):
        raise CodegenError("the training step makes no use of this equation, so there is nothing to compare")
    notes = tuple(
        f"{item.equation} is derive's own: no equation of the document gives it"
        for item in (*forward, *backward)
        if item.origin == OWN
    )
    return Schedule(layers, network.activations, network.cost, forward, backward, tuple(dict.fromkeys(notes)))


def require_standard(forward: tuple[Assignment, ...], activations: tuple[str, ...]) -> None:
    """Raise CodegenError unless every layer is a = f(z) with z = w a + b: what all programs here can compute."""
    for item in forward:
        layer = item.target.layer
        w, b = Value("w", layer, Kind.MATRIX), Value("b", layer, Kind.VECTOR)
        a, z = samples("a", layer - 1), samples("z", layer)
        # In layers of one neuron the matrix and its transpose are the same number.
        sums = [Plus(terms) for product in (Forward(w, a), Backward(w, a)) for terms in ((product, b), (b, product))]
        if item.target == z and item.value in sums:
            continue
        if item.target == samples("a", layer) and item.value == Map(activations[layer - 1], 0, z):
            continue
        raise CodegenError(f"a program here computes z = w a + b and a = f(z), not {item.equation} ({item.origin})")


def network_of(part: Elaboration, layers: tuple[int, ...], activations: tuple[str, ...], cost: str | None) -> Network:
    """Return the section's network on the chosen layers; raise CodegenError where they do not fit it."""
    theory = part.theory
    roles = roles_of(theory, tuple(item.claim for item in part.items if item.claim is not None))
    if len(layers) < 2 or any(width < 1 for width in layers):
        raise CodegenError("layers are at least an input and an output, each with one neuron or more: 64-30-10")
    depth = len(layers) - 1
    if theory.depth not in (None, depth):
        raise CodegenError(f"this document is about networks of {theory.depth} layers after the input, not {depth}")
    if single(theory, roles.weight) and set(layers) != {1}:
        raise CodegenError(f"every layer of this document has one neuron: choose layers {'-'.join('1' * (depth + 1))}")
    names = {roles.pre_activation: "z", roles.activation: "a", roles.weight: "w", roles.bias: "b"}
    if roles.target is not None:
        names[roles.target] = "y"
    aliases: dict[str, Entry] = {}
    for symbol, group in theory.definitions.items():
        body = group[0].body
        if isinstance(body, Partial) and isinstance(body.of, Entry) and body.of.symbol == roles.cost:
            aliases[symbol] = body.wrt
        elif symbol not in names and theory.symbols[symbol].layered:
            names[symbol] = f"s{len(names)}"
    names |= {symbol: f"s{len(names)}" for symbol in aliases}
    topology = Topology(layers, {}, theory.input_layer)
    chosen = activations_of(theory, roles, topology, activations)
    kind = cost_kind(theory, roles, cost, chosen)
    return Network(theory, roles, topology, chosen, kind, names, aliases)


def single(theory: Theory, weight: str) -> bool:
    """Tell whether a weight is one number."""
    return not theory.symbols[weight].extents


def require(search: Search, target: Value) -> None:
    """Compute the target or say what is missing."""
    try:
        obtain(search, target)
    except Missing as gap:
        raise CodegenError(missing(search, gap.value)) from None


def missing(search: Search, target: Value) -> str:
    """Return the sentence that says which equation is missing, and why those that look like it do not serve."""
    symbols = {name: symbol for symbol, name in search.network.names.items()}
    # The name of a derivative of the cost is a d and the name of what it is taken by.
    derived = target.name not in symbols
    letter = pretty(symbols[target.name.removeprefix("d") if derived else target.name])
    what = f"∂{pretty(search.network.roles.cost)}/∂{letter}" if derived else letter
    found = f"no verified equation of this document gives {what} at layer {target.layer} from what is known by then"
    reasons = [f"{equation}: {reason}" for equation, reason in search.refused.items()]
    return "; ".join([found, *reasons[:3]])


def needed(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """Return the assignments that a gradient is computed from, in order."""
    used: set[Value] = set()
    kept: list[Assignment] = []
    for item in reversed(assignments):
        if item.target in used or item.target.name in ("dw", "db"):
            used.update(leaves(item.value))
            kept.append(item)
    return tuple(reversed(kept))
