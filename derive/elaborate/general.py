r"""The general entry of a matrix with dots: (y_1 … y_K) has y_j at j, for every j.

The lines before the dots are 1, 2, …, the one after them has the letter of the last index. A shown entry with the
numbers of its lines replaced by two letters is the general entry where that gives every other shown entry; a matrix may
have another pattern on its diagonal. One numbered entry that deviates from what two others agree on stands as written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from derive.elaborate.cells import has_dots
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.operands import Build
from derive.elaborate.refusal import Refusal
from derive.elaborate.samples import mapped
from derive.elaborate.scope import Scope, fresh, inside
from derive.elaborate.scripts import flatten
from derive.elaborate.tensor import Tensor, freshened, product_term, rank
from derive.elaborate.walk import bare, walk
from derive.source import Span
from derive.syntax.tree import Digits, Letter, Relate, Script, Sequence, Tree
from derive.term.term import ONE, Add, Delta, Index, Mul, Term, number

ROW, COLUMN = "row of the matrix", "column of the matrix"
"""The letters of the general entry; no document has letters of this length."""

Place = tuple[str, str]
"""The labels of the row and of the column of an entry: 1, 2, … or the letter of the last index."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The general entry, one for the diagonal where that has its own, and the entry that deviates from it."""

    entry: Tree
    diagonal: Tree | None = None
    deviating: tuple[int, int, Tree] | None = None


def general_entry(
    build: Build, lexicon: Lexicon, rows: tuple[tuple[Tree, ...], ...], span: Span, scope: Scope
) -> Tensor:
    """Return the matrix or vector by its general entry; raise Refusal where the entries follow no one pattern."""
    high, wide = len(rows) > 1, len(rows[0]) > 1
    gone_rows = [r for r, row in enumerate(rows) if high and has_dots(row[0])]
    gone_columns = [c for c, cell in enumerate(rows[0]) if wide and has_dots(cell)]
    shown = {
        (r, c): split(cell, high and wide)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if r not in gone_rows and c not in gone_columns
    }
    across = (high and not gone_rows) or (wide and not gone_columns)
    if across or any(has_dots(cell) for cell in shown.values()):
        raise Refusal("D501", "the dots of this matrix leave open what it holds", span)
    last = shown[max(shown)]
    for row_end, column_end in product(ends(last) if high else ("1",), ends(last) if wide else ("1",)):
        row_labels = labels(len(rows), gone_rows, row_end)
        column_labels = labels(len(rows[0]), gone_columns, column_end)
        cells = {(row_labels[r], column_labels[c]): cell for (r, c), cell in shown.items() if r in row_labels}
        found = pattern(cells, high, wide) if len(cells) == len(shown) else None
        if found is not None:
            return filled(build, lexicon, found, (high, wide), scope)
    raise Refusal("D501", "the entries shown of this matrix follow no one pattern", span)


def labels(count: int, gone: list[int], end: str) -> dict[int, str]:
    """Return what the shown lines are called: their numbers up to the dots, the last letter for the line after."""
    first, last = (gone[0], gone[-1]) if gone else (count, count)
    names = {line: str(line + 1) for line in range(first)}
    if last + 2 == count:
        names[count - 1] = end
    return names


def split(cell: Tree, twofold: bool) -> Tree:
    """Return the cell with every subscript as a list of indices; with two indices, 12 is 1 and 2."""

    def change(tree: Tree) -> Tree:
        if not isinstance(tree, Script) or tree.subscript is None:
            return tree
        items: list[Tree] = []
        for item in flatten(tree.subscript):
            both = twofold and isinstance(item, Digits) and len(item.text) == 2
            items += [Digits(digit, item.span) for digit in item.text] if both and isinstance(item, Digits) else [item]
        return replace(tree, subscript=items[0] if len(items) == 1 else Sequence(tuple(items), tree.subscript.span))

    return mapped(cell, change)


def ends(last: Tree) -> list[str]:
    """Return the letters that could be the last index: those of the subscripts of the last entry."""
    return list(dict.fromkeys(item.name for item in slots(last) if isinstance(item, Letter))) or [""]


