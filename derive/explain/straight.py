"""The way that always leads to values: the whole chain rule at once, then one factor after the other."""

from derive.explain.chain_rule import chain, choices
from derive.explain.ground import Ground
from derive.explain.move import Move, families, kinds
from derive.explain.moves import unfolding
from derive.explain.opening import definition_of
from derive.explain.slopes import by_quotient_rule, carried
from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import Split
from derive.term.term import Partial, Term
from derive.term.traverse import subterms

LONGEST = 16
"""How many moves are made at most."""


def straight(ground: Ground, term: Term) -> tuple[tuple[tuple[Term, Move], ...], Term] | None:
    """Return the moves to a term without derivatives, and that term; None where they do not lead there."""
    made: list[tuple[Term, Move]] = []
    while len(made) <= LONGEST:
        try:
            move = next_move(ground, term)
        except (Refused, Split, LookupError):
            return None
        if move is None:
            return (tuple(made), term) if not kinds(ground, term) else None
        made.append((term, move))
        term = move.after
    return None


def next_move(ground: Ground, term: Term) -> Move | None:
    """Return what is done next: a derivative put in for its name, the longest chain rule, the first slope."""
    for entry in families(ground, term):
        definition = definition_of(ground, entry)
        if definition is not None and any(isinstance(part, Partial) for part in subterms(definition.body)):
            return unfolding(ground, term, entry)
    for kind in kinds(ground, term):
        ways = choices(ground, term, kind, frozenset())
        if ways:
            return chain(ground, term, kind, max(ways, key=len), frozenset())
        return by_quotient_rule(ground, term, kind) or carried(ground, term, kind, True, False)
    return None
