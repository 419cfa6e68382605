"""A move: one rule applied to a term, and what the rules have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from derive.explain.ground import Ground, derivatives, letters_of, values
from derive.explain.opening import body_at
from derive.explain.path import Node
from derive.prove.kernel.rebuild import rebuild
from derive.term.term import (
    Entry,
    Functional,
    Partial,
    Sum,
    Term,
)
from derive.term.traverse import subterms
from derive.theory import Definition

Reason: TypeAlias = tuple["str | Term | Definition", ...]
"""Words, terms to be written in the author's notation (δ_ij for i = j), definitions to be cited by their line."""

Names: TypeAlias = frozenset[Node]
"""The families and layers that the other side of the claim names in its derivatives."""

WORK = 2_000
"""The allowance for one derivative."""


@dataclass(frozen=True, slots=True)
class Move:
    """before = after by a rule; `between` are terms on the way, shown only when the move is read forwards.

    `cost` says how gladly it is made: the cheapest way from one side of a claim to the other is shown.
    """

    rule: str
    after: Term
    reason: Reason
    cost: int
    between: tuple[tuple[str, Term, Reason], ...] = ()


def families(ground: Ground, term: Term) -> list[Entry]:
    """Return one entry of every family and layer that stands for itself in the term."""
    found: list[Entry] = []
    for entry in values(term):
        if not any(entry.symbol == other.symbol and entry.layer == other.layer for other in found):
            found.append(entry)
    return found


def kinds(ground: Ground, term: Term) -> list[Partial]:
    """Return one example of every kind of derivative: of one family at one layer by one family at one layer."""
    found: list[Partial] = []
    for part in derivatives(term):
        if isinstance(part.of, Entry) and not any(is_kind(part, other) for other in found):
            found.append(part)
    return found


def is_kind(part: Partial, kind: Partial) -> bool:
    """Tell whether both are derivatives of one family and layer by one family and layer."""
    if not isinstance(part.of, Entry) or not isinstance(kind.of, Entry):
        return False
    pairs = ((part.of, kind.of), (part.wrt, kind.wrt))
    return all(left.symbol == right.symbol and left.layer == right.layer for left, right in pairs)


def each(term: Term, kind: Partial, change: Callable[[Partial], Term]) -> Term:
    """Return the term with every derivative of the kind changed."""

    def again(part: Term) -> Term | None:
        if not isinstance(part, Partial):
            return None
        return change(part) if is_kind(part, kind) else part

    return rebuild(term, again)


def stated(ground: Ground, entry: Entry, definition: Definition, term: Term) -> Reason:
    """Return `δ_j = ∂C/∂z_j, line 25`, or only the line where the body is long."""
    body = body_at(ground, definition, entry, letters_of(term))
    if any(isinstance(part, Sum | Functional) for part in subterms(body)):
        return ("definition of ", entry, definition)
    return (entry, " = ", body, definition)
