"""The letters of one statement: which indices are bound, which are free."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from derive.elaborate.tensor import Joint
from derive.source import Span
from derive.term.term import Entry, Index, Layer, Shift, Size

ENTRYWISE_POWER = "a power of a vector is taken entry by entry"
"""The note of a reading that is only likely, and never makes a relation ill-formed."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A Σ with an explicit upper bound: the index must run exactly over `size`."""

    index: tuple[str, int]
    size: Size
    span: Span


@dataclass(slots=True)
class Scope:
    """One statement while it is read: bound letters, fresh identities, and what has to be checked when sizes are known.

    `joints` are axes that must fit, `bounds` the explicit bounds of sums, `notes` lines for the reader. `loose` allows
    the entrywise reading of a product of equal shapes. `layout` is that of vector-by-vector derivatives; ∂C/∂x has the
    shape of the transpose of x where the number of axes of x is in `turned`.
    `parameters` are letters that stand for the variable of a function. `layer` is that of weights written without one.
    `inner` takes a dot between two matrices for the sum over their entries. `borrowed` is the layer that any letter has
    here that is written without its own.
    `shifts` say of indices such as p for i + k − 1 what they stand for, until the term that they stand in is read.
    `asked` says which of `loose` and `layout` the reading may depend on: where neither, all ways of reading are one.
    `falling` reads a Π of matrices over layers with the last layer first.
    """

    bound: Mapping[str, Index] = field(default_factory=dict)
    uids: "count[int]" = field(default_factory=lambda: count(1))
    joints: list[Joint] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    loose: bool = False
    layout: str = "numerator"
    turned: frozenset[int] = frozenset()
    parameters: Mapping[str, Entry] = field(default_factory=dict)
    layer: Layer | None = None
    inner: bool = False
    shifts: list[tuple[Index, Shift]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    falling: bool = True
    borrowed: Layer | None = None


def inside(scope: Scope, binders: Mapping[str, Index]) -> Scope:
    """Return the scope under further binders; findings go to the same lists."""
    return replace(scope, bound={**scope.bound, **binders})


def fresh(scope: Scope, letter: str) -> Index:
    """Return an index that no other of the statement is."""
    return Index(letter, next(scope.uids), ())
