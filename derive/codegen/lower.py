"""Index form → array expressions: sums over shared indices become products of matrices and vectors.

Every factor depends on some free indices. A sum Σ_k is contracted over the factors that contain k, the others stand
before it: Σ_k w_kj δ_k σ'_j = (wᵀ δ)_j σ'_j. What then is left of a gradient ∂C/∂w_jk is a product of factors of j
and factors of k: an outer product, of which the training step takes the mean over the samples.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from derive.codegen.array import (
    Array,
    Backward,
    Constant,
    Forward,
    Kind,
    Map,
    Mean,
    Outer,
    Plus,
    Raise,
    Times,
    Total,
    Value,
)
from derive.codegen.catalogue import ONE
from derive.codegen.program import CodegenError
from derive.term.term import Add, Apply, Entry, Index, Mul, Number, Partial, Power, Sum, Term

Label: TypeAlias = tuple[str, int]
"""A free index: its letter and uid."""


class Unsupported(CodegenError):
    """An equation, or a reading of it, that no array expression here can spell."""


@dataclass(frozen=True, slots=True)
class Factor:
    """An array and the indices of its axes other than samples; `batched` tells whether it has one row a sample."""

    array: Array
    labels: tuple[Label, ...]
    batched: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How the leaves of a term are read: entries, derivatives and applied functions; and how far an index runs."""

    entry: Callable[[Entry], Factor]
    partial: Callable[[Partial], Factor | Term]
    function: Callable[[Apply], str]
    extent: Callable[[Index], int]


def lower(term: Term, reading: Reading) -> Factor:
    """Return the term as one array; raise Unsupported where it has more axes than an array here can have."""
    match term:
        case Number(value):
            return Factor(Constant(value), (), False)
        case Entry():
            return reading.entry(term)
        case Apply(order=order, argument=argument):
            inner = lower(argument, reading)
            return Factor(Map(reading.function(term), order, inner.array), inner.labels, inner.batched)
        case Add(terms):
            return total([lower(part, reading) for part in terms])
        case Mul() | Sum():
            return whole(factors(term, reading))
        case Power(base, Number(value)) if value.denominator == 1 and abs(value.numerator) <= 8:
            inner = lower(base, reading)
            return Factor(Raise(inner.array, value.numerator), inner.labels, inner.batched)
        case Partial():
            found = reading.partial(term)
            return found if isinstance(found, Factor) else lower(found, reading)
        case _:
            raise Unsupported("a part of it has no form as an array here")


def total(terms: list[Factor]) -> Factor:
    """Return the sum of arrays that have an index at most between them."""
    labels = joint(terms)
    if len(labels) > 1:
        raise Unsupported("a sum of it has two free indices")
    return Factor(Plus(tuple(term.array for term in terms)), labels, any(term.batched for term in terms))


def joint(parts: list[Factor]) -> tuple[Label, ...]:
    """Return the indices of all the parts, in order of first appearance."""
    return tuple(dict.fromkeys(label for part in parts for label in part.labels))


def factors(term: Term, reading: Reading) -> list[Factor]:
    """Return factors whose product is the term, every Σ contracted."""
    match term:
        case Mul(parts):
            return [factor for part in parts for factor in factors(part, reading)]
        case Sum(index, body):
            return contract((index.letter, index.uid), index, factors(body, reading), reading)
        case Partial():
            found = reading.partial(term)
            return [found] if isinstance(found, Factor) else factors(found, reading)
        case _:
            return [lower(term, reading)]


