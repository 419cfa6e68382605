r"""Letters that stand for an array of their own entries: X = (x_{1,1} x_{1,2}; …), ∂L/∂Y = (∂L/∂y_{1,1} …; …).

Such a relation defines no value. It says that X and x are one family, that x is indexed, and how large it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from derive.elaborate.cells import Rows, cells_of, has_dots, is_even
from derive.elaborate.scripts import Scripted, is_transpose, scripted
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare, parts, walk
from derive.syntax.tree import Derivative, Digits, Group, Product, Relation, Script, Statement, Tree


@dataclass(frozen=True, slots=True)
class Array:
    """The letter of the entries, and how many rows and columns there are: None for an axis that is not there.

    An array with dots has the size 0 along its axes, which is not known. `exact` tells that every entry is in place.
    """

    entries: str
    rows: int | None
    columns: int | None
    exact: bool


def arrays(relations: Iterable[Relation]) -> dict[str, Array]:
    """Return the whole letters that are given by their own entries."""
    found: dict[str, Array] = {}
    for relation in relations:
        own = own_array(relation)
        if own is not None:
            found.setdefault(own[0], own[1])
    return found


def is_notation(relation: Relation) -> bool:
    """Tell whether the relation only says how the entries of a letter are called."""
    own = own_array(relation)
    whole = scripted(relation.left) is not None or scripted(relation.right) is not None
    return whole and own is not None and own[1].exact


def with_notations_left_out(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with h = A x for h = (h_1; h_2) = A x: the array only says how the entries are called."""
    found: list[Statement] = []
    before: Relation | None = None
    for item in statements:
        named = before is not None and isinstance(item, Relation) and item.chain and item.left == before.right
        if named and isinstance(item, Relation) and before is not None:
            item = replace(item, left=replace(bare(before.left), span=item.left.span))
        found.append(item)
        notation = isinstance(item, Relation) and is_notation(item) and scripted(item.left) is not None
        before = item if notation and isinstance(item, Relation) else None
    return tuple(found)


def own_array(relation: Relation) -> tuple[str, Array] | None:
    """Return the letter of which a relation gives the entries, None for any other relation."""
    if relation.name not in ("=", ":="):
        return None
    for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
        found = placed_cells(other)
        letter = whole_letter(side)
        if found is None or letter is None:
            continue
        cells = turned(found) if letter.transposed else found
        array = array_of(letter, cells)
        if array is not None:
            return letter.name, array
    return None


def placed_cells(tree: Tree) -> Rows | None:
    """Return the rows of an array, those of its transpose for (…)^T; None for what is no array or has uneven rows."""
    inner = bare(tree)
    flipped = isinstance(inner, Script) and inner.superscript is not None and is_transpose(inner.superscript)
    inner = bare(inner.base) if isinstance(inner, Script) and flipped and inner.subscript is None else inner
    cells = cells_of(inner) or spaced(inner)
    if cells is None or not is_even(cells):
        return None
    return turned(cells) if flipped else cells


def spaced(tree: Tree) -> Rows | None:
    """Return the one row of [x_1 x_2], whose entries only a space keeps apart."""
    inner = bare(tree.body) if isinstance(tree, Group) and tree.open == "[" else None
    return (inner.factors,) if isinstance(inner, Product) and not any(inner.operators) else None


def turned(cells: Rows) -> Rows:
    """Return the columns as rows."""
    return tuple(zip(*cells, strict=True))


def whole_letter(tree: Tree) -> Scripted | None:
    """Return the letter written whole that the tree is, or is a derivative by."""
    inner = bare(tree)
    letter = scripted(inner.wrt if isinstance(inner, Derivative) else inner)
    return letter if letter is not None and not letter.subscripts and not letter.primes else None


