"""Lists in brackets: arrays of their own entries, and inner products, ⟨u, v⟩ = Σ_ij u_ij v_ij."""

from derive.elaborate.lexicon import Lexicon
from derive.elaborate.operands import Build
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.shapes import joined
from derive.elaborate.tensor import ShapeError, Tensor, dot
from derive.elaborate.written import array
from derive.source import Span
from derive.syntax.tree import Group, Sequence, Tree


def bracketed(build: Build, lexicon: Lexicon, tree: Tree, scope: Scope) -> Tensor:
    """Return the inner product for angle brackets, an array written out for others."""
    if isinstance(tree, Group) and tree.open == "⟨" and isinstance(tree.body, Sequence):
        return inner_product(build, lexicon, tree.body, tree.span, scope)
    return array(build, lexicon, tree, scope)


def inner_product(build: Build, lexicon: Lexicon, operands: Sequence, span: Span, scope: Scope) -> Tensor:
    """Return ⟨u, v⟩ for two arrays of one shape; raise Refusal for other shapes and for more than two."""
    if len(operands.items) != 2:
        raise Refusal("D501", "angle brackets are understood as the inner product of two", span)
    left, right = (build(lexicon, item, scope) for item in operands.items)
    try:
        product, shared = dot(left, right)
    except ShapeError:
        raise Refusal("D301", "the inner product takes two arrays of one shape", span, ill_formed=True) from None
    joined(scope, shared, "D301", "inner product", left, right, span)
    return product
