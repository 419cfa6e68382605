"""How many layers a document needs, and how wide they must be."""

from collections.abc import Mapping

from derive.term.term import LITERAL, OUTPUT, LayerProduct, LayerSum, Term
from derive.term.traverse import entries, subterms
from derive.theory import Definition


def reach(terms: list[Term]) -> int:
    """Return the largest distance between two layers that are named by one letter: 2 for l − 1 and l + 1."""
    offsets: dict[str, list[int]] = {}
    for term in terms:
        for entry in entries(term):
            if entry.layer is not None and entry.layer.base not in (LITERAL, OUTPUT):
                offsets.setdefault(entry.layer.base, []).append(entry.layer.offset)
    return max((max(found) - min(found) for found in offsets.values()), default=1)


def forced_depth(definitions: Mapping[str, tuple[Definition, ...]]) -> int | None:
    """Return the depth of a network written out layer by layer, None when L is free."""
    every = [item for group in definitions.values() for item in group]
    layers = [item.head.layer for item in every if item.head.layer is not None]
    if not layers or any(layer.base != LITERAL for layer in layers):
        return None
    used = [entry.layer for item in every for entry in entries(item.body) if entry.layer is not None]
    return max(layer.offset for layer in (*layers, *used) if layer.base == LITERAL)


def minimum_depth(terms: list[Term], first: Mapping[str, int]) -> int:
    """Return the least depth at which every layer that is named exists."""
    depth = 1
    for term in terms:
        ends = (part.last for part in subterms(term) if isinstance(part, LayerSum | LayerProduct))
        depth = max([depth, *(end.offset for end in ends if end.base == LITERAL)])
        for entry in entries(term):
            if entry.layer is None:
                continue
            if entry.layer.base == OUTPUT:
                depth = max(depth, first.get(entry.symbol, 0) - entry.layer.offset)
            elif entry.layer.base == LITERAL:
                depth = max(depth, entry.layer.offset)
    return depth


def largest_number(terms: list[Term]) -> int:
    """Return the largest index written as a number."""
    numbers = [position for term in terms for entry in entries(term) for position in entry.indices]
    return max((number for number in numbers if isinstance(number, int)), default=1)
