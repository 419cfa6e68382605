"""The chain rule written with whole arrays: ∂C/∂a ∂a/∂z ∂z/∂W.

Whatever layout the author has in mind, consecutive derivatives whose inner families agree mean the sum over all entries
of those families: ∂X/∂Z = Σ_Y ∂X/∂Y ∂Y/∂Z.
"""

from derive.elaborate.abstract import UNIT
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.operands import Build, Operand, without_arguments
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.shapes import joined
from derive.elaborate.tensor import ShapeError, Tensor, placed, product_term, rank, renamed, scalar
from derive.elaborate.walk import bare
from derive.source import cover
from derive.syntax.tree import Addition, Derivative, Group, Letter, Product, Tree
from derive.term.term import Entry, Partial, Sum, Term

LINKING = ("", "cdot", "times", "*")


def links(tree: Product, position: int, scope: Scope) -> list[Derivative]:
    """Return the run of derivatives from a factor on, each of which continues the one before, in chain-rule order.

    Where the derivatives of numbers are rows they stand on the left: ∂C/∂a ∂a/∂z.
    """
    first = bare(tree.factors[position])
    if not isinstance(first, Derivative):
        return []
    run, step = [first], 0
    for operator, factor in zip(tree.operators[position:], tree.factors[position + 1 :], strict=True):
        after = bare(factor)
        if operator not in LINKING or not isinstance(after, Derivative):
            break
        forward, backward = after.of == run[-1].wrt, after.wrt == run[-1].of
        direction = 1 if forward else -1 if backward else 0
        if direction == 0 or (step and direction != step) or (direction < 0 and scope.turned):
            break
        step = direction
        run.append(after)
    return run if step >= 0 else run[::-1]


def contracted(build: Build, lexicon: Lexicon, run: list[Derivative], scope: Scope) -> Tensor | None:
    """Return Σ_Y ∂X/∂Y ∂Y/∂Z for whole arrays Y; None when every Y is a single entry, which is an ordinary product."""
    inner = [build(lexicon, derivative.wrt, scope) for derivative in run]
    if not any(rank(tensor) for tensor in inner[:-1]):
        return None
    of = build(lexicon, without_arguments(lexicon, run[0].of), scope)
    term: Term | None = None
    above = of
    for tensor, derivative in zip(inner, run, strict=True):
        if not isinstance(tensor.term, Entry) or derivative.order != 1:
            raise Refusal("D501", "a derivative with respect to this is not understood", derivative.span)
        factor = Partial(above.term, tensor.term)
        term = factor if term is None else product_term(term, factor)
        above = tensor
    assert term is not None
    for tensor in reversed(inner[:-1]):
        term = summed(tensor, term)
    scope.asked.add("layout")
    try:
        return placed(of, inner[-1], term, scope.layout, scope.turned)
    except ShapeError:
        message = "this derivative of an array by an array has more than two axes"
        raise Refusal("D501", message, cover(run[0].span, run[-1].span)) from None


def summed(tensor: Tensor, term: Term) -> Term:
    """Return the sum over the axes of a whole array."""
    for axis in (tensor.column, tensor.row):
        if axis is not None:
            term = Sum(axis, term)
    return term


def through(build: Build, lexicon: Lexicon, before: Operand, derivative: Derivative, scope: Scope) -> Tensor | None:
    """Return Σ_i v_i ∂u_i/∂x for a vector v before the derivative of a vector u; None where that is no reading."""
    vector = before.tensor
    if rank(vector) != 1 or derivative.order != 1 or (scope.turned and vector.row is not None):
        return None
    of = build(lexicon, without_arguments(lexicon, derivative.of), scope)
    if rank(of) != 1:
        return None
    wrt = build(lexicon, derivative.wrt, scope)
    axis, own = vector.row or vector.column, of.row or of.column
    if not isinstance(wrt.term, Entry) or axis is None or own is None:
        return None
    partial = Partial(renamed(of.term, own, axis), wrt.term)
    joined(scope, [axis], "D301", "product", vector, of, cover(before.span, derivative.span))
    scope.asked.add("layout")
    total = Sum(axis, product_term(vector.term, partial))
    return placed(scalar(of.term), wrt, total, scope.layout, scope.turned)


def through_sum(build: Build, lexicon: Lexicon, before: Operand, factor: Tree, scope: Scope) -> Tensor | None:
    """Return Σ_i v_i (I + ∂u/∂x)_i for a gradient v before a sum of Jacobians; None where that is no reading."""
    vector = before.tensor
    inner = factor.body if isinstance(factor, Group) and factor.open in ("(", "[") else None
    if rank(vector) != 1 or not isinstance(vector.term, Partial) or not isinstance(inner, Addition):
        return None
    if not all(isinstance(bare(term), Derivative) or is_unit_letter(bare(term)) for term in inner.terms):
        return None
    total = build(lexicon, inner, scope)
    axis, own = vector.row or vector.column, total.row if scope.layout == "numerator" else total.column
    other = total.column if scope.layout == "numerator" else total.row
    if rank(total) != 2 or axis is None or own is None or other is None:
        return None
    joined(scope, [axis], "D301", "product", vector, total, cover(before.span, factor.span))
    term = Sum(axis, product_term(vector.term, renamed(total.term, own, axis)))
    return Tensor(other, None, term) if vector.row is not None else Tensor(None, other, term)


def is_unit_letter(tree: Tree) -> bool:
    """Tell whether the tree is I."""
    return isinstance(tree, Letter) and tree.name == UNIT and not tree.accents
