"""Proof of a claim for every depth and width."""

from dataclasses import dataclass, replace

from derive.prove.kernel.algebra import add, over_common_denominator, scale
from derive.prove.kernel.atoms import Polynomial
from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.catalogue import SPELT
from derive.prove.kernel.layers import Region, Split, describe, divide, first_region
from derive.prove.kernel.normal import Reading, normal_form
from derive.prove.kernel.setting import Setting, entries, subterms
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
from derive.prove.kernel.wellformed import check
from derive.term.term import OUTPUT, Immediate, LayerProduct, LayerSum, Term
from derive.theory import Claim, Named, Theory

REGIONS = 16
"""How many parts a claim's range of layers may be divided into."""

WORK_OF_A_WAY, WORK_OF_A_CLAIM = 3_000, 12_000
"""Allowances, in the units of Budget."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far a claim is unfolded.

    Without `far` the chain rule runs to the highest derivative of the claim and entries stay. With it, it runs one
    step further, or to the output if that is near, and entries are unfolded within their layer; with `deep` down to
    the lowest layer of the claim. `spelt` spells out named functions by exp. `opens` takes what has no layer, a cost,
    for its definition: its derivative then ends at ∂a^L/∂X.
    """

    far: bool = False
    deep: bool = False
    spelt: bool = False
    opens: bool = False


WAYS = (Way(), Way(far=True), Way(True, deep=True), Way(opens=True))
SPELT_WAYS = (Way(True, spelt=True), Way(True, deep=True, spelt=True))
"""The cheapest first; the latter where a function can be spelt out."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The claim holds for every depth and width, wherever its entries exist, in the `cases`.

    No cases: everywhere. Otherwise the cases ("l < L", "l = L", comparisons joined by commas) are those that are
    proved, and of the others nothing is known.
    """

    cases: tuple[str, ...] = ()


def prove(theory: Theory, claim: Claim) -> Proof | None:
    """Return a proof of the claim, or None, which says nothing."""
    try:
        whole = _range(theory, claim)
    except Refused:
        return None
    if whole is None:
        return None
    budget = Budget(WORK_OF_A_CLAIM)
    pending, proved, open_regions, count = [whole], list[Region](), list[Region](), 0
    while pending:
        region = pending.pop()
        count += 1
        try:
            holds = count <= REGIONS and _holds(Setting(theory, region, budget), claim)
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
    if any(
        isinstance(part, LayerSum | LayerProduct | Immediate)
        for side in (claim.lhs, claim.rhs)
        for part in subterms(side)
    ):
        raise Refused("a sum over layers")
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
        check(setting, sides)
        sides = tuple(derived(setting, side) for side in sides)
    except (Refused, RecursionError):
        return False
    whole, tried = setting.budget, list[tuple[Term, ...]]()
    for way in (*WAYS, *(SPELT_WAYS if _spells(setting.theory) else ())):
        setting.budget = Budget(WORK_OF_A_WAY, whole.next_name, whole)
        try:
            unfolded = _unfolded(setting, sides, way)
            if unfolded not in tried or way.spelt:
                left, right = (normal_form(side, Reading(setting, way.spelt)) for side in unfolded)
                if _equal(left, right, setting.budget):
                    return True
            tried.append(unfolded)
        except (Refused, RecursionError):
            continue
    return False


def _unfolded(setting: Setting, sides: tuple[Term, ...], way: Way) -> tuple[Term, ...]:
    """Return the sides without derivatives below the frontier, their entries unfolded as far as the way says."""
    frontier = replace(frontier_of(setting, sides, strict=way.far), opens=way.opens)
    if way.far and near_output(frontier, OUTPUT in setting.region.known):
        frontier = Frontier({})
    plain = tuple(eliminate(setting, side, frontier) for side in sides)
    if not way.far:
        return plain
    lowest = lowest_layers((*sides, *plain))
    return tuple(values(setting, side, lowest if way.deep else None) for side in plain)


def _spells(theory: Theory) -> bool:
    """Return whether a function occurs that can be spelt out by exp."""
    return any(isinstance(meaning, Named) and meaning.name in SPELT for meaning in theory.functions.values())


def _equal(left: Polynomial, right: Polynomial, budget: Budget) -> bool:
    """Return whether left − right is 0, over a common denominator of those quotients that no Σ binds."""
    difference = add((left, scale(right, -1)))
    denominators = True
    while denominators:
        difference, found = over_common_denominator(difference, budget)
        denominators = bool(found)
    return not difference
