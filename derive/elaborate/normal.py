r"""Φ and φ of a document that speaks of the normal distribution and says no more of them.

Φ(x) = ½ (1 + erf(x/√2)) is its distribution function, φ(x) = e^{−x²/2}/√(2π) its density.
"""

from collections.abc import Iterable

from derive.elaborate.univariate import function_of, name_at, used_inside
from derive.elaborate.walk import walk
from derive.source import Span
from derive.syntax.tree import (
    Addition,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Relation,
    Root,
    Script,
    Statement,
    Tree,
    Word,
)

WORDS = ("normal", "gauss", "gelu")
"""What a document that means the normal distribution says somewhere, in small letters."""

DISTRIBUTION, DENSITIES = "Phi", ("phi", "varphi")


def conventional(statements: Iterable[Statement], text: str) -> tuple[tuple[Relation, ...], tuple[str, ...]]:
    """Return what Φ and φ are where they are applied and never given, and what is thereby assumed."""
    relations = [item for item in statements if isinstance(item, Relation)]
    sides = [tree for item in relations for tree in (item.left, item.right)]
    applied = {name for tree in sides for name in used_inside(tree)}
    if DISTRIBUTION not in applied or not any(word in text.lower() for word in WORDS):
        return (), ()
    given = {name_at(item) for item in relations if item.name in ("=", ":=")}
    places = {name: part.span for tree in reversed(sides) for part in walk(tree) if (name := function_of(part))}
    found: list[Relation] = []
    assumed: list[str] = []
    for name in (DISTRIBUTION, *DENSITIES):
        if name not in applied or name in given:
            continue
        span = places[name]
        body = distribution(span) if name == DISTRIBUTION else density(span)
        head = Product((Letter(name, (), False, span), Group("(", Letter("x", (), False, span), span)), ("",), span)
        found.append(Relation(head, ":=", body, False, span))
        kind = "distribution function" if name == DISTRIBUTION else "density"
        assumed.append(f"{name} is the {kind} of the standard normal distribution")
    return tuple(found), tuple(assumed)


def distribution(span: Span) -> Tree:
    """Return ½ (1 + erf(x/√2))."""
    x, two = Letter("x", (), False, span), Digits("2", span)
    erf = Product((Word("erf", span), Group("(", Fraction(x, Root(None, two, span), span), span)), ("",), span)
    total = Addition((Digits("1", span), erf), (1, 1), span)
    return Product((Fraction(Digits("1", span), two, span), Group("(", total, span)), ("",), span)


def density(span: Span) -> Tree:
    """Return exp(−x²/2)/√(2π)."""
    x, two = Letter("x", (), False, span), Digits("2", span)
    square = Fraction(Script(x, None, two, 0, span), two, span)
    exponential = Product((Word("exp", span), Group("(", Addition((square,), (-1,), span), span)), ("",), span)
    root = Root(None, Product((two, Letter("pi", (), False, span)), ("",), span), span)
    return Fraction(exponential, root, span)
