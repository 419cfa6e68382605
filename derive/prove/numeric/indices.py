"""Which values of its free indices a claim is tried at."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product
from random import Random

from derive.prove.numeric.evaluate import Assignment
from derive.term.term import Size, Term
from derive.term.traverse import free_indices, positions, subterms
from derive.theory import Theory
from derive.topology import Topology, size_of

CHOICES = 5_000
"""Index values looked at for one choice of layers."""

REPEATED = 2
"""How many of them are tried for every pattern of equal and unequal indices."""

FEW = 300
"""Index values tried where no two of them are alike."""


@dataclass(frozen=True, slots=True)
class Free:
    """The free indices of some terms with all their sizes, by letter and uid, and the numbers that stand in slots.

    `ordered` is that of the theory: no two nodes are alike.
    """

    sizes: Mapping[tuple[str, int], tuple[Size, ...]]
    numbers: frozenset[int]
    ordered: bool


def free_in(theory: Theory, *terms: Term) -> Free:
    """Return the free indices of the terms, in order of first appearance."""
    sizes: dict[tuple[str, int], tuple[Size, ...]] = {}
    for index in (index for term in terms for index in free_indices(term)):
        key = (index.letter, index.uid)
        sizes[key] = sizes.get(key, ()) + index.sizes
    return Free(sizes, frozenset(number for term in terms for number in literal_indices(term)), theory.ordered)


def index_values(free: Free, topology: Topology, letters: Mapping[str, int], seed: int) -> Iterator[Assignment]:
    """Yield choices of the free indices: all of them, or a sample with every pattern of equal and unequal ones."""
    ranges = [
        range(1, min((size_of(size, topology, letters) for size in sizes), default=2) + 1)
        for sizes in free.sizes.values()
    ]
    numbers = set(free.numbers)
    if any(size.space.isdigit() for sizes in free.sizes.values() for size in sizes):
        # the entries of an array that is written out are all different
        numbers |= {value for values in ranges for value in values}
    for values in in_order(ranges, seed) if free.ordered else patterns(ranges, numbers, seed):
        yield Assignment(letters, dict(zip(free.sizes, values, strict=True)))


def patterns(ranges: list[range], numbers: set[int], seed: int) -> Iterator[tuple[int, ...]]:
    """Yield two choices of values for every pattern of equal and unequal indices, and of those equal to a number.

    The nodes of a layer are alike: no definition tells one from another but by a number in a slot. So a claim that
    holds at a random point for one choice of values holds for every choice of the same pattern.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    shuffled = [Random(seed + slot).sample(values, len(values)) for slot, values in enumerate(ranges)]
    for values in islice(product(*shuffled), CHOICES):
        equal_pairs = tuple(first == second for first, second in combinations(values, 2))
        pattern = (equal_pairs, tuple(value if value in numbers else 0 for value in values))
        seen[pattern] += 1
        if seen[pattern] <= REPEATED:
            yield values


def in_order(ranges: list[range], seed: int) -> Iterator[tuple[int, ...]]:
    """Yield all choices of values where they are few, else a sample: no two are alike where indices are added up."""
    every = list(islice(product(*ranges), CHOICES))
    yield from every if len(every) <= FEW else Random(seed).sample(every, FEW)


def literal_indices(term: Term) -> Iterator[int]:
    """Yield the indices of a term that are written as numbers."""
    for part in subterms(term):
        for position in positions(part):
            if isinstance(position, int):
                yield position
