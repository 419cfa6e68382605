"""The whole program: file → Equation → Tree → Theory → Verdict."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from importlib import import_module
from time import monotonic
from typing import Any, TypeAlias

from derive.elaborate.capture import captured
from derive.elaborate.claims import BORROWED
from derive.elaborate.declared import declared
from derive.elaborate.elaborate import Elaboration, Item
from derive.elaborate.sections import Known, Run, elaborated, theories
from derive.elaborate.standard import Choices
from derive.prove.directly import slopes
from derive.prove.doubts import loose_index, torn_binder
from derive.prove.judge import Bench, InstanceAnswer, InstanceJudge, fault, judge, judge_readings
from derive.prove.layouts import LaidOut, laid_out, layout_of_document, mixtures, settled_layout
from derive.prove.twins import with_twins
from derive.read.read import read
from derive.source import Source, Span, excerpt
from derive.syntax.parse import parse_document
from derive.term.term import Apply
from derive.theory import Claim, Theory
from derive.topology import Topology, spell
from derive.verdict import Answer, DocumentReport, Finding, Holds, IllFormed, Repaired, Unchecked, Verdict, Wrong

Said: TypeAlias = tuple[Verdict, dict[str, Answer], tuple[str, ...]]
"""A verdict, what each judge said, and notes for the reader."""

DEFAULT_LAYERS = (2, 3, 2)
NOT_RUN = {"general": Answer.NOT_RUN, "instance": Answer.NOT_RUN, "numeric": Answer.NOT_RUN}

TIME_IS_UP: Said = (Unchecked("D901", "the time or the memory for this relation is used up"), NOT_RUN, ())


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asks for; `judges` is auto, all, or a list of general, instance, numeric.

    After `seconds`, if given, the relations that are left are not judged any more (D901), nor are those whose numbers,
    counted from 0, are in `given_up`, nor any from the number `until` on.
    """

    layers: tuple[int, ...] | None = None
    activation: str | None = None
    cost: str | None = None
    judges: str = "auto"
    seed: int = 0
    seconds: float | None = None
    given_up: frozenset[int] = frozenset()
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A document's report, and its sections as they were understood: the findings are those of their items in order."""

    report: DocumentReport
    parts: tuple[Elaboration, ...]


def check(
    source: Source, options: Options, progress: Callable[[int, int], None] = lambda done, total: None
) -> DocumentReport:
    """Return what is found in one document; `progress` is told how many relations are judged, of how many."""
    return study(source, options, progress).report


def study(source: Source, options: Options, progress: Callable[[int, int], None] = lambda done, total: None) -> Study:
    """Return what is found in one document and how it was understood."""
    deadline = None if options.seconds is None else monotonic() + options.seconds
    passages = read(source)
    parsed = parse_document(passages)
    choices, undeclared = declared(source, Choices(options.activation, options.cost))
    known = Known(source)
    runs = theories(parsed.statements, source, known)
    laid = [understood(run, known, choices, options, passages.prose) for run in runs]
    parts = [found.read for found in laid]
    total = sum(len(part.items) for part in parts)
    findings: list[Finding] = []
    settled: list[tuple[Finding, str]] = []
    for part in parts:
        bench = seat(part.theory, options, passages.prose)
        written = slopes(item.claim for item in part.items if item.claim is not None)
        bench = replace(bench, prose=bench.prose + stated_functions(part, bench), slopes=written)
        judged: list[Finding] = []
        for item in part.items:
            number = len(findings) + len(judged)
            progress(number, total)
            late = is_late(number, options, deadline)
            judged.append(finding(item, part, bench, number, late))
            layout = None if late else settled_layout(item, judged[-1], part.theory, bench)
            settled += [] if layout is None else [(judged[-1], layout)]
        judged = with_twins(judged, part.items, part.theory)
        hurried = options.until is not None or is_late(-1, options, deadline)
        findings += judged if hurried else with_corrections(tuple(judged), part, bench)
    progress(total, total)
    assumed = tuple(dict.fromkeys(line for part in parts for line in part.theory.assumed))
    layout_said, warnings = layout_of_document(settled, any(part.lexicon.turned for part in parts), choices.layout)
    warnings += mixtures(laid, findings)
    repaired = (*passages.repaired, *parsed.repaired, *(() if findings else (without_mathematics(source),)))
    report = DocumentReport(source, tuple(findings), (*assumed, *layout_said), repaired, (*undeclared, *warnings))
    return Study(report, tuple(parts))


