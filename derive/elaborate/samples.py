"""Samples written above: x^{(i)}, where the (i) that a Σ runs over is an index like any other and no layer.

Such a letter stands in brackets, is summed over somewhere, and never has a neighbour i ± 1.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from operator import is_

from derive.elaborate.scripts import flatten
from derive.elaborate.walk import LEAVES, bare, parts, rebuilt, walk
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Digits,
    Group,
    Letter,
    Mention,
    Relation,
    Script,
    Sequence,
    Statement,
    Tree,
)


def with_samples_below(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with every sample number moved from above to the end of the subscripts."""
    trees = [tree for item in statements for tree in sides(item)]
    letters = sample_letters(trees)
    if not letters:
        return statements

    def lowered(tree: Tree) -> Tree:
        if not isinstance(tree, Script) or not is_sample(tree.superscript, letters):
            return tree
        below = [*flatten(tree.subscript), *flatten(bare(tree.superscript.body))]  # type: ignore[union-attr]
        return Script(tree.base, Sequence(tuple(below), tree.span), None, tree.primes, tree.span)

    return rewritten(statements, lowered)


def sides(item: Statement) -> tuple[Tree, ...]:
    """Return the trees of a statement."""
    return (item.left, item.right) if isinstance(item, Relation) else (item.tree,)


def rewritten(statements: Iterable[Statement], change: Callable[[Tree], Tree]) -> tuple[Statement, ...]:
    """Return the statements with every node changed, innermost first; what does not change stays the same object.

    The sides that two links of a chain share stay shared.
    """
    known: dict[int, Tree] = {}

    def side(tree: Tree) -> Tree:
        if id(tree) not in known:
            known[id(tree)] = mapped(tree, change)
        return known[id(tree)]

    def statement(item: Statement) -> Statement:
        new = tuple(side(tree) for tree in sides(item))
        if all(one is other for one, other in zip(new, sides(item), strict=True)):
            return item
        return replace(item, tree=new[0]) if isinstance(item, Mention) else replace(item, left=new[0], right=new[1])

    return tuple(statement(item) for item in statements)


def sample_letters(trees: Iterable[Tree]) -> frozenset[str]:
    """Return the letters that number samples."""
    above: set[str] = set()
    summed: set[str] = set()
    shifted: set[str] = set()
    for tree in trees:
        for part in walk(tree):
            match part:
                case Script(_, _, Group("(" | "[", Letter(name), _)):
                    above.add(name)
                case BigOperator("sum" | "prod", subscript) if subscript is not None:
                    summed |= {inner.name for inner in walk(subscript) if isinstance(inner, Letter)}
                case Script(_, subscript, superscript):
                    both = [
                        inner for script in (subscript, superscript) if script is not None for inner in walk(script)
                    ]
                    sums = [inner for inner in both if isinstance(inner, Addition) and is_shift(inner)]
                    shifted |= {x.name for inner in sums for x in walk(inner) if isinstance(x, Letter)}
                case _:
                    pass
    return frozenset(above & summed - shifted)


def is_shift(tree: Addition) -> bool:
    """Tell whether the sum is that of a letter and a number: i + 1, but not 1 − y^{(i)}."""
    return all(isinstance(bare(term), Letter | Digits) for term in tree.terms)


def is_sample(superscript: Tree | None, letters: frozenset[str]) -> bool:
    """Tell whether the superscript is such a letter in brackets."""
    if not isinstance(superscript, Group) or superscript.open not in ("(", "["):
        return False
    inner = bare(superscript.body)
    return isinstance(inner, Letter) and inner.name in letters


def mapped(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return the tree with every node changed, innermost first; the same object where nothing changes."""
    if isinstance(tree, LEAVES):
        return change(tree)
    old = parts(tree)
    new = [mapped(part, change) for part in old]
    if all(map(is_, old, new)):
        return change(tree)
    waiting = iter(new)
    return change(rebuilt(tree, lambda part: next(waiting)))
