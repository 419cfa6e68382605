"""A schedule as straight-line code: one training step, every subexpression computed once."""

from dataclasses import dataclass, field

from derive.codegen.array import (
    Array,
    Backward,
    Constant,
    Forward,
    Kind,
    Map,
    Mean,
    Outer,
    Plus,
    Raise,
    Times,
    Value,
)
from derive.codegen.canonical import degree, simplified
from derive.codegen.catalogue import ONE
from derive.codegen.instructions import Across, Instruction, Named, Operand, Packed, Register, Scalar, ordered
from derive.codegen.program import CodegenError
from derive.codegen.schedule import Assignment, Schedule


@dataclass(slots=True)
class Builder:
    """The instructions so far, and the register of every array expression that has been computed."""

    schedule: Schedule
    folded: bool
    instructions: list[Instruction] = field(default_factory=list)
    known: dict[Array, Register] = field(default_factory=dict)
    source: Assignment | None = None


STEP = Scalar(None)


def straight_line(schedule: Schedule, momentum: bool = False, decay: bool = False) -> tuple[Instruction, ...]:
    """Return the step's instructions: the parameters change by −rate × mean gradient, with momentum and decay."""
    backward = simplified(schedule)
    degrees = {item.target: degree(item.value) for item in backward}
    folded = all(value in (0, 1) for value in degrees.values())
    builder = Builder(schedule, folded)
    for item in schedule.forward:
        builder.source = item
        forward(builder, item)
    for item in backward:
        builder.source = item
        if item.target.name not in ("dw", "db"):
            register = evaluate(builder, item.value, item.target.layer)
            if folded and degrees[item.target] == 0:
                register = emit(builder, "multiply", (register, STEP), item.target.layer)
            builder.known[item.target] = register
    for layer in range(len(schedule.activations), 0, -1):
        gradient(builder, backward, layer)
    builder.source = None
    for layer in range(len(schedule.activations), 0, -1):
        update(builder, layer, momentum, decay)
    return ordered(tuple(builder.instructions))


def emit(builder: Builder, operation: str, arguments: tuple[Operand, ...], layer: int, row: bool = False) -> Register:
    """Append an instruction and return the register of its result."""
    out = Register(len(builder.instructions), layer, row)
    builder.instructions.append(Instruction(operation, arguments, out, builder.source))
    return out


def forward(builder: Builder, item: Assignment) -> None:
    """Append z^l = w a + b as one product, and a^l = f(z^l)."""
    target = item.target
    if target.name == "z":
        source = affine(item)
        builder.known[target] = emit(builder, "dot", (Named("p", target.layer), packed(builder, source)), target.layer)
        return
    match item.value:
        case Map(name, 0, Value("z", layer, _)) if layer == target.layer:
            builder.known[target] = activated(builder, name, builder.known[item.value.argument], layer)
        case _:
            raise CodegenError(f"the emitted program has no form for this equation: {item.equation}")


def affine(item: Assignment) -> Value:
    """Return a^{l-1} in z^l = w^l a^{l-1} + b^l."""
    match item.value:
        case Plus(terms):
            for term in terms:
                match term:
                    case Forward(_, Value("a", _, _) as source) | Backward(_, Value("a", _, _) as source):
                        return source
    raise CodegenError(f"the emitted program has no form for this equation: {item.equation}")


def packed(builder: Builder, value: Value, across: bool = False) -> Operand:
    """Return the activations of a layer with the row of ones."""
    if value.layer == 0:
        return Named("x" if across else "xt", 0)
    return Packed(builder.known[value], across)


def activated(builder: Builder, name: str, z: Register, layer: int) -> Register:
    """Append a = f(z)."""

    def then(operation: str, *arguments: Operand, row: bool = False) -> Register:
        return emit(builder, operation, arguments, layer, row)

    match name:
        case "sigmoid":
            # 1 / (1 + e^{-z}): e^{-z} may be infinite, and the quotient then is 0
            one = Scalar(ONE.value)
            return then("divide", one, then("add", then("exp", then("negative", z)), one))
        case "tanh":
            return then("tanh", z)
        case "relu":
            return then("maximum", z, Named("zeros", 0))
        case "softplus":
            # log(1 + e^z) = max(z, 0) + log(1 + e^{-|z|}): no exponent is above 0
            far = then("log1p", then("exp", then("negative", then("absolute", z))))
            return then("add", far, then("maximum", z, Named("zeros", 0)))
        case "identity":
            return z
        case "softmax":
            # e^{z_j - m} / Σ_k e^{z_k - m} with m the largest z: no exponent is above 0
            above = then("subtract", z, then("maximum_reduce", z, row=True))
            powers = then("exp", above)
            return then("divide", powers, then("add_reduce", powers, row=True))
        case _:
            raise CodegenError(f"the emitted program has no form for the function {name}")