def understood(run: Run, known: Known, choices: Choices, options: Options, prose: str) -> LaidOut:
    """Return what the run says, its derivatives laid out as most of its relations have them."""
    return laid_out(
        lambda turned: elaborated(run, known, choices, turned),
        lambda theory: seat(theory, options, prose),
    )


def without_mathematics(source: Source) -> Repaired:
    """Return the note that nothing was checked, since no formula of the document states an equality."""
    return Repaired("D102", Span(source, 0, 0), "no formula here states an equality")


def is_late(number: int, options: Options, deadline: float | None) -> bool:
    """Tell whether the relation with this number is not to be judged any more."""
    if deadline is not None and monotonic() > deadline:
        return True
    return number in options.given_up or (options.until is not None and number >= options.until)


def stated_functions(part: Elaboration, bench: Bench) -> str:
    """Return the words for functions whose slope the document states: σ' = σ(1 − σ) says sigmoid."""
    claims = [item.claim for item in part.items if item.claim is not None and isinstance(item.claim.lhs, Apply)]
    verdicts = [judge(part.theory, claim, replace(bench, instance=None)).verdict for claim in claims]
    where = {text for verdict in verdicts if isinstance(verdict, Holds) for text in verdict.where}
    return "".join(f" {name}" for name in ("sigmoid", "tanh") if f"for the {name} function" in where)


def with_corrections(judged: tuple[Finding, ...], part: Elaboration, bench: Bench) -> tuple[Finding, ...]:
    """Return the findings with proved corrections; the search for them is loaded where something is wrong."""
    if not any(isinstance(found.verdict, Wrong | IllFormed) for found in judged):
        return judged
    corrected: tuple[Finding, ...] = import_module("derive.suggest.correct").corrected(judged, part, bench)
    return corrected


