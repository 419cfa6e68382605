"""Where registers are kept: as few arrays as their lifetimes allow."""

from collections.abc import Mapping
from dataclasses import dataclass

from derive.codegen.instructions import Instruction, Register, needs

ENTRYWISE = "absolute add divide exp log1p maximum multiply negative reciprocal sign subtract tanh"
IN_PLACE = frozenset(ENTRYWISE.split())
"""Operations that may write over an argument: they are done entry by entry."""


@dataclass(frozen=True, slots=True)
class Buffer:
    """The number-th array of a layer: n_l × B, or of B when `row`."""

    layer: int
    number: int
    row: bool


def allocate(instructions: tuple[Instruction, ...]) -> Mapping[Register, Buffer]:
    """Return the array of every register: two registers share one when no instruction needs both."""
    last: dict[Register, int] = {}
    for place, item in enumerate(instructions):
        for register in needs(item):
            last[register] = place
    free: dict[tuple[int, bool], list[Buffer]] = {}
    count: dict[tuple[int, bool], int] = {}
    kept: dict[Register, Buffer] = {}
    for place, item in enumerate(instructions):
        dying = sorted((r for r in needs(item) if last[r] == place), key=lambda register: register.number)
        if item.operation in IN_PLACE:
            release(dying, kept, free)
        if isinstance(item.out, Register):
            kind = (item.out.layer, item.out.row)
            if free.get(kind):
                kept[item.out] = free[kind].pop()
            else:
                count[kind] = count.get(kind, 0) + 1
                kept[item.out] = Buffer(item.out.layer, count[kind] - 1, item.out.row)
        if item.operation not in IN_PLACE:
            release(dying, kept, free)
    return kept


def release(dying: list[Register], kept: Mapping[Register, Buffer], free: dict[tuple[int, bool], list[Buffer]]) -> None:
    """Give the arrays of registers that are read for the last time back."""
    for register in dying:
        free.setdefault((register.layer, register.row), []).append(kept[register])
