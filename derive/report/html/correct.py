"""A relation with the faulty part marked, and as it reads when that part is replaced."""

from dataclasses import dataclass, replace

from derive.report.mathml import marked
from derive.source import Span
from derive.suggest.sites import sites
from derive.syntax.spell import read_side
from derive.syntax.tree import Relation, Tree, Unreadable
from derive.verdict import Correction


@dataclass(frozen=True, slots=True)
class Corrected:
    """The text of the relation around what is put in, and the relation it makes, None when it cannot be set."""

    before: str
    inserted: str
    after: str
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
    text = span.source.text
    before, after = text[span.start : correction.span.start], text[correction.span.end : span.end]
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
    text = side.source.text
    before, after = text[side.start : correction.span.start], text[correction.span.end : side.end]
    tree = read_side(before + correction.latex + after)
    if isinstance(tree, Unreadable):
        return None
    return _with_mark(tree, len(before), len(before) + len(correction.latex))


def _with_mark(tree: Tree, start: int, end: int) -> Tree:
    """Return the tree with the largest part marked that stands from `start` to `end`, when there is one."""
    while start < end and tree.span.source.text[start : start + 1].isspace():
        start += 1
    part = next((node for _, node in sites(tree) if (node.span.start, node.span.end) == (start, end)), None)
    return tree if part is None or start == end else marked(tree, part)
