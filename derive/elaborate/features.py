r"""One feature at a time: μ_j = 1/m Σ_i x_ij, and further on μ, x_i and y_j = γ x̂_j + β, where j counts rows.

The index of the feature is the one that a mean has and does not sum over. A document that leaves it out somewhere
says nothing about it anywhere, so that it can be left out everywhere. A head that lost its index, x̂ = (x_i − μ)/σ,
gets back the one that its right side has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.elaborate.samples import mapped, sides
from derive.elaborate.scripts import flatten, letter_name, scripted
from derive.elaborate.step_costs import neighbours
from derive.elaborate.walk import bare, parts, rebuilt, walk
from derive.syntax.tree import (
    BigOperator,
    Derivative,
    Fraction,
    Letter,
    Product,
    Relate,
    Relation,
    Script,
    Statement,
    Tree,
)


@dataclass(frozen=True, slots=True)
class Mean:
    """μ_j = … Σ_i … x_ij …: the slot of the feature in `wide` letters, and the letter that counts the rows."""

    slot: int
    row: str


def with_one_feature(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements without the index of the feature, where the document leaves it out in some."""
    relations = [item for item in statements if isinstance(item, Relation)]
    steps = set(neighbours(tree for item in relations for tree in sides(item)))
    mean = next((found for item in relations if (found := mean_of(item, steps)) is not None), None)
    if mean is None:
        return statements
    uses = [use for item in relations for tree in sides(item) for use in indexed(tree)]
    wide = {name for name, below in uses if len(below) == 2}
    if not any(name in wide and len(below) == 1 for name, below in uses):
        return statements
    narrow = {
        name
        for item in relations
        for feature in feature_of(item, wide, mean)
        for tree in sides(item)
        for name, below in indexed(tree)
        if below == (feature,)
    } - wide
    if not any(
        name in narrow and not below for item in relations for tree in sides(item) for name, below in plain(tree)
    ):
        return statements
    return tuple(one_feature(item, wide, narrow, mean) if isinstance(item, Relation) else item for item in statements)


def mean_of(item: Relation, steps: set[str]) -> Mean | None:
    """Return the mean that the relation gives, None where it gives none; a letter t beside t − 1 counts no features."""
    letter = scripted(item.left)
    head = next(iter(indexed(item.left)), None) if letter is not None and letter.layer is None else None
    if item.name not in ("=", ":=") or head is None or len(head[1]) != 1 or head[1][0] in steps:
        return None
    if not is_average(item.right):
        return None
    for part in walk(item.right):
        bound = binder(part)
        for _, below in indexed(part) if bound is not None else ():
            if len(below) == 2 and set(below) == {bound, head[1][0]}:
                return Mean(below.index(head[1][0]), bound or "")
    return None


def is_average(tree: Tree) -> bool:
    """Tell whether the tree is a Σ divided by something: the Σ of a layer is not."""
    match bare(tree):
        case Fraction(above):
            return any(isinstance(part, BigOperator) for part in walk(above))
        case Product(factors):
            return any(isinstance(bare(part), Fraction) for part in factors) and any(
                isinstance(bare(part), BigOperator) for part in factors
            )
        case _:
            return False


def binder(part: Tree) -> str | None:
    """Return the letter that a Σ counts with."""
    if not isinstance(part, BigOperator) or part.name != "sum" or part.subscript is None:
        return None
    below = bare(part.subscript)
    letter = bare(below.left) if isinstance(below, Relate) else below
    return letter.name if isinstance(letter, Letter) else None


