"""The network of a document as a picture: columns of nodes, and which column is computed from which.

A diagram knows nothing of how it is drawn. Its columns stand in the order in which they are computed; a `Gap` is a run
of layers that is left out, as between a^l and the output layer.
"""

from dataclasses import dataclass
from typing import TypeAlias

from derive.syntax.tree import Tree
from derive.term.term import Entry, Size


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of nodes: the entries of one family at one layer, such as all a^l_j.

    `label` is the general entry in the author's notation, `given` what else it is computed from (a bias, a target).
    `size` says how many nodes there are, None for one.
    """

    entry: Entry
    label: Tree
    size: Size | None
    given: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Layers that are not drawn."""


@dataclass(frozen=True, slots=True)
class Wire:
    """The column `target` is computed from the column `source`; both count from 0.

    When `dense`, every node is computed from all nodes of the source (a sum over them), else from the node of the same
    number. `weights` are the factors on the way, `functions` what is applied, both in the author's notation.
    """

    source: int
    target: int
    dense: bool
    weights: tuple[Tree, ...] = ()
    functions: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """What a derivative runs through: the wires between the column differentiated by and the column differentiated.

    `start` is the column where it sets out, from one node of it. When the derivative is by a weight, `weight` is the
    wire that the weight stands on, and `start` the column at its end.
    """

    start: int
    wires: tuple[int, ...]
    weight: int | None = None


Column: TypeAlias = Stage | Gap


@dataclass(frozen=True, slots=True)
class Diagram:
    """Columns from the input to the cost, the wires between them, and the path of one derivative."""

    columns: tuple[Column, ...]
    wires: tuple[Wire, ...]
    path: Path | None = None
