"""What a document fixes and what it leaves to choose: the activation function of each layer and the cost."""

import math
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from random import Random

from derive.codegen.catalogue import ACTIVATIONS, COSTS
from derive.codegen.program import CodegenError
from derive.codegen.roles import Roles
from derive.codegen.rules import letters_at
from derive.term.term import Add, Apply, Entry, Functional, Index, Mul, Number, Power, Sum, Term
from derive.term.traverse import subterms
from derive.theory import Definition, Formula, Named, Opaque, Theory
from derive.topology import Topology

WIDTH = 3
"""How many neurons the output has where a document's formula is compared with those of the catalogue."""

FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "sigmoid": lambda t: 1 / (1 + math.exp(-t)),
    "tanh": math.tanh,
    "relu": lambda t: max(t, 0.0),
    "softplus": lambda t: math.log1p(math.exp(t)),
    "identity": lambda t: t,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "sqrt": math.sqrt,
}

COST_OF_ONE: Mapping[str, Callable[[float, float], float]] = {
    "quadratic": lambda a, y: (a - y) ** 2 / 2,
    "squares": lambda a, y: (a - y) ** 2,
    "binary-cross-entropy": lambda a, y: -y * math.log(a) - (1 - y) * math.log(1 - a),
    "categorical-cross-entropy": lambda a, y: -y * math.log(a),
}


class Unknown(Exception):
    """The formula contains what has no value here."""


