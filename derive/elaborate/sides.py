"""The two sides of a relation brought to common axes."""

from derive.elaborate.cells import is_array
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.tensor import Joint, ShapeError, Tensor, align, rank, transpose
from derive.elaborate.walk import bare
from derive.syntax.tree import Derivative, Group, Product, Relation, Tree
from derive.term.term import ZERO, Delta, Index, Mul, Number, Partial


def entrywise_slope(vector: Tensor, jacobian: Tensor) -> Tensor:
    """Return diag(v) for a vector v that is compared with the Jacobian of a vector by a vector: ∂a/∂z = σ'(z)."""
    if rank(vector) != 1 or rank(jacobian) != 2 or not isinstance(jacobian.term, Partial):
        return vector
    axis = vector.row or vector.column
    if axis is None or jacobian.column is None:
        return vector
    other = Index(axis.letter, -1, ())
    return Tensor(axis, other, Mul((Delta(axis, other), vector.term)))


def turned_if_free(side: Tensor, other: Tensor, relation: Relation) -> Tensor:
    """Return a vector as a row or a column like the other, where nothing says which it is.

    A list (a, b, c) is neither, and a vector of derivatives that is written out may be either: layouts differ.
    """
    if rank(side) != 1 or rank(other) != 1 or (side.row is None) == (other.row is None):
        return side
    trees = (bare(relation.left), bare(relation.right))
    listed = any(isinstance(tree, Group) and is_array(tree) for tree in trees)
    layout = any(is_array(tree) for tree in trees) and any(differentiates(tree) for tree in trees)
    return transpose(side) if listed or layout else side


def differentiates(tree: Tree) -> bool:
    """Tell whether the tree is a derivative or a product of derivatives."""
    inner = bare(tree)
    factors = inner.factors if isinstance(inner, Product) else (inner,)
    return any(isinstance(bare(factor), Derivative) for factor in factors)


def same_axes(left: Tensor, right: Tensor, relation: Relation, scope: Scope) -> tuple[Tensor, Tensor]:
    """Return both sides with common axes; raise Refusal where the sides have different shapes."""
    for one, other in ((left, right), (right, left)):
        if rank(one) and other.term == ZERO and not rank(other):
            filled = Tensor(one.row, one.column, other.term)
            return (left, filled) if one is left else (filled, right)
    left, right = entrywise_slope(left, right), entrywise_slope(right, left)
    try:
        aligned, shared = align(left, turned_if_free(right, left, relation))
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
