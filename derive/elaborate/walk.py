"""The parts of a tree."""

from collections.abc import Iterator
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


def parts(tree: Tree) -> tuple[Tree, ...]:
    """Return the immediate subtrees, scripts included, in reading order."""
    match tree:
        case Digits() | Letter() | Word() | Unreadable():
            return ()
        case Script(base, subscript, superscript, _, _):
            return present(base, subscript, superscript)
        case Group(_, body, _):
            return (body,)
        case Sequence(items, _) | Product(items, _, _) | Addition(items, _, _):
            return items
        case Fraction(numerator, denominator, _):
            return (numerator, denominator)
        case Derivative(of, wrt, _, _, _):
            return (of, wrt)
        case BigOperator(_, subscript, superscript, body, _):
            return present(subscript, superscript, body)
        case Root(degree, body, _):
            return present(degree, body)
        case Relate(_, left, right, _):
            return (left, right)
        case Grid(_, rows, _):
            return tuple(cell for row in rows for cell in row)
        case Annotated(body, _, _):
            return (body,)
        case _:
            assert_never(tree)


def present(*trees: Tree | None) -> tuple[Tree, ...]:
    """Return the trees that are there."""
    return tuple(tree for tree in trees if tree is not None)


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield the tree and everything inside it, outermost first."""
    stack = [tree]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(parts(top)))


def bare(tree: Tree) -> Tree:
    """Return the tree without the braces and notes around it."""
    while True:
        match tree:
            case Group("{", body, _) | Annotated(body, _, _):
                tree = body
            case _:
                return tree
