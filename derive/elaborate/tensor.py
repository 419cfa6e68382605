"""Vectors and matrices by their entries: a term with a row and a column index still open.

A column vector has a row index only, a row vector a column index only, a scalar neither. Every operation is written out
in entries at once, so that one engine judges component form and matrix form.
"""

from dataclasses import dataclass
from itertools import count

from derive.term.term import Add, Delta, Index, Mul, Number, Partial, Position, Power, Sum, Term, number
from derive.term.traverse import rebuild


@dataclass(frozen=True, slots=True)
class Tensor:
    """The entry `term` at (row, column); None for an axis that is not there."""

    row: Index | None
    column: Index | None
    term: Term


@dataclass(frozen=True, slots=True)
class Joint:
    """Two axes that must have one size: the index they became, and what to say when they have not."""

    index: tuple[str, int]
    rule: str
    operation: str
    left: Tensor
    right: Tensor
    start: int
    end: int


class ShapeError(Exception):
    """The operands have axes that do not fit, whatever their sizes."""


def rank(tensor: Tensor) -> int:
    """Return the number of axes."""
    return (tensor.row is not None) + (tensor.column is not None)


def scalar(term: Term) -> Tensor:
    """Return the number as a tensor."""
    return Tensor(None, None, term)


def renamed(term: Term, old: Index, new: Position) -> Term:
    """Return the term with one open index replaced."""

    def position(slot: Position) -> Position:
        same = isinstance(slot, Index) and (slot.letter, slot.uid) == (old.letter, old.uid)
        return new if same else slot

    return rebuild(term, position, lambda layer: layer, lambda index: index)


def freshened(term: Term, uids: "count[int]") -> Term:
    """Return the term with new identities for its binders, so that it can stand twice in one statement."""
    names: dict[tuple[str, int], Index] = {}

    def binder(index: Index) -> Index:
        fresh = Index(index.letter, next(uids), index.sizes)
        names[index.letter, index.uid] = fresh
        return fresh

    def position(slot: Position) -> Position:
        return names.get((slot.letter, slot.uid), slot) if isinstance(slot, Index) else slot

    return rebuild(term, position, lambda layer: layer, binder)


def transpose(tensor: Tensor) -> Tensor:
    """Return (A^T)_{ij} = A_{ji}."""
    return Tensor(tensor.column, tensor.row, tensor.term)


def map_entries(tensor: Tensor, term: Term) -> Tensor:
    """Return a tensor of the same axes with another entry."""
    return Tensor(tensor.row, tensor.column, term)


def product_term(left: Term, right: Term) -> Term:
    """Return left · right, flat."""
    factors = (
        *(left.factors if isinstance(left, Mul) else (left,)),
        *(right.factors if isinstance(right, Mul) else (right,)),
    )
    return Mul(factors)


def scale(factor: Tensor, tensor: Tensor) -> Tensor:
    """Return c · A for a scalar c."""
    return Tensor(tensor.row, tensor.column, product_term(factor.term, tensor.term))


def align(left: Tensor, right: Tensor) -> tuple[Tensor, list[Index]]:
    """Return `right` with the axes of `left`, and the indices they share; raise ShapeError when the ranks differ."""
    if (left.row is None) != (right.row is None) or (left.column is None) != (right.column is None):
        raise ShapeError
    term = right.term
    shared = []
    for mine, theirs in ((left.row, right.row), (left.column, right.column)):
        if mine is not None and theirs is not None:
            term = renamed(term, theirs, mine)
            shared.append(mine)
    return Tensor(left.row, left.column, term), shared


def add(left: Tensor, right: Tensor, sign: int) -> tuple[Tensor, list[Index]]:
    """Return left ± right, entry by entry; a rational number, or an array of ones, is added to every entry."""
    try:
        aligned, shared = align(left, right)
    except ShapeError:
        shared = list[Index]()
        if isinstance(right.term, Number):
            aligned = Tensor(left.row, left.column, right.term)
        elif isinstance(left.term, Number):
            left, aligned = Tensor(right.row, right.column, left.term), right
        else:
            raise
    signed = aligned.term if sign > 0 else product_term(number(-1), aligned.term)
    terms = (*(left.term.terms if isinstance(left.term, Add) else (left.term,)), signed)
    return Tensor(left.row, left.column, Add(terms)), shared


