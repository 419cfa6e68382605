"""Samples written above: x^{(i)}, where the (i) that a Σ runs over is an index like any other and no layer.

Such a letter stands in brackets, is summed over somewhere, and never has a neighbour i ± 1.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from derive.elaborate.scripts import flatten
from derive.elaborate.walk import bare, rebuilt, walk
from derive.syntax.tree import (
    Addition,
    BigOperator,
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

    return tuple(rewritten(item, lowered) for item in statements)


def sides(item: Statement) -> tuple[Tree, ...]:
    """Return the trees of a statement."""
    return (item.left, item.right) if isinstance(item, Relation) else (item.tree,)


def rewritten(item: Statement, change: Callable[[Tree], Tree]) -> Statement:
    """Return the statement with every node changed, innermost first."""
    if isinstance(item, Mention):
        return replace(item, tree=mapped(item.tree, change))
    return replace(item, left=mapped(item.left, change), right=mapped(item.right, change))


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
                case BigOperator("sum", subscript) if subscript is not None:
                    summed |= {inner.name for inner in walk(subscript) if isinstance(inner, Letter)}
                case Script(_, subscript, superscript):
                    both = [
                        inner for script in (subscript, superscript) if script is not None for inner in walk(script)
                    ]
                    sums = [inner for inner in both if isinstance(inner, Addition)]
                    shifted |= {x.name for inner in sums for x in walk(inner) if isinstance(x, Letter)}
                case _:
                    pass
    return frozenset(above & summed - shifted)


def is_sample(superscript: Tree | None, letters: frozenset[str]) -> bool:
    """Tell whether the superscript is such a letter in brackets."""
    if not isinstance(superscript, Group) or superscript.open not in ("(", "["):
        return False
    inner = bare(superscript.body)
    return isinstance(inner, Letter) and inner.name in letters


def mapped(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return the tree with every node changed, innermost first."""
    return change(rebuilt(tree, lambda part: mapped(part, change)))
