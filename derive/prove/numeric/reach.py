"""Which functions of the catalogue a claim depends on, through the definitions."""

from derive.term.term import Apply, Number, Power, Term
from derive.term.traverse import entries, subterms
from derive.theory import Claim, Formula, Named, Theory

KINKED = frozenset({"relu", "step", "abs"})
"""Functions made of pieces: an equation can be true on one side of 0 and false on the other."""

ROOT = "root"


def named_functions(theory: Theory, claim: Claim) -> frozenset[str]:
    """Return the named functions that reach the claim through the definitions, ROOT for a power that is no integer.

    The identity is left out: it is the same in every algebra.
    """
    waiting: list[Term] = [claim.lhs, claim.rhs]
    seen: set[str] = set()
    found: set[str] = set()
    while waiting:
        term = waiting.pop()
        for part in subterms(term):
            if isinstance(part, Power) and not (
                isinstance(part.exponent, Number) and part.exponent.value.denominator == 1
            ):
                found.add(ROOT)
            if isinstance(part, Apply):
                meaning = theory.functions[part.function]
                if isinstance(meaning, Named) and meaning.name != "identity":
                    found.add(meaning.name)
                if isinstance(meaning, Formula) and part.function not in seen:
                    seen.add(part.function)
                    waiting.append(meaning.body)
        for entry in entries(term):
            if entry.symbol not in seen:
                seen.add(entry.symbol)
                waiting.extend(definition.body for definition in theory.definitions.get(entry.symbol, ()))
    return frozenset(found)
