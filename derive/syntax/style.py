"""Fonts and accents on whole formulas: they belong to the letters."""

from dataclasses import replace
from typing import TypeVar

from derive.source import Span
from derive.syntax.product import UnreadableError
from derive.syntax.tree import Addition, Digits, Group, Letter, Product, Script, Sequence, Tree
from derive.syntax.vocabulary import ACCENTS

_DEPTH = 20
"""The most levels that a font reaches down."""

_Node = TypeVar("_Node", Addition, Product, Sequence)


def styled(tree: Tree, style: str, depth: int = 0) -> Tree:
    r"""Return the tree in a font: bold letters are bold, \mathcal L is calL, digits are letters (\mathbb 1)."""
    if depth > _DEPTH:
        raise UnreadableError("fonts nested too deeply", tree.span)
    match tree:
        case Letter(name):
            if style == "bold":
                return replace(tree, bold=True)
            return tree if style == "upright" or len(name) > 1 else replace(tree, name=style + name)
        case Digits(text) if style == "bold":
            return Letter(text, (), True, tree.span)
        case Script(base):
            return replace(tree, base=styled(base, style, depth + 1))
        case Group(_, body):
            return replace(tree, body=styled(body, style, depth + 1))
        case Product(factors):
            return replace(tree, factors=tuple(styled(factor, style, depth + 1) for factor in factors))
        case Addition(terms):
            return replace(tree, terms=tuple(styled(term, style, depth + 1) for term in terms))
        case _:
            return tree


def accented(tree: Tree, name: str, span: Span) -> Tree:
    """Return the letter with the accent, outermost first; on x_i it stands on x. \\vec x is bold."""
    match tree:
        case Letter():
            if name in ("vec", "overrightarrow"):
                return replace(tree, bold=True, span=span)
            return replace(tree, accents=(*ACCENTS[name], *tree.accents)[:4], span=span)
        case Script(Letter() as base):
            return replace(tree, base=accented(base, name, base.span), span=span)
        case _:
            raise UnreadableError(f"\\{name} stands over more than one letter", span)
