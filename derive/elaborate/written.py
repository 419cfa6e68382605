r"""Matrices written out entry by entry.

An array of R rows and C columns is Σ_rc δ_ir δ_jc (its cell at r, c), times 1_i 1_j: the family of n ones, one for
every n, has n entries, so that an index beside it runs to n and to nothing else.
"""

from derive.elaborate.cells import cells_of, has_dots, is_empty, is_even, may_be_empty
from derive.elaborate.general import general_entry, value
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.operands import Build
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope, fresh
from derive.elaborate.tensor import Tensor, product_term
from derive.syntax.tree import Tree
from derive.term.term import ONE, ZERO, Add, Delta, Entry, Index, Mul, Size, Term
from derive.term.traverse import entries
from derive.theory import Definition

ONES_OF = "ones "
"""What the name of the family of n ones begins with."""

MOST_CELLS = 36
"""The largest array that is judged entry by entry."""


def array(build: Build, lexicon: Lexicon, tree: Tree, scope: Scope) -> Tensor:
    """Return the matrix, column or row of the cells; raise Refusal where a cell is no number or rows are uneven."""
    rows = cells_of(tree)
    assert rows is not None
    if not is_even(rows):
        raise Refusal("D501", "the rows of this matrix are not equally long", tree.span)
    if any(is_empty(cell) for row in rows for cell in row) and not may_be_empty(rows):
        raise Refusal("D501", "an entry of this matrix is empty", tree.span)
    if any(has_dots(cell) for row in rows for cell in row):
        return general_entry(build, lexicon, rows, tree.span, scope)
    height, width = len(rows), len(rows[0])
    if height * width > MOST_CELLS:
        raise Refusal("D901", f"matrices are judged entry by entry up to {MOST_CELLS} entries", tree.span)
    row = fresh(scope, "i") if height > 1 else None
    column = fresh(scope, "j") if width > 1 else None
    terms = []
    for r, cells in enumerate(rows, start=1):
        for c, cell in enumerate(cells, start=1):
            found = ZERO if is_empty(cell) else value(build, lexicon, cell, scope)
            if found != ZERO:
                terms.append(at_place(found, ((row, r), (column, c))))
    extents = [Entry(f"{ONES_OF}{size}", None, (axis,)) for axis, size in ((row, height), (column, width)) if axis]
    total = terms[0] if len(terms) == 1 else Add(tuple(terms)) if terms else ZERO
    return Tensor(row, column, Mul((*extents, total)) if extents else total)


def at_place(value: Term, places: tuple[tuple[Index | None, int], ...]) -> Term:
    """Return the value times δ for every axis and the number at which it stands."""
    for axis, number in reversed(places):
        value = value if axis is None else product_term(Delta(axis, number), value)
    return value


def are_torn(left: Tensor, right: Tensor) -> bool:
    """Tell whether two matrices are written out in sizes that have no matrix product."""
    inner = (shown_size(left, left.column), shown_size(right, right.row))
    return None not in inner and inner[0] != inner[1]


def shown_size(tensor: Tensor, axis: Index | None) -> int | None:
    """Return how many entries are written along the axis, None where the array is not written out."""
    if axis is None:
        return None
    here = (entry for entry in entries(tensor.term) if entry.indices == (axis,))
    return next((count for entry in here if (count := count_of_ones(entry.symbol)) is not None), None)


def count_of_ones(symbol: str) -> int | None:
    """Return n for the family of n ones, None for any other."""
    return int(symbol.removeprefix(ONES_OF)) if symbol.startswith(ONES_OF) else None


def ones(symbol: str) -> Definition:
    """Return the definition of a family of ones."""
    count = count_of_ones(symbol)
    assert count is not None
    return Definition(Entry(symbol, None, (Index("j", 0, (Size(str(count)),)),)), ONE, 0, None)