def hadamard(left: Tensor, right: Tensor) -> tuple[Tensor, list[Index]]:
    """Return (A ⊙ B)_{ij} = A_{ij} B_{ij}."""
    aligned, shared = align(left, right)
    return Tensor(left.row, left.column, product_term(left.term, aligned.term)), shared


def multiply(left: Tensor, right: Tensor) -> tuple[Tensor, list[Index]]:
    """Return the matrix product, the scalar multiple or the outer product; raise ShapeError where there is none."""
    if rank(left) == 0 or rank(right) == 0:
        return Tensor(left.row or right.row, left.column or right.column, product_term(left.term, right.term)), []
    if left.column is not None and right.row is not None:
        # (AB)_{ij} = Σ_k A_{ik} B_{kj}
        body = product_term(left.term, renamed(right.term, right.row, left.column))
        return Tensor(left.row, right.column, Sum(left.column, body)), [left.column]
    if left.column is None and right.row is None:
        # (u v^T)_{ij} = u_i v_j
        return Tensor(left.row, right.column, product_term(left.term, right.term)), []
    raise ShapeError


def dot(left: Tensor, right: Tensor) -> tuple[Tensor, list[Index]]:
    """Return Σ_ij A_{ij} B_{ij}."""
    aligned, shared = align(left, right)
    term = product_term(left.term, aligned.term)
    for index in reversed(shared):
        term = Sum(index, term)
    return scalar(term), shared


def divide(left: Tensor, right: Tensor) -> tuple[Tensor, list[Index]]:
    """Return left / right: by a number, or entry by entry for equal shapes."""
    inverse = Power(right.term, number(-1))
    if rank(right) == 0:
        return scale(Tensor(None, None, inverse), left), []
    if rank(left) == 0:
        return Tensor(right.row, right.column, product_term(left.term, inverse)), []
    return hadamard(left, Tensor(right.row, right.column, inverse))


def squared_norm(tensor: Tensor) -> Tensor:
    """Return Σ_ij A_{ij}²."""
    term: Term = Power(tensor.term, number(2))
    for index in (tensor.column, tensor.row):
        if index is not None:
            term = Sum(index, term)
    return scalar(term)


def trace(tensor: Tensor) -> Tensor:
    """Return tr A = Σ_i A_{ii}; a number is its own trace. Raise ShapeError for a vector."""
    if rank(tensor) == 0:
        return tensor
    if tensor.row is None or tensor.column is None:
        raise ShapeError
    return scalar(Sum(tensor.row, renamed(tensor.term, tensor.column, tensor.row)))


def diagonal(tensor: Tensor, other: Index) -> Tensor:
    """Return diag(v)_{ij} = δ_{ij} v_i for a vector v."""
    axis = tensor.row or tensor.column
    if axis is None or rank(tensor) != 1:
        raise ShapeError
    return Tensor(axis, other, product_term(Delta(axis, other), tensor.term))


def gradient(of: Tensor, wrt: Tensor, layout: str, turned: frozenset[int]) -> Tensor:
    """Return ∂of/∂wrt by entries.

    For a scalar the shape is that of `wrt`, or of its transpose where the number of its axes is in `turned`. For a
    vector by a vector the Jacobian J_{ij} = ∂f_i/∂x_j in numerator layout, its transpose in denominator layout. Raise
    ShapeError for more than two axes.
    """
    return placed(of, wrt, Partial(of.term, wrt.term), layout, turned)  # type: ignore[arg-type]


def placed(of: Tensor, wrt: Tensor, term: Term, layout: str, turned: frozenset[int]) -> Tensor:
    """Return the term on the axes that a derivative of `of` by `wrt` has."""
    if rank(of) == 0:
        by_entries = Tensor(wrt.row, wrt.column, term)
        return transpose(by_entries) if rank(wrt) in turned else by_entries
    if rank(wrt) == 0:
        return Tensor(of.row, of.column, term)
    if rank(of) == 1 and rank(wrt) == 1:
        jacobian = Tensor(of.row or of.column, wrt.row or wrt.column, term)
        return jacobian if layout == "numerator" else transpose(jacobian)
    raise ShapeError