def slots(tree: Tree) -> Iterator[Tree]:
    """Yield what fills the index slots of a cell, and what an index is told apart from: the K of k ≠ K."""
    for part in walk(tree):
        if isinstance(part, Script):
            yield from flatten(part.subscript)
        elif isinstance(part, Relate) and part.name == "!=":
            yield bare(part.right)


def pattern(cells: Mapping[Place, Tree], high: bool, wide: bool) -> Pattern | None:
    """Return what gives all the cells, or all but one with numbers for its lines; None where nothing does."""
    square = high and wide
    one_off: Pattern | None = None
    for place, cell in reversed(list(cells.items())):
        if square and place[0] == place[1]:
            continue
        general = relabelled(cell, {**({place[0]: ROW} if high else {}), **({place[1]: COLUMN} if wide else {})})
        others = [where for where, known in cells.items() if instance(general, where) != known]
        if not others:
            return Pattern(general)
        if square and all(row == column for row, column in others):
            diagonal = relabelled(cells[others[0]], {others[0][0]: ROW})
            same = all(instance(diagonal, where) == known for where, known in cells.items() if where[0] == where[1])
            if same and len(others) > 1:
                return Pattern(general, diagonal)
        row, column = others[0]
        if len(others) == 1 and len(cells) > 2 and row.isdigit() and column.isdigit():
            one_off = one_off or Pattern(general, None, (int(row), int(column), cells[others[0]]))
    return one_off


def relabelled(tree: Tree, names: Mapping[str, str]) -> Tree:
    """Return the cell with the labels in its index slots exchanged."""

    def renamed(item: Tree) -> Tree:
        text = item.text if isinstance(item, Digits) else item.name if isinstance(item, Letter) else ""
        new = names.get(text)
        if new is None:
            return item
        return Digits(new, item.span) if new.isdigit() else Letter(new, (), False, item.span)

    def change(part: Tree) -> Tree:
        match part:
            case Script(_, Sequence(items, span)):
                return replace(part, subscript=Sequence(tuple(renamed(item) for item in items), span))
            case Script(_, Digits() | Letter() as item):
                return replace(part, subscript=renamed(item))
            case Relate("!=", _, Digits() | Letter() as item):
                return replace(part, right=renamed(item))
            case _:
                return part

    return mapped(tree, change)


def instance(general: Tree, place: Place) -> Tree:
    """Return the entry that the pattern has at a place."""
    return relabelled(general, {ROW: place[0], COLUMN: place[1]})


def filled(build: Build, lexicon: Lexicon, found: Pattern, axes: tuple[bool, bool], scope: Scope) -> Tensor:
    """Return the tensor whose entries follow the pattern."""
    row = fresh(scope, "i") if axes[0] else None
    column = fresh(scope, "j") if axes[1] else None
    names = {letter: index for letter, index in ((ROW, row), (COLUMN, column)) if index is not None}
    term = value(build, lexicon, found.entry, inside(scope, names))
    if found.diagonal is not None and row is not None and column is not None:
        # δ_ij d_i + (1 − δ_ij) e_ij
        own = value(build, lexicon, found.diagonal, inside(scope, names))
        same = Delta(row, column)
        term = Add((product_term(same, own), product_term(complement(same), term)))
    if found.deviating is not None:
        here: tuple[tuple[Index | None, int], ...] = ((row, found.deviating[0]), (column, found.deviating[1]))
        deltas = tuple(Delta(index, at) for index, at in here if index is not None)
        other = value(build, lexicon, found.deviating[2], scope)
        gap = Add((other, Mul((number(-1), freshened(term, scope.uids)))))
        term = Add((term, Mul((*deltas, gap))))
    return Tensor(row, column, term)


def complement(term: Term) -> Term:
    """Return 1 − term."""
    return Add((ONE, product_term(number(-1), term)))


def value(build: Build, lexicon: Lexicon, cell: Tree, scope: Scope) -> Term:
    """Return the number in a cell."""
    tensor = build(lexicon, cell, scope)
    if rank(tensor):
        raise Refusal("D501", "a matrix of matrices is not understood", cell.span)
    return tensor.term
