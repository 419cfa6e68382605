"""The relations of a document as a person reads them, each on one line."""

from collections.abc import Sequence

from derive.elaborate.elaborate import Elaboration
from derive.report.glyphs import DEFINING
from derive.report.plane.alphabet import Alphabet
from derive.report.plane.linear import linear, relation_sign
from derive.syntax.tree import Relation


def readings(parts: Sequence[Elaboration], alphabet: Alphabet) -> tuple[str, ...]:
    """Return ∂C/∂zˡⱼ = δˡⱼ and so on, for every relation of the sections of a document, in order."""
    return tuple(reading(item.relation, alphabet) for part in parts for item in part.items)


def reading(relation: Relation, alphabet: Alphabet) -> str:
    """Return the relation on one line; a sign that defines is the author's."""
    left, right = relation.left.span, relation.right.span
    between = left.source.text[left.end : right.start] if left.end <= right.start else ""
    sign = relation_sign(relation.name, alphabet)
    if relation.name == ":=" and alphabet.scripts:
        sign = next((own for mark, own in DEFINING.items() if mark in between), sign)
    return f"{linear(relation.left, alphabet)} {sign} {linear(relation.right, alphabet)}"