def activations_of(theory: Theory, roles: Roles, topology: Topology, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the name of every layer's function: the document's where it names one, else the chosen one."""
    depth = len(topology.widths) - 1
    for name in chosen:
        require_known(name, ACTIVATIONS, "activation")
    if len(chosen) not in (0, 1, depth):
        raise CodegenError(f"{len(chosen)} activations are given for {depth} layers after the input: give one for each")
    wished: Sequence[str | None] = chosen * depth if len(chosen) == 1 else chosen or (None,) * depth
    names = []
    for layer, wish in enumerate(wished, start=1):
        stated = stated_activation(theory, roles, topology, layer)
        if stated is not None and wish not in (None, stated):
            raise CodegenError(f"the document says that layer {layer} has the activation {stated}, not {wish}")
        names.append(stated or wish or "sigmoid")
    if "softmax" in names[:-1]:
        raise CodegenError("softmax is for the output layer only: give one activation for each layer")
    return tuple(names)


def require_known(name: str, known: Sequence[str], kind: str) -> None:
    """Raise CodegenError unless the name is known."""
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f". Did you mean {near[0]}?" if near else ""
        raise CodegenError(f"{name[:40]!r} is not a known {kind} ({', '.join(known)}){hint}")


def stated_activation(theory: Theory, roles: Roles, topology: Topology, layer: int) -> str | None:
    """Return the function by which the document computes a layer's activation, None where it may be any."""
    definition = definition_at(theory, roles.activation, layer, topology)
    if definition is None:
        return None
    body = definition.body
    if isinstance(body, Apply) and body.argument == Entry(
        roles.pre_activation, definition.head.layer, definition.head.indices
    ):
        meaning = theory.functions.get(body.function)
        if meaning is None or isinstance(meaning, Opaque):
            return None
        for name in ACTIVATIONS[:-1]:
            if isinstance(meaning, Named) and meaning.name == name:
                return name
            if isinstance(meaning, Formula) and same_function(meaning, FUNCTIONS[name], theory):
                return name
    elif is_softmax(body, theory):
        return "softmax"
    known = ", ".join(ACTIVATIONS)
    raise CodegenError(f"the activation of layer {layer} is none that a program here knows ({known})")


def definition_at(theory: Theory, symbol: str, layer: int, topology: Topology) -> Definition | None:
    """Return the definition of a layered family that is in force at a layer counted from the input."""
    for definition in theory.definitions.get(symbol, ()):
        number = layer + topology.input_layer
        if layer >= definition.first and letters_at(definition.head.layer, number, topology) is not None:
            return definition
    return None


def same_function(formula: Formula, function: Callable[[float], float], theory: Theory) -> bool:
    """Tell whether the formula has the function's values at some points on both sides of 0."""
    points = (-2.375, -0.8125, -0.25, 0.4375, 1.1875, 3.0625)
    try:
        values = [value(formula.body, {formula.parameter.symbol: point}, {}, theory) for point in points]
    except (Unknown, ValueError, ArithmeticError):
        return False
    return all(math.isclose(v, function(p), rel_tol=1e-9, abs_tol=1e-12) for v, p in zip(values, points, strict=True))


def is_softmax(body: Term, theory: Theory) -> bool:
    """Tell whether the body is e^{z_j} / Σ_k e^{z_k}: its values at some points are softmax's."""
    inside = dict.fromkeys(part.symbol for part in subterms(body) if isinstance(part, Entry))
    free = [part for part in subterms(body) if isinstance(part, Entry) and part.indices]
    if len(inside) != 1 or not free or not isinstance(free[0].indices[0], Index):
        return False
    z, index = free[0].symbol, free[0].indices[0]
    points = (0.3125, -1.125, 0.8125)
    total = sum(map(math.exp, points))
    place: dict[object, float] = {(z, j + 1): point for j, point in enumerate(points)}
    try:
        found = [value(body, place, {(index.letter, index.uid): j + 1}, theory) for j in range(WIDTH)]
    except (Unknown, ValueError, ArithmeticError):
        return False
    return all(math.isclose(v, math.exp(p) / total, rel_tol=1e-9) for v, p in zip(found, points, strict=True))


def cost_kind(theory: Theory, roles: Roles, chosen: str | None, activations: tuple[str, ...]) -> str:
    """Return the name of the cost: the document's where it states one, else the chosen one."""
    softmax = activations[-1] == "softmax"
    if chosen == "cross-entropy":
        chosen = "categorical-cross-entropy" if softmax else "binary-cross-entropy"
    if chosen is not None:
        require_known(chosen, COSTS, "cost")
    stated = stated_cost(theory, roles)
    if stated is not None and chosen not in (None, stated):
        raise CodegenError(f"the document's cost is the {stated} one, not the {chosen} one")
    kind = stated or chosen or ("categorical-cross-entropy" if softmax else "quadratic")
    if softmax and kind != "categorical-cross-entropy":
        raise CodegenError(f"softmax goes with the categorical cross-entropy here, not with the {kind} cost")
    if kind.endswith("cross-entropy") and activations[-1] not in ("sigmoid", "softmax"):
        raise CodegenError(f"the {kind} needs outputs between 0 and 1: the last activation is to be sigmoid or softmax")
    return kind


def stated_cost(theory: Theory, roles: Roles) -> str | None:
    """Return the cost that the document states, None where it leaves it open."""
    definition = next(iter(theory.definitions.get(roles.cost, ())), None)
    if definition is None or left_open(definition.body, theory):
        return None
    a, y = roles.activation, roles.target
    if y is not None:
        random = Random(0)
        for name, cost in COST_OF_ONE.items():
            outputs, targets = ([random.uniform(0.1, 0.9) for _ in range(WIDTH)] for _ in range(2))
            width = WIDTH if theory.symbols[a].extents else 1
            pairs = list(zip(outputs, targets, strict=True))[:width]
            place: dict[object, float] = {(a, j): out for j, (out, _) in enumerate(pairs, start=1)}
            place |= {(y, j): target for j, (_, target) in enumerate(pairs, start=1)}
            if not theory.symbols[y].extents:
                # One letter for the targets of all neurons.
                pairs = [(out, targets[0]) for out, _ in pairs]
                place[y] = targets[0]
            place |= {a: outputs[0]} if width == 1 else {}
            try:
                found = value(definition.body, place, {}, theory)
            except (Unknown, ValueError, ArithmeticError):
                break
            if math.isclose(found, sum(cost(out, target) for out, target in pairs), rel_tol=1e-9):
                return name
    raise CodegenError(f"the document's cost is none that a program here knows ({', '.join(COSTS)})")


def left_open(body: Term, theory: Theory) -> bool:
    """Tell whether the cost is, or is made of, any smooth function of the output."""
    pending, seen = [body], set[str]()
    while pending:
        for part in subterms(pending.pop()):
            if isinstance(part, Functional) or (isinstance(part, Apply) and part.function in theory.symbols):
                return True
            if isinstance(part, Entry) and part.layer is None and part.symbol not in seen:
                seen.add(part.symbol)
                pending += [definition.body for definition in theory.definitions.get(part.symbol, ())]
    return False


def value(term: Term, place: Mapping[object, float], indices: Mapping[tuple[str, int], int], theory: Theory) -> float:
    """Return the value of a term of one layer; `place` gives that of (symbol, j), or of a symbol without index."""
    match term:
        case Number(constant):
            return float(constant)
        case Entry(symbol, _, ()) if symbol in place:
            return place[symbol]
        case Entry(symbol, _, (position,)):
            j = position if isinstance(position, int) else indices.get((position.letter, position.uid))
            if (symbol, j) not in place:
                raise Unknown
            return place[symbol, j]
        case Apply(function, _, 0, argument):
            inner = value(argument, place, indices, theory)
            meaning = theory.functions.get(function)
            if isinstance(meaning, Formula):
                return value(meaning.body, {meaning.parameter.symbol: inner}, {}, theory)
            if not isinstance(meaning, Named) or meaning.name not in FUNCTIONS:
                raise Unknown
            return FUNCTIONS[meaning.name](inner)
        case Add(terms):
            return sum(value(part, place, indices, theory) for part in terms)
        case Mul(parts):
            return math.prod(value(part, place, indices, theory) for part in parts)
        case Power(base, exponent):
            result = value(base, place, indices, theory) ** value(exponent, place, indices, theory)
            return result if isinstance(result, float) else math.nan
        case Sum(index, body):
            key = (index.letter, index.uid)
            return sum(value(body, place, {**indices, key: j}, theory) for j in range(1, WIDTH + 1))
        case _:
            raise Unknown
