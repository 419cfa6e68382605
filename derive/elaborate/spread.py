"""A bias added to every sample: the vector b in Z = W X + b and in Z = X W + b, with a sample in every column or row.

The bias has the axis of the weights: W is the factor that no relation defines, written with the layer of b.
"""

from derive.elaborate.lexicon import Lexicon
from derive.elaborate.tensor import Tensor, rank, renamed
from derive.term.term import Entry, Index, Layer, Term
from derive.term.traverse import entries

INPUTS = ("X", "x")
"""What the input is called where nothing else tells it from the weights."""


def spread(lexicon: Lexicon, matrix: Tensor, vector: Tensor) -> Tensor | None:
    """Return the vector with the other axis of the matrix, the same at every place of it; None where it is no bias."""
    if rank(matrix) != 2 or rank(vector) != 1 or not isinstance(vector.term, Entry):
        return None
    if vector.term.symbol in lexicon.heads or isinstance(matrix.term, Entry):
        return None
    assert matrix.row is not None and matrix.column is not None
    own = vector.row or vector.column
    assert own is not None
    across = weight_axis(lexicon, matrix, vector.term.layer)
    if across is None:
        across = matrix.row if vector.row is not None else matrix.column
    return Tensor(matrix.row, matrix.column, renamed(vector.term, own, across))


def weight_axis(lexicon: Lexicon, matrix: Tensor, layer: Layer | None) -> Index | None:
    """Return the axis of the matrix that comes from the weights, None where that cannot be told."""
    found = [
        axis
        for axis in (matrix.row, matrix.column)
        if axis is not None and any(is_weight(lexicon, entry, layer) for entry in holding(matrix.term, axis))
    ]
    return found[0] if len(found) == 1 else None


def is_weight(lexicon: Lexicon, entry: Entry, layer: Layer | None) -> bool:
    """Tell whether the entry is a parameter of the layer."""
    return entry.symbol not in lexicon.heads and entry.symbol not in INPUTS and entry.layer == layer


def holding(term: Term, axis: Index) -> list[Entry]:
    """Return the entries that have the axis in a slot."""
    same = (axis.letter, axis.uid)
    return [
        entry
        for entry in entries(term)
        if any(isinstance(slot, Index) and (slot.letter, slot.uid) == same for slot in entry.indices)
    ]
