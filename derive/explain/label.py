"""Columns and wires of a diagram in the author's notation."""

from dataclasses import replace

from derive.notation.scripts import entry as spelled
from derive.notation.scripts import scripts
from derive.notation.style import FamilyStyle, Notation
from derive.source import excerpt
from derive.syntax.tree import Tree
from derive.term.term import LITERAL, OUTPUT, Entry, Layer
from derive.theory import Theory


def label(notation: Notation, theory: Theory, entry: Entry) -> Tree:
    """Return the entry as the document writes it: w^{l}_{jk}, but W^{(l)} where it stands whole."""
    layer = entry.layer
    if layer is not None and layer.base == LITERAL and theory.depth is not None and isinstance(notation.output, str):
        layer = Layer(OUTPUT, layer.offset - theory.input_layer - theory.depth)
    indices = entry.indices if _is_indexed(notation.families[entry.symbol]) else ()
    return spelled(replace(entry, layer=layer, indices=indices), notation)


def functions(notation: Notation, names: tuple[str, ...]) -> tuple[Tree, ...]:
    """Return the letters of the functions; exp and log, which belong to a formula and not to the network, are none."""
    styles = [notation.functions[name] for name in names if name in notation.functions and name not in ("exp", "log")]
    return tuple(scripts(style, None, (), 0, notation) for style in styles)


def _is_indexed(style: FamilyStyle) -> bool:
    """Tell whether the document writes the family with node indices: the example of its style is the fullest."""
    below = excerpt(style.below)
    return bool(below) and (style.layer != "below" or "," in below)
