"""One claim before the judges: their answers, the conditions under which it holds, the witness when it does not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from importlib import import_module
from typing import Any

from derive.prove import immediate
from derive.prove.alternatives import alternatives
from derive.prove.combine import Outcome, combine
from derive.prove.directly import directly
from derive.prove.doubts import doubt, hidden, redefines
from derive.prove.kernel.prove import Proof, prove
from derive.prove.numeric.judge import NumericResult, judge_numeric, network_for
from derive.prove.numeric.points import points_of
from derive.prove.separate import separated
from derive.source import Span
from derive.term.spelling import pretty
from derive.term.term import OUTPUT, Index, Layer, Position
from derive.term.traverse import free_indices, layers, rebuild
from derive.theory import Claim, Theory
from derive.topology import Topology, output_layer, spell
from derive.verdict import Answer, Counterexample, Holds, Unchecked, Verdict

InstanceJudge = Callable[[Theory, Claim, Topology], "InstanceAnswer"]


@dataclass(frozen=True, slots=True)
class InstanceAnswer:
    """What SymPy says on one network: the answer, the layer values at which the claim holds and fails, and a note."""

    answer: Answer
    held: tuple[Mapping[str, int], ...]
    failed: tuple[Mapping[str, int], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Bench:
    """Which judges sit, and on which layers.

    `always` asks the instance judge about every claim, else only where the other two do not settle it; `explicit` is
    true when the user chose the layers, so that a claim without an instance on them must say so. `place` is where the
    claim stands: the words beside it tell what is meant. `slopes` say which quantity the document differentiates by
    which. Without `witnesses` a false claim is not shown to be false, which takes most of the time, but has NOT_SHOWN.
    """

    general: bool
    numeric: bool
    instance: InstanceJudge | None
    always: bool
    topology: Topology
    explicit: bool
    seed: int
    prose: str = ""
    alternatives: bool = True
    place: Span | None = None
    points: dict[str, Any] = field(default_factory=dict)
    slopes: frozenset[tuple[str, str]] = frozenset()
    witnesses: bool = True


NOT_SHOWN = Counterexample("", "", (), {}, "", "")
"""In place of a counterexample that nobody asks for."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and the answers it rests on; `reading` is the claim that holds where that is not the first one."""

    verdict: Verdict | None
    counterexample: Counterexample | None
    judges: Mapping[str, Answer]
    notes: tuple[str, ...] = ()
    reading: Claim | None = None


def judge(theory: Theory, claim: Claim, bench: Bench) -> Judgement:
    """Return the judgement; `verdict` is None for a wrong claim, whose counterexample is given instead."""
    seed = claim_seed(claim, bench.seed)
    result = numeric_answer(theory, claim, bench, seed)
    only = output_only(theory, claim, result)
    if result.answer is Answer.DIFFERS and only is None:
        besides = otherwise(theory, claim, bench)
        if besides is not None:
            return besides
    hopeless = result.answer is Answer.DIFFERS and only is None
    proof = prove(theory, separated(theory, meant(claim, only))) if bench.general and not hopeless else None
    general = Answer.NOT_RUN if not bench.general else Answer.PROVED if covers(proof) else Answer.NO_ANSWER
    instance = instance_answer(theory, claim, bench, general, result)
    numeric = Answer.AGREES if only is not None else result.answer
    answers = {"general": general, "instance": instance_verdict(instance, only, bench), "numeric": numeric}
    outcome = combine(general, answers["instance"], numeric)
    where = conditions(result, proof, only)
    if instance.answer is Answer.NO_INSTANCE and bench.explicit and outcome is not Outcome.WRONG:
        message = f"the claim has no instance on {spell(bench.topology)}: {instance.note}"
        return Judgement(Unchecked("D503", message), None, answers)
    match outcome:
        case Outcome.EVERY_SIZE | Outcome.TRIED if (reason := hidden(theory, claim)) is not None:
            return Judgement(Unchecked("D501", reason), None, answers)
        case Outcome.TRIED if result.vanishing:
            message = "both sides are 0 in this network: nothing in the document ties them to each other"
            return Judgement(Unchecked("D501", message), None, answers)
        case Outcome.EVERY_SIZE:
            return Judgement(Holds("every size", where), None, answers)
        case Outcome.TRIED:
            layers = bench.topology if instance.answer is Answer.AGREES else result.topology
            return Judgement(Holds(spell(layers), where), None, answers)
        case Outcome.WRONG:
            return wrong(theory, claim, result, answers, bench.witnesses)
        case Outcome.CONFLICT:
            return Judgement(Unchecked("D902", conflict(answers)), None, answers)
        case Outcome.UNKNOWN:
            return Judgement(no_answer(result), None, answers)


