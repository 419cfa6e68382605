"""Repeated indices without a Σ: w_jk a_k is Σ_k w_jk a_k in a document that keeps Einstein's convention throughout.

It does where it has no Σ at all, and defines a letter by a product with an index in two factors that is none of the
letter's own: z_j = w_jk a_k + b_j. An index of the left side of a chain is never summed over on its other sides.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from derive.elaborate.samples import mapped, sides
from derive.elaborate.scripts import flatten, scripted
from derive.elaborate.walk import bare, parts, walk
from derive.syntax.tree import BigOperator, Derivative, Letter, Product, Relation, Script, Statement, Tree

SAID = "an index that stands in two factors of a product is summed over, as no Σ is written anywhere"


def sums_by_repetition(statements: tuple[Statement, ...]) -> bool:
    """Tell whether the document keeps the convention."""
    trees = [tree for item in statements for tree in sides(item)]
    if any(isinstance(part, BigOperator) for tree in trees for part in walk(tree)):
        return False
    defined: set[str] = set()
    for item in statements:
        letter = scripted(item.left) if isinstance(item, Relation) and item.name in ("=", ":=") else None
        if isinstance(item, Relation) and letter is not None and letter.name not in defined:
            defined.add(letter.name)
            right = with_sums_over_repeated(item.right, frozenset(indices(item.left)))
            if right is not item.right and set(indices(right)) <= set(indices(item.left)) and indices(item.left):
                return True
    return False


def with_repeated_indices(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with a Σ before every product that has an index twice."""
    found: list[Statement] = []
    own: frozenset[str] = frozenset()
    for item in statements:
        if isinstance(item, Relation):
            own = own if item.chain else frozenset(once(item.left))
            item = in_sums(item, own)
        found.append(item)
    return tuple(found)


def in_sums(relation: Relation, own: frozenset[str]) -> Relation:
    """Return the relation with its sums written out; its own indices are not summed over."""
    left, right = (with_sums_over_repeated(side, own) for side in (relation.left, relation.right))
    return replace(relation, left=left, right=right)


def with_sums_over_repeated(tree: Tree, own: frozenset[str]) -> Tree:
    """Return the tree with Σ_k before every product that has k in two factors, for k none of its own indices."""

    def change(part: Tree) -> Tree:
        if not isinstance(part, Product):
            return part
        counted = Counter(name for factor in part.factors for name in dict.fromkeys(indices(factor)))
        summed: Tree = part
        for name, count in reversed(counted.items()):
            if count > 1 and name not in own:
                summed = BigOperator("sum", Letter(name, (), False, part.span), None, summed, part.span)
        return summed

    return mapped(tree, change)


def once(tree: Tree) -> list[str]:
    """Return the indices of a left side that stand in one factor of it only."""
    factors = bare(tree).factors if isinstance(bare(tree), Product) else (tree,)  # type: ignore[union-attr]
    counted = Counter(name for factor in factors for name in dict.fromkeys(indices(factor)))
    return [name for name, count in counted.items() if count == 1]


def indices(tree: Tree) -> list[str]:
    """Return the letters below the letters of a tree that no Σ in it binds; a layer below a letter is one, too."""
    return list(dict.fromkeys(free(tree)))


def free(tree: Tree) -> Iterator[str]:
    """Yield the free indices as they come."""
    match tree:
        case BigOperator("sum", Letter(name), None, body):
            yield from (other for other in free(body) if other != name)
        case Script(base, subscript, _, _, _):
            yield from (part.name for part in flatten(subscript) if isinstance(part, Letter))
            yield from free(base)
        case Derivative(of, wrt):
            yield from free(of)
            yield from free(wrt)
        case _:
            for part in parts(tree):
                yield from free(part)
