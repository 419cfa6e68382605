"""Why a claim cannot be trusted as it stands, whatever its values: unknown letters, indices without a place."""

from derive.elaborate.generalise import is_slope
from derive.elaborate.network import NOT_UNDERSTOOD, names_in
from derive.elaborate.written import ONES_OF
from derive.term.spelling import pretty
from derive.term.term import LITERAL, OUTPUT, Apply, Entry, Partial, Sum, Term
from derive.term.traverse import entries, free_indices, subterms
from derive.theory import Claim, Formula, Named, Role, Theory


def doubt(theory: Theory, claim: Claim) -> str | None:
    """Return why the claim cannot be called wrong: a letter that it rests on has no known meaning."""
    for name in reached(theory, claim):
        if name in theory.unknown and not is_calculus(theory, claim):
            return f"{pretty(name)}: {theory.unknown[name]}"
    return bundled(theory, claim) or untied(theory, claim)


def bundled(theory: Theory, claim: Claim) -> str | None:
    """Return why a derivative has no meaning: θ = (w, b) only lists what it is by, and nothing is computed from θ."""
    slopes = [part for side in (claim.lhs, claim.rhs) for part in subterms(side) if isinstance(part, Partial)]
    for slope in slopes:
        name = slope.wrt.symbol
        bodies = [definition.body for definition in theory.definitions.get(name, ())]
        lists = any(entry.symbol.startswith(ONES_OF) for body in bodies for entry in entries(body))
        if lists and name not in reached(theory, Claim(slope.of, slope.of)):
            return f"{pretty(name)} is a list of other quantities, and nothing is computed from it"
    return None


def untied(theory: Theory, claim: Claim) -> str | None:
    """Return why a slope of the cost is 0: the cost is a function of letters that nothing ties to the network."""
    sides = [claim.lhs, claim.rhs]
    sides += [item.body for name in reached(theory, claim) for item in theory.definitions.get(name, ())]
    for part in (part for side in sides for part in subterms(side)):
        if not isinstance(part, Partial) or not isinstance(part.of, Entry) or part.wrt.symbol not in theory.definitions:
            continue
        if theory.symbols[part.of.symbol].role is not Role.COST:
            continue
        if part.wrt.symbol not in reached(theory, Claim(part.of, part.of)):
            return f"nothing in the document ties {pretty(part.of.symbol)} to {pretty(part.wrt.symbol)}"
        used = [e.layer for item in theory.definitions.get(part.of.symbol, ()) for e in entries(item.body) if e.layer]
        by_number = bool(used) and all(layer.base == LITERAL for layer in used)
        if by_number and has_laws(theory) and part.wrt.layer is not None and part.wrt.layer.base != LITERAL:
            return f"{pretty(part.of.symbol)} is defined by the number of a layer that nothing calls the last"
    return None


def is_calculus(theory: Theory, claim: Claim) -> bool:
    """Tell whether the claim speaks of known functions of its own variables alone: d/dx tanh x = 1 − tanh² x.

    A variable is a number that one of its derivatives is taken by or at, or that stands for a function's parameter.
    """
    parts = [part for side in (claim.lhs, claim.rhs) for part in subterms(side)]
    at = {part.argument for part in parts if isinstance(part, Apply) and part.order}
    variables = {part.wrt for part in parts if isinstance(part, Partial)} | {x for x in at if isinstance(x, Entry)}
    known = all(
        isinstance(theory.functions.get(part.function), Named | Formula) for part in parts if isinstance(part, Apply)
    )
    alone = (part in variables or " of " in part.symbol for part in parts if isinstance(part, Entry))
    return known and all(alone) and not any(entry.indices or entry.layer for entry in variables)


def has_laws(theory: Theory) -> bool:
    """Tell whether something other than a slope is defined for every layer, so that no number of layers is fixed."""
    found = [item for group in theory.definitions.values() for item in group if not is_slope(item)]
    return any(item.head.layer is not None and item.head.layer.base != LITERAL for item in found)


def redefines(theory: Theory, claim: Claim) -> bool:
    """Tell whether the claim gives a defined letter a new meaning: by a function that its definition does not reach."""
    if not isinstance(claim.lhs, Entry) or claim.lhs.symbol not in theory.definitions:
        return False
    before = reached(theory, Claim(claim.lhs, claim.lhs))
    applied = [name for part in subterms(claim.rhs) if isinstance(part, Apply) for name in functions_of(theory, part)]
    return any(function not in before for function in applied)


def functions_of(theory: Theory, part: Apply) -> list[str]:
    """Return the function that is applied, or those that its definition is made of."""
    meaning = theory.functions.get(part.function)
    if not isinstance(meaning, Formula):
        return [part.function]
    return [inner.function for inner in subterms(meaning.body) if isinstance(inner, Apply)]


def hidden(theory: Theory, claim: Claim) -> str | None:
    """Return why a claim that agrees cannot be trusted: a letter's definition was not understood, or it has no entries.

    A letter as wide as a layer after the last has none, and a cost that adds them up is an empty sum.
    """
    for name in reached(theory, claim):
        extents = theory.symbols[name].extents if name in theory.symbols else ()
        if any(size.layer is not None and size.layer.base == OUTPUT and size.layer.offset > 0 for size in extents):
            return f"{pretty(name)}: the definitions make it as wide as a layer after the last"
    if not any(isinstance(part, Partial) for side in (claim.lhs, claim.rhs) for part in subterms(side)):
        return None
    if (reason := bundled(theory, claim)) is not None:
        return reason
    for name in reached(theory, claim):
        if theory.unknown.get(name) == NOT_UNDERSTOOD:
            return f"{pretty(name)}: {theory.unknown[name]}"
    return None


def reached(theory: Theory, claim: Claim) -> tuple[str, ...]:
    """Return the symbols and functions that the claim rests on, through the definitions."""
    waiting: list[Term] = [claim.lhs, claim.rhs]
    found: dict[str, None] = {}
    while waiting:
        for name in names_in(waiting.pop()):
            if name in found:
                continue
            found[name] = None
            waiting.extend(definition.body for definition in theory.definitions.get(name, ()))
            meaning = theory.functions.get(name)
            if isinstance(meaning, Formula):
                waiting.append(meaning.body)
    return tuple(found)


def loose_index(claim: Claim) -> str | None:
    """Return an index that is free on the right side only, of a claim about entries; a constant left side has none."""
    left = {index.letter for index in free_indices(claim.lhs)}
    entrywise = any(entry.indices for entry in entries(claim.lhs))
    found = (index.letter for index in free_indices(claim.rhs) if index.uid == 0 and index.letter not in left)
    return next(found, None) if entrywise else None


def torn_binder(claim: Claim) -> str | None:
    """Return an index of a Σ that counts two layers of the network at once."""
    sums = (part for side in (claim.lhs, claim.rhs) for part in subterms(side) if isinstance(part, Sum))
    return next((part.index.letter for part in sums if sum(size.space == "n" for size in part.index.sizes) > 1), None)
