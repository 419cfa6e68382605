"""The judge that asks SymPy: a claim, entry by entry, on one concrete network.

Both sides are written out for the network's own layers and indices, SymPy differentiates what the claim says is a
derivative, and the two are compared as quotients of polynomials in the free quantities and in atoms such as σ'(z).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from math import prod

from sympy import Expr

from derive.network.layers import refusal
from derive.prove.instance_algebra import difference
from derive.prove.instance_assignments import claim_letters, definition_symmetry, index_scopes, layer_scopes
from derive.prove.instance_entries import MissingError, NoValueError, Scope
from derive.prove.instance_expression import Place, express, unfold
from derive.prove.instance_generators import RingFullError, named, new_algebra
from derive.prove.instance_point import clearly_differ
from derive.prove.instance_session import Session
from derive.prove.steps import placed
from derive.term.term import Entry
from derive.theory import Claim, Theory
from derive.topology import Topology, layer_number, output_layer, spell
from derive.verdict import Answer

MAX_ENTRIES = 2_000
"""The most assignments of indices that are judged for one assignment of layers."""

MAX_GENERATORS = 2_048
"""The most symbols and atoms in the comparison of two sides."""


@dataclass(frozen=True, slots=True)
class LayerCase:
    """The answer for one assignment of the free layers, (("l", 2),); `entry` is where it is not AGREES."""

    layers: tuple[tuple[str, int], ...]
    answer: Answer
    entries: int
    entry: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceResult:
    """The answer for one network, `layers` as in 2-3-2, with the number of entries compared.

    `cases` has one answer for every assignment of the claim's free layers for which all its entries exist: a claim
    that agrees for some and differs for others holds at some layers only. `note` says why there is no better answer.
    """

    answer: Answer
    layers: str
    entries: int
    note: str
    cases: tuple[LayerCase, ...] = ()


def judge_instance(
    theory: Theory, claim: Claim, topology: Topology, session: Session | None = None, every_entry: bool = False
) -> InstanceResult:
    """Return whether lhs = rhs at every entry of the claim on this network, for all values of what is free.

    AGREES and DIFFERS are certain for unspecified functions, which have algebraically independent values; for named
    functions DIFFERS has been seen at a point to many digits. NO_ANSWER where neither could be shown, NO_INSTANCE
    where the network has no layers and indices for which all entries of the claim exist. A session made for the same
    theory and topology keeps what has been worked out. One entry is compared for every pattern of equal and unequal
    indices (`derive.prove.instance_assignments`), all of them with `every_entry`.
    """
    reason = refusal(topology.widths, prod(topology.sizes.values()))
    if reason is not None:
        return InstanceResult(Answer.NO_ANSWER, spell(topology), 0, reason)
    session = session or Session(theory, topology)
    cases: list[LayerCase] = []
    notes: dict[str, None] = {}
    for scope in layer_scopes(claim, topology):
        case, note = judge_layers(claim, scope, session, every_entry)
        if case is not None:
            cases.append(case)
        if note:
            notes.setdefault(note)
    if not cases:
        return InstanceResult(Answer.NO_INSTANCE, spell(topology), 0, _absence(theory, claim, topology, notes))
    answers = [case.answer for case in cases]
    answer = next((a for a in (Answer.DIFFERS, Answer.NO_ANSWER) if a in answers), Answer.AGREES)
    note = "; ".join(notes) if answer is Answer.NO_ANSWER else ""
    return InstanceResult(answer, spell(topology), sum(case.entries for case in cases), note, tuple(cases))


def judge_layers(claim: Claim, scope: Scope, session: Session, every_entry: bool) -> tuple[LayerCase | None, str]:
    """Return the answer for one assignment of the layers and why it is no better; no answer without an entry."""
    if session.symmetry is None:
        session.symmetry = definition_symmetry(session.theory, session.topology)
    symmetry = None if every_entry else session.symmetry
    layers = tuple(scope.layers.items())
    compared = 0
    missing = ""
    unsettled: LayerCase | None = None
    reason = ""
    try:
        scopes = index_scopes(claim, session.theory, session.topology, scope, symmetry)
        for own in islice(scopes, MAX_ENTRIES + 1):
            if compared == MAX_ENTRIES:
                return LayerCase(layers, Answer.NO_ANSWER, compared), "there are too many entries to compare them all"
            try:
                answer, why = judge_entry(claim, own, session)
            except MissingError as absent:
                missing = str(absent)
                continue
            compared += 1
            case = LayerCase(layers, answer, compared, tuple((letter, v) for (letter, _), v in own.indices.items()))
            if answer is Answer.DIFFERS:
                return case, ""
            if answer is Answer.NO_ANSWER:
                unsettled, reason = unsettled or case, reason or why
    except MissingError as absent:
        return None, str(absent)
    except NoValueError as impossible:
        return LayerCase(layers, Answer.NO_ANSWER, compared), str(impossible)
    if compared == 0:
        return None, missing
    if unsettled is not None:
        return replace(unsettled, entries=compared), reason
    return LayerCase(layers, Answer.AGREES, compared), ""


def judge_entry(claim: Claim, scope: Scope, session: Session) -> tuple[Answer, str]:
    """Return whether the two sides agree at one assignment of layers and indices, and why that cannot be said."""
    try:
        lhs = express(claim.lhs, Place(scope), session)
        rhs = express(claim.rhs, Place(scope), session)
        return compare(lhs, rhs, session)
    except NoValueError as impossible:
        return Answer.NO_ANSWER, str(impossible)


def compare(lhs: Expr, rhs: Expr, session: Session) -> tuple[Answer, str]:
    """Return whether lhs = rhs: by algebra, then at a point for named functions, then by algebra over e^x."""
    try:
        if equal(lhs, rhs, False, session):
            return Answer.AGREES, ""
        if not named(session.algebras[False]):
            return Answer.DIFFERS, ""
    except NoValueError:
        pass
    if clearly_differ(lhs, rhs, session):
        return Answer.DIFFERS, ""
    if equal(lhs, rhs, True, session):
        return Answer.AGREES, ""
    return Answer.NO_ANSWER, "the sides agree at a random point, but no algebra was found that says they always do"


def equal(lhs: Expr, rhs: Expr, exponential: bool, session: Session) -> bool:
    """Return whether the normal forms of both sides are the same."""
    room = 2 * len(session.symbols) + 32
    while True:
        algebra = session.algebras.get(exponential)
        if algebra is None:
            algebra = session.algebras[exponential] = new_algebra(partial(unfold, session=session), exponential, room)
        try:
            return not difference(lhs, rhs, algebra)
        except RingFullError:
            room = 2 * len(algebra.keys)
            if room > MAX_GENERATORS:
                raise NoValueError("an expression has too many symbols") from None
            del session.algebras[exponential]


def _absence(theory: Theory, claim: Claim, topology: Topology, notes: Iterable[str]) -> str:
    """Return why no entry of the claim exists, with the depth that would do where the network is too shallow."""
    have = len(topology.widths)
    need = next((n for n in range(2, have + 9) if _reaches(theory, claim, n, topology.input_layer)), None)
    letters = ", ".join(claim_letters(claim))
    if need is not None and need > have:
        found = f"for no layer {letters} does {spell(topology)} have" if letters else f"{spell(topology)} does not have"
        return f"{found} all the layers of this equation: give --layers with at least {need} numbers"
    return "; ".join(notes) or "no entry of this equation exists"


def _reaches(theory: Theory, claim: Claim, layers: int, input_layer: int) -> bool:
    """Return whether all layers that the claim names exist somewhere in a network of so many layers."""
    topology = Topology((1,) * layers, {}, input_layer)
    return any(
        all(
            input_layer + theory.symbols[entry.symbol].first
            <= layer_number(entry.layer, topology, at)
            <= output_layer(topology)
            for side in (claim.lhs, claim.rhs)
            for entry, at in placed(side, topology, scope.layers)
            if isinstance(entry, Entry) and entry.layer is not None and entry.symbol in theory.symbols
        )
        for scope in layer_scopes(claim, topology)
    )
