"""The values of free layers and indices for which a claim has to be judged.

Renumbering the neurons of a layer, or any other range of indices, turns a network of these widths into another one of
the same widths, and a claim into itself: which neurons its free indices name does not matter, only which of them are
the same neuron, or one that the document names by a number. So one assignment for every pattern of equal and unequal
indices is enough. This needs every index to run over the whole range of every slot it fills; where that fails, as it
may in a wrong claim, every assignment is judged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from derive.prove.instance_entries import Scope, position_of, range_of
from derive.prove.steps import placed
from derive.term.term import (
    LITERAL,
    OUTPUT,
    OWN,
    Delta,
    Entry,
    Functional,
    Index,
    Layer,
    LayerProduct,
    Shift,
    Sum,
    Term,
)
from derive.term.traverse import binders, bound_layers, demanded, free_indices, free_layers, positions, subterms
from derive.theory import Claim, Theory
from derive.topology import Topology, layer_number, output_layer, size_of


def layer_scopes(claim: Claim, topology: Topology) -> Iterator[Scope]:
    """Yield every assignment of the claim's layer letters to layers of the network, existing entries or not."""
    letters = claim_letters(claim)
    numbers = range(topology.input_layer, output_layer(topology) + 1)
    for values in product(numbers, repeat=len(letters)):
        yield Scope(dict(zip(letters, values, strict=True)))


def claim_letters(claim: Claim) -> tuple[str, ...]:
    """Return the letters that stand for layers in the claim, in the ranges of its indices too."""
    letters = dict.fromkeys(free_layers(claim.lhs, claim.rhs))
    bound = bound_layers(claim.lhs, claim.rhs)
    for index in indices_of(claim.lhs, claim.rhs):
        bases = (size.layer.base for size in index.sizes if size.layer is not None)
        letters.update(dict.fromkeys(base for base in bases if base not in (LITERAL, OUTPUT, OWN, *bound)))
    return tuple(letters)


@dataclass(frozen=True, slots=True)
class Symmetry:
    """Whether the definitions treat all neurons of a layer alike, save those that they `name` by a number."""

    holds: bool
    named: frozenset[int]


def definition_symmetry(theory: Theory, topology: Topology) -> Symmetry:
    """Return the symmetry of the definitions: every index runs over the whole range of every slot it fills."""
    definitions = [each for own in theory.definitions.values() for each in own]
    holds = all(
        _fits(part, theory, topology, layers)
        for each in definitions
        for layers in _head_layers(each.head.layer, topology)
        for part in (each.head, each.body)
    )
    return Symmetry(holds, literals(*(part for each in definitions for part in (each.head, each.body))))


def index_scopes(
    claim: Claim, theory: Theory, topology: Topology, scope: Scope, symmetry: Symmetry | None
) -> Iterator[Scope]:
    """Yield the scope with the claim's free indices assigned: once for every pattern, or in every way.

    In every way where the symmetry fails or is not to be used (None). Raises MissingError when an index has no range.
    """
    free: dict[tuple[str, int], range] = {}
    for index in (*free_indices(claim.lhs), *free_indices(claim.rhs)):
        own = range_of(index, topology, scope)
        free[index.letter, index.uid] = range(1, min(len(own), len(free.get((index.letter, index.uid), own))) + 1)
    ranges = list(free.values())
    sides = (claim.lhs, claim.rhs)
    if symmetry and symmetry.holds and all(_fits(side, theory, topology, scope.layers) for side in sides):
        chosen = patterns(ranges, symmetry.named | literals(*sides))
    else:
        chosen = product(*ranges)
    shifts = [pair for side in sides for pair in demanded(side)]
    for values in chosen:
        assigned = Scope(scope.layers, dict(zip(free, values, strict=True)))
        if all(_reached(shift, assigned) in range_of(index, topology, scope) for index, shift in shifts):
            yield assigned


def _reached(shift: Shift, scope: Scope) -> int:
    """Return p for p + Σ rest = Σ right + offset."""
    right = sum(position_of(place, scope) for place in shift.right)
    return right + shift.offset - sum(position_of(place, scope) for place in shift.left[1:])


def patterns(ranges: list[range], named: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """Yield one choice from the ranges for every pattern of equalities among the chosen and the `named` values.

    >>> list(patterns([range(1, 4), range(1, 4)], frozenset()))
    [(1, 1), (1, 2)]
    """
    if not ranges:
        yield ()
        return
    for value in _representatives(ranges[0], named):
        for rest in patterns(ranges[1:], named | {value}):
            yield (value, *rest)


def _representatives(values: range, known: frozenset[int]) -> list[int]:
    fresh = next((value for value in values if value not in known), None)
    return [value for value in values if value in known or value == fresh]


def literals(*terms: Term) -> frozenset[int]:
    """Return the numbers that stand for indices."""
    slots = (slot for term in terms for part in subterms(term) for slot in positions(part))
    return frozenset(slot for slot in slots if isinstance(slot, int))


def indices_of(*terms: Term) -> Iterator[Index]:
    """Yield every index that occurs, bound or free."""
    for term in terms:
        for part in subterms(term):
            if isinstance(part, Sum | Functional | LayerProduct):
                yield from binders(part)
            yield from (slot for slot in positions(part) if isinstance(slot, Index))


def _head_layers(layer: Layer | None, topology: Topology) -> list[dict[str, int]]:
    if layer is None or layer.base in (LITERAL, OUTPUT):
        return [{}]
    return [{layer.base: number} for number in range(topology.input_layer, output_layer(topology) + 1)]


def _fits(term: Term, theory: Theory, topology: Topology, around: Mapping[str, int]) -> bool:
    """Return whether every slot and every δ_{jk} has indices of just its own range, and none are added up."""
    for part, layers in placed(term, topology, around):
        if isinstance(part, Entry) and part.symbol in theory.symbols:
            own = 0 if part.layer is None else layer_number(part.layer, topology, layers)
            extents = theory.symbols[part.symbol].extents
            for slot, extent in zip(part.indices, extents, strict=False):
                if isinstance(slot, Index) and _widths(slot, topology, layers) != {
                    size_of(extent, topology, layers, own)
                }:
                    return False
        elif isinstance(part, Shift):
            return False
        elif isinstance(part, Delta):
            ends = [_widths(slot, topology, layers) for slot in (part.left, part.right) if isinstance(slot, Index)]
            if len(set().union(*ends)) > 1:
                return False
    return True


def _widths(index: Index, topology: Topology, layers: Mapping[str, int]) -> set[int]:
    return {size_of(size, topology, layers) for size in index.sizes}
