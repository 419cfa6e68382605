"""Indices that are sums of indices, as in a convolution: x_{i+k−1} is Σ_p [p = i + k − 1] x_p.

The sum is taken around the whole summand that the entry stands in, so that a summand with an entry that does not exist
is left out: Σ_k w_k f(x_{i+k}) ends where x does.
"""

from derive.elaborate.scope import Scope, fresh
from derive.elaborate.tensor import Tensor, map_entries, product_term
from derive.elaborate.walk import bare
from derive.syntax.tree import Addition, Digits, Group, Letter, Script, Tree
from derive.term.term import Index, Position, Shift, Sum

MOST_TERMS = 6
"""The most letters and numbers of a sum of indices."""


def index_letter(tree: Tree) -> Letter | None:
    """Return the letter of an index, m or m', or None."""
    match bare(tree):
        case Letter(accents=()) as letter:
            return letter
        case Script(base, None, None, primes, span) if primes and isinstance(inner := bare(base), Letter):
            return Letter(inner.name + "'" * primes, inner.accents, inner.bold, span)
        case _:
            return None


def shifted_index(tree: Addition, from_zero: bool, scope: Scope) -> Index | None:
    """Return an index that stands for i + k − 1, with what it must be noted in the scope; None for no such sum.

    Where indices begin with 0 here and with 1 in terms, p = i + k is p − 1 = (i − 1) + (k − 1).
    """
    found = summands(tree)
    if found is None or len(found) > MOST_TERMS:
        return None
    offset = sum(sign * part for part, sign in found if isinstance(part, int))
    places = [(position(part, scope), sign) for part, sign in found if isinstance(part, Letter)]
    if not places or all(sign < 0 for _, sign in places):
        return None
    if from_zero:
        offset += 1 - sum(sign for _, sign in places)
    stands_for = fresh(scope, places[0][0].letter)
    taken: tuple[Position, ...] = tuple(place for place, sign in places if sign < 0)
    given: tuple[Position, ...] = tuple(place for place, sign in places if sign > 0)
    scope.shifts.append((stands_for, Shift((stands_for, *taken), given, offset)))
    return stands_for


def equation(left: Tree, right: Tree, from_zero: bool, scope: Scope) -> Shift | None:
    """Return [j = i + k] where a side is a sum of indices, else None."""
    if not isinstance(bare(left), Addition) and not isinstance(bare(right), Addition):
        return None
    sides = summands(left), summands(right)
    if sides[0] is None or sides[1] is None or len(sides[0]) + len(sides[1]) > MOST_TERMS:
        return None
    found = [*sides[0], *((part, -sign) for part, sign in sides[1])]
    offset = -sum(sign * part for part, sign in found if isinstance(part, int))
    places = [(position(part, scope), sign) for part, sign in found if isinstance(part, Letter)]
    if from_zero:
        offset += sum(sign for _, sign in places)
    above: tuple[Position, ...] = tuple(place for place, sign in places if sign > 0)
    below: tuple[Position, ...] = tuple(place for place, sign in places if sign < 0)
    return Shift(above, below, offset)


def summands(tree: Tree) -> list[tuple[Letter | int, int]] | None:
    """Return the letters and numbers of a sum of indices with their signs, None where there is anything else."""
    found: list[tuple[Letter | int, int]] = []
    stack = [(tree, 1)]
    while stack:
        part, sign = stack.pop()
        part = bare(part)
        letter = index_letter(part)
        match part:
            case Addition(terms, signs):
                stack += [(term, sign * own) for term, own in zip(terms, signs, strict=True)]
            case Group("(", body, _):
                stack.append((body, sign))
            case Digits(text) if text.isdigit() and len(text) <= 2:
                found.append((int(text), sign))
            case _ if letter is not None:
                found.append((letter, sign))
            case _:
                return None
    return found


def position(letter: Letter, scope: Scope) -> Index:
    """Return the index that the letter names here."""
    return scope.bound.get(letter.name, Index(letter.name, 0, ()))


def closed(tensor: Tensor, mark: int, scope: Scope) -> Tensor:
    """Return the tensor summed over the indices that have come to stand for sums of indices since `mark`."""
    for index, shift in reversed(scope.shifts[mark:]):
        tensor = map_entries(tensor, Sum(index, product_term(shift, tensor.term)))
    del scope.shifts[mark:]
    return tensor
