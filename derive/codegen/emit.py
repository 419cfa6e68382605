"""The text of a training step: one function of NumPy calls that write in place, the equation beside each line."""

from collections.abc import Mapping
from fractions import Fraction

from derive.codegen.allocate import Buffer, allocate
from derive.codegen.instructions import Across, Instruction, Named, Operand, Packed, Register, Scalar
from derive.codegen.schedule import Assignment

WIDEST = 96
"""The most characters of an equation in a comment."""

REDUCTIONS = {
    "add_reduce": ("add_reduce", 0),
    "maximum_reduce": ("maximum_reduce", 0),
    "add_reduce_rows": ("add_reduce", 1),
}
FIXED = ("data", "targets", "order", "batch", "step")


def emit(instructions: tuple[Instruction, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the text of the function `epoch` and the names of the arrays and numbers that it is given besides.

    epoch(data, targets, order, batch, step, …) takes one step for every `batch` indices in `order`, whose length is a
    multiple of `batch`; `step` is −rate / batch. Samples are the rows of the data and the columns of the targets.
    """
    buffers = allocate(instructions)
    body, used, constants = [], dict.fromkeys(("x", "y")), dict[Fraction, str]()
    shown: Assignment | None = None
    for item in instructions:
        names = [operand(argument, buffers, constants) for argument in item.arguments]
        out = register(item.out, buffers) if isinstance(item.out, Register) else named(item.out)
        used |= dict.fromkeys(name for name in (*names, out) if name not in FIXED)
        line = f"        {call(item.operation, names, out)}"
        if item.source is not None and item.source is not shown:
            shown = item.source
            line = f"{line:<48}  # {comment(shown)}" if comment(shown) else line
        body.append(line)
    given = [name for name in used if name not in constants.values()]
    lines = ["def epoch(", f"    {', '.join(FIXED)},", "    *,", *wrapped(given), "):"]
    lines += [f"    {name} = ratio({value.numerator}, {value.denominator})" for value, name in constants.items()]
    lines += [
        "    for first in range(0, len(order), batch):",
        "        rows = order[first : first + batch]",
        '        data.take(rows, 0, x, "clip")',
        '        targets.take(rows, 1, y, "clip")',
    ]
    return "\n".join(lines + body) + "\n", tuple(given)


def wrapped(names: list[str]) -> list[str]:
    """Return the names on lines of ten."""
    return [f"    {', '.join(names[start : start + 10])}," for start in range(0, len(names), 10)]


def call(operation: str, names: list[str], out: str) -> str:
    """Return the call that carries out one instruction."""
    if operation in REDUCTIONS:
        function, axis = REDUCTIONS[operation]
        return f"{function}({names[0]}, {axis}, None, {out})"
    if operation == "copy":
        return f"copyto({out}, {names[0]})"
    if operation == "maximum":
        return f"maximum({', '.join(names)}, out={out})"
    return f"{operation}({', '.join(names)}, {out})"


def operand(argument: Operand, buffers: Mapping[Register, Buffer], constants: dict[Fraction, str]) -> str:
    """Return the name of an operand."""
    match argument:
        case Register():
            return register(argument, buffers)
        case Packed(inner, across):
            return register(inner, buffers) + ("_packed_across" if across else "_packed")
        case Across(inner):
            return register(inner, buffers) + "_across"
        case Scalar(None):
            return "step"
        case Scalar(value):
            assert value is not None
            plain = "zero" if value == 0 else "one" if value == 1 else f"constant{len(constants)}"
            return constants.setdefault(value, plain)
        case Named():
            return named(argument)


def register(item: Register, buffers: Mapping[Register, Buffer]) -> str:
    """Return the name of the array in which a register is kept."""
    buffer = buffers[item]
    letters = "mn" if buffer.row else "ad"
    if buffer.number < len(letters):
        return f"{letters[buffer.number]}{buffer.layer}"
    return f"{'r' if buffer.row else 't'}{buffer.layer}_{buffer.number}"


def named(item: Named) -> str:
    """Return the name of an array that outlives the step."""
    return f"{item.name}{item.layer}" if item.layer else item.name


def comment(source: Assignment) -> str:
    """Return the equation on one line of printable ASCII."""
    text = printable(source.equation)
    return text if len(text) <= WIDEST else text[: WIDEST - 4] + " ..."


def printable(text: str) -> str:
    """Return the text on one line, in printable ASCII."""
    return " ".join("".join(c if " " <= c <= "~" else " " for c in text).split())
