"""Derivatives carried out: by the definition of what is differentiated, down to values or one definition deep."""

from derive.explain.ground import Ground, letters_of, same_node, values
from derive.explain.move import WORK, Move, Reason, each, stated
from derive.explain.opening import Cited, body_at, definition_of, opened_down_to, reaches
from derive.explain.softmax import softmax_slope
from derive.explain.tidy import tidy
from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.differentiate import differentiate, kronecker
from derive.prove.kernel.rebuild import rebuild
from derive.term.term import (
    MINUS_ONE,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Partial,
    Power,
    Sum,
    Term,
)
from derive.term.traverse import subterms
from derive.theory import Definition, Named


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