def contract(label: Label, index: Index, parts: list[Factor], reading: Reading) -> list[Factor]:
    """Return the factors of Σ over the label of the product: those without it, and the contraction of the others."""
    extent = reading.extent(index)
    outside = [part for part in parts if label not in part.labels]
    inside = [part for part in parts if label in part.labels]
    if not inside:
        return [Factor(Constant(ONE.value * extent), (), False), *outside]
    matrices = [part for part in inside if len(part.labels) == 2]
    vectors = [part for part in inside if len(part.labels) == 1]
    if not matrices and any(part.batched for part in vectors):
        return [*outside, Factor(Total(product(vectors)), (), True)]
    if len(matrices) != 1 or not any(part.batched for part in vectors):
        raise Unsupported("a sum of it is no product of one matrix and a layer")
    matrix, vector = matrices[0], product(vectors)
    row, column = matrix.labels
    if column == label:
        # Σ_k w_jk v_k
        return [*outside, Factor(Forward(matrix.array, vector), (row,), True)]
    # Σ_j w_jk v_j
    return [*outside, Factor(Backward(matrix.array, vector), (column,), True)]


def product(parts: list[Factor]) -> Array:
    """Return the product, entry by entry."""
    arrays = tuple(part.array for part in parts if part.array != ONE)
    return arrays[0] if len(arrays) == 1 else Times(arrays) if arrays else ONE


def whole(parts: list[Factor]) -> Factor:
    """Return the product as one array."""
    labels = joint(parts)
    batched = any(part.batched for part in parts)
    matrices = [part for part in parts if is_matrix(part)]
    if matrices and batched and not labels:
        # Layers of one neuron: the matrices are numbers, and their order does not matter.
        rest = product([part for part in parts if not is_matrix(part)])
        for matrix in matrices:
            rest = Backward(matrix.array, rest)
        return Factor(rest, (), True)
    if len(labels) > 1 and (batched or len(parts) > 1):
        raise Unsupported("a product of it has two free indices")
    return Factor(product(parts), labels, batched)


def is_matrix(part: Factor) -> bool:
    """Tell whether the factor is a weight matrix, also that of a layer of one neuron."""
    return isinstance(part.array, Value) and part.array.kind is Kind.MATRIX


def mean_outer(term: Term, row: Label | None, column: Label | None, reading: Reading) -> Array:
    """Return the mean over the samples of a term with the indices (row, column): an Outer, or a sum of them."""
    if isinstance(term, Add):
        return Plus(tuple(mean_outer(part, row, column, reading) for part in term.terms))
    parts = factors(term, reading)
    if row is None or column is None:
        *first, last = sorted(parts, key=lambda part: isinstance(part.array, Value) and not is_matrix(part))
        return Outer(sampled(whole(first)), sampled(last))
    left = [part for part in parts if column not in part.labels]
    right = [part for part in parts if part.labels == (column,)]
    if len(left) + len(right) < len(parts) or not right:
        raise Unsupported("it is no product of a part of each index")
    return Outer(sampled(whole(left)), sampled(whole(right)))


def mean(term: Term, reading: Reading) -> Array:
    """Return the mean over the samples of a term with at most one index."""
    return Mean(sampled(lower(term, reading)))


def sampled(part: Factor) -> Array:
    """Return the array, which must have one row a sample."""
    if not part.batched:
        raise Unsupported("a part of it does not depend on the sample")
    return part.array


def leaves(array: Array) -> tuple[Value, ...]:
    """Return the values that an array expression is made of, in order of first appearance."""
    found: dict[Value, None] = {}
    pending = [array]
    while pending:
        top = pending.pop()
        match top:
            case Value():
                found.setdefault(top)
            case Constant():
                pass
            case Map(argument=inner) | Mean(inner) | Total(inner) | Raise(base=inner):
                pending.append(inner)
            case Plus(parts) | Times(parts):
                pending.extend(reversed(parts))
            case Forward(first, second) | Backward(first, second) | Outer(first, second):
                pending += [second, first]
    return tuple(found)


def size(term: Term) -> int:
    """Return how many leaves a term has, a derivative counted as ten: the price of computing it."""
    match term:
        case Partial():
            return 10
        case Add(parts) | Mul(parts):
            return sum(map(size, parts))
        case Sum(body=body):
            return 1 + size(body)
        case Apply(argument=inner) | Power(base=inner):
            return 1 + size(inner)
        case _:
            return 1
