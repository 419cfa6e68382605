"""Where the nodes of a diagram stand, which wires are drawn between them, and which lie on the path of a derivative."""

from collections.abc import Sequence
from dataclasses import dataclass

from derive.explain.diagram import Diagram, Gap, Stage, Wire

PITCH, GAP_PITCH, RADIUS, MARGIN = 104, 66, 12, 52
ROWS = (0.0, 44.0, 112.0)
"""Heights of the nodes drawn of a column; the others are the dots before the last."""

CHOSEN = 1
"""The row of the node that a derivative is taken by, or of."""

TOP, BOTTOM, BELOW_ONE = 68.0, 50.0, 64.0
"""Room for the labels above the nodes, below a column and below a single node."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands: the middle of its nodes."""

    x: float
    rows: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Lit:
    """What a derivative runs through: rows of columns, and pairs of rows of wires."""

    nodes: dict[int, set[int]]
    pairs: dict[int, set[tuple[int, int]]]


def places_of(diagram: Diagram) -> list[Place]:
    """Return where the columns stand; a network of single neurons is one line of nodes."""
    places: list[Place] = []
    x = float(MARGIN)
    before: Stage | Gap | None = None
    wide = any(isinstance(column, Stage) and column.entry.indices for column in diagram.columns)
    for column in diagram.columns:
        if before is not None:
            x += GAP_PITCH if isinstance(column, Gap) or isinstance(before, Gap) else PITCH
        many = wide and (isinstance(column, Gap) or bool(column.entry.indices))
        rows = ROWS if many else (ROWS[-1] / 2 if wide else 0.0,)
        places.append(Place(x, tuple(TOP + row for row in rows)))
        before = column
    return places


def pairs_of(diagram: Diagram, wire: Wire, places: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the rows that the wire joins: all with all, or each with its own, as on the way through a gap."""
    source, target = len(places[wire.source].rows), len(places[wire.target].rows)
    if (wire.dense and not _meets_gap(diagram, wire)) or source != target:
        return [(i, j) for i in range(source) for j in range(target)]
    return [(i, i) for i in range(source)]


def _meets_gap(diagram: Diagram, wire: Wire) -> bool:
    return isinstance(diagram.columns[wire.source], Gap) or isinstance(diagram.columns[wire.target], Gap)


def lit_of(diagram: Diagram, places: Sequence[Place]) -> Lit:
    """Return the nodes and wires of the path: all that lie on a way from the chosen node of its start to its end.

    Where a column with several nodes is differentiated, its end is one node too.
    """
    path = diagram.path
    if path is None:
        return Lit({}, {})
    first, last = path.start, len(places) - 1
    start, end = min(CHOSEN, len(places[first].rows) - 1), min(CHOSEN, len(places[last].rows) - 1)
    taken = sorted(path.wires, key=lambda number: (diagram.wires[number].target, number))
    ahead, behind = {first: {start}}, {last: {end}}
    for number in taken:
        wire = diagram.wires[number]
        spread = (j for i, j in _reach(diagram, wire, places) if i in ahead.get(wire.source, ()))
        ahead.setdefault(wire.target, set()).update(spread)
    for number in reversed(taken):
        wire = diagram.wires[number]
        spread = (i for i, j in _reach(diagram, wire, places) if j in behind.get(wire.target, ()))
        behind.setdefault(wire.source, set()).update(spread)
    nodes = {number: rows & behind.get(number, set()) for number, rows in ahead.items()}
    pairs: dict[int, set[tuple[int, int]]] = {}
    if path.weight is not None:
        pairs[path.weight] = {(0, start)}
    for number in taken:
        wire = diagram.wires[number]
        source, target = nodes.get(wire.source, set()), nodes.get(wire.target, set())
        pairs[number] = {(i, j) for i, j in pairs_of(diagram, wire, places) if i in source and j in target}
    return Lit(nodes, pairs)


def _reach(diagram: Diagram, wire: Wire, places: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the rows that depend on each other: through a gap, all on all."""
    if isinstance(diagram.columns[wire.target], Gap):
        return [(i, j) for i in range(len(places[wire.source].rows)) for j in range(len(places[wire.target].rows))]
    return pairs_of(diagram, wire, places)
