"""The single rules by which a term is rewritten: each is an equation that reads well in both directions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from derive.explain.ground import Ground, derivatives, letters_of, same_node, values
from derive.explain.opening import Cited, body_at, definition_of, opened_down_to, reaches, typical_definition
from derive.explain.path import LONGEST, Node, known_nodes, path, reached
from derive.explain.softmax import softmax_slope
from derive.explain.tidy import tidy
from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.differentiate import differentiate, kronecker
from derive.prove.kernel.layers import Split
from derive.prove.kernel.rebuild import rebuild
from derive.term.term import (
    MINUS_ONE,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Index,
    Mul,
    Partial,
    Power,
    Sum,
    Term,
)
from derive.term.traverse import subterms
from derive.theory import Definition, Named

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


def stated(ground: Ground, entry: Entry, definition: Definition, term: Term) -> Reason:
    """Return `δ_j = ∂C/∂z_j, line 25`, or only the line where the body is long."""
    body = body_at(ground, definition, entry, letters_of(term))
    if any(isinstance(part, Sum | Functional) for part in subterms(body)):
        return ("definition of ", entry, definition)
    return (entry, " = ", body, definition)


def choices(ground: Ground, term: Term, kind: Partial, named: Names) -> list[tuple[int, ...]]:
    """Return the nodes to expand a derivative through: the nearest, each that is named, all of those, all."""
    try:
        way = path(ground, kind, letters_of(term))
    except (Refused, Split, LookupError):
        return []
    wanted = [number for number, node in enumerate(way) if (node.symbol, node.layer) in named]
    found: dict[tuple[int, ...], None] = {tuple(wanted): None} if wanted else {}
    found |= dict.fromkeys((number,) for number in wanted)
    if way:
        found |= {(0,): None}
        if len(way) < LONGEST:
            found |= {tuple(range(len(way))): None}
    return list(found)


def chain(ground: Ground, term: Term, kind: Partial, nodes: tuple[int, ...], named: Names) -> Move:
    """Return the term with one kind of derivative expanded: ∂E/∂X = Σ ∂E/∂Y ∂Y/∂X, or through several nodes Y."""
    used = letters_of(term)
    way = path(ground, kind, set(used))
    after = each(term, kind, lambda part: chained(ground, part, nodes, used))
    wanted = all((way[number].symbol, way[number].layer) in named for number in nodes)
    return Move("chain rule", after, runs_through(kind, [way[number] for number in nodes]), 3 if wanted else 4)


def chained(ground: Ground, part: Partial, chosen: tuple[int, ...], used: set[str]) -> Term:
    """Return Σ ∂E/∂Y_n ⋯ ∂Y_2/∂Y_1 ∂Y_1/∂X through the chosen nodes Y of the way from X to E."""
    way = path(ground, part, used)
    nodes = [way[number] for number in chosen]
    factors: list[Term] = [Partial(upper, lower) for upper, lower in zip(nodes, [part.wrt, *nodes], strict=False)]
    term: Term = Mul((Partial(part.of, nodes[-1]), *reversed(factors)))
    for index in dict.fromkeys(place for node in nodes for place in node.indices):
        if isinstance(index, Index) and index not in part.wrt.indices:
            term = Sum(index, term)
    return term


def runs_through(kind: Partial, nodes: list[Entry]) -> Reason:
    """Return `z_j^l reaches C through every z_k^{l+1}`."""
    words: list[str | Term | Definition] = [kind.wrt, " reaches ", kind.of, " through "]
    for number, node in enumerate(nodes):
        every = any(index not in kind.wrt.indices for index in node.indices)
        words += [" and " if number else "", "every " if every else "", node]
    return tuple(word for word in words if word != "")


def branching(ground: Ground, term: Term, kind: Partial) -> Move | None:
    """Return ∂E/∂X = Σ_Y Σ ∂E/∂Y ∂Y/∂X over the several nodes Y whose definitions mention X, all else in them held."""
    assert isinstance(kind.of, Entry)
    above = known_nodes(ground, kind.wrt, kind.of)
    if above is None or len(above) < 2 or any(symbol == kind.of.symbol for symbol, _ in above):
        return None
    used, cited = letters_of(term), list[Entry]()

    def branches(part: Partial) -> Term:
        terms: list[Term] = []
        for node in above:
            own = reached(ground, Entry(*node, ()), part.wrt, used)
            cited.append(own)
            definition = typical_definition(ground, own)
            assert definition is not None
            branch: Term = Mul((Partial(part.of, own), held(ground, body_at(ground, definition, own, used), part.wrt)))
            for index in own.indices:
                if isinstance(index, Index) and index not in part.wrt.indices:
                    branch = Sum(index, branch)
            terms.append(branch)
        return Add(tuple(terms))

    after = tidy(each(term, kind, branches))
    words: list[str | Term | Definition] = [kind.wrt, " reaches ", kind.of, " through "]
    for number, node in enumerate(cited[: len(above)]):
        words += [" and through " if number else "", node]
    return Move("chain rule", after, tuple(word for word in words if word != ""), 5)


def held(ground: Ground, body: Term, wrt: Entry) -> Term:
    """Return the derivative of the body with every entry but those of the family of `wrt` held."""
    return differentiate(
        body, lambda entry: kronecker(entry, wrt) if same_node(ground, entry, wrt) else ZERO, Budget(WORK)
    )


def carried(ground: Ground, term: Term, kind: Partial, deep: bool, backwards: bool) -> Move | None:
    """Return one kind of derivative carried out: down to values, or one definition deep."""
    definition = definition_of(ground, kind.of) if isinstance(kind.of, Entry) else None
    if definition is None:
        return None
    used = letters_of(term)

    def slopes(part: Partial) -> Term:
        if deep:
            return slope(ground, part.of, part.wrt, True, used)
        assert isinstance(part.of, Entry)
        return slope(ground, body_at(ground, definition, part.of, used), part.wrt, False, used)

    after = tidy(each(term, kind, slopes))
    if not deep:
        plain = all(entry.layer is None and not entry.indices for entry in values(slopes(kind)))
        cost = 5 + 5 * backwards + 6 * (not plain)
        assert isinstance(kind.of, Entry)
        return Move("differentiate", after, stated(ground, kind.of, definition, term), cost)
    shown_letters = letters_of(term)
    body, cited = opened_down_to(ground, kind.of, kind.wrt, shown_letters)
    extra = (len(cited) - 1) * (2 if isinstance(kind.of, Entry) and kind.of.layer else 8)
    cost = 3 + extra + 5 * backwards
    if len(cited) < 2 and not any(isinstance(part, Sum) for part in subterms(body)):
        entry, own = cited[0]
        return Move("differentiate", after, stated(ground, entry, own, term), cost)
    letters = letters_of(term)
    shown = each(term, kind, lambda part: Partial(opened_down_to(ground, part.of, part.wrt, letters)[0], part.wrt))
    between = (("substitute", shown, definitions(cited)),)
    return Move("differentiate", after, what_depends(ground, body, kind.wrt), cost, between)


def by_quotient_rule(ground: Ground, term: Term, kind: Partial) -> Move | None:
    """Return ∂p_i/∂z_j = p_i (δ_ij − p_j) put in for the softmax p of z."""
    definition = definition_of(ground, kind.of) if isinstance(kind.of, Entry) else None
    if definition is None or softmax_slope(ground, definition, kind) is None:
        return None
    own, used = definition, letters_of(term)
    after = tidy(each(term, kind, lambda part: softmax_slope(ground, own, part) or part))
    shown = each(term, kind, lambda part: Partial(opened_down_to(ground, part.of, part.wrt, used)[0], part.wrt))
    assert isinstance(kind.of, Entry)
    between = (("substitute", shown, ("definition of ", kind.of, definition)),)
    return Move("differentiate", after, ("quotient rule, with ", kind.of, " recognised"), 2, between)


def definitions(cited: Cited) -> Reason:
    """Return `definitions of z_k^{l+1}, line 11, and a_i^l, line 13`."""
    words: list[str | Term | Definition] = []
    for number, (entry, definition) in enumerate(cited):
        words += [" and of " if number else "definition of ", entry, definition]
    return tuple(words)


def what_depends(ground: Ground, body: Term, wrt: Entry) -> Reason:
    """Return `only the term i = j contains z_j`."""
    mentions = [part for part in values(body) if same_node(ground, part, wrt)]
    for part in mentions:
        pairs = [pair for pair in zip(part.indices, wrt.indices, strict=True) if pair[0] != pair[1]]
        if pairs:
            return ("only the term with ", Delta(*pairs[0]), " contains ", wrt)
    if len(mentions) == 1 and isinstance(body, Add):
        return ("only one term contains ", wrt)
    return ("differentiate by ", wrt)


def substituted(ground: Ground, term: Term, kind: Partial) -> Move | None:
    """Return the term with the body of its definition in place of what is differentiated."""
    definition = definition_of(ground, kind.of) if isinstance(kind.of, Entry) else None
    if definition is None or any(isinstance(part, Functional | Partial) for part in subterms(definition.body)):
        return None
    used = letters_of(term)

    def put_in(part: Partial) -> Term:
        assert isinstance(part.of, Entry)
        return Partial(body_at(ground, definition, part.of, used), part.wrt)

    assert isinstance(kind.of, Entry)
    return Move("substitute", each(term, kind, put_in), ("definition of ", kind.of, definition), 4)


def differentiated(ground: Ground, term: Term, part: Partial, deep: bool) -> Move:
    """Return the term with the derivative of an expression carried out."""
    used = letters_of(term)

    def carry(other: Term) -> Term | None:
        if other == part:
            return slope(ground, part.of, part.wrt, deep, used)
        return other if isinstance(other, Partial) else None

    opened = len(opened_down_to(ground, part.of, part.wrt, letters_of(term))[1])
    cost = 4 + 8 * opened if deep else 4
    return Move("differentiate", tidy(rebuild(term, carry)), what_depends(ground, part.of, part.wrt), cost)


def slope(ground: Ground, of: Term, wrt: Entry, deep: bool, used: set[str]) -> Term:
    """Return ∂of/∂wrt in values; unless `deep`, with the derivatives of the entries in it left standing."""

    def rule(entry: Entry) -> Term:
        if same_node(ground, entry, wrt):
            return kronecker(entry, wrt)
        if not reaches(ground, entry, wrt):
            return ZERO
        if not deep:
            return Partial(entry, wrt)
        definition = definition_of(ground, entry)
        if definition is None or any(isinstance(part, Functional) for part in subterms(definition.body)):
            raise Refused("nothing computes it")
        return differentiate(body_at(ground, definition, entry, used), rule, Budget(WORK))

    return known_slopes(ground, differentiate(of, rule, Budget(WORK)))


def known_slopes(ground: Ground, term: Term) -> Term:
    """Return the term with exp' = exp and log' = 1/x carried out."""

    def known(part: Term) -> Term | None:
        meaning = ground.theory.functions.get(part.function) if isinstance(part, Apply) else None
        if not isinstance(part, Apply) or part.order != 1 or not isinstance(meaning, Named):
            return None
        argument = known_slopes(ground, part.argument)
        if meaning.name == "exp":
            return Apply(part.function, part.layer, 0, argument)
        return Power(argument, MINUS_ONE) if meaning.name == "log" else None

    return rebuild(term, known)
