"""Which part of a network is drawn: the whole of it, or what the derivative in a claim runs through."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from derive.explain.diagram import Column, Diagram, Gap, Path, Stage, Wire
from derive.explain.label import label
from derive.explain.wiring import Node, Use, body_at, definition_of, is_computed, node_of, settled, uses
from derive.suggest.notation import Notation
from derive.term.term import LITERAL, OUTPUT, OWN, Entry, Layer, Partial, Position, Size, Term
from derive.term.traverse import entries, subterms
from derive.theory import Claim, Theory

MOST_COLUMNS = 30
"""A network of more columns is not drawn."""

MOST_LAYERS = 5
"""A network of more layers is drawn with a gap, also where the document says how many there are."""


def network(theory: Theory, known: Notation) -> Diagram | None:
    """Return the whole network: the input, the layers that the definitions name, the output, the cost.

    None when nothing is computed, or when the picture would have more than MOST_COLUMNS columns.
    """
    definitions = [found for each in theory.definitions.values() for found in each]
    computed = [found for found in definitions if is_computed(theory, found.head.symbol)]
    if not computed:
        return None
    named = [settled(theory, entry) for found in computed for entry in (found.head, *entries(found.body))]
    layered = [found for found in computed if found.head.layer is not None]
    window = {settled(theory, entry).layer for found in layered for entry in (found.head, *entries(found.body))}
    bottom = Layer(LITERAL, theory.input_layer)
    inputs = [Entry(entry.symbol, bottom, entry.indices) for entry in named if _reaches_input(theory, entry)]
    window.update(entry.layer for entry in inputs)
    if theory.depth is not None and theory.depth <= MOST_LAYERS:
        window = {Layer(LITERAL, theory.input_layer + step) for step in range(theory.depth + 1)}
    consumed = {node_of(use.entry)[0] for found in computed for use in uses(theory, found.head).sources}
    sinks = [settled(theory, found.head) for found in computed if found.head.symbol not in consumed]
    sketch = Sketch(theory, by_node((*named, *inputs)), _segments(window))
    for sink in sinks or named[-1:]:
        visit(sketch, sink)
    return _finished(sketch, known, None)


def route(theory: Theory, known: Notation, claim: Claim) -> Diagram | None:
    """Return the part of the network that the first derivative in the claim runs through, with its path.

    None when the claim holds no derivative of something that is computed.
    """
    derivative = next(derivatives(theory, claim), None)
    if derivative is None or not isinstance(derivative.of, Entry) or not is_computed(theory, derivative.of.symbol):
        return None
    of, wrt = settled(theory, derivative.of), settled(theory, derivative.wrt)
    named = [settled(theory, entry) for side in (claim.lhs, claim.rhs) for entry in mentioned(theory, side)]
    sketch = Sketch(theory, by_node((of, wrt, *named)), _segments(entry.layer for entry in (of, wrt, *named)))
    visit(sketch, of)
    return _finished(sketch, known, wrt)


def derivatives(theory: Theory, claim: Claim) -> Iterator[Partial]:
    """Yield the derivatives in the claim, left side first; δ^l_j is the derivative that defines it."""
    for side in (claim.lhs, claim.rhs):
        for part in subterms(side):
            if isinstance(part, Partial):
                yield part
            elif isinstance(part, Entry) and (meaning := sensitivity(theory, part)) is not None:
                yield meaning


def mentioned(theory: Theory, side: Term) -> Iterator[Entry]:
    """Yield the entries of the side, z^l_j in the place of δ^l_j."""
    for entry in entries(side):
        meaning = sensitivity(theory, entry)
        yield entry if meaning is None else meaning.wrt


def sensitivity(theory: Theory, entry: Entry) -> Partial | None:
    """Return ∂C/∂z^l_j for δ^l_j, None for what is defined in another way."""
    definition = definition_of(theory, entry)
    body = None if definition is None else body_at(definition, entry)
    return body if isinstance(body, Partial) else None


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
    if leads_to_wanted(sketch, entry, set()):
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


def _segments(layers: Iterable[Layer | None]) -> tuple[tuple[Layer, Layer], ...]:
    """Return the lowest and the highest layer for every base: numbers first, then letters, then the output layer."""
    offsets: dict[str, list[int]] = {}
    for layer in layers:
        if layer is not None:
            offsets.setdefault(layer.base, []).append(layer.offset)
    order = sorted(offsets, key=lambda base: (base == OUTPUT, base != LITERAL, base))
    return tuple((Layer(base, min(offsets[base])), Layer(base, max(offsets[base]))) for base in order)


def _reaches_input(theory: Theory, entry: Entry) -> bool:
    """Tell whether the family exists at the input layer, as a^0 does."""
    return entry.layer is not None and is_computed(theory, entry.symbol) and theory.symbols[entry.symbol].first == 0


def _finished(sketch: Sketch, known: Notation, wrt: Entry | None) -> Diagram | None:
    """Return the diagram with labels, and the path that sets out from `wrt`."""
    if not 1 < len(sketch.columns) <= MOST_COLUMNS:
        return None
    lettered = _lettered(sketch)
    columns: list[Column] = []
    for number, entry in enumerate(sketch.columns):
        columns.append(Gap() if entry is None else _stage(sketch, known, entry, lettered[number]))
    wires = tuple(_wire(sketch, known, lettered, *wire) for wire in sketch.wires)
    return Diagram(tuple(columns), wires, None if wrt is None else _path(sketch, wrt))


def _lettered(sketch: Sketch) -> dict[int, tuple[Position, ...]]:
    """Return the index letters of every column: those of the claim, else of a column with the same nodes, else its own.

    Where z^l_j and δ^{l+1}_k stand in a claim, a^l_j has the letter of z^l_j.
    """
    found: dict[int, tuple[Position, ...]] = {}
    for node, place in sketch.places.items():
        if node in sketch.wanted:
            found[place] = sketch.wanted[node].indices
    pairs = [(source, target) for source, target, use in sketch.wires if use is not None and not use.dense]
    for source, target in (*pairs, *((target, source) for source, target in reversed(pairs))):
        if source in found and target not in found and len(found[source]) == len(_indices(sketch, target)):
            found[target] = found[source]
    for place in range(len(sketch.columns)):
        found.setdefault(place, _indices(sketch, place))
    return found


def _indices(sketch: Sketch, place: int) -> tuple[Position, ...]:
    entry = sketch.columns[place]
    return () if entry is None else entry.indices


def _renamed(entry: Entry, old: tuple[Position, ...], new: tuple[Position, ...]) -> Entry:
    """Return the entry with the new positions in the place of the old ones."""
    names = dict(zip(old, new, strict=False))
    return replace(entry, indices=tuple(names.get(position, position) for position in entry.indices))


def _stage(sketch: Sketch, known: Notation, entry: Entry, letters: tuple[Position, ...]) -> Stage:
    theory = sketch.theory
    shown = replace(entry, indices=letters) if len(letters) == len(entry.indices) else entry
    given = [_renamed(found, entry.indices, shown.indices) for found in uses(theory, entry).given]
    labels = dict.fromkeys(label(known, theory, found) for found in given)
    return Stage(shown, label(known, theory, shown), _size(theory, entry), tuple(labels))


def _size(theory: Theory, entry: Entry) -> Size | None:
    """Return the number of nodes of the column, n_l with the layer of the entry."""
    symbol = theory.symbols.get(entry.symbol)
    extent = symbol.extents[-1] if symbol is not None and symbol.extents else None
    if extent is None or extent.layer is None or extent.layer.base != OWN or entry.layer is None:
        return extent
    return Size(extent.space, Layer(entry.layer.base, entry.layer.offset + extent.layer.offset))


def _wire(
    sketch: Sketch,
    known: Notation,
    lettered: Mapping[int, tuple[Position, ...]],
    source: int,
    target: int,
    use: Use | None,
) -> Wire:
    if use is None:
        return Wire(source, target, True)
    old = (*_indices(sketch, target), *use.entry.indices)
    new = (*lettered[target], *lettered[source])
    distinct = len(old) == len(new) and len(set(new)) == len(set(old))
    weights = [_renamed(weight, old, new) if distinct else weight for weight in use.weights]
    functions = tuple(known.functions[name] for name in use.functions if name in known.functions)
    return Wire(source, target, use.dense, tuple(label(known, sketch.theory, weight) for weight in weights), functions)


def _path(sketch: Sketch, wrt: Entry) -> Path | None:
    """Return the path from `wrt` to the last column."""
    end, node = len(sketch.columns) - 1, node_of(wrt)
    weight = None
    start = sketch.places.get(node)
    for number, (_, target, use) in enumerate(sketch.wires):
        if start is None and use is not None and node in map(node_of, use.weights):
            start, weight = target, number
    for place, entry in enumerate(sketch.columns):
        if start is None and entry is not None and node in map(node_of, uses(sketch.theory, entry).given):
            start = place
    if start is None:
        return None
    ahead, behind = {start}, {end}
    for source, target, _ in sorted(sketch.wires, key=lambda wire: wire[1]):
        ahead |= {target} if source in ahead else set()
    for source, target, _ in sorted(sketch.wires, key=lambda wire: -wire[1]):
        behind |= {source} if target in behind else set()
    on = ahead & behind
    taken = tuple(i for i, (source, target, _) in enumerate(sketch.wires) if source in on and target in on)
    return Path(start, taken, weight) if start in on else None
