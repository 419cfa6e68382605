"""Entries of a theory in the author's notation."""

from derive.elaborate.lexicon import node_subscripts
from derive.elaborate.scripts import Scripted, scripted
from derive.source import Source, Span
from derive.suggest.notation import Notation, at_layer, layer_tree, safe_layer, swapped
from derive.syntax.tree import Digits, Letter, Script, Sequence, Tree
from derive.term.term import LITERAL, OUTPUT, Entry, Index, Layer, Position
from derive.theory import Theory

NOWHERE = Span(Source("", ""), 0, 0)


def label(known: Notation, theory: Theory, entry: Entry) -> Tree:
    """Return the entry as the document writes it: w^{l}_{jk}, W^{(l)} where it stands whole."""
    example = known.families.get(entry.symbol)
    letter = None if example is None else scripted(example)
    if example is None or letter is None:
        return _composed(known, entry)
    here, layer, tree = safe_layer(known.lexicon, letter), entry.layer, example
    if here is not None and here.base == OUTPUT and layer is not None and layer.base == LITERAL and theory.depth:
        layer = Layer(OUTPUT, layer.offset - theory.input_layer - theory.depth)
    if layer is not None and here not in (None, layer):
        tree = at_layer(known.lexicon, example, letter, layer) or example
    return _with_indices(known, tree, entry)


def _with_indices(known: Notation, tree: Tree, entry: Entry) -> Tree:
    """Return the tree with the letters of the entry in its index slots, where it has slots."""
    letter: Scripted | None = scripted(tree)
    slots = () if letter is None else node_subscripts(known.lexicon, letter)
    if len(slots) != len(entry.indices):
        return tree
    for slot, position in zip(slots, entry.indices, strict=True):
        if isinstance(position, Index) and isinstance(slot, Letter):
            tree = swapped(tree, slot, Letter(position.letter, (), False, slot.span))
    return tree


def _composed(known: Notation, entry: Entry) -> Tree:
    """Return the entry with its layer above and its indices below, where the document never writes it."""
    *accents, name = entry.symbol.rstrip(".").split("_")[0].split(":")
    letter = Letter(name, tuple(accents), False, NOWHERE)
    above = None if entry.layer is None else layer_tree(known.lexicon, entry.layer, letter)
    below = tuple(_position(position) for position in entry.indices)
    if above is None and not below:
        return letter
    subscript = below[0] if len(below) == 1 else Sequence(below, NOWHERE) if below else None
    return Script(letter, subscript, above, 0, NOWHERE)


def _position(position: Position) -> Tree:
    if isinstance(position, Index):
        return Letter(position.letter, (), False, NOWHERE)
    return Digits(str(position), NOWHERE)
