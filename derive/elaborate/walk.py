"""The parts of a tree."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import assert_never

from derive.syntax.tree import (
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Root,
    Script,
    Sequence,
    Tree,
    Unreadable,
    Word,
)

LEAVES = (Digits, Letter, Word, Unreadable)
"""Trees without parts: most of them, so they are asked for first."""


def parts(tree: Tree) -> tuple[Tree, ...]:
    """Return the immediate subtrees, scripts included, in reading order."""
    match tree:
        case Digits() | Letter() | Word() | Unreadable():
            return ()
        case Script():
            return present(tree.base, tree.subscript, tree.superscript)
        case Product():
            return tree.factors
        case Group() | Annotated():
            return (tree.body,)
        case Addition():
            return tree.terms
        case Derivative():
            return (tree.of, tree.wrt)
        case Fraction():
            return (tree.numerator, tree.denominator)
        case BigOperator():
            return present(tree.subscript, tree.superscript, tree.body)
        case Sequence():
            return tree.items
        case Relate():
            return (tree.left, tree.right)
        case Root():
            return present(tree.degree, tree.body)
        case Grid():
            return tuple(cell for row in tree.rows for cell in row)
        case _:
            assert_never(tree)


def present(*trees: Tree | None) -> tuple[Tree, ...]:
    """Return the trees that are there."""
    return tuple(tree for tree in trees if tree is not None)


def walk(tree: Tree) -> Iterator[Tree]:
    """Return the tree and everything inside it, outermost first.

    Thirty questions about a document begin with a walk over the same trees, so what was met is kept with the tree.
    """
    known = _walked.get(id(tree))
    if known is None or known[0] is not tree:
        if len(_walked) > REMEMBERED:
            _walked.clear()
        known = _walked[id(tree)] = (tree, inside(tree))
    return iter(known[1])


REMEMBERED = 10_000
_walked: dict[int, tuple[Tree, tuple[Tree, ...]]] = {}


def inside(tree: Tree) -> tuple[Tree, ...]:
    """Return the tree and everything inside it, outermost first."""
    found: list[Tree] = []
    stack = [tree]
    while stack:
        top = stack.pop()
        found.append(top)
        if not isinstance(top, LEAVES):
            stack.extend(reversed(parts(top)))
    return tuple(found)


def bare(tree: Tree) -> Tree:
    """Return the tree without the braces and notes around it."""
    while True:
        match tree:
            case Group("{", body, _) | Annotated(body, _, _):
                tree = body
            case _:
                return tree


def rebuilt(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return the tree with `change` carried out on its immediate parts, in the order of `parts`."""

    def optional(part: Tree | None) -> Tree | None:
        return None if part is None else change(part)

    match tree:
        case Script(base, below, above):
            return replace(tree, base=change(base), subscript=optional(below), superscript=optional(above))
        case Group(_, body) | Annotated(body):
            return replace(tree, body=change(body))
        case Sequence(items):
            return replace(tree, items=tuple(change(item) for item in items))
        case Product(factors):
            return replace(tree, factors=tuple(change(factor) for factor in factors))
        case Addition(terms):
            return replace(tree, terms=tuple(change(term) for term in terms))
        case Fraction(numerator, denominator):
            return replace(tree, numerator=change(numerator), denominator=change(denominator))
        case Derivative(of, wrt):
            return replace(tree, of=change(of), wrt=change(wrt))
        case BigOperator(_, below, above, body):
            return replace(tree, subscript=optional(below), superscript=optional(above), body=change(body))
        case Root(degree, body):
            return replace(tree, degree=optional(degree), body=change(body))
        case Relate(_, left, right):
            return replace(tree, left=change(left), right=change(right))
        case Grid(_, rows):
            return replace(tree, rows=tuple(tuple(change(cell) for cell in row) for row in rows))
        case _:
            return tree
