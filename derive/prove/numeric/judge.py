"""The numeric judge: both sides of a claim at random points of concrete networks.

Unequal values in the prime field mean that the claim is wrong, with certainty, as long as all its functions are
unspecified. Equal values mean that it is right but for a chance below degree/2^61 a trial. Named functions may obey
identities that random tables do not: there a difference only sends the claim to real balls, and a ball that excludes 0
proves it wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from typing import TypeVar

from derive.prove.numeric.algebra import Undefined
from derive.prove.numeric.evaluate import NOTHING, Assignment, Evaluator, NoValue
from derive.prove.numeric.existence import needed
from derive.prove.numeric.indices import free_in, index_values
from derive.prove.numeric.points import Points, points_of, real_point
from derive.prove.numeric.reach import KINKED, named_functions
from derive.term.term import LITERAL, ZERO, Index, Term
from derive.term.traverse import bound_layers, free_layers, subterms
from derive.theory import Claim, Theory
from derive.topology import Topology, output_layer
from derive.verdict import Answer

V = TypeVar("V")

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
    free = free_in(evaluator.theory, claim.lhs, claim.rhs)
    for letters in layer_values(claim, topology):
        outcomes = [
            (at, outcome)
            for at in index_values(free, topology, letters, seed)
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
    zero, free = evaluator.algebra.constant(NOTHING), free_in(evaluator.theory, claim.lhs, claim.rhs)
    for letters in held:
        for at in index_values(free, evaluator.topology, letters, seed):
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
    bound = bound_layers(claim.lhs, claim.rhs)
    sized = (
        size.layer.base
        for side in (claim.lhs, claim.rhs)
        for part in subterms(side)
        for index in getattr(part, "indices", ())
        if isinstance(index, Index)
        for size in index.sizes
        if size.layer is not None and size.layer.base not in (LITERAL, "L", *bound)
    )
    return tuple(dict.fromkeys((*free_layers(claim.lhs, claim.rhs), *sized)))


def has_instance(evaluator: Evaluator[V], claim: Claim, topology: Topology, seed: int) -> bool:
    """Tell whether some assignment gives both sides their entries, so that only the numbers were missing."""
    free = free_in(evaluator.theory, claim.lhs, claim.rhs)
    return any(
        exists(evaluator, (claim.lhs, claim.rhs), at)
        for letters in layer_values(claim, topology)
        for at in index_values(free, topology, letters, seed)
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
    free = free_in(evaluator.theory, claim.lhs)
    for letter in free_layers(claim.lhs):
        if not seen or any(values[letter] == last for values in seen):
            continue
        at_output = ({**values, letter: last} for values in seen)
        if any(
            exists(evaluator, (claim.lhs,), at)
            for values in at_output
            for at in index_values(free, topology, values, seed)
        ):
            found.append(letter)
    return tuple(found)
