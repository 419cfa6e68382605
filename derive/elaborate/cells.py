"""The cells of a matrix that is written out."""

from derive.elaborate.walk import bare
from derive.syntax.grid import EMPTY
from derive.syntax.tree import Grid, Group, Letter, Sequence, Tree, Unreadable

Rows = tuple[tuple[Tree, ...], ...]


def cells_of(tree: Tree) -> Rows | None:
    """Return the rows of a matrix, or the one row of a list [a, b, c]; None for anything else."""
    inner = bare(tree)
    if isinstance(inner, Grid) and inner.kind == "matrix":
        return inner.rows
    if isinstance(inner, Group) and inner.open in ("(", "["):
        listed = bare(inner.body)
        return (listed.items,) if isinstance(listed, Sequence) else None
    return None


def is_array(tree: Tree) -> bool:
    """Tell whether the tree is a matrix or a list that is written out."""
    return cells_of(tree) is not None


def is_list(tree: Tree) -> bool:
    """Tell whether the tree is a list (a, b, c) or [a, b, c]."""
    return isinstance(tree, Group) and is_array(tree)


def is_even(rows: Rows) -> bool:
    """Tell whether all rows are equally long."""
    return len({len(row) for row in rows}) == 1


def has_dots(tree: Tree) -> bool:
    """Tell whether a cell is … alone."""
    inner = bare(tree)
    return isinstance(inner, Letter) and inner.name == "dots"


def is_empty(cell: Tree) -> bool:
    """Tell whether nothing stands in a cell."""
    return isinstance(cell, Unreadable) and cell.message == EMPTY


def may_be_empty(rows: Rows) -> bool:
    """Tell whether empty cells are zeros: those of a square matrix whose diagonal is written."""
    square = len(rows) == len(rows[0]) > 1
    return square and not any(is_empty(row[place]) for place, row in enumerate(rows))
