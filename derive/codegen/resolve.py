"""The search for an order of computation: which equation gives each quantity, and what it needs first.

A quantity is a whole family at one layer (a^2, ∂C/∂z^1). Its candidates are the definition or the rules whose left side
it is, the cheapest first; a candidate serves when all its leaves can be computed without the quantity itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from derive.codegen.array import Kind, Value
from derive.codegen.leaves import Network
from derive.codegen.lower import Unsupported, leaves, lower, mean, mean_outer, sampled
from derive.codegen.program import CodegenError
from derive.codegen.rules import Rule, concrete, holds_at, letters_at
from derive.codegen.schedule import Assignment
from derive.codegen.standard import standard
from derive.term.term import Entry, Index, Partial


class Missing(Exception):
    """Nothing computes the quantity `value`, the lowest in the chain of what was wanted."""

    def __init__(self, value: Value) -> None:
        """Keep the quantity."""
        super().__init__(value)
        self.value = value


@dataclass(slots=True)
class Search:
    """What is known so far: assignments in order of computation, and the quantities under way."""

    network: Network
    rules: tuple[Rule, ...]
    complete: bool
    done: dict[Value, Assignment] = field(default_factory=dict)
    active: list[Value] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    known: dict[Value, tuple[Assignment, ...]] = field(default_factory=dict)
    tried: int = 0


MOST_TRIED = 20_000
"""Candidates that are tried before the search is given up."""

GIVEN = ("w", "b", "y")
"""Parameters and targets; the input is the activation of layer 0."""


def obtain(search: Search, target: Value) -> None:
    """Compute the target, and what it needs before it; raise Missing when no equation gives it."""
    if target in search.done or target.name in GIVEN or (target.name, target.layer) == ("a", 0):
        return
    if target in search.active:
        raise Missing(target)
    search.active.append(target)
    lacking: list[Value] = []
    try:
        if target not in search.known:
            search.known[target] = tuple(candidates(search, target))
        for candidate in search.known[target]:
            search.tried += 1
            if search.tried > MOST_TRIED:
                raise CodegenError("too many equations of this document are made of each other to find an order")
            try:
                for leaf in leaves(candidate.value):
                    obtain(search, leaf)
            except Missing as missing:
                lacking.append(missing.value)
                continue
            search.done[target] = candidate
            return
    finally:
        search.active.pop()
    # What would need itself is a circle, not a gap.
    raise Missing(next((value for value in lacking if value != target and value not in search.active), target))


def candidates(search: Search, target: Value) -> Iterator[Assignment]:
    """Yield what the target is equal to, with the equation and its origin, the best first."""
    definition = search.network.definition(target)
    if definition is not None:
        yield Assignment(target, *definition)
    found = [applied(search, rule, target) for rule in sorted(search.rules, key=lambda rule: rule.price)]
    # Where a wrong equation is asked for, what is made of it comes first.
    yield from sorted((item for item in found if item is not None), key=lambda item: not item.wrong)
    # A document's own network is never replaced by the standard one, save where softmax has been chosen for the output.
    replaceable = search.network.activations[target.layer - 1] == "softmax" if target.name == "a" else False
    if search.complete and (target.name not in ("a", "z") or replaceable):
        for own in standard(search.network, target):
            yield Assignment(target, *own)


def applied(search: Search, rule: Rule, target: Value) -> Assignment | None:
    """Return what the rule says of the target, None where it says nothing."""
    network = search.network
    wrt = rule.lhs.wrt if isinstance(rule.lhs, Partial) else rule.lhs
    if wrt.layer is None:
        return None
    letters = letters_at(wrt.layer, network.number(target.layer), network.topology)
    if letters is None or any(not isinstance(position, Index) for position in wrt.indices):
        return None
    if not holds_at(rule, letters, network.activations, network.topology):
        return None
    try:
        lhs, rhs = (concrete(side, letters, network.topology) for side in (rule.lhs, rule.rhs))
        used = [rule]
        reading = network.reading(search.rules, used)
        assert isinstance(lhs, Entry | Partial)
        if network.target_of(lhs) != sample_form(target):
            return None
        held = lhs.wrt if isinstance(lhs, Partial) else lhs
        labels = [(position.letter, position.uid) for position in held.indices if isinstance(position, Index)]
        if len(set(labels)) != len(labels):
            return None
        match target.kind:
            case Kind.MATRIX:
                row, column = network.roles.ordered(tuple(labels)) if labels else (None, None)
                array = mean_outer(rhs, row, column, reading)
            case Kind.VECTOR:
                array = mean(rhs, reading)
            case _:
                array = sampled(lower(rhs, reading))
        return Assignment(target, array, rule.equation, rule.origin, any(item.wrong for item in used))
    except KeyError:
        return None
    except Unsupported as reason:
        search.refused.setdefault(rule.equation, str(reason))
        return None


def sample_form(target: Value) -> Value:
    """Return the derivative for one sample whose mean over the samples is the gradient of a bias."""
    return Value(target.name, target.layer, Kind.SAMPLES) if target.kind is Kind.VECTOR else target
