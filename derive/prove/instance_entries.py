"""Entries of one concrete network: which exist, which definition they have, and what their indices run over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from derive.term.term import LITERAL, OUTPUT, Entry, Index, Layer, Position
from derive.theory import Definition, Theory
from derive.topology import Topology, layer_number, output_layer, size_of

Family: TypeAlias = tuple[str, int | None]
"""A symbol and the number of its layer: all the entries w^2_{jk}."""


class MissingError(Exception):
    """An entry or a range of an index does not exist in this network; the message says which."""


class NoValueError(Exception):
    """SymPy can say nothing of this term; the message says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """The entry of a symbol at the layer of this number and at these 1-based positions."""

    symbol: str
    layer: int | None
    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Values of the layer letters and of the indices, by letter and uid."""

    layers: Mapping[str, int] = field(default_factory=dict)
    indices: Mapping[tuple[str, int], int] = field(default_factory=dict)


def layer_value(layer: Layer, topology: Topology, scope: Scope) -> int:
    """Return the number of the layer in this scope."""
    try:
        return layer_number(layer, topology, scope.layers)
    except KeyError:
        raise NoValueError(f"the layer {layer.base} is not bound") from None


def position_of(position: Position, scope: Scope) -> int:
    """Return the number that fills the slot."""
    if isinstance(position, int):
        return position
    value = scope.indices.get((position.letter, position.uid))
    if value is None:
        raise NoValueError(f"the index {position.letter} is not bound")
    return value


def range_of(index: Index, topology: Topology, scope: Scope) -> range:
    """Return 1 … min(sizes); raise MissingError when one of the sizes is that of a layer that does not exist."""
    sizes = []
    for size in index.sizes:
        try:
            sizes.append(size_of(size, topology, scope.layers))
        except KeyError as unknown:
            raise NoValueError(f"the size {unknown.args[0]} is not given") from None
    if not sizes:
        raise NoValueError(f"the index {index.letter} has no range")
    if min(sizes) < 1:
        raise MissingError(f"there is no layer for the index {index.letter}")
    return range(1, min(sizes) + 1)


def node_of(entry: Entry, theory: Theory, topology: Topology, scope: Scope) -> Node:
    """Return the entry in this scope; raise MissingError when the network has no such entry.

    A layered entry exists from layer `input_layer + first` to the output layer, at positions within its extents.
    """
    layer = None if entry.layer is None else layer_value(entry.layer, topology, scope)
    node = Node(entry.symbol, layer, tuple(position_of(position, scope) for position in entry.indices))
    symbol = theory.symbols.get(entry.symbol)
    if symbol is None:
        if entry.layer is None and not entry.indices:
            return node
        raise NoValueError(f"the family {entry.symbol} is not known")
    if symbol.layered != (layer is not None) or len(symbol.extents) != len(node.indices):
        raise NoValueError(f"{entry.symbol} is written without all its layers and indices")
    if layer is not None and not topology.input_layer + symbol.first <= layer <= output_layer(topology):
        raise MissingError(f"{entry.symbol} has no layer {layer}")
    for extent, position in zip(symbol.extents, node.indices, strict=True):
        try:
            size = size_of(extent, topology, scope.layers, own=layer or 0)
        except KeyError as unknown:
            raise NoValueError(f"the size {unknown.args[0]} is not given") from None
        if not 1 <= position <= size:
            raise MissingError(f"{entry.symbol} has no entry {position} where its index runs to {size}")
    return node


def definition_of(node: Node, theory: Theory, topology: Topology) -> tuple[Definition, Scope] | None:
    """Return the definition of the entry and the scope in which its body is to be read, or None for a free entry.

    A definition at a layer given by number comes before one at the output layer, and both before one at any layer; at
    the same layer a head with numbers for indices comes before one for any index.
    """
    candidates = definitions_of((node.symbol, node.layer), theory, topology)
    for definition, scope in sorted(candidates, key=lambda candidate: _generality(candidate[0])):
        indices = _match_indices(definition, node)
        if indices is not None:
            return definition, Scope(scope.layers, indices)
    return None


def definitions_of(family: Family, theory: Theory, topology: Topology) -> list[tuple[Definition, Scope]]:
    """Return the definitions that hold at the layer of the family, each with the value of its layer letter."""
    found = []
    for definition in theory.definitions.get(family[0], ()):
        layers = _match_layer(definition, family[1], topology)
        if layers is not None:
            found.append((definition, Scope(layers)))
    return found


def _generality(definition: Definition) -> tuple[int, int]:
    layer = definition.head.layer
    bases = {LITERAL: 0, OUTPUT: 1}
    letters = sum(isinstance(position, Index) for position in definition.head.indices)
    return (0 if layer is None else bases.get(layer.base, 2), letters)


def _match_layer(definition: Definition, number: int | None, topology: Topology) -> dict[str, int] | None:
    layer = definition.head.layer
    if layer is None or number is None:
        return {} if layer is None and number is None else None
    if number < topology.input_layer + definition.first:
        return None
    layers = {} if layer.base in (LITERAL, OUTPUT) else {layer.base: number - layer.offset}
    return layers if layer_number(layer, topology, layers) == number else None


def _match_indices(definition: Definition, node: Node) -> dict[tuple[str, int], int] | None:
    if len(definition.head.indices) != len(node.indices):
        return None
    indices: dict[tuple[str, int], int] = {}
    for position, value in zip(definition.head.indices, node.indices, strict=True):
        bound = position if isinstance(position, int) else indices.setdefault((position.letter, position.uid), value)
        if bound != value:
            return None
    return indices
