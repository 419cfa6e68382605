"""One entry of a claim on one network: sums term by term, each equality confirmed by SymPy, and numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from derive.explain.derivation import Derivation, Step
from derive.explain.explain import Teller
from derive.explain.readings import theories_under
from derive.explain.sample_point import Shown, numbers
from derive.explain.tidy import tidy
from derive.notation.respell import respelled
from derive.prove.instance import judge_entry
from derive.prove.instance_assignments import claim_letters, index_scopes, layer_scopes
from derive.prove.instance_entries import MissingError, NoValueError, Scope, layer_value, position_of, range_of
from derive.prove.instance_expression import Place, express
from derive.prove.instance_session import Session
from derive.term.term import (
    LITERAL,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
    Layer,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Position,
    Power,
    Shift,
    Sum,
    Term,
    number,
)
from derive.term.traverse import free_indices
from derive.theory import Claim, Theory
from derive.topology import Topology, spell
from derive.verdict import Answer


class NoEntryError(ValueError):
    """The claim has no such entry; the message is one sentence for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A derivation for one entry, and numbers: what was chosen freely, what follows, and the value of both sides.

    Where the document leaves them open, the functions are the sigmoid and the cost is ½ Σ_j (y_j − a_j)². `value` is
    empty, and there are no numbers, where there are none (a quotient by 0).
    """

    derivation: Derivation
    chosen: Shown
    computed: Shown
    value: str


def write_out(own: Teller, told: Derivation, topology: Topology, wanted: Mapping[str, int]) -> WrittenOut:
    """Return the derivation at the wanted indices and layers, the first that there are where one is not given.

    Raises NoEntryError where the network has no such entry.
    """
    theories = list(theories_under(own.part.theory, told.claim, told.where))
    sessions = [Session(theory, topology) for theory in theories]
    scope = scope_of(told.claim, own.part.theory, topology, wanted, sessions[0])
    steps = tuple(entry_steps(own, told, scope, sessions))
    lhs, rhs = (instantiated(side, scope, topology) for side in (told.claim.lhs, told.claim.rhs))
    where = ", ".join(f"{letter} = {number}" for letter, number in entry_of(scope))
    title = (f"written out for the network {spell(topology)}" + (f", {where}" if where else ""),)
    written = Derivation(told.label, title, Claim(lhs, rhs), respelled(lhs, own.notation), steps, (), None)
    chosen, computed, value = numbers(own, theories[-1], topology, (lhs, rhs))
    return WrittenOut(written, chosen, computed, value)


def entry_of(scope: Scope) -> Iterator[tuple[str, int]]:
    """Yield the letters of the entry with their numbers."""
    yield from scope.layers.items()
    yield from ((letter, value) for (letter, _), value in scope.indices.items())


def scope_of(claim: Claim, theory: Theory, topology: Topology, wanted: Mapping[str, int], session: Session) -> Scope:
    """Return the first assignment of the claim's letters with the wanted numbers at which every entry exists."""
    letters = list(claim_letters(claim))
    indices = list(dict.fromkeys(index.letter for side in (claim.lhs, claim.rhs) for index in free_indices(side)))
    for letter in wanted:
        if letter not in letters + indices:
            known = ", ".join([*indices, *letters])
            has = f"its letters are {known}" if known else "it has none"
            raise NoEntryError(f"the equation has no free index or layer {letter}; {has}.")
    for layers in layer_scopes(claim, topology):
        if any(layers.layers.get(letter, number) != number for letter, number in wanted.items()):
            continue
        try:
            for scope in index_scopes(claim, theory, topology, layers, None):
                chosen = {letter: value for (letter, _), value in scope.indices.items()}
                if all(chosen.get(letter, number) == number for letter, number in wanted.items()) and exists(
                    claim, scope, session
                ):
                    return scope
        except MissingError:
            continue
    asked = ", ".join(f"{letter} = {number}" for letter, number in wanted.items())
    raise NoEntryError(f"the network {spell(topology)} has no entry {asked or 'of this equation'}.")


def exists(claim: Claim, scope: Scope, session: Session) -> bool:
    """Tell whether both sides have a value there."""
    try:
        for side in (claim.lhs, claim.rhs):
            express(side, Place(scope), session)
    except (MissingError, NoValueError):
        return False
    return True


