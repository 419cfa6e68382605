r"""Sums with dots: w_1 x_1 + w_2 x_2 + \cdots + w_n x_n is Σ_{k=1}^n w_k x_k.

The last term is the pattern: with a number in place of its last index it must be the term before the dots.
"""

from collections.abc import Iterator
from dataclasses import replace

from derive.elaborate.samples import mapped, rewritten
from derive.elaborate.walk import bare, walk
from derive.source import cover
from derive.syntax.tree import Addition, BigOperator, Digits, Letter, Relate, Script, Sequence, Statement, Tree

BINDERS = ("k", "i", "j", "p", "q", "r")
"""Letters that a sum may count with, as far as its terms do not have them."""


def with_sums(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with every sum with dots as a Σ."""

    def change(tree: Tree) -> Tree:
        return summed(tree) if isinstance(tree, Addition) and any(is_dots(term) for term in tree.terms) else tree

    return rewritten(statements, change)


def is_dots(tree: Tree) -> bool:
    """Tell whether the tree is … alone."""
    inner = bare(tree)
    return isinstance(inner, Letter) and inner.name == "dots"


def summed(tree: Addition) -> Tree:
    """Return the sum with its dots resolved, as it is where they follow no pattern."""
    places = [place for place, term in enumerate(tree.terms) if is_dots(term)]
    first, last = places[0], places[-1]
    if not first or last + 1 >= len(tree.terms):
        return tree
    end = tree.terms[last + 1]
    for bound in bounds(end):
        start = first
        while start > 0 and number_at(end, bound, tree.terms[start - 1]) is not None:
            start -= 1
        numbers = [number_at(end, bound, term) for term in tree.terms[start:first]]
        count = [found for found in numbers if found is not None]
        rising = count == list(range(count[0], count[0] + len(count))) if count else False
        if not rising or count[0] > 1 or any(sign < 0 for sign in tree.signs[start : last + 2]):
            continue
        letter = next((name for name in BINDERS if not uses(tree, name)), None) or middle(tree, end, bound, first, last)
        if letter is None:
            continue
        span = cover(tree.terms[start].span, end.span)
        below = Relate("=", Letter(letter, (), False, span), Digits(str(count[0]), span), span)
        total = BigOperator("sum", below, bound, exchanged(end, bound, Letter(letter, (), False, span)), span)
        terms = (*tree.terms[:start], total, *tree.terms[last + 2 :])
        signs = (*tree.signs[:start], 1, *tree.signs[last + 2 :])
        return total if len(terms) == 1 else Addition(terms, signs, tree.span)
    return tree


def middle(tree: Addition, end: Tree, bound: Tree, first: int, last: int) -> str | None:
    """Return the letter of a general term between the dots: the k of … + w_k x_k + …"""
    for term in tree.terms[first + 1 : last]:
        for part in walk(term):
            if isinstance(part, Letter) and exchanged(end, bound, part) == term:
                return part.name
    return None


def uses(tree: Tree, name: str) -> bool:
    """Tell whether the letter occurs."""
    return any(isinstance(part, Letter) and part.name == name for part in walk(tree))


def bounds(end: Tree) -> Iterator[Tree]:
    """Yield what could be the last index in the last term: n, n − 1."""
    for part in walk(end):
        if isinstance(part, Script) and part.subscript is not None:
            below = bare(part.subscript)
            for item in below.items if isinstance(below, Sequence) else (below,):
                if isinstance(bare(item), Letter | Addition):
                    yield bare(item)


def number_at(end: Tree, bound: Tree, term: Tree) -> int | None:
    """Return the number that makes the pattern this term."""
    for part in walk(term):
        if isinstance(part, Digits) and part.text.isdigit() and exchanged(end, bound, part) == term:
            return int(part.text)
    return None


def exchanged(tree: Tree, old: Tree, new: Tree) -> Tree:
    """Return the tree with one part everywhere replaced."""
    return mapped(tree, lambda part: replace(new, span=part.span) if part == old else part)
