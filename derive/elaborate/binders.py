r"""Sums over all others: in ∂L/∂x_i = … + Σ_{i≠j} δ_j … it is the j that is summed over.

Σ_{i≠j} names two letters; the first is summed over unless the relation has it elsewhere and the second nowhere.
"""

from dataclasses import replace

from derive.elaborate.features import free_letters
from derive.elaborate.samples import mapped
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import BigOperator, Letter, Relate, Relation, Statement, Tree


def with_binders(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with the letter that a Σ_{i≠j} sums over first."""
    return tuple(ordered(item) if isinstance(item, Relation) else item for item in statements)


def ordered(item: Relation) -> Relation:
    """Return the relation with the letters below every Σ_{i≠j} in the order in which they are read."""
    if not any(isinstance(part, BigOperator) and pair(part) for part in walk(item.right)):
        return item
    free = free_letters(item.left, frozenset())

    def change(tree: Tree) -> Tree:
        found = pair(tree)
        if not isinstance(tree, BigOperator) or found is None or found.left == found.right:
            return tree
        first, second = bare(found.left), bare(found.right)
        assert isinstance(first, Letter) and isinstance(second, Letter)
        if first.name not in free or second.name in free:
            return tree
        return replace(tree, subscript=replace(found, left=second, right=first))

    return replace(item, right=mapped(item.right, change))


def pair(tree: Tree) -> Relate | None:
    """Return the i ≠ j below a Σ."""
    below = bare(tree.subscript) if isinstance(tree, BigOperator) and tree.subscript is not None else None
    plain = isinstance(below, Relate) and isinstance(bare(below.left), Letter) and isinstance(bare(below.right), Letter)
    return below if plain and isinstance(below, Relate) and below.name == "!=" else None
