"""Derivatives that hold what else a quantity is made of: ∂x̂_i/∂x_i = 1/σ for x̂_i = (x_i − μ)/σ, where μ also has x_i.

Authors who add up ∂L/∂x̂ ∂x̂/∂x + ∂L/∂μ ∂μ/∂x mean this one, others the whole slope. It is a second reading in a
document that writes ∂x̂/∂μ too, of quantities without layers, and never of a cost.
"""

from collections.abc import Iterable
from dataclasses import replace

from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.differentiate import differentiate, kronecker
from derive.prove.kernel.rebuild import rebuild
from derive.prove.kernel.substitute import Substitution, substitute
from derive.term.term import ZERO, Entry, Functional, Index, Partial, Term
from derive.term.traverse import entries, subterms
from derive.theory import Claim, Role, Theory

WORK = 20_000
"""How much may be spent on one claim, in the units of Budget."""


def slopes(claims: Iterable[Claim]) -> frozenset[tuple[str, str]]:
    """Return which quantity is differentiated by which in the claims."""
    parts = (part for claim in claims for side in (claim.lhs, claim.rhs) for part in subterms(side))
    found = (part for part in parts if isinstance(part, Partial))
    return frozenset((part.of.symbol, part.wrt.symbol) for part in found if isinstance(part.of, Entry))


def directly(theory: Theory, claim: Claim, written: frozenset[tuple[str, str]]) -> Claim | None:
    """Return the claim with ∂X/∂Y as the slope of what gives X; None where that is nothing else.

    `written` are the `slopes` of the document: for each X there must be one by what Y also acts through.
    """
    if any(symbol.layered for symbol in theory.symbols.values()):
        return None
    budget = Budget(WORK)

    def held(part: Term) -> Term | None:
        return direct_slope(theory, part, written, budget) if isinstance(part, Partial) else None

    try:
        found = replace(claim, lhs=rebuild(claim.lhs, held), rhs=rebuild(claim.rhs, held))
    except Refused:
        return None
    return None if found == claim else found


def direct_slope(theory: Theory, partial: Partial, written: frozenset[tuple[str, str]], budget: Budget) -> Term | None:
    """Return ∂body/∂Y with all but Y held; None where the document knows no such slope, or the body has no Y."""
    of, wrt = partial.of, partial.wrt
    if not isinstance(of, Entry) or theory.symbols[of.symbol].role is Role.COST:
        return None
    body = body_of(theory, of, budget)
    if body is None or any(isinstance(part, Partial | Functional) for part in subterms(body)):
        return None
    between = {entry.symbol for entry in entries(body) if (of.symbol, entry.symbol) in written} - {wrt.symbol}
    if not any(wrt.symbol in above(theory, name) for name in between):
        return None

    def rule(entry: Entry) -> Term:
        return kronecker(entry, wrt) if entry.symbol == wrt.symbol else ZERO

    slope = differentiate(body, rule, budget)
    return None if slope == ZERO else slope


def above(theory: Theory, name: str) -> set[str]:
    """Return the quantities that one is computed from."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for definition in theory.definitions.get(waiting.pop(), ()):
            new = {entry.symbol for entry in entries(definition.body)} - found
            found |= new
            waiting += sorted(new)
    return found


def body_of(theory: Theory, entry: Entry, budget: Budget) -> Term | None:
    """Return what the entry is given by, None where nothing or more than one definition gives it."""
    group = theory.definitions.get(entry.symbol, ())
    if len(group) != 1:
        return None
    named = {
        (own.letter, own.uid): position
        for own, position in zip(group[0].head.indices, entry.indices, strict=True)
        if isinstance(own, Index)
    }
    if len(named) != len(entry.indices):
        return None
    return substitute(group[0].body, Substitution({}, named), budget)
