"""Concrete networks: how many layers, how wide each."""

from collections.abc import Mapping
from dataclasses import dataclass

from derive.term.term import LITERAL, OUTPUT, OWN, Layer, Size


@dataclass(frozen=True, slots=True)
class Topology:
    """Widths of the layers from the input on, and every other size (samples, classes) by its name."""

    widths: tuple[int, ...]
    sizes: Mapping[str, int]
    input_layer: int = 0


def output_layer(topology: Topology) -> int:
    """Return the author's number of the output layer."""
    return topology.input_layer + len(topology.widths) - 1


def layer_number(layer: Layer, topology: Topology, assignment: Mapping[str, int], own: int = 0) -> int:
    """Return the number of `layer` where the letters have the values of `assignment` and OWN has the value `own`."""
    match layer.base:
        case base if base == OUTPUT:
            return output_layer(topology) + layer.offset
        case base if base == LITERAL:
            return layer.offset
        case base if base == OWN:
            return own + layer.offset
        case base:
            return assignment[base] + layer.offset


def size_of(size: Size, topology: Topology, assignment: Mapping[str, int], own: int = 0) -> int:
    """Return the number of values an index of this size takes, 0 where the layer does not exist.

    A space that is called by a number has that size.
    """
    if size.layer is None:
        return int(size.space) if size.space.isdigit() else topology.sizes[size.space]
    position = layer_number(size.layer, topology, assignment, own) - topology.input_layer
    return topology.widths[position] if 0 <= position < len(topology.widths) else 0


def spell(topology: Topology) -> str:
    """Return the widths as people write them: 2-3-2."""
    return "-".join(map(str, topology.widths))