def claim_seed(claim: Claim, seed: int) -> int:
    """Return a seed that depends on the claim alone, so that no other claim changes its points."""
    return int.from_bytes(blake2b(repr((seed, claim)).encode(), digest_size=6).digest(), "big")


def numeric_answer(theory: Theory, claim: Claim, bench: Bench, seed: int) -> NumericResult:
    """Return the numeric judge's result on its own network of distinct widths, at points that all claims share."""
    topology = network_for(theory, bench.seed)
    if not bench.numeric:
        return NumericResult(Answer.NOT_RUN, topology)
    if bench.points.get("theory") is not theory:
        bench.points.update(theory=theory, points=points_of(theory, topology, bench.seed))

    def proved() -> bool:
        return bench.general and covers(prove(theory, separated(theory, claim)))

    return judge_numeric(theory, claim, topology, seed, bench.points["points"], proved)


def output_only(theory: Theory, claim: Claim, result: NumericResult) -> str | None:
    """Return the layer letter when the claim holds exactly where that letter is the output layer.

    Only a document that itself writes this letter for the output layer (C = ½‖a^l − y‖²) may mean that.
    """
    if result.answer is not Answer.DIFFERS or not result.held or names_output(claim):
        return None
    last = output_layer(result.topology)
    for letter in theory.output_letters:
        if all(values.get(letter) == last for values in result.held) and all(
            values.get(letter) not in (None, last) for values in result.failed
        ):
            return letter
    return None


def meant(claim: Claim, only: str | None) -> Claim:
    """Return the claim with the layer letter `only` read as the output layer, where there is such a letter."""
    if only is None:
        return claim

    def layer(old: Layer) -> Layer:
        return Layer(OUTPUT, old.offset) if old.base == only else old

    def index(old: Index) -> Index:
        sizes = (replace(size, layer=size.layer and layer(size.layer)) for size in old.sizes)
        return replace(old, sizes=tuple(dict.fromkeys(sizes)))

    def position(old: Position) -> Position:
        return index(old) if isinstance(old, Index) else old

    return Claim(*(rebuild(side, position, layer, index) for side in (claim.lhs, claim.rhs)))


def names_output(claim: Claim) -> bool:
    """Tell whether the claim has a letter of its own for the output layer."""
    return any(layer.base == OUTPUT for side in (claim.lhs, claim.rhs) for layer in layers(side))


def covers(proof: Proof | None) -> bool:
    """Tell whether the proof covers every case."""
    return proof is not None and not proof.cases


def instance_answer(
    theory: Theory, claim: Claim, bench: Bench, general: Answer, result: NumericResult
) -> InstanceAnswer:
    """Return SymPy's answer, where it is asked for or needed."""
    settled = general is Answer.PROVED or result.answer is Answer.DIFFERS
    if bench.instance is None or (settled and not bench.always):
        return InstanceAnswer(Answer.NOT_RUN, (), (), "")
    return bench.instance(theory, claim, bench.topology)


def instance_verdict(instance: InstanceAnswer, only: str | None, bench: Bench) -> Answer:
    """Return the instance judge's answer on the cases that are meant."""
    if only is None or instance.answer is not Answer.DIFFERS:
        return instance.answer
    last = output_layer(bench.topology)
    return Answer.DIFFERS if any(values.get(only) == last for values in instance.failed) else Answer.AGREES


def conditions(result: NumericResult, proof: Proof | None, only: str | None) -> tuple[str, ...]:
    """Return where the claim holds."""
    if only is not None:
        return (f"at the output layer ({pretty(only)} = L)",)
    return tuple(f"{pretty(letter)} < L" for letter in result.restricted)


def otherwise(theory: Theory, claim: Claim, bench: Bench) -> Judgement | None:
    """Return the judgement under what the note may mean besides, when the claim holds so; None otherwise."""
    if not bench.alternatives:
        return None
    for condition, meant in alternatives(theory, claim, bench.prose, bench.place):
        judgement = judge(meant, claim, replace(bench, alternatives=False, witnesses=False))
        if isinstance(judgement.verdict, Holds):
            where = (*judgement.verdict.where, condition)
            return replace(judgement, verdict=replace(judgement.verdict, where=where))
    return None