def finding(item: Item, elaboration: Elaboration, bench: Bench, number: int, late: bool) -> Finding:
    """Return what is found about one relation; when it is `late`, only that the time is up."""
    relation = item.relation
    try:
        verdict, judges, notes = TIME_IS_UP if late else verdict_of(item, elaboration.theory, bench)
        if BORROWED in item.notes and not isinstance(verdict, Holds):
            verdict = Unchecked("D502", "a letter is written without its layer, and holds with none that stands here")
    except (ArithmeticError, AssertionError, LookupError, RecursionError, TypeError, ValueError) as error:
        verdict, judges, notes = Unchecked("D902", f"derive failed here ({error!r}); please report it"), NOT_RUN, ()
    name = blake2b(excerpt(relation.span).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return Finding(
        f"{number + 1}-{name}",
        relation.span,
        relation.left.span,
        relation.right.span,
        item.role,
        verdict,
        judges,
        (*item.notes, *notes),
    )


def verdict_of(item: Item, theory: Theory, bench: Bench) -> Said:
    """Return the verdict of a relation, the judges' answers and notes for the reader."""
    if item.refusal is not None:
        kind = IllFormed if item.refusal.ill_formed else Unchecked
        return kind(item.refusal.rule, item.refusal.message, item.refusal.span), NOT_RUN, ()
    if item.role == "definition" or item.claim is None:
        return Holds(""), NOT_RUN, ()
    here = replace(bench, place=item.relation.span, witnesses=bench.witnesses and BORROWED not in item.notes)
    judgement = judge_readings(theory, (item.claim, *item.others), item.conditional, here)
    if isinstance(judgement.verdict, Holds):
        claim = judgement.reading or item.claim
        loose, torn = loose_index(claim), torn_binder(claim)
        where = item.relation.right.span
        if loose is not None:
            return IllFormed("D401", f"the index {loose} is free on the right side only", where), NOT_RUN, ()
        if torn is not None:
            return IllFormed("D404", f"the index {torn} counts the nodes of two layers", where), NOT_RUN, ()
    if judgement.verdict is not None:
        return judgement.verdict, dict(judgement.judges), judgement.notes
    assert judgement.counterexample is not None
    if item.rounding is not None and is_rounded(theory, item.claim, item.rounding):
        return Holds("every size", ("rounded",)), dict(judgement.judges), judgement.notes
    capture = captured(item.relation, item.claim)
    if capture is not None:
        message = f"the sum binds the index {capture[0]}, which already has a meaning here"
        return IllFormed("D403", message, capture[1]), dict(judgement.judges), judgement.notes
    rule, message = fault(item.claim)
    return Wrong(rule, message, judgement.counterexample), dict(judgement.judges), judgement.notes


def is_rounded(theory: Theory, claim: Claim, tolerance: Fraction) -> bool:
    """Tell whether decimals differ by no more than the tolerance; what judges them is loaded for them."""
    return bool(import_module("derive.prove.rounding").within(theory, claim, tolerance))


def seat(theory: Theory, options: Options, prose: str) -> Bench:
    """Return the judges that the options ask for, on the layers nearest to the chosen ones that fit the document."""
    chosen = options.judges.split(",")
    every = {"all", "auto"} & set(chosen)
    topology = nearest(theory, options.layers or DEFAULT_LAYERS)
    asked = every or "instance" in chosen
    return Bench(
        bool(every) or "general" in chosen,
        bool(every) or "numeric" in chosen,
        instance_judge() if asked else None,
        "auto" not in chosen or options.layers is not None,
        topology,
        options.layers is not None and spell(topology) == "-".join(map(str, options.layers)),
        options.seed,
        prose.lower(),
    )


def nearest(theory: Theory, layers: tuple[int, ...]) -> Topology:
    """Return the layers with the depth, the single neurons or the equal widths that the document forces."""
    depth = len(layers) - 1
    depth = max(depth, theory.minimum_depth) if theory.depth is None else theory.depth
    widths = tuple(layers[position % len(layers)] for position in range(depth + 1))
    if theory.single:
        widths = (1,) * (depth + 1)
    elif theory.uniform:
        widths = (max(layers[0], theory.minimum_width),) * (depth + 1)
    else:
        widths = tuple(max(width, theory.minimum_width) for width in widths)
    spaces = {size.space for symbol in theory.symbols.values() for size in symbol.extents if size.layer is None}
    return Topology(
        widths, {space: 2 + position % 2 for position, space in enumerate(sorted(spaces))}, theory.input_layer
    )


REHEARSAL = Source("", r"$z^l = w^l a^{l-1}$, $\frac{\partial z^l}{\partial w^l} = a^{l-1}$")


def prepare(options: Options) -> None:
    """Load and build what documents will need, by checking one, so that processes copied from this one have it."""
    check(REHEARSAL, options)


def instance_module() -> Any:
    """Return the module of the instance judge; a third of the time of its import is the collector's."""
    gc.disable()
    module = import_module("derive.prove.instance")
    gc.enable()
    return module


def instance_judge() -> InstanceJudge:
    """Return the judge that asks SymPy; SymPy, half a second to import, is loaded with its first claim."""
    sessions: dict[str, object] = {}

    def ask(theory: Theory, claim: Claim, topology: Topology) -> InstanceAnswer:
        instance = instance_module()
        key = f"{id(theory)} {spell(topology)}"
        if key not in sessions:
            sessions[key] = instance.Session(theory, topology)
        result = instance.judge_instance(theory, claim, topology, sessions[key])
        held = tuple(dict(case.layers) for case in result.cases if case.answer is Answer.AGREES)
        failed = tuple(dict(case.layers) for case in result.cases if case.answer is Answer.DIFFERS)
        return InstanceAnswer(result.answer, held, failed, result.note)

    return ask
