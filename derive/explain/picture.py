"""Which part of a network is drawn: the whole of it, or what the derivative in a claim runs through."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from derive.explain.diagram import Column, Diagram, Gap, Path, Stage, Wire
from derive.explain.label import functions, label
from derive.explain.sketch import MOST_COLUMNS, Sketch, by_node, segments, visit
from derive.explain.wiring import Use, body_at, definition_of, is_computed, node_of, settled, uses
from derive.notation.style import Notation
from derive.term.term import LITERAL, OWN, Entry, Index, Layer, Partial, Position, Size, Term
from derive.term.traverse import entries, subterms
from derive.theory import Claim, Theory

MOST_LAYERS = 5
"""A network of more layers is drawn with a gap, also where the document says how many there are."""


def network(theory: Theory, notation: Notation) -> Diagram | None:
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
    sketch = Sketch(theory, by_node((*named, *inputs)), segments(window))
    for sink in sinks or named[-1:]:
        visit(sketch, sink)
    return _finished(sketch, notation, None)


def route(theory: Theory, notation: Notation, claim: Claim) -> Diagram | None:
    """Return the part of the network that the first derivative in the claim runs through, with its path.

    None when the claim holds no derivative of something that is computed.
    """
    derivative = next(derivatives(theory, claim), None)
    if derivative is None or not isinstance(derivative.of, Entry) or not is_computed(theory, derivative.of.symbol):
        return None
    of, wrt = settled(theory, derivative.of), settled(theory, derivative.wrt)
    named = [settled(theory, entry) for side in (claim.lhs, claim.rhs) for entry in mentioned(theory, side)]
    sketch = Sketch(theory, by_node((of, wrt, *named)), segments(entry.layer for entry in (of, wrt, *named)))
    visit(sketch, of)
    return _finished(sketch, notation, wrt)


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


def _reaches_input(theory: Theory, entry: Entry) -> bool:
    """Tell whether the family exists at the input layer, as a^0 does."""
    return entry.layer is not None and is_computed(theory, entry.symbol) and theory.symbols[entry.symbol].first == 0


def _finished(sketch: Sketch, notation: Notation, wrt: Entry | None) -> Diagram | None:
    """Return the diagram with labels, and the path that sets out from `wrt`."""
    if not 1 < len(sketch.columns) <= MOST_COLUMNS:
        return None
    lettered = _lettered(sketch)
    columns: list[Column] = []
    for number, entry in enumerate(sketch.columns):
        columns.append(Gap() if entry is None else _stage(sketch, notation, entry, lettered[number]))
    wires = tuple(_wire(sketch, notation, lettered, *wire) for wire in sketch.wires)
    return Diagram(tuple(columns), wires, None if wrt is None else _path(sketch, wrt))


def _lettered(sketch: Sketch) -> dict[int, tuple[Position, ...]]:
    """Return the index letters of every column: those of the claim, else of a column with the same nodes, else its own.

    Where z^l_j and δ^{l+1}_k stand in a claim, a^l_j has the letter of z^l_j. The two ends of a sum never share one.
    """
    hints = _hints(sketch)
    found: dict[int, tuple[Position, ...]] = {}
    for place in range(len(sketch.columns)):
        own = _indices(sketch, place)
        before = [(found[source], use) for source, target, use in sketch.wires if target == place and use]
        same = (letters for letters, use in before if not use.dense and len(letters) == len(own))
        summed = (pair for letters, use in before for pair in zip(use.entry.indices, letters, strict=False))
        taken = {letter for index, shown in summed if index not in own for letter in _letters((shown,))}
        choices = (hints.get(place, next(same, own)), own, tuple(_another(position, taken) for position in own))
        found[place] = next((choice for choice in choices if not _letters(choice) & taken), own)
    return found


def _hints(sketch: Sketch) -> dict[int, tuple[Position, ...]]:
    """Return the letters that the claim suggests: its own, carried on node by node, then back through sums."""
    hints = {sketch.places[node]: entry.indices for node, entry in sketch.wanted.items() if node in sketch.places}
    joined = [(source, target) for source, target, use in sketch.wires if use is not None and not use.dense]
    for one, other in (*joined, *((target, source) for source, target in reversed(joined))):
        if one in hints and len(hints[one]) == len(_indices(sketch, other)):
            hints.setdefault(other, hints[one])
    sums = [(source, target, use) for source, target, use in sketch.wires if use is not None and use.dense]
    for source, target, use in reversed(sums):
        hint = hints.get(target)
        if hint is not None and len(_indices(sketch, source)) == len(use.entry.indices):
            shared = dict(zip(_indices(sketch, target), hint, strict=False))
            back = (shared.get(index, _another(index, _letters(hint))) for index in use.entry.indices)
            hints.setdefault(source, tuple(back))
    return hints


def _another(position: Position, taken: set[str]) -> Position:
    """Return the index, with another letter where its own is taken."""
    if not isinstance(position, Index) or position.letter not in taken:
        return position
    free = (letter for letter in "jkimnpqrst" if letter not in taken)
    return replace(position, letter=next(free, position.letter))


def _letters(positions: tuple[Position, ...]) -> set[str]:
    return {position.letter for position in positions if isinstance(position, Index)}


def _indices(sketch: Sketch, place: int) -> tuple[Position, ...]:
    entry = sketch.columns[place]
    return () if entry is None else entry.indices


def _renamed(entry: Entry, old: tuple[Position, ...], new: tuple[Position, ...]) -> Entry:
    """Return the entry with the new positions in the place of the old ones."""
    names = dict(zip(old, new, strict=False))
    return replace(entry, indices=tuple(names.get(position, position) for position in entry.indices))


def _stage(sketch: Sketch, notation: Notation, entry: Entry, letters: tuple[Position, ...]) -> Stage:
    theory = sketch.theory
    shown = replace(entry, indices=letters) if len(letters) == len(entry.indices) else entry
    given = [_renamed(found, entry.indices, shown.indices) for found in uses(theory, entry).given]
    labels = dict.fromkeys(label(notation, theory, found) for found in given)
    return Stage(shown, label(notation, theory, shown), _size(theory, entry), tuple(labels))


def _size(theory: Theory, entry: Entry) -> Size | None:
    """Return the number of nodes of the column, n_l with the layer of the entry."""
    symbol = theory.symbols.get(entry.symbol)
    extent = symbol.extents[-1] if symbol is not None and symbol.extents else None
    if extent is None or extent.layer is None or extent.layer.base != OWN or entry.layer is None:
        return extent
    return Size(extent.space, Layer(entry.layer.base, entry.layer.offset + extent.layer.offset))


def _wire(
    sketch: Sketch,
    notation: Notation,
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
    labels = tuple(label(notation, sketch.theory, weight) for weight in weights)
    return Wire(source, target, use.dense, labels, functions(notation, use.functions))


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