def indexed(tree: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the letters of the tree that have letters below, with these."""
    return ((name, below) for name, below in plain(tree) if below)


def plain(tree: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the letters of the tree outside scripts and bounds, with the letters below them."""
    inner = bare(tree)
    if isinstance(inner, Script) and isinstance(bare(inner.base), Letter):
        below = flatten(inner.subscript)
        if all(isinstance(item, Letter) for item in below):
            yield named(inner), tuple(item.name for item in below if isinstance(item, Letter))
    elif isinstance(inner, Letter):
        yield letter_name(inner), ()
    elif isinstance(inner, BigOperator):
        yield from plain(inner.body)
    else:
        for part in parts(inner):
            yield from plain(part)


def named(script: Script) -> str:
    """Return the letter below the scripts."""
    letter = bare(script.base)
    assert isinstance(letter, Letter)
    return letter_name(letter)


def feature_of(item: Relation, wide: set[str], mean: Mean) -> Iterator[str]:
    """Yield the letter that counts features in a relation with both indices."""
    for tree in sides(item):
        for name, below in indexed(tree):
            if name in wide and len(below) == 2:
                yield below[mean.slot]
                return


def one_feature(item: Relation, wide: set[str], narrow: set[str], mean: Mean) -> Relation:
    """Return the relation without the index of the feature; x_j beside μ_j is a row of it, x_i."""
    feature = next(feature_of(item, wide, mean), None)
    written = [below[0] for tree in sides(item) for name, below in indexed(tree) if name in narrow and len(below) == 1]
    feature = feature or (written[0] if written else None)
    if feature is None:
        return item

    def change(tree: Tree) -> Tree:
        if not isinstance(tree, Script) or not isinstance(bare(tree.base), Letter):
            return tree
        below = flatten(tree.subscript)
        names = [part.name if isinstance(part, Letter) else "" for part in below]
        if named(tree) in wide and len(names) == 2 and names[mean.slot] == feature:
            return replace(tree, subscript=below[1 - mean.slot])
        if named(tree) in wide and names == [feature]:
            return replace(tree, subscript=Letter(mean.row, (), False, below[0].span))
        if named(tree) in narrow and names == [feature]:
            shorter = replace(tree, subscript=None)
            return shorter if shorter.superscript is not None or shorter.primes else replace(tree.base, span=tree.span)
        return tree

    return replace(item, left=mapped(item.left, change), right=mapped(item.right, change))


def with_heads_indexed(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with x̂_i for the x̂ of x̂ = (x_i − μ)/σ, where the document writes x̂_i too."""
    relations = [item for item in statements if isinstance(item, Relation)]
    uses = {name for item in relations for tree in sides(item) for name, below in indexed(tree) if len(below) == 1}
    trees = [tree for item in relations for tree in sides(item)]
    slopes = {bare(part.of) for tree in trees for part in walk(tree) if isinstance(part, Derivative)}
    lost = {
        letter_name(head)
        for item in relations
        if item.name in ("=", ":=") and isinstance(head := bare(item.left), Letter) and head not in slopes
        if letter_name(head) in uses and len(free_letters(item.right, frozenset())) == 1
    }
    if not lost:
        return statements
    return tuple(reindexed(item, lost) if isinstance(item, Relation) else item for item in statements)


def free_letters(tree: Tree, bound: frozenset[str]) -> set[str]:
    """Return the letters below letters that no Σ around them counts with."""
    inner = bare(tree)
    name = binder(inner)
    if isinstance(inner, BigOperator):
        return free_letters(inner.body, bound | ({name} if name is not None else set()))
    if isinstance(inner, Script) and isinstance(bare(inner.base), Letter):
        return {part.name for part in flatten(inner.subscript) if isinstance(part, Letter)} - bound
    return {name for part in parts(inner) for name in free_letters(part, bound)}


def reindexed(item: Relation, lost: set[str]) -> Relation:
    """Return the relation with the lost index where it was lost: that of the Σ around it, or the free one."""
    free = free_letters(item.left, frozenset()) or free_letters(item.right, frozenset())
    letter = next(iter(free)) if len(free) == 1 else None

    def at(tree: Tree, around: str | None) -> Tree:
        inner = bare(tree)
        if isinstance(inner, Letter) and letter_name(inner) in lost and around is not None:
            return Script(inner, Letter(around, (), False, inner.span), None, 0, inner.span)
        if isinstance(inner, Script) and isinstance(bare(inner.base), Letter):
            return tree
        if isinstance(inner, BigOperator):
            return replace(inner, body=at(inner.body, binder(inner) or around))
        old = parts(inner)
        new = [at(part, around) for part in old]
        if all(one is other for one, other in zip(old, new, strict=True)):
            return tree
        waiting = iter(new)
        return rebuilt(inner, lambda part: next(waiting))

    return replace(item, left=at(item.left, letter), right=at(item.right, letter))
