"""Sums that bind a letter which already has a meaning around them."""

from collections.abc import Iterator

from derive.elaborate.reduce import items
from derive.elaborate.walk import bare, parts
from derive.source import Span
from derive.syntax.tree import BigOperator, Letter, Relate, Relation, Tree
from derive.term.traverse import free_indices
from derive.theory import Claim


def captured(relation: Relation, claim: Claim) -> tuple[str, Span] | None:
    """Return the first index that a sum binds although it is free in the claim or bound around it, and the place."""
    free = frozenset(index.letter for side in (claim.lhs, claim.rhs) for index in free_indices(side) if index.uid == 0)
    for side in (relation.left, relation.right):
        found = next(captures(side, free), None)
        if found is not None:
            return found
    return None


def captures(tree: Tree, around: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """Yield the letters bound below that are already in use, from the outside in."""
    inner = around
    if isinstance(tree, BigOperator) and tree.subscript is not None:
        bound = binders(tree.subscript)
        yield from ((letter.name, letter.span) for letter in bound if letter.name in around)
        inner = around | {letter.name for letter in bound}
    for part in parts(tree):
        yield from captures(part, inner)


def binders(subscript: Tree) -> list[Letter]:
    """Return the letters that a sum binds: j, j = 1, or j, k, also written jk."""
    firsts = [bare(item.left) if isinstance(item, Relate) else item for item in map(bare, items(subscript))]
    return [letter for letter in firsts if isinstance(letter, Letter)]