def entry_steps(own: Teller, told: Derivation, scope: Scope, sessions: list[Session]) -> Iterator[Step]:
    """Yield the steps at this entry, those that SymPy confirms; what is the same as before is left out.

    There is a session for the document's theory, and one for each condition under which the derivation holds.
    """
    topology = sessions[0].topology
    before = instantiated(told.claim.lhs, scope, topology)
    for step in told.steps:
        after = instantiated(step.after, scope, topology)
        claim = Claim(before, after)
        if after == before or all(judge_entry(claim, Scope(), one)[0] is not Answer.AGREES for one in sessions):
            continue
        yield Step(step.rule, before, after, respelled(after, own.notation), step.reason)
        before = after


def instantiated(term: Term, scope: Scope, topology: Topology) -> Term:
    """Return the term with numbers for its free layers and indices, and every Σ written out term by term."""
    return tidy(at(term, scope, topology))


def at(term: Term, scope: Scope, topology: Topology) -> Term:
    """Return the term in the scope; ∂ and unspecified functions stay."""

    def again(part: Term) -> Term:
        return at(part, scope, topology)

    def position(place: Position) -> Position:
        known = isinstance(place, int) or (place.letter, place.uid) in scope.indices
        return position_of(place, scope) if known else place

    def layer(part: Layer | None) -> Layer | None:
        return None if part is None else Layer(LITERAL, layer_value(part, topology, scope))

    def entry(part: Entry) -> Entry:
        return Entry(part.symbol, layer(part.layer), tuple(position(place) for place in part.indices))

    match term:
        case Number() | Entry():
            return entry(term) if isinstance(term, Entry) else term
        case Delta():
            return number(int(position(term.left) == position(term.right)))
        case Shift(several, others, offset):
            return Shift(tuple(map(position, several)), tuple(map(position, others)), offset)
        case Partial(of, wrt):
            return Partial(again(of), entry(wrt))
        case Immediate(of, wrt):
            return Immediate(entry(of), entry(wrt))
        case Apply(function, own, order, argument):
            return Apply(function, layer(own), order, again(argument))
        case Functional(body=body):
            return replace(term, body=again(body))
        case Add(terms):
            return Add(tuple(again(part) for part in terms))
        case Mul(factors):
            return Mul(tuple(again(part) for part in factors))
        case Power(base, exponent):
            return Power(again(base), again(exponent))
        case Sum(index, body):
            places = (under(scope, index, value) for value in range_of(index, topology, scope))
            return Add(tuple(at(body, place, topology) for place in places))
        case LayerSum() | LayerProduct():
            return over_layers(term, scope, topology)
        case _:
            assert_never(term)


def steps(term: LayerSum | LayerProduct, scope: Scope, topology: Topology) -> range:
    """Return the numbers of the layers that a Σ or a Π runs over."""
    return range(layer_value(term.first, topology, scope), layer_value(term.last, topology, scope) + 1)


def over_layers(term: LayerSum | LayerProduct, scope: Scope, topology: Topology) -> Term:
    """Return the sum or product over layers written out; of matrices, the entry of their product."""
    numbers = steps(term, scope, topology)
    if isinstance(term, LayerSum):
        return Add(tuple(at(term.body, at_layer(scope, term.letter, n), topology) for n in numbers))
    places = [at_layer(scope, term.letter, n) for n in (reversed(numbers) if term.falling else numbers)]
    if not term.axes:
        return Mul(tuple(at(term.body, place, topology) for place in places))
    row, column = term.axes
    start, end = (position_of(position, scope) for position in term.ends)
    size = range_of(row, topology, scope)
    vector: list[Term] = [number(int(i == start)) for i in size]
    for place in places:
        rows = [[at(term.body, under(under(place, row, i), column, j), topology) for j in size] for i in size]
        vector = [Add(tuple(Mul((vector[i - 1], rows[i - 1][j - 1])) for i in size)) for j in size]
    return vector[end - 1]


def at_layer(scope: Scope, letter: str, value: int) -> Scope:
    """Return the scope with one more layer letter."""
    return Scope({**scope.layers, letter: value}, scope.indices)


def under(scope: Scope, index: Index, value: int) -> Scope:
    """Return the scope with one more index."""
    return Scope(scope.layers, {**scope.indices, (index.letter, index.uid): value})
