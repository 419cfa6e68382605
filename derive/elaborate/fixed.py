"""Sizes by unification, and those that a document fixes by writing an array out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from derive.elaborate.arrays import Array
from derive.elaborate.circular import is_recurrent, shares_weights
from derive.elaborate.extents import Classes, Slot, find, unify, usages
from derive.elaborate.written import ONES_OF, count_of_ones
from derive.term.term import Entry, Index, Mul, Term
from derive.term.traverse import entries
from derive.theory import Definition


@dataclass(frozen=True, slots=True)
class Sizing:
    """Classes of slots of one size, and by their roots the numbers that arrays give: `given` by definitions alone."""

    classes: Classes
    given: Mapping[Slot, int]
    fixed: Mapping[Slot, int]


def unified(definitions: Iterable[Definition], arrays: list[Term], claims: list[Term]) -> Sizing:
    """Return the sizes that the definitions and the arrays ask for, and the claims as far as they contradict no array.

    A claim may be wrong: a sum over an index that has two numbers of values makes them not equal.
    """
    definitions = list(definitions)
    classes = Classes(timelike=any(shares_weights(item) and item.head.indices for item in definitions))
    for item in definitions:
        unify(classes, item.head, item.body, recurrent=classes.timelike or is_recurrent(item))
    for term in arrays:
        unify(classes, term)
    own = [part for item in definitions for part in (item.head, item.body)]
    slots = dict.fromkeys((entry.symbol, 0) for term in (*own, *arrays, *claims) for entry in entries(term))
    ones = [slot for slot in slots if count_of_ones(slot[0]) is not None]
    stated = {entry.symbol for term in (*(item.body for item in definitions), *arrays) for entry in entries(term)}
    given = fixed_sizes(classes, [slot for slot in ones if slot[0] in stated])
    fixed = fixed_sizes(classes, ones)
    for term in claims:
        if not ones or is_consistent(classes, term, fixed):
            unify(classes, term, strict=False)
            fixed = fixed_sizes(classes, ones)
    return Sizing(classes, given, fixed)


def is_consistent(classes: Classes, term: Term, fixed: Mapping[Slot, int]) -> bool:
    """Tell whether no index of the term has two numbers of values."""
    for shared in usages(term).values():
        roots = [find(classes, usage.slot)[0] for usage in shared]
        if len({fixed[root] for root in roots if root in fixed}) > 1:
            return False
    return True


def fixed_sizes(classes: Classes, ones: Iterable[Slot]) -> dict[Slot, int]:
    """Return the number of values of every class, by its root, that holds the slot of a family of ones."""
    found: dict[Slot, int] = {}
    for slot in ones:
        count = count_of_ones(slot[0])
        assert count is not None
        found.setdefault(find(classes, slot)[0], count)
    return found


def shown(arrays: Mapping[str, Array], terms: Iterable[Term]) -> list[Term]:
    """Return x_ij 1_i 1_j for every family that is written out, whose indices run through the rows and columns."""
    found: list[Term] = []
    arities = {entry.symbol: len(entry.indices) for term in terms for entry in entries(term) if entry.layer is None}
    for array in arrays.values():
        sizes = [size for size in (array.rows, array.columns) if size is not None]
        if arities.get(array.entries) == len(sizes) and all(sizes):
            axes = tuple(Index(letter, -1, ()) for letter in "ij"[: len(sizes)])
            ones = (Entry(f"{ONES_OF}{size}", None, (axis,)) for size, axis in zip(sizes, axes, strict=True))
            found.append(Mul((Entry(array.entries, None, axes), *ones)))
    return found
