"""The two sides of a relation brought to common axes."""

from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.tensor import Joint, ShapeError, Tensor, align, rank
from derive.syntax.tree import Relation
from derive.term.term import ZERO, Number


def same_axes(left: Tensor, right: Tensor, relation: Relation, scope: Scope) -> tuple[Tensor, Tensor]:
    """Return both sides with common axes; raise Refusal where the sides have different shapes."""
    for one, other in ((left, right), (right, left)):
        if rank(one) and other.term == ZERO and not rank(other):
            filled = Tensor(one.row, one.column, other.term)
            return (left, filled) if one is left else (filled, right)
    try:
        aligned, shared = align(left, right)
    except ShapeError:
        kinds = {0: "a number", 1: "a vector", 2: "a matrix"}
        ill_formed = not (isinstance(left.term, Number) or isinstance(right.term, Number))
        message = f"{kinds[rank(left)]} on the left, {kinds[rank(right)]} on the right"
        if rank(left) == rank(right):
            message = "a column on one side, a row on the other"
        raise Refusal("D303", message, relation.span, ill_formed) from None
    for index in shared:
        key = (index.letter, index.uid)
        span = relation.right.span
        scope.joints.append(Joint(key, "D303", "comparison", left, right, span.start, span.end))
    return left, aligned