def judge_readings(
    theory: Theory, claims: tuple[Claim, ...], conditional: tuple[tuple[str, Claim], ...], bench: Bench
) -> Judgement:
    """Return the judgement of the first reading, or of another one, or under a condition, when only that holds."""
    first = judge(theory, claims[0], bench)
    if first.counterexample is None:
        return first
    unseen = replace(bench, witnesses=False)
    for claim in claims[1:]:
        other = judge(theory, claim, unseen)
        if isinstance(other.verdict, Holds):
            notes = (*other.notes, "holds in a second reading of its products or derivatives")
            return replace(other, notes=notes, reading=claim)
    for condition, claim in conditional:
        other = judge(theory, claim, unseen)
        if isinstance(other.verdict, Holds):
            return replace(other, verdict=replace(other.verdict, where=(*other.verdict.where, condition)))
    held = directly(theory, claims[0], bench.slopes)
    if held is not None:
        other = judge(theory, held, unseen)
        if isinstance(other.verdict, Holds):
            notes = (*other.notes, "a derivative holds what else its quantity is made of")
            return replace(other, notes=notes, reading=held)
    return as_immediate(theory, claims, bench) or first


def as_immediate(theory: Theory, claims: tuple[Claim, ...], bench: Bench) -> Judgement | None:
    """Return the judgement of a false claim whose derivatives by shared parameters may be meant as immediate ones."""
    for claim in claims:
        for meant in immediate.on_the_right(claim):
            other = judge(theory, meant, bench)
            if isinstance(other.verdict, Holds):
                return replace(other, notes=(*other.notes, immediate.READ), reading=meant)
    for claim in claims:
        held = immediate.on_both_sides(claim)
        found = None if held is None else judge(theory, held, bench)
        if found is not None and isinstance(found.verdict, Holds):
            return Judgement(Unchecked("D501", immediate.UNTOLD), None, found.judges)
    return None


def wrong(theory: Theory, claim: Claim, result: NumericResult, answers: Mapping[str, Answer], shown: bool) -> Judgement:
    """Return the witness, or no verdict where none could be shown or a letter has no known meaning.

    The search for it is loaded where something is wrong.
    """
    reason = doubt(theory, claim)
    if reason is not None and fault(claim)[0] not in ("D205", "D401"):
        return Judgement(Unchecked("D501", reason), None, answers)
    if redefines(theory, claim):
        message = "the left side is defined otherwise before, and this right side is about something else"
        return Judgement(Unchecked("D402", message), None, answers)
    if not shown:
        return Judgement(None, NOT_SHOWN, answers)
    witness = import_module("derive.prove.numeric.witness").find_witness(theory, claim, result)
    if witness is None:
        message = "the two sides differ at random points, but no counterexample could be confirmed"
        return Judgement(Unchecked("D901", message), None, answers)
    return Judgement(None, witness, answers)


def conflict(answers: Mapping[str, Answer]) -> str:
    """Return what the judges said, for a report of our own error."""
    said = ", ".join(f"{judge} says {answer.value}" for judge, answer in answers.items())
    return f"the judges contradict each other ({said})"


def no_answer(result: NumericResult) -> Verdict:
    """Return why there is no verdict."""
    if result.answer is Answer.NO_INSTANCE:
        return Unchecked("D404", f"no layers and indices of {spell(result.topology)} give every entry here a value")
    return Unchecked("D901", "no judge has an answer")


def fault(claim: Claim) -> tuple[str, str]:
    """Return the rule and the headline for a wrong claim, from what its two sides share."""
    left = {index.letter for index in free_indices(claim.lhs) if index.uid == 0}
    right = {index.letter for index in free_indices(claim.rhs) if index.uid == 0}
    if left != right:
        letter = sorted(left ^ right)[0]
        side = "left" if letter in left else "right"
        return "D401", f"the index {letter} is free on the {side} side only: this equation is false"
    bases = [{layer.base for layer in layers(side)} for side in (claim.lhs, claim.rhs)]
    stray = sorted(base for base in bases[1] - bases[0] if base not in ("", "L"))
    if stray and bases[0]:
        return "D205", f"the layer {pretty(stray[0])} stands on the right side only: this equation is false"
    return "D201", "this equation is false"