def evaluate(builder: Builder, array: Array, layer: int) -> Register:
    """Return the register of an expression with one column a sample, computed once however often it occurs."""
    if isinstance(array, Value) and array.name == "a" and array.layer == 0:
        raise CodegenError("the emitted program does not compute with the input apart from products with weights")
    if array not in builder.known:
        builder.known[array] = computed(builder, array, layer)
    return builder.known[array]


def computed(builder: Builder, array: Array, layer: int) -> Register:
    """Append the instructions of an expression."""
    match array:
        case Backward(Value("w", own, _), vector):
            return emit(builder, "dot", (Named("wt", own), evaluate(builder, vector, own)), layer)
        case Forward(Value("w", own, _), vector):
            return emit(builder, "dot", (Named("w", own), evaluate(builder, vector, own - 1)), layer)
        case Plus((left, Times((right, Constant(value))))) if value == -1:
            return emit(builder, "subtract", (operand(builder, left, layer), operand(builder, right, layer)), layer)
        case Plus((first, *rest)):
            return chained(builder, "add", first, tuple(rest), layer)
        case Times((first, *rest)):
            return chained(builder, "multiply", first, tuple(rest), layer)
        case Raise(base, -1):
            return emit(builder, "reciprocal", (operand(builder, base, layer),), layer)
        case Raise(base, exponent) if exponent > 1:
            return chained(builder, "multiply", base, (base,) * (exponent - 1), layer)
        case Map("step", 0, argument):
            # [a > 0] of a ≥ 0
            return emit(builder, "sign", (operand(builder, argument, layer),), layer)
        case Map("sigmoid" | "tanh" as name, 0, argument):
            return activated(builder, name, evaluate(builder, argument, layer), layer)
        case _:
            raise CodegenError("the emitted program has no form for a part of an equation: choose another backend")


def chained(builder: Builder, operation: str, first: Array, rest: tuple[Array, ...], layer: int) -> Register:
    """Append first ∘ second ∘ …"""
    result = operand(builder, first, layer)
    for part in rest:
        result = emit(builder, operation, (result, operand(builder, part, layer)), layer)
    assert isinstance(result, Register)
    return result


def operand(builder: Builder, array: Array, layer: int) -> Operand:
    """Return where an operand is: a number, the targets, or a register."""
    match array:
        case Constant(value):
            return Scalar(value)
        case Value("y", _, _):
            return Named("y", 0)
        case _:
            return evaluate(builder, array, layer)


def gradient(builder: Builder, backward: tuple[Assignment, ...], layer: int) -> None:
    """Append the change of [W | b] of a layer: one product where the equations allow it."""
    items = {item.target.name: item for item in backward if item.target.layer == layer}
    weight, bias = items["dw"], items["db"]
    before = Value("a", layer - 1, Kind.SAMPLES)
    builder.source = weight
    match weight.value, bias.value:
        case Outer(left, right), Mean(error) if left == error and right == before:
            change = scaled(builder, left, layer)
            across = packed(builder, before, across=True)
            builder.instructions.append(Instruction("dot", (change, across), Named("g", layer), weight))
        case Outer(left, right), Mean(error):
            change = scaled(builder, left, layer)
            other = Named("xw", 0) if right == before and layer == 1 else Across(evaluate(builder, right, layer - 1))
            builder.instructions.append(Instruction("dot", (change, other), Named("gt", layer), weight))
            builder.instructions.append(Instruction("copy", (Named("gt", layer),), Named("gw", layer), weight))
            builder.source = bias
            total = scaled(builder, error, layer)
            builder.instructions.append(Instruction("add_reduce_rows", (total,), Named("gb", layer), bias))
        case _:
            raise CodegenError(f"the emitted program has no form for this equation: {weight.equation}")


def scaled(builder: Builder, array: Array, layer: int) -> Register:
    """Return what a gradient is the mean of, times −rate / B where that is not yet in it."""
    register = evaluate(builder, array, layer)
    if builder.folded and degree(array) == 1:
        return register
    key = Times((array, Value("step", 0, Kind.SCORES)))
    if key not in builder.known:
        builder.known[key] = emit(builder, "multiply", (register, STEP), layer)
    return builder.known[key]


def update(builder: Builder, layer: int, momentum: bool, decay: bool) -> None:
    """Append p ← p + g; with momentum v ← μ v + g and p ← p + v; with decay g ← g − rate λ w first."""
    p, g, v, gw = (Named(name, layer) for name in ("p", "g", "v", "gw"))

    def then(operation: str, out: Named, *arguments: Operand) -> None:
        builder.instructions.append(Instruction(operation, arguments, out))

    if decay:
        then("multiply", Named("gt", layer), Named("w", layer), Named("decay", 0))
        then("add", gw, gw, Named("gt", layer))
    if momentum:
        then("multiply", v, v, Named("momentum", 0))
        then("add", v, v, g)
    then("add", p, p, v if momentum else g)
