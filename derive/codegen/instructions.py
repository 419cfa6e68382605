"""Straight-line code: a list of instructions, each a single call that writes in place.

Layers lie in columns here: a value of layer l is n_l × B, one column a sample, so that [W | b] times [a; 1] is one
product. Every register of a layer lives in an array with a row of ones below it.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from derive.codegen.schedule import Assignment


@dataclass(frozen=True, slots=True)
class Register:
    """A value of n_l × B numbers, or of B when `row`, written once; where it is kept is decided later."""

    number: int
    layer: int
    row: bool = False


@dataclass(frozen=True, slots=True)
class Packed:
    """A register with the row of ones below it; `across` for its transpose, one row a sample."""

    register: Register
    across: bool


@dataclass(frozen=True, slots=True)
class Across:
    """The transpose of a register."""

    register: Register


@dataclass(frozen=True, slots=True)
class Scalar:
    """A rational number; None is the factor that turns a gradient into a step: −rate / B."""

    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Named:
    """An array that outlives the step: p [W | b], g its change, v its velocity, w and b their parts, x, y the batch."""

    name: str
    layer: int


Operand: TypeAlias = Register | Packed | Across | Scalar | Named


@dataclass(frozen=True, slots=True)
class Instruction:
    """out = operation(arguments); `source` is the equation that it is a part of."""

    operation: str
    arguments: tuple[Operand, ...]
    out: Register | Named
    source: Assignment | None = None


def ordered(instructions: tuple[Instruction, ...]) -> tuple[Instruction, ...]:
    """Return the instructions with every gradient and every update as early as it may be.

    A gradient comes as soon as its factors are there, before the registers that it reads are overwritten; the update
    of a layer comes after its gradient and after the last reading of its weights: BP2 is about the weights of the
    forward pass.
    """
    registers = [item for item in instructions if isinstance(item.out, Register)]
    gradients = [item for item in instructions if isinstance(item.out, Named) and item.source is not None]
    updates = [item for item in instructions if isinstance(item.out, Named) and item.source is None]
    done: list[Instruction] = []
    ready: set[Register] = set()
    for item in registers:
        done.append(item)
        assert isinstance(item.out, Register)
        ready.add(item.out)
        while gradients and needs(gradients[0]) <= ready:
            done.append(gradients.pop(0))
    done += gradients
    for item in updates:
        assert isinstance(item.out, Named)
        after = [place for place, other in enumerate(done) if touches(other, item.out.layer)]
        done.insert(after[-1] + 1, item)
    return tuple(done)


def touches(item: Instruction, layer: int) -> bool:
    """Tell whether the instruction reads or changes parameters, gradients or velocities of the layer."""
    return any(isinstance(part, Named) and part.layer == layer for part in (*item.arguments, item.out))


def needs(item: Instruction) -> set[Register]:
    """Return the registers that an instruction reads."""
    found = set()
    for argument in item.arguments:
        match argument:
            case Register():
                found.add(argument)
            case Packed(register) | Across(register):
                found.add(register)
            case _:
                pass
    return found
