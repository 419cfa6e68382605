"""A diagram of a network as SVG: columns of nodes, wires between them, the path of a derivative in colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from xml.etree.ElementTree import Element

from derive.explain.diagram import Diagram, Gap, Stage, Wire
from derive.report.markup import element
from derive.report.mathml import tree_math
from derive.syntax.spell import spell
from derive.syntax.tree import Tree
from derive.term.term import LITERAL, Index, Size

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


def figure(diagram: Diagram, caption: str) -> Element:
    """Return <figure> with the picture of the network."""
    places = _places(diagram)
    height = max(place.rows[-1] + (BOTTOM if len(place.rows) > 1 else BELOW_ONE) for place in places)
    width = places[-1].x + MARGIN
    lit = _lit(diagram, places)
    drawn = [part for number in range(len(diagram.wires)) for part in _wire(diagram, number, places, lit)]
    columns = [
        part for number, column in enumerate(diagram.columns) for part in _column(column, number, places[number], lit)
    ]
    size = {"viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}", "height": f"{height:g}"}
    picture = element("svg", {**size, "role": "img", "aria-label": in_words(diagram)}, *drawn, *columns)
    scroll = element("div", {"class": "scroll", "tabindex": "0"}, picture)
    return element("figure", {}, scroll, element("figcaption", {}, caption))


def in_words(diagram: Diagram) -> str:
    """Return the columns as a line of text, those on the path of the derivative alone where there is one."""
    shown = list(range(len(diagram.columns)))
    if diagram.path is not None:
        taken = {diagram.path.start, *(diagram.wires[number].target for number in diagram.path.wires)}
        shown = [number for number in shown if number in taken]
    columns = [diagram.columns[number] for number in shown]
    return " → ".join("…" if isinstance(column, Gap) else spell(column.label) for column in columns)


def _places(diagram: Diagram) -> list[Place]:
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


def _pairs(diagram: Diagram, wire: Wire, places: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the rows that the wire joins: all with all, or each with its own, as on the way through a gap."""
    source, target = len(places[wire.source].rows), len(places[wire.target].rows)
    if (wire.dense and not _meets_gap(diagram, wire)) or source != target:
        return [(i, j) for i in range(source) for j in range(target)]
    return [(i, i) for i in range(source)]


def _meets_gap(diagram: Diagram, wire: Wire) -> bool:
    return isinstance(diagram.columns[wire.source], Gap) or isinstance(diagram.columns[wire.target], Gap)


def _lit(diagram: Diagram, places: Sequence[Place]) -> Lit:
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
        pairs[number] = {(i, j) for i, j in _pairs(diagram, wire, places) if i in source and j in target}
    return Lit(nodes, pairs)


