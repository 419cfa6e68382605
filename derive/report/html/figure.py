"""A diagram of a network as SVG: columns of nodes, wires between them, the path of a derivative in colour."""

from collections.abc import Iterator, Sequence
from math import hypot
from xml.etree.ElementTree import Element

from derive.explain.diagram import Diagram, Gap, Stage
from derive.report.geometry import BELOW_ONE, BOTTOM, MARGIN, RADIUS, TOP, Lit, Place, lit_of, pairs_of, places_of
from derive.report.markup import element
from derive.report.mathml import tree_math
from derive.syntax.spell import spell
from derive.syntax.tree import Tree
from derive.term.term import LITERAL, Index, Size


def figure(diagram: Diagram, caption: str) -> Element:
    """Return <figure> with the picture of the network."""
    places = places_of(diagram)
    height = max(place.rows[-1] + (BOTTOM if len(place.rows) > 1 else BELOW_ONE) for place in places)
    width = places[-1].x + MARGIN
    lit = lit_of(diagram, places)
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
    pairs, reached = pairs_of(diagram, wire, places), lit.pairs.get(number, set())
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