def array_of(letter: Scripted, cells: Rows) -> Array | None:
    """Return the array of the letter's entries that the cells are; with four or more, one may be out of place."""
    high, wide = len(cells) > 1, len(cells[0]) > 1
    out_of_place = count = 0
    names: dict[str, None] = {}
    dots = False
    for r, row in enumerate(cells, start=1):
        for c, cell in enumerate(row, start=1):
            if has_dots(cell):
                dots = True
                continue
            entry = whole_entry(cell)
            if entry is None or entry.name.lower() != letter.name.lower() or entry.layer != letter.layer:
                return None
            names.setdefault(entry.name)
            count += 1
            at = [str(place) for place, there in ((r, high), (c, wide)) if there]
            out_of_place += not stands_at(entry, at, dots)
    if len(names) != 1 or out_of_place > (count > 3) or count < 2:
        return None
    name = next(iter(names))
    rows, columns = (0 if dots else len(cells)) if high else None, (0 if dots else len(cells[0])) if wide else None
    return Array(name, rows, columns, not out_of_place)


def whole_entry(cell: Tree) -> Scripted | None:
    """Return the letter with its indices that a cell is, or is a derivative by."""
    inner = bare(cell)
    letter = scripted(inner.wrt if isinstance(inner, Derivative) else inner)
    return letter if letter is not None and letter.subscripts and not letter.primes else None


def stands_at(entry: Scripted, at: list[str], dots: bool) -> bool:
    """Tell whether the indices of an entry are those of its place; beyond dots they are letters."""
    texts = [part.text if isinstance(part, Digits) else "" for part in entry.subscripts]
    if len(texts) == 1 and len(texts[0]) == len(at) == 2:
        texts = list(texts[0])
    return len(texts) == len(at) and all(
        text in (place, "" if dots else place) for text, place in zip(texts, at, strict=True)
    )


def indexed_letters(found: Mapping[str, Array], trees: Iterable[Tree]) -> frozenset[str]:
    """Return the letters whose numbers are indices and no part of their names.

    So are those of a letter that is also written whole, and follows the rows or the columns of an array: the a and y of
    (a_1 − y_1; a_2 − y_2).
    """
    whole: set[str] = set()
    following: set[str] = set()
    for tree in trees:
        whole |= set(whole_letters(tree))
        for cells in map(cells_of, walk(tree)):
            if cells is not None and is_even(cells):
                following |= followers(cells) | followers(turned(cells))
    return frozenset(array.entries for array in found.values()) | (whole & following)


def given_by_arrays(relations: Iterable[Relation]) -> frozenset[str]:
    """Return the letters v of v = R u where R is written out with more than one row: v is no number."""
    relations = tuple(relations)
    tall = [bare(item.left) for item in relations if len(cells_of(item.right) or ()) > 1]
    found = set()
    for item in relations:
        head, value = scripted(item.left), bare(item.right)
        if head is not None and isinstance(value, Product) and bare(value.factors[0]) in tall:
            found.add(head.name)
    return frozenset(found)


def whole_letters(tree: Tree) -> Iterator[str]:
    """Yield the letters that stand without an index."""
    letter = scripted(tree)
    if letter is None:
        for part in parts(tree):
            yield from whole_letters(part)
    elif not letter.subscripts:
        yield letter.name


def followers(cells: Rows) -> set[str]:
    """Return the letters that have, in every row, the number of the row below them and no other."""
    rows = [numbers_below(row) for row in cells]
    if len(rows) < LEAST_ROWS:
        return set()
    return {name for name in rows[0] if all(row.get(name) == {str(r)} for r, row in enumerate(rows, start=1))}


LEAST_ROWS = 2
"""How many rows it takes to see what follows them."""


def numbers_below(row: tuple[Tree, ...]) -> dict[str, set[str]]:
    """Return what stands below each letter of a row that has one index."""
    found: dict[str, set[str]] = {}
    for cell in row:
        for part in walk(cell):
            letter = scripted(part) if isinstance(part, Script) else None
            if letter is not None and len(letter.subscripts) == 1:
                below = letter.subscripts[0]
                found.setdefault(letter.name, set()).add(below.text if isinstance(below, Digits) else "")
    return found


def spelled_by_entries(written: dict[str, Array], vocabulary: Vocabulary) -> dict[str, str]:
    """Return X → x for every X that is given as the array of the entries x_ij, and never has indices itself."""
    pairs = {name: array.entries for name, array in written.items() if array.entries != name}
    return {
        name: entries
        for name, entries in pairs.items()
        if name not in vocabulary.arities and (name in vocabulary.layered) == (entries in vocabulary.layered)
    }