def _reach(diagram: Diagram, wire: Wire, places: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the rows that depend on each other: through a gap, all on all."""
    if isinstance(diagram.columns[wire.target], Gap):
        return [(i, j) for i in range(len(places[wire.source].rows)) for j in range(len(places[wire.target].rows))]
    return _pairs(diagram, wire, places)


def _column(column: Stage | Gap, number: int, place: Place, lit: Lit) -> Iterator[Element]:
    if isinstance(column, Gap):
        on = " lit" if number in lit.nodes else ""
        for row in place.rows:
            yield _dots(place.x, row, 9, 0, f"dots{on}")
        return
    reached = lit.nodes.get(number, set())
    letter = next((index.letter for index in column.entry.indices if isinstance(index, Index)), "")
    for row, y in enumerate(place.rows):
        on = " lit" if row in reached else ""
        yield element("circle", {"class": f"node{on}", "cx": f"{place.x:g}", "cy": f"{y:g}", "r": f"{RADIUS}"})
        if reached == {row} and len(letter) == 1 and len(place.rows) > 1:
            yield element("text", {"class": "index", "x": f"{place.x:g}", "y": f"{y + 4.5:g}"}, letter)
    if len(place.rows) > 1:
        yield _dots(place.x, (place.rows[-2] + place.rows[-1]) / 2, 0, 8, "dots")
    yield _label(place.x, TOP - 66, column.label, "name")
    if column.size is not None and column.size.layer is not None:
        yield _size(place.x, place.rows[-1] + 36, column.size)
    if column.given:
        yield from _given(place, column.given)


def _given(place: Place, given: Sequence[Tree]) -> Iterator[Element]:
    """A bias, a target: what enters a column from below."""
    y = place.rows[-1] + RADIUS
    if len(place.rows) == 1:
        yield element("path", {"class": "wire", "d": f"M{place.x:g} {y + 22:g}V{y + 3:g}"})
        yield _label(place.x, y + 20, given[0], "given", *given[1:])
    else:
        yield _label(place.x + 33, y - 8, given[0], "given", *given[1:])


def _wire(diagram: Diagram, number: int, places: Sequence[Place], lit: Lit) -> Iterator[Element]:
    wire = diagram.wires[number]
    source, target = places[wire.source], places[wire.target]
    pairs, reached = _pairs(diagram, wire, places), lit.pairs.get(number, set())
    if wire.target - wire.source > 1:
        yield _arc(source, target, "wire lit" if reached else "wire")
    else:
        if plain := [pair for pair in pairs if pair not in reached]:
            yield _lines(source, target, plain, "wire")
        if reached:
            yield _lines(source, target, sorted(reached), "wire lit")
    middle, above = (source.x + target.x) / 2, min(source.rows[0], target.rows[0]) - 32
    if wire.weights:
        yield _label(middle, above, wire.weights[0], "weight", *wire.weights[1:])
    elif wire.functions:
        yield _label(middle, above, wire.functions[0], "weight")


def _lines(source: Place, target: Place, pairs: Sequence[tuple[int, int]], style: str) -> Element:
    """Return straight lines from node to node, each with a head."""
    drawn: list[str] = []
    for i, j in pairs:
        x, y, dx, dy = source.x, source.rows[i], target.x - source.x, target.rows[j] - source.rows[i]
        length = hypot(dx, dy)
        dx, dy = dx / length, dy / length
        x, y, room = x + dx * (RADIUS + 2), y + dy * (RADIUS + 2), length - 2 * RADIUS - 5
        end_x, end_y = x + dx * room, y + dy * room
        drawn.append(f"M{x:.1f} {y:.1f}L{end_x:.1f} {end_y:.1f}{_head(end_x, end_y, dx, dy)}")
    return element("path", {"class": style, "d": "".join(drawn)})


def _head(x: float, y: float, dx: float, dy: float) -> str:
    """Return the head of an arrow that points along (dx, dy)."""
    back, side = 5.0, 2.6
    left = (x - back * dx - side * dy, y - back * dy + side * dx)
    right = (x - back * dx + side * dy, y - back * dy - side * dx)
    return f"M{left[0]:.1f} {left[1]:.1f}L{x:.1f} {y:.1f}L{right[0]:.1f} {right[1]:.1f}"


def _arc(source: Place, target: Place, style: str) -> Element:
    """Return a bow over the columns between."""
    x, y, end_x, end_y = source.x + 7, source.rows[0] - RADIUS, target.x - 7, target.rows[0] - RADIUS - 1
    top = min(y, end_y) - 26
    bow = f"M{x:.1f} {y:.1f}C{x + 24:.1f} {top:.1f} {end_x - 24:.1f} {top:.1f} {end_x:.1f} {end_y:.1f}"
    return element("path", {"class": style, "d": bow + _head(end_x, end_y, 0.6, 0.8)})


def _dots(x: float, y: float, dx: float, dy: float, style: str) -> Element:
    circles = (
        element("circle", {"cx": f"{x + step * dx:g}", "cy": f"{y + step * dy:g}", "r": "1.6"}) for step in (-1, 0, 1)
    )
    return element("g", {"class": style}, *circles)


def _label(x: float, y: float, tree: Tree, style: str, *others: Tree) -> Element:
    """Return the tree and at most two others, set in the middle at x."""
    inside: list[Element | str] = [tree_math(tree)]
    for other in others[:2]:
        inside += [", ", tree_math(other)]
    inside += [", …"] if len(others) > 2 else []
    place = {"x": f"{x - 60:g}", "y": f"{y:g}", "width": "120", "height": "30"}
    return element("foreignObject", place, element("div", {"class": f"label {style}"}, *inside))


def _size(x: float, y: float, size: Size) -> Element:
    """n_l, n_{l-1}, n_2: how many nodes the column has."""
    layer = size.layer
    assert layer is not None
    shift = f"{layer.offset:+d}".replace("-", "−") if layer.offset else ""
    number = str(layer.offset) if layer.base == LITERAL else f"{ {'ell': 'ℓ'}.get(layer.base, layer.base) }{shift}"
    place = {"x": f"{x:g}", "y": f"{y:g}", "class": "size"}
    below = element("tspan", {"class": "below", "dy": "4"}, number)
    return element("text", place, element("tspan", {"class": "letter"}, size.space), below)
