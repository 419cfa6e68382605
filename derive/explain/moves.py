"""The single rules by which a term is rewritten: each is an equation that reads well in both directions."""

from collections.abc import Callable, Iterator
from functools import partial

from derive.explain.chain_rule import branching, chain, choices
from derive.explain.ground import Ground, derivatives, letters_of, same_node
from derive.explain.move import Move, Names, families, kinds, stated
from derive.explain.opening import body_at, definition_of
from derive.explain.slopes import by_quotient_rule, carried, differentiated, substituted
from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import Split
from derive.prove.kernel.rebuild import rebuild
from derive.term.term import (
    Entry,
    Functional,
    Partial,
    Term,
)
from derive.term.traverse import subterms


def moves(ground: Ground, term: Term, named: Names, backwards: bool) -> Iterator[Move]:
    """Yield the ways to go on from the term; `backwards` when they will be read from their end."""
    attempts: list[Callable[[], Move | None]] = []
    for entry in families(ground, term):
        attempts.append(partial(unfolding, ground, term, entry))
    for kind in kinds(ground, term):
        attempts += [partial(chain, ground, term, kind, nodes, named) for nodes in choices(ground, term, kind, named)]
        attempts += [partial(carried, ground, term, kind, deep, backwards) for deep in (True, False)]
        attempts.append(partial(substituted, ground, term, kind))
        attempts += [partial(branching, ground, term, kind), partial(by_quotient_rule, ground, term, kind)]
    for part in derivatives(term):
        if not isinstance(part.of, Entry):
            attempts += [partial(differentiated, ground, term, part, deep) for deep in (True, False)]
    for attempt in attempts:
        try:
            move = attempt()
        except (Refused, Split, LookupError):
            continue
        if move is not None:
            yield move


def unfolding(ground: Ground, term: Term, entry: Entry) -> Move | None:
    """Return the term with one family at one layer replaced by its definition."""
    definition = definition_of(ground, entry)
    if definition is None or any(isinstance(part, Functional) for part in subterms(definition.body)):
        return None
    own, used = definition, letters_of(term)

    def unfold(part: Term) -> Term | None:
        if isinstance(part, Partial):
            return part
        if isinstance(part, Entry) and same_node(ground, part, entry):
            return body_at(ground, own, part, used)
        return None

    derived = any(isinstance(part, Partial) for part in subterms(definition.body))
    reason = stated(ground, entry, definition, term)
    return Move("definition", rebuild(term, unfold), reason, 2 if derived else 3 + bool(derivatives(term)))
