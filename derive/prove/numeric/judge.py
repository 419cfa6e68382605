"""The numeric judge: both sides of a claim at random points of concrete networks.

Unequal values in the prime field mean that the claim is wrong, with certainty, as long as all its functions are
unspecified. Equal values mean that it is right but for a chance below degree/2^61 a trial. Named functions may obey
identities that random tables do not: there a difference only sends the claim to real balls, and a ball that excludes 0
proves it wrong.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice, product
from random import Random
from typing import TypeVar

from derive.prove.numeric.algebra import Undefined
from derive.prove.numeric.evaluate import Assignment, Evaluator, NoValue, needed
from derive.prove.numeric.points import Points, points_of, real_point
from derive.prove.numeric.reach import KINKED, named_functions
from derive.term.term import LITERAL, ZERO, Index, Size, Term
from derive.term.traverse import free_indices, free_layers, positions, subterms
from derive.theory import Claim, Theory
from derive.topology import Topology, output_layer, size_of
from derive.verdict import Answer

V = TypeVar("V")

CHOICES = 5_000
"""Index values looked at for one choice of layers."""

FEW = 300
"""Index values tried where no two of them are alike."""

REPEATED = 2
"""How many of them are tried for every pattern of equal and unequal indices."""

SIGNED = 24
"""How many points with numbers of both signs are tried where a function has a kink: each shows one case of many."""


@dataclass(frozen=True, slots=True)
class NumericResult:
    """What the judge found on one network.

    `held` and `failed` list the values of the layer letters for which the claim had an instance; `failure` is the first
    assignment at which the two sides differ; `restricted` the letters for which the output layer has no instance
    although the left side has a value there. `vanishing` tells that both sides are 0 everywhere.
    """

    answer: Answer
    topology: Topology
    held: tuple[Mapping[str, int], ...] = ()
    failed: tuple[Mapping[str, int], ...] = ()
    failure: Assignment | None = None
    restricted: tuple[str, ...] = ()
    named: bool = False
    vanishing: bool = False


def network_for(theory: Theory, seed: int) -> Topology:
    """Return a network with distinct widths of at least 2 that gives every claim of the document two instances.

    It is two layers deeper than the document needs, so that no layer given by its number is the output layer, and every
    letter for a layer has more than one value.
    """
    depth = theory.depth or max(3, theory.minimum_depth + 2 * (theory.minimum_depth > 1), theory.reach + 1)
    floor = max(2, theory.minimum_width)
    if theory.single:
        widths = (1,) * (depth + 1)
    elif theory.uniform:
        widths = (floor + 1,) * (depth + 1)
    else:
        pool = list(range(floor, floor + depth + 1))
        Random(seed).shuffle(pool)
        widths = tuple(pool)
    spaces = {size.space for symbol in theory.symbols.values() for size in symbol.extents if size.layer is None}
    sizes = {space: floor + (i + 1) % 3 for i, space in enumerate(sorted(spaces))}
    return Topology(widths, sizes, theory.input_layer)


def judge_numeric(
    theory: Theory,
    claim: Claim,
    topology: Topology,
    seed: int,
    points: Points | None = None,
    proved: Callable[[], bool] = lambda: False,
) -> NumericResult:
    """Return what random points of the network say of the claim; `points` keeps what other claims computed there.

    Where a function has a kink many points are tried, unless the claim is `proved` for every function.
    """
    named = named_functions(theory, claim)
    points = points or points_of(theory, topology, seed)
    result = compare(claim, points.field, seed, bool(named))
    if result.answer is not Answer.DIFFERS or not named:
        return result
    # positive numbers for logarithms and roots, both signs for what changes with the sign
    results = [compare(claim, real_point(points, number), seed, True) for number in (0, 1)]
    found = together(results)
    settled = (Answer.NO_ANSWER, Answer.NO_INSTANCE)
    if not named & KINKED or found.answer in settled or (found.answer is Answer.AGREES and proved()):
        return found
    for number in range(2, SIGNED + 1):
        if found.answer is Answer.DIFFERS and not found.held:
            break
        results.append(compare(claim, real_point(points, number), seed, True))
        found = together(results)
    return found


def together(results: list[NumericResult]) -> NumericResult:
    """Return what several points of one network say: what fails at one of them is false, what holds must at all."""
    order = (Answer.DIFFERS, Answer.AGREES, Answer.NO_ANSWER, Answer.NO_INSTANCE)
    gravest = min(results, key=lambda found: order.index(found.answer))
    failed = distinct([letters for found in results for letters in found.failed])
    held = distinct([letters for found in results for letters in found.held if letters not in failed])
    vanishing = all(found.vanishing for found in results if found.answer is Answer.AGREES)
    return replace(gravest, held=held, failed=failed, vanishing=vanishing and gravest.answer is Answer.AGREES)


def distinct(found: list[Mapping[str, int]]) -> tuple[Mapping[str, int], ...]:
    """Return the values of the layer letters, each once."""
    return tuple(letters for i, letters in enumerate(found) if letters not in found[:i])


def compare(claim: Claim, evaluator: Evaluator[V], seed: int, named: bool) -> NumericResult:
    """Return where the two sides agree and where they differ."""
    topology = evaluator.topology
    held: list[Mapping[str, int]] = []
    failed: list[Mapping[str, int]] = []
    failure: Assignment | None = None
    for letters in layer_values(claim, topology):
        outcomes = [
            (at, outcome)
            for at in index_values(evaluator.theory, claim, topology, letters, seed)
            if (outcome := agree(evaluator, claim, at)) is not None
        ]
        if not outcomes:
            continue
        difference = next((at for at, outcome in outcomes if not outcome), None)
        (held if difference is None else failed).append(letters)
        failure = failure or difference
    answer = Answer.DIFFERS if failed else Answer.AGREES if held else Answer.NO_INSTANCE
    if answer is Answer.NO_INSTANCE and has_instance(evaluator, claim, topology, seed):
        answer = Answer.NO_ANSWER
    vanishing = answer is Answer.AGREES and vanishes(claim, evaluator, seed, held)
    restricted = restrictions(evaluator, claim, topology, [*held, *failed], seed)
    return NumericResult(answer, topology, tuple(held), tuple(failed), failure, restricted, named, vanishing)


def vanishes(claim: Claim, evaluator: Evaluator[V], seed: int, held: list[Mapping[str, int]]) -> bool:
    """Tell whether the left side is 0 wherever the claim has an instance, though neither side is written as 0."""
    if ZERO in (claim.lhs, claim.rhs):
        return False
    zero = evaluator.algebra.constant(Fraction(0))
    for letters in held:
        for at in index_values(evaluator.theory, claim, evaluator.topology, letters, seed):
            if agree(evaluator, claim, at) and not evaluator.algebra.equal(evaluator.value(claim.lhs, at), zero):
                return False
    return True


def agree(evaluator: Evaluator[V], claim: Claim, at: Assignment) -> bool | None:
    """Tell whether the two sides are equal; None where one of them has no value."""
    try:
        needed(evaluator, claim.lhs, at)
        needed(evaluator, claim.rhs, at)
        return evaluator.algebra.equal(evaluator.value(claim.lhs, at), evaluator.value(claim.rhs, at))
    except (NoValue, Undefined):
        return None


def layer_values(claim: Claim, topology: Topology) -> Iterator[dict[str, int]]:
    """Yield every choice of values for the layer letters of the claim."""
    letters = claim_letters(claim)
    numbers = range(topology.input_layer, output_layer(topology) + 1)
    for values in product(numbers, repeat=len(letters)):
        yield dict(zip(letters, values, strict=True))


def claim_letters(claim: Claim) -> tuple[str, ...]:
    """Return the layer letters of a claim, in order of first appearance."""
    sized = (
        size.layer.base
        for side in (claim.lhs, claim.rhs)
        for part in subterms(side)
        for index in getattr(part, "indices", ())
        if isinstance(index, Index)
        for size in index.sizes
        if size.layer is not None and size.layer.base not in (LITERAL, "L")
    )
    return tuple(dict.fromkeys((*free_layers(claim.lhs, claim.rhs), *sized)))


def index_values(
    theory: Theory, claim: Claim, topology: Topology, letters: Mapping[str, int], seed: int
) -> Iterator[Assignment]:
    """Yield choices of the free indices: all of them, or a sample with every pattern of equal and unequal ones."""
    indices = tuple(
        dict.fromkeys((index.letter, index.uid) for side in (claim.lhs, claim.rhs) for index in free_indices(side))
    )
    sizes: dict[tuple[str, int], list[Size]] = {key: [] for key in indices}
    for side in (claim.lhs, claim.rhs):
        for index in free_indices(side):
            sizes[index.letter, index.uid].extend(index.sizes)
    ranges = [
        range(1, min((size_of(size, topology, letters) for size in sizes[key]), default=2) + 1) for key in indices
    ]
    numbers = {position for side in (claim.lhs, claim.rhs) for position in literal_indices(side)}
    if any(size.space.isdigit() for found in sizes.values() for size in found):
        # the entries of an array that is written out are all different
        numbers |= {value for values in ranges for value in values}
    for values in in_order(ranges, seed) if theory.ordered else patterns(ranges, numbers, seed):
        yield Assignment(letters, dict(zip(indices, values, strict=True)))


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


def has_instance(evaluator: Evaluator[V], claim: Claim, topology: Topology, seed: int) -> bool:
    """Tell whether some assignment gives both sides their entries, so that only the numbers were missing."""
    return any(
        exists(evaluator, (claim.lhs, claim.rhs), at)
        for letters in layer_values(claim, topology)
        for at in index_values(evaluator.theory, claim, topology, letters, seed)
    )


def exists(evaluator: Evaluator[V], sides: tuple[Term, ...], at: Assignment) -> bool:
    """Tell whether every entry of the sides exists."""
    try:
        for side in sides:
            needed(evaluator, side, at)
    except (NoValue, KeyError):
        return False
    return True


def restrictions(
    evaluator: Evaluator[V], claim: Claim, topology: Topology, seen: list[Mapping[str, int]], seed: int
) -> tuple[str, ...]:
    """Return the letters that never are the output layer although the left side exists there."""
    last = output_layer(topology)
    found = []
    for letter in free_layers(claim.lhs):
        if not seen or any(values[letter] == last for values in seen):
            continue
        at_output = ({**values, letter: last} for values in seen)
        if any(
            exists(evaluator, (claim.lhs,), at)
            for values in at_output
            for at in index_values(evaluator.theory, Claim(claim.lhs, claim.lhs), topology, values, seed)
        ):
            found.append(letter)
    return tuple(found)
