r"""A diagram of a network as a tikzpicture: the same columns and wires as on the page, in points of paper."""

from collections.abc import Iterator, Sequence

from derive.explain.diagram import Diagram, Gap, Stage
from derive.report.geometry import MARGIN, Lit, Place, lit_of, pairs_of, places_of
from derive.report.portable import formula
from derive.syntax.tree import Tree
from derive.term.term import LITERAL, Index, Size

PAGE = 340.0
"""The widest picture, in points."""

SCALE = 0.62
"""Points of paper for a unit of the diagram, where the page is wide enough."""

_STYLES = r"""  neuron/.style={circle, draw, fill=white, minimum size=4.6mm, inner sep=0pt, font=\scriptsize},
  path neuron/.style={neuron, draw=red!75!black, very thick},
  wire/.style={->, draw=black!40},
  path wire/.style={->, draw=red!75!black, thick},
  given/.style={font=\scriptsize, text=black!65}"""


def tikz(diagram: Diagram) -> str:
    """Return the tikzpicture; it needs the package tikz."""
    places = places_of(diagram)
    lit = lit_of(diagram, places)
    scale = min(SCALE, PAGE / (places[-1].x + MARGIN))
    rows = [
        rf"\begin{{tikzpicture}}[x={scale:.3f}pt, y=-{scale:.3f}pt, >=stealth,",
        f"{_STYLES}]",
        *(f"  {line}" for line in _nodes(diagram, places, lit)),
        *(f"  {line}" for line in _wires(diagram, places, lit)),
        r"\end{tikzpicture}",
    ]
    return "\n".join(rows)


def _nodes(diagram: Diagram, places: Sequence[Place], lit: Lit) -> Iterator[str]:
    for number, (column, place) in enumerate(zip(diagram.columns, places, strict=True)):
        if isinstance(column, Gap):
            for row, y in enumerate(place.rows):
                yield rf"\node (n{number}-{row}) at ({place.x:g},{y:g}) {{$\cdots$}};"
            continue
        reached = lit.nodes.get(number, set())
        letter = next((index.letter for index in column.entry.indices if isinstance(index, Index)), "")
        for row, y in enumerate(place.rows):
            style = "path neuron" if row in reached else "neuron"
            name = f"${letter}$" if reached == {row} and len(letter) == 1 and len(place.rows) > 1 else ""
            yield rf"\node[{style}] (n{number}-{row}) at ({place.x:g},{y:g}) {{{name}}};"
        if len(place.rows) > 1:
            yield rf"\node at ({place.x:g},{(place.rows[-2] + place.rows[-1]) / 2:g}) {{$\vdots$}};"
        yield from _labels(column, place)


def _labels(column: Stage, place: Place) -> Iterator[str]:
    """The general entry above a column, its size and what else enters it below."""
    yield rf"\node at ({place.x:g},{place.rows[0] - 52:g}) {{${formula(column.label)}$}};"
    below = place.rows[-1] + 32
    if column.size is not None and column.size.layer is not None:
        yield rf"\node[given] at ({place.x:g},{below:g}) {{{_size(column.size)}}};"
        below += 24
    if column.given:
        yield rf"\node[given] at ({place.x:g},{below:g}) {{{_listed(column.given)}}};"


def _wires(diagram: Diagram, places: Sequence[Place], lit: Lit) -> Iterator[str]:
    for number, wire in enumerate(diagram.wires):
        source, target = places[wire.source], places[wire.target]
        reached = lit.pairs.get(number, set())
        if wire.target - wire.source > 1:
            style = "path wire" if reached else "wire"
            yield rf"\draw[{style}] (n{wire.source}-0) to[bend left=40] (n{wire.target}-0);"
        else:
            for pair in sorted(pairs_of(diagram, wire, places), key=lambda pair: (pair in reached, pair)):
                style = "path wire" if pair in reached else "wire"
                yield rf"\draw[{style}] (n{wire.source}-{pair[0]}) -- (n{wire.target}-{pair[1]});"
        above = min(source.rows[0], target.rows[0]) - 24
        shown = wire.weights or wire.functions[:1]
        if shown:
            yield rf"\node[given] at ({(source.x + target.x) / 2:g},{above:g}) {{{_listed(shown)}}};"


def _listed(trees: Sequence[Tree]) -> str:
    return ", ".join(f"${formula(tree)}$" for tree in trees)


def _size(size: Size) -> str:
    """$n_l$, $n_{l-1}$, $n_2$: how many nodes the column has."""
    layer = size.layer
    assert layer is not None
    base = {"ell": r"\ell"}.get(layer.base, layer.base)
    number = str(layer.offset) if layer.base == LITERAL else f"{base}{layer.offset:+d}" if layer.offset else base
    return f"${size.space}_{{{number}}}$"
