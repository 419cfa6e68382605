"""The equations of a note as the backward pass of a network: which are run, and what was found about them."""

from dataclasses import dataclass, replace

from derive.codegen.program import CodegenError
from derive.codegen.schedule import Assignment, Schedule
from derive.codegen.standard import OWN
from derive.codegen.theory import schedule_document
from derive.pipeline import Options, Study, study
from derive.source import Source, excerpt, line_starts, locate
from derive.verdict import Finding, Holds, IllFormed, Wrong

ENTROPY = {"sigmoid": "binary-cross-entropy", "softmax": "categorical-cross-entropy"}
"""The cost that goes with an output function, where neither the note nor the user names one."""


@dataclass(frozen=True, slots=True)
class Network:
    """The layers, and what is chosen of what a note leaves open: activation functions (all, or each), and the cost."""

    layers: tuple[int, ...]
    activations: tuple[str, ...] = ()
    cost: str | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """An equation that is run: its place, its LaTeX on one line, and what was found about it."""

    origin: str
    equation: str
    found: str


def read_note(source: Source) -> Study:
    """Return the note with the verdict on each of its equations, for any activation function and cost."""
    return study(source, Options())


def schedule_note(note: Study, network: Network, wrong: str | None = None) -> Schedule:
    """Return the training step that the note's equations make up; `wrong` is the id of a false one to be used.

    Where nobody names a cost it is the cross-entropy that goes with the output function. Raises CodegenError.
    """

    def made(cost: str | None) -> Schedule:
        findings = note.report.findings
        return schedule_document(note.parts, findings, network.layers, network.activations, cost, wrong)

    schedule = made(network.cost)
    usual = ENTROPY.get(schedule.activations[-1], schedule.cost)
    if network.cost is not None or usual == schedule.cost:
        return schedule
    try:
        return made(usual)
    except CodegenError:
        return schedule


def used(schedule: Schedule, note: Study) -> list[Used]:
    """Return the equations of the backward pass, each once, in the order in which they run."""
    found: dict[tuple[str, str], Used] = {}
    for assignment in schedule.backward:
        text = " ".join(assignment.equation.split())
        found.setdefault(
            (assignment.origin, text),
            Used(assignment.origin, text, verdict_on(assignment, note, len(schedule.layers) - 1)),
        )
    return list(found.values())


def verdict_on(assignment: Assignment, note: Study, depth: int) -> str:
    """Return what was found about the equation at its place in the note."""
    starts = line_starts(note.report.source)
    if assignment.origin == OWN:
        slope = assignment.target.name == "da" and assignment.target.layer == depth
        return "of the chosen cost" if slope else "derive's own: the note does not say it"
    for finding in note.report.findings:
        line = f"line {locate(starts, finding.span.start).line}"
        if line == assignment.origin and assignment.equation.endswith(excerpt(finding.rhs)):
            return spoken(finding)
    return ""


def spoken(finding: Finding) -> str:
    """Return the verdict in a few words."""
    match finding.verdict:
        case Holds(scope, where):
            return ", ".join((f"holds for {scope}", *where)) if scope else "defines"
        case Wrong() | IllFormed():
            return "WRONG"
        case _:
            return "not checked"


def wrong_equations(note: Study) -> list[tuple[int, Finding]]:
    """Return the equations that are false, with their lines."""
    starts = line_starts(note.report.source)
    findings = note.report.findings
    return [(locate(starts, f.span.start).line, f) for f in findings if isinstance(f.verdict, Wrong)]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong equation, its line, and the training step that uses it."""

    line: int
    finding: Finding
    schedule: Schedule


def mistake(note: Study, network: Network, line: int | None) -> Mistake:
    """Return the wrong equation that is meant: the first usable one, on that line if one is given.

    Raises CodegenError when there is none.
    """
    wrong = wrong_equations(note)
    path = note.report.source.path
    if not wrong:
        raise CodegenError(f"{path} has no wrong equation to compare (derive verify {path} says what it has)")
    chosen = [(place, finding) for place, finding in wrong if line in (None, place)]
    if not chosen:
        lines = ", ".join(str(place) for place, _ in wrong)
        raise CodegenError(f"{path} has no wrong equation on line {line}; it has some on {lines}")
    refusals: list[CodegenError] = []
    for place, finding in chosen:
        try:
            return Mistake(place, finding, schedule_note(note, network, finding.id))
        except CodegenError as error:
            refusals.append(error)
    raise CodegenError(f"the equation on line {chosen[0][0]} cannot be compared: {refusals[0]}")


def corrected(note: Study, finding: Finding) -> tuple[Study, str | None]:
    """Return the note with the proven correction put in, and the equation as it then stands.

    Without a proven correction that is the note itself, and None.
    """
    verdict = finding.verdict
    correction = verdict.correction if isinstance(verdict, Wrong) else None
    if correction is None or not correction.proved:
        return note, None
    text, span, whole = note.report.source.text, correction.span, finding.span
    mended = read_note(Source(note.report.source.path, text[: span.start] + correction.latex + text[span.end :]))
    if not (whole.start <= span.start and span.end <= whole.end):
        return mended, correction.latex
    return mended, text[whole.start : span.start] + correction.latex + text[span.end : whole.end]


def square(network: Network) -> Network:
    """Return the network with hidden layers as wide as the output: there a transposed matrix has values too."""
    width = network.layers[-1]
    return replace(network, layers=(network.layers[0], *(width for _ in network.layers[2:]), width))


def fixed_depth(note: Study) -> tuple[int | None, bool]:
    """Return how many layers after the input the note forces, if any, and whether each has a single neuron."""
    theory = note.parts[0].theory if note.parts else None
    if theory is None:
        return None, False
    layered = [symbol for symbol in theory.symbols.values() if symbol.layered]
    widths = [size for symbol in layered for size in symbol.extents if size.layer is not None]
    if theory.single or (layered and not widths):
        return theory.depth or max(2, theory.minimum_depth), True
    return theory.depth, False
