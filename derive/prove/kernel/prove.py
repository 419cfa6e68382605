"""Proof of a claim for every depth and width."""

from dataclasses import dataclass
from enum import Enum

from derive.prove.kernel.algebra import add, over_common_denominator, scale
from derive.prove.kernel.atoms import Polynomial
from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.definitions import Setting, check, entries, subterms
from derive.prove.kernel.layers import Region, Split, describe, divide, first_region
from derive.prove.kernel.normal import Reading, normal_form
from derive.prove.kernel.substitute import Name
from derive.prove.kernel.unfold import (
    Frontier,
    derived,
    eliminate,
    frontier_of,
    lowest_layers,
    near_output,
    resolved,
    values,
)
from derive.term.term import OUTPUT, Apply, Size, Term
from derive.theory import Claim, Formula, Named, Theory

REGIONS = 16
"""How many parts a claim's range of layers may be divided into."""


class Way(Enum):
    """How far a claim is unfolded, the cheapest first.

    KEPT: the chain rule runs to the highest derivative of the claim, entries stay. WITHIN: it runs one step further,
    or to the output if that is near, and entries are unfolded within their layer. DOWN: entries are unfolded down to
    the lowest layer of the claim. The last two also spell out named functions.
    """

    KEPT = "kept"
    WITHIN = "within"
    DOWN = "down"
    WITHIN_SPELT = "within, spelt"
    DOWN_SPELT = "down, spelt"

    @property
    def deep(self) -> bool:
        """Whether entries are unfolded to the lowest layer."""
        return self in (Way.DOWN, Way.DOWN_SPELT)

    @property
    def spelt(self) -> bool:
        """Whether functions are spelt out by exp."""
        return self in (Way.WITHIN_SPELT, Way.DOWN_SPELT)


@dataclass(frozen=True, slots=True)
class Proof:
    """The claim holds for every depth and width: wherever its entries exist, in the `cases`.

    No cases: everywhere. Otherwise the cases ("l < L", "l = L", comparisons joined by commas) are those that are
    proved, and of the others nothing is known. `conditions` are equations that the proof assumes (Σ_j y_j = 1).
    """

    cases: tuple[str, ...] = ()
    conditions: tuple[Claim, ...] = ()


def prove(theory: Theory, claim: Claim) -> Proof | None:
    """Return a proof of the claim, or None, which says nothing."""
    try:
        whole = _range(theory, claim)
    except Refused:
        return None
    if whole is None:
        return None
    pending, proved, open_regions, count = [whole], list[Region](), list[Region](), 0
    while pending:
        region = pending.pop()
        count += 1
        try:
            holds = count <= REGIONS and _holds(Setting(theory, region, Budget()), claim)
        except Split as split:
            pending.extend(reversed(divide(region, split)))
            continue
        (proved if holds else open_regions).append(region)
    if not proved:
        return None
    return Proof(tuple(describe(region, whole) for region in proved) if open_regions else ())


def _range(theory: Theory, claim: Claim) -> Region | None:
    """Return the region of the layers at which every entry of the claim exists, None where there is none."""
    bounds = []
    for entry in (*entries(claim.lhs), *entries(claim.rhs)):
        symbol = theory.symbols.get(entry.symbol)
        if symbol is None:
            raise Refused("an unknown family")
        if entry.layer is not None:
            bounds.append((entry.layer, theory.input_layer + symbol.first))
    depth = None if theory.depth is None else theory.input_layer + theory.depth
    return first_region(bounds, theory.input_layer + 1, depth)


def _holds(setting: Setting, claim: Claim) -> bool:
    """Return whether one of the ways of unfolding brings both sides to one normal form."""
    try:
        sides = tuple(resolved(setting, side) for side in (claim.lhs, claim.rhs))
        sizes: dict[Name, Size] = {}
        for side in sides:
            check(setting, side, sizes)
        sides = tuple(derived(setting, side) for side in sides)
    except (Refused, RecursionError):
        return False
    tried: list[tuple[Term, ...]] = []
    for way in Way:
        setting.budget = Budget(next_name=setting.budget.next_name)
        try:
            unfolded = _unfolded(setting, sides, way)
            if unfolded in tried and not (way.spelt and _spells(setting, unfolded)):
                continue
            tried.append(unfolded)
            left, right = (normal_form(side, Reading(setting, way.spelt)) for side in unfolded)
            if _equal(left, right, setting.budget):
                return True
        except (Refused, RecursionError):
            continue
    return False


def _unfolded(setting: Setting, sides: tuple[Term, ...], way: Way) -> tuple[Term, ...]:
    """Return the sides without derivatives below the frontier, their entries unfolded as far as the way says."""
    frontier = frontier_of(setting, sides, strict=way is not Way.KEPT)
    if way is not Way.KEPT and near_output(frontier, OUTPUT in setting.region.known):
        frontier = Frontier({})
    plain = tuple(eliminate(setting, side, frontier) for side in sides)
    if way is Way.KEPT:
        return plain
    lowest = lowest_layers((*sides, *plain))
    return tuple(values(setting, side, lowest if way.deep else None) for side in plain)


def _spells(setting: Setting, sides: tuple[Term, ...]) -> bool:
    """Return whether a function that can be spelt out by exp occurs, by name or within a formula."""
    named = any(isinstance(meaning, Named | Formula) for meaning in setting.theory.functions.values())
    return named and any(isinstance(part, Apply) for side in sides for part in subterms(side))


def _equal(left: Polynomial, right: Polynomial, budget: Budget) -> bool:
    """Return whether left − right is 0, over a common denominator of those quotients that no Σ binds."""
    difference = add((left, scale(right, -1)))
    for _ in range(4):
        difference, denominators = over_common_denominator(difference, budget)
        if not denominators:
            break
    return not difference
