r"""What a document says in words between its formulas: $N$ is $m$, $\delta_i$ is the slope of $L$ in $y_i$."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from derive.elaborate.samples import rewritten, sides
from derive.elaborate.scripts import scripted
from derive.elaborate.walk import bare, walk
from derive.source import cover
from derive.syntax.tree import BigOperator, Derivative, Letter, Mention, Relation, Statement, Tree

SAME = re.compile(r"[^\w]{0,8}(?:is|equals|means|denotes|stands for|is the same as)[^\w]{0,8}")
"""What stands between two letters that a document calls one number."""

SLOPE = re.compile(
    r"[^\w]{0,8}(?:is|denotes|means|stands for|be|as)(?: the)?(?: upstream| incoming| partial)?"
    r" (?:slope|gradient|derivative|sensitivity) of(?: the)?(?: loss| cost| error)?[^\w]{0,8}"
)
BY = re.compile(r"[^\w]{0,8}(?:in|by|to|at|wrt|w\.r\.t\.?|with respect to)(?: the)?(?: output)?[^\w]{0,8}")
"""What stands between δ and L, and between L and y, where a document says that δ is ∂L/∂y."""


def with_one_count(statements: tuple[Statement, ...], text: str) -> tuple[Statement, ...]:
    """Return the statements with m for N where the document says that N is m, and a Σ runs to m and none to N."""
    limits = {name for item in statements for tree in sides(item) for part in walk(tree) for name in limit(part)}
    same: dict[str, str] = {}
    for one, other in pairwise(mentions(statements)):
        first, second = bare(one.tree), bare(other.tree)
        if isinstance(first, Letter) and isinstance(second, Letter) and said(SAME, one, other, text):
            for alias, name in ((first.name, second.name), (second.name, first.name)):
                if name in limits and alias not in limits:
                    same[alias] = name
    if not same:
        return statements

    def change(tree: Tree) -> Tree:
        plain = isinstance(tree, Letter) and tree.name in same and not tree.accents
        return replace(tree, name=same[tree.name]) if plain and isinstance(tree, Letter) else tree

    return rewritten(statements, change)


def limit(part: Tree) -> set[str]:
    """Return the letter above a Σ."""
    above = bare(part.superscript) if isinstance(part, BigOperator) and part.superscript is not None else None
    return {above.name} if isinstance(above, Letter) else set()


def mentions(statements: tuple[Statement, ...]) -> Iterator[Mention]:
    """Yield the formulas without a relation; where a relation stands between two of them, words cannot join them."""
    return (item for item in statements if isinstance(item, Mention))


def said(words: re.Pattern[str], one: Mention, other: Mention, text: str) -> bool:
    """Tell whether nothing but the words stands between two formulas."""
    start, end = one.span.end, other.span.start
    return start < end <= start + LONGEST and words.fullmatch(" ".join(text[start:end].split())) is not None


LONGEST = 80
"""How many characters may stand between two formulas."""


def spoken_slopes(statements: tuple[Statement, ...], text: str) -> tuple[Relation, ...]:
    """Return δ_i := ∂L/∂y_i for every letter that the document calls that slope, and that no relation gives."""
    found: list[Relation] = []
    given = {letter.name for item in statements if isinstance(item, Relation) and (letter := scripted(item.left))}
    spoken = list(mentions(statements))
    for name, of, by in zip(spoken, spoken[1:], spoken[2:], strict=False):
        letter = scripted(name.tree)
        if letter is None or letter.name in given or scripted(of.tree) is None or scripted(by.tree) is None:
            continue
        if said(SLOPE, name, of, text) and said(BY, of, by, text):
            slope = Derivative(of.tree, by.tree, 1, "partial", cover(of.span, by.span))
            found.append(Relation(name.tree, ":=", slope, False, cover(name.span, by.span)))
            given.add(letter.name)
    return tuple(found)
