"""Definitions that take one layer from another, and those that would need themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from derive.term.term import LITERAL, OUTPUT, Entry, Index, Layer
from derive.term.traverse import bound_layers, entries
from derive.theory import Definition

DEPTH = 6
"""Layers of the network on which circles are looked for; a circle that skips further has no instance on it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A family at one layer, and the numbers among its indices: h_1 may need h_2 but h_j not h_k."""

    symbol: str
    layer: int | None
    numbers: tuple[int | None, ...]


Definitions: TypeAlias = Mapping[str, tuple[Definition, ...]]
"""The definitions of every family."""


def is_circular(definition: Definition, others: Definitions) -> bool:
    """Tell whether the definition, beside the others, needs its own head at the same layer."""
    symbol = definition.head.symbol
    group = {**others, symbol: (definition, *others.get(symbol, ()))}
    return any(needs_itself(node, group) for node in nodes(definition.head))


def nodes(head: Entry) -> list[Node]:
    """Return the head at every layer for which it stands."""
    numbers = tuple(None if isinstance(position, Index) else position for position in head.indices)
    if head.layer is None:
        return [Node(head.symbol, None, numbers)]
    if head.layer.base in (LITERAL, OUTPUT):
        return [Node(head.symbol, number(head.layer, {}), numbers)]
    return [Node(head.symbol, layer, numbers) for layer in range(DEPTH + 1)]


def number(layer: Layer, letters: Mapping[str, int]) -> int | None:
    """Return the number of a layer, None for a letter that has no value."""
    if layer.base == OUTPUT:
        return DEPTH + layer.offset
    if layer.base == LITERAL:
        return layer.offset
    return letters[layer.base] + layer.offset if layer.base in letters else None


def needs_itself(start: Node, group: Definitions) -> bool:
    """Tell whether a path of definitions leads from the node back to it."""
    waiting, seen = list(needs(start, group)), set[Node]()
    while waiting:
        node = waiting.pop()
        if overlap(node, start):
            return True
        if node not in seen:
            seen.add(node)
            waiting.extend(needs(node, group))
    return False


def overlap(one: Node, other: Node) -> bool:
    """Tell whether the nodes can be one entry."""
    if one.symbol != other.symbol or one.layer != other.layer:
        return False
    return all(a is None or b is None or a == b for a, b in zip(one.numbers, other.numbers, strict=False))


def needs(node: Node, group: Definitions) -> list[Node]:
    """Return what the node's definition mentions, below layer 0 nothing."""
    found = []
    for definition in group.get(node.symbol, ()):
        head = definition.head
        if not any(overlap(node, own) for own in nodes(head)):
            continue
        letters = {}
        if head.layer is not None and head.layer.base not in (LITERAL, OUTPUT) and node.layer is not None:
            letters[head.layer.base] = node.layer - head.layer.offset
        bound = bound_layers(definition.body)
        for entry in entries(definition.body):
            summed = entry.layer is not None and entry.layer.base in bound
            layer = None if entry.layer is None else number(entry.layer, letters)
            numbers = tuple(None if isinstance(position, Index) else position for position in entry.indices)
            for own in range(DEPTH + 1) if summed else (layer,):
                if own is None or 0 <= own <= DEPTH:
                    found.append(Node(entry.symbol, own, numbers))
    return found


def shares_weights(definition: Definition) -> bool:
    """Tell whether the definition takes a layer from another through a letter without layers: h^l = σ(W h^{l-1})."""
    return is_recurrent(definition) and any(entry.layer is None for entry in entries(definition.body))


def is_recurrent(definition: Definition) -> bool:
    """Tell whether the definition takes a layer, any one, from another."""
    head = definition.head.layer
    return head is not None and any(
        entry.layer.base == head.base and entry.layer.offset != head.offset
        for entry in entries(definition.body)
        if entry.layer is not None and head.base not in (LITERAL, OUTPUT)
    )
