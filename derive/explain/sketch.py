"""A diagram in the making: the columns that lead to one quantity, found by going back through the definitions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from derive.explain.wiring import Node, Use, definition_of, node_of, settled, uses
from derive.term.term import LITERAL, OUTPUT, Entry, Layer
from derive.theory import Theory

MOST_COLUMNS = 30
"""A network of more columns is not drawn."""


@dataclass(slots=True)
class Sketch:
    """A diagram in the making: the nodes wanted in it, the layers drawn, and the columns and wires found so far.

    `segments` are runs of layers that have one base, from the input to the output: lowest and highest.
    """

    theory: Theory
    wanted: Mapping[Node, Entry]
    segments: tuple[tuple[Layer, Layer], ...]
    columns: list[Entry | None] = field(default_factory=list)
    places: dict[Node, int] = field(default_factory=dict)
    wires: list[tuple[int, int, Use | None]] = field(default_factory=list)


def by_node(named: Iterable[Entry]) -> dict[Node, Entry]:
    """Return the first of the entries for every node."""
    found: dict[Node, Entry] = {}
    for entry in named:
        found.setdefault(node_of(entry), entry)
    return found


def visit(sketch: Sketch, entry: Entry) -> int:
    """Add the column of the entry after the columns it is computed from, and return its number."""
    node = node_of(entry)
    if node in sketch.places or len(sketch.columns) > MOST_COLUMNS:
        return sketch.places.get(node, 0)
    before: list[tuple[int, Use | None]] = []
    if _is_drawn(sketch, entry) and leads_to_wanted(sketch, entry, set()):
        before = [(visit(sketch, use.entry), use) for use in sources(sketch, entry)]
    elif (below := across_gap(sketch, entry)) is not None:
        origin = visit(sketch, below)
        sketch.columns.append(None)
        sketch.wires.append((origin, len(sketch.columns) - 1, None))
        before = [(len(sketch.columns) - 1, None)]
    sketch.columns.append(defined(sketch.theory, entry))
    sketch.places[node] = len(sketch.columns) - 1
    sketch.wires += [(source, sketch.places[node], use) for source, use in before]
    return sketch.places[node]


def defined(theory: Theory, entry: Entry) -> Entry:
    """Return the entry with the index letters of its definition."""
    definition = definition_of(theory, entry)
    return entry if definition is None else replace(entry, indices=definition.head.indices)


def sources(sketch: Sketch, entry: Entry) -> list[Use]:
    """Return the columns that the entry, with the letters of its definition, is computed from."""
    found = uses(sketch.theory, defined(sketch.theory, entry)).sources
    return [replace(use, entry=settled(sketch.theory, use.entry)) for use in found]


def leads_to_wanted(sketch: Sketch, entry: Entry, seen: set[Node]) -> bool:
    """Tell whether the entry is computed from something that is wanted, within the layers drawn.

    A weight that is wanted stands on a wire, so the columns at both its ends are wanted too.
    """
    seen.add(node_of(entry))
    for use in sources(sketch, entry):
        weights = {node_of(settled(sketch.theory, weight)) for weight in use.weights}
        if not sketch.wanted.keys().isdisjoint({node_of(use.entry), *weights}):
            return True
        if entry.layer is None and not _is_drawn(sketch, use.entry) and across_gap(sketch, use.entry) is not None:
            return True
        if node_of(use.entry) not in seen and _is_drawn(sketch, use.entry) and leads_to_wanted(sketch, use.entry, seen):
            return True
    return False


def _is_drawn(sketch: Sketch, entry: Entry) -> bool:
    layer = entry.layer
    bases = [low for low, _ in sketch.segments if layer is not None and low.base == layer.base]
    return layer is None or any(low.offset <= layer.offset for low in bases)


def across_gap(sketch: Sketch, entry: Entry) -> Entry | None:
    """Return the entry's family at the highest layer drawn below the entry's, None where there is none."""
    if entry.layer is None or definition_of(sketch.theory, entry) is None:
        return None
    order = [low.base for low, _ in sketch.segments]
    end = order.index(entry.layer.base) if entry.layer.base in order else len(order)
    for low, high in reversed(sketch.segments[:end]):
        if low.base != entry.layer.base:
            return Entry(entry.symbol, high, entry.indices)
    return None


def segments(layers: Iterable[Layer | None]) -> tuple[tuple[Layer, Layer], ...]:
    """Return the lowest and the highest layer for every base: numbers first, then letters, then the output layer."""
    offsets: dict[str, list[int]] = {}
    for layer in layers:
        if layer is not None:
            offsets.setdefault(layer.base, []).append(layer.offset)
    order = sorted(offsets, key=lambda base: (base == OUTPUT, base != LITERAL, base))
    return tuple((Layer(base, min(offsets[base])), Layer(base, max(offsets[base]))) for base in order)
