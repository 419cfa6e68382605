"""A relation with the faulty part marked, and as it reads when that part is replaced."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from derive.report.html.typed import typed
from derive.report.mathml import marked
from derive.source import Source, Span
from derive.suggest.sites import replaced, sites
from derive.syntax.spell import read_side
from derive.syntax.tree import Product, Relation, Tree, Unreadable
from derive.verdict import Correction

Stretch: TypeAlias = tuple[Source, int, int]
"""The characters from one place to another of a source."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The places of the text around what is put in, and the relation it makes, None when it cannot be set."""

    before: Stretch
    inserted: str
    after: Stretch
    relation: Relation | None


def faulty(relation: Relation, correction: Correction) -> Relation:
    """Return the relation with what the correction replaces marked."""
    span = correction.span
    return replace(
        relation,
        left=_with_mark(relation.left, span.start, span.end),
        right=_with_mark(relation.right, span.start, span.end),
    )


def corrected(span: Span, relation: Relation | None, correction: Correction) -> Corrected:
    """Return what stands at `span` once the correction is made."""
    before = (span.source, span.start, correction.span.start)
    after = (span.source, correction.span.end, span.end)
    mended = None if relation is None else _mended(relation, correction)
    return Corrected(before, correction.latex, after, mended)


def _mended(relation: Relation, correction: Correction) -> Relation | None:
    """Return the relation with the side read again that the correction changes."""
    left, right = relation.left.span, relation.right.span
    if _holds(left, correction.span):
        side = _read_again(left, correction)
        return None if side is None else replace(relation, left=side)
    side = _read_again(right, correction) if _holds(right, correction.span) else None
    return None if side is None else replace(relation, right=side)


def _holds(side: Span, part: Span) -> bool:
    return side.start <= part.start and part.end <= side.end


def _read_again(side: Span, correction: Correction) -> Tree | None:
    before = typed(side.source, side.start, correction.span.start)
    after = typed(side.source, correction.span.end, side.end)
    tree = read_side(before + correction.latex + after)
    if isinstance(tree, Unreadable):
        return None
    return _with_mark(tree, len(before), len(before) + len(correction.latex))


def _with_mark(tree: Tree, start: int, end: int) -> Tree:
    """Return the tree with what stands from `start` to `end` marked: the largest such part, or a run of factors."""
    text = tree.span.source.text
    while start < end and (text[start].isspace() or text[start] in "+-"):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return tree
    for path, node in sites(tree):
        if (node.span.start, node.span.end) == (start, end):
            return marked(tree, node)
        if isinstance(node, Product) and (grouped := _grouped(node, start, end)) is not None:
            return replaced(tree, path, grouped)
    return tree


def _grouped(product: Product, start: int, end: int) -> Product | None:
    """Return the product with its factors from `start` to `end` as one marked factor, None where none stand so."""
    first = next((i for i, factor in enumerate(product.factors) if factor.span.start == start), None)
    last = next((i for i, factor in enumerate(product.factors) if factor.span.end == end), None)
    if first is None or last is None or not first < last:
        return None
    run = Product(
        product.factors[first : last + 1], product.operators[first:last], Span(product.span.source, start, end)
    )
    factors = (*product.factors[:first], run, *product.factors[last + 1 :])
    whole = replace(product, factors=factors, operators=(*product.operators[:first], *product.operators[last:]))
    shown = marked(whole, run)
    return shown if isinstance(shown, Product) else None
