"""What a document says, once it is understood: its symbols, definitions and claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from derive.source import Span
from derive.term.term import Entry, Size, Term


class Role(Enum):
    """What a family of symbols is in the network."""

    ACTIVATION = "activation"
    PRE_ACTIVATION = "pre-activation"
    PARAMETER = "parameter"
    INPUT = "input"
    TARGET = "target"
    COST = "cost"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A family of entries.

    `extents` gives the size of each index slot; a layered extent is relative to the entry's own layer (base OWN) or
    absolute. `first` counts from the input layer: 0 when the family exists there (a^0 is the input), else 1.
    `display` is the name to show.
    """

    name: str
    role: Role
    layered: bool
    extents: tuple[Size, ...]
    first: int
    display: str


@dataclass(frozen=True, slots=True)
class Definition:
    """head = body for every index value and, when the head's layer is a letter, for every layer.

    `first` counts from the input layer: the lowest layer at which the body exists (below it the head is a free input).
    `span` is None when the definition is assumed from the standard network.
    """

    head: Entry
    body: Term
    first: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class Opaque:
    """Any differentiable function."""


@dataclass(frozen=True, slots=True)
class Named:
    """A function of the catalogue: exp, log, sigmoid, tanh, relu, softplus, …"""

    name: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A function that the document defines: f(parameter) = body, where `parameter` occurs as an Entry without slots."""

    parameter: Entry
    body: Term


Meaning: TypeAlias = Opaque | Named | Formula


@dataclass(frozen=True, slots=True)
class Claim:
    """lhs = rhs, for every value of the free indices and layers."""

    lhs: Term
    rhs: Term


@dataclass(frozen=True, slots=True)
class Theory:
    """The network and the vocabulary of one document.

    `definitions` maps a symbol to its definitions, the most specific layer first; a symbol without one is a free
    quantity. `functions` maps every applied letter to its meaning. The author counts layers from `input_layer`;
    `depth` is the number of layers after the input that the document forces, or None; `minimum_depth` the least that
    gives every claim an instance. `single` is true when every layer has one neuron, `uniform` when the definitions
    force all layers to be equally wide, `minimum_width` the largest index written as a number. `output_letters` are
    the layer letters that the document itself uses for the output layer (C = ½‖a^l − y‖²). `unknown` tells of a letter
    why its meaning is not known: its definition was not understood, or no definition mentions it. `reach` is the
    largest distance between two layers that are named by one letter. `spaces` are the sizes that the definitions tell
    apart; none where a definition was not understood that might have made two of them equal. `ordered` tells that
    indices are added up somewhere, x_{i+k}, so that the nodes of a layer are not alike.
    """

    symbols: Mapping[str, Symbol]
    definitions: Mapping[str, tuple[Definition, ...]]
    functions: Mapping[str, Meaning]
    input_layer: int
    depth: int | None
    minimum_depth: int
    single: bool
    uniform: bool
    minimum_width: int
    output_letters: tuple[str, ...]
    assumed: tuple[str, ...]
    unknown: Mapping[str, str] = field(default_factory=dict)
    reach: int = 1
    spaces: frozenset[str] = frozenset()
    ordered: bool = False
