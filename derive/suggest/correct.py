"""Findings with their corrections: relation after relation, a chain from left to right.

In a chain A = B = C a correction of B stands when B = C is looked at: there only C is still open, and where it holds
then, the correction of B is that of the second link too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from derive.elaborate.elaborate import Elaboration, Item
from derive.prove.judge import Bench, fault
from derive.prove.numeric.evaluate import Evaluator
from derive.prove.numeric.reach import named_functions
from derive.source import Span, cover, excerpt
from derive.suggest.classify import described, headline, origin
from derive.suggest.edits import Edit, latex
from derive.suggest.notation import Notation, notation
from derive.suggest.search import Candidate, Found, Task, proved, search
from derive.suggest.sift import Sieve, evaluator, sieve, value
from derive.suggest.sites import leaves
from derive.syntax.spell import as_typed, read_side, spell
from derive.syntax.tree import Relation, Tree
from derive.term.term import LITERAL, OUTPUT
from derive.theory import Named
from derive.topology import output_layer
from derive.verdict import Correction, Finding, Holds, IllFormed, Wrong

SEARCHES = 100
"""The most relations of one document for which a correction is searched."""

LAYERINGS = 12
"""Choices of values for the layer letters that are looked at."""


@dataclass(slots=True)
class Desk:
    """What is kept from one relation to the next: evaluators, and the corrected right sides with their corrections."""

    elaboration: Elaboration
    bench: Bench
    evaluators: dict[bool, Evaluator[Any]] = field(default_factory=dict)
    settled: dict[int, tuple[Tree, Correction]] = field(default_factory=dict)
    searches: int = 0


LONGEST = 160
"""The most letters and numbers of a relation for which a correction is searched."""


def corrected(findings: tuple[Finding, ...], elaboration: Elaboration, bench: Bench) -> tuple[Finding, ...]:
    """Return the findings, with a proved correction, its rule and notes for those that are wrong and have one."""
    if not (bench.general and bench.numeric):
        return findings
    desk = Desk(elaboration, bench)
    done = []
    for position, finding in enumerate(findings):
        wrong = isinstance(finding.verdict, Wrong | IllFormed)
        relation = elaboration.items[position].relation
        if wrong and desk.searches < SEARCHES and leaves(relation.left) + leaves(relation.right) <= LONGEST:
            desk.searches += 1
            finding = attempted(desk, position, finding, findings)
        done.append(finding)
    return tuple(done)


def attempted(desk: Desk, position: int, finding: Finding, findings: tuple[Finding, ...]) -> Finding:
    """Return the finding with its correction; an error of ours in the search costs the correction, not the verdict."""
    try:
        return correct(desk, position, finding, findings)
    except (ArithmeticError, AssertionError, LookupError, RecursionError, TypeError, ValueError) as error:
        note = f"the search for a correction failed ({error!r}); please report it"
        return replace(finding, notes=(*finding.notes, note))


def correct(desk: Desk, position: int, finding: Finding, findings: tuple[Finding, ...]) -> Finding:
    """Return the finding with the correction that was found for it."""
    items = desk.elaboration.items
    item = items[position]
    chained = position > 0 and item.relation.chain and items[position - 1].relation.right is item.relation.left
    before = desk.settled.get(position - 1) if chained else None
    if before is not None:
        relation = replace(item.relation, left=before[0])
        where = proved(Task(desk.elaboration, desk.bench, relation), relation)
        if where is not None:
            return inherited(desk, finding, before[1], where)
        found = searched(desk, Task(desk.elaboration, desk.bench, relation, fixed=True), item)
        if found is not None:
            return with_correction(
                desk, position, finding, item, found, (f"the left side is read as {spell(before[0])}",)
            )
    holds = chained and isinstance(findings[position - 1].verdict, Holds)
    found = searched(desk, Task(desk.elaboration, desk.bench, item.relation, chained=holds), item)
    if found is None:
        return finding
    notes, besides = head_of_chain(desk, position, found) if holds and found.candidate.left else ((), ())
    return with_correction(desk, position, finding, item, found, notes, besides)


def inherited(desk: Desk, finding: Finding, correction: Correction, where: tuple[str, ...]) -> Finding:
    """Return the finding of a link that holds once its left side has been corrected."""
    match finding.verdict:
        case Wrong(rule, message, counterexample):
            verdict: Wrong | IllFormed = Wrong(rule, message, counterexample, replace(correction, where=where))
        case IllFormed(rule, message):
            verdict = IllFormed(rule, message, correction.span, replace(correction, where=where))
        case _:
            return finding
    return replace(finding, verdict=verdict)


def searched(desk: Desk, task: Task, item: Item) -> Found | None:
    """Return what the search finds, at points at which the sides differ."""
    known = notation(desk.elaboration, task.relation)
    exact = is_exact(desk.elaboration, item)
    if exact not in desk.evaluators:
        desk.evaluators[exact] = evaluator(desk.elaboration.theory, exact)
    return search(task, sieves(desk, task, known, exact))


def is_exact(elaboration: Elaboration, item: Item) -> bool:
    """Tell whether values in the prime field tell true from false: no named function is reached."""
    if item.claim is not None:
        return not named_functions(elaboration.theory, item.claim)
    return not any(isinstance(meaning, Named) for meaning in elaboration.theory.functions.values())


def sieves(desk: Desk, task: Task, known: Notation, exact: bool) -> Iterator[Sieve]:
    """Yield the points of the search: layers at which the sides differ, then the output layer where that is meant."""
    general = None
    for layers in layerings(desk, known):
        points = sieve(desk.elaboration, task.relation, desk.evaluators[exact], exact, layers, known.indices)
        left, right = (value(points, side, 0) for side in (task.relation.left, task.relation.right))
        general = general or points
        if left is not None and right is not None and left != right:
            general = points
            break
    if general is None:
        return
    yield general
    last = output_layer(desk.evaluators[exact].topology)
    for letter in desk.elaboration.theory.output_letters:
        if letter in general.layers:
            layers = {**general.layers, letter: last}
            yield sieve(desk.elaboration, task.relation, desk.evaluators[exact], exact, layers, known.indices)


def layerings(desk: Desk, known: Notation) -> Iterator[Mapping[str, int]]:
    """Yield values for the layer letters, layers in the middle of the network first."""
    topology = next(iter(desk.evaluators.values())).topology
    lowest, last = topology.input_layer, output_layer(topology)
    middle = sorted(range(lowest, last + 1), key=lambda number: abs(2 * number - lowest - last - 1))
    written = (*known.layers, *known.lexicon.vocabulary.layer_letters)
    letters = [name for name in dict.fromkeys(written) if name not in (OUTPUT, LITERAL, *known.lexicon.output_names)]
    for count, values in enumerate(product(middle, repeat=min(len(letters), 3))):
        if count >= LAYERINGS:
            return
        if len(set(values)) == len(values):
            rest = dict.fromkeys(letters, middle[-1])
            yield {**rest, **dict(zip(letters, values, strict=False))}


def with_correction(
    desk: Desk,
    position: int,
    finding: Finding,
    item: Item,
    found: Found,
    notes: tuple[str, ...],
    besides: tuple[tuple[Span, str], ...] = (),
) -> Finding:
    """Return the finding with the correction, the rule that it tells and the definition that it rests on.

    A correction that cannot be typed, of a layer that the notation leaves to the indices, is none.
    """
    candidate = found.candidate
    span, text = placed(item.relation, candidate)
    if "".join(text.split()) == "".join(excerpt(span).split()):
        return finding
    others = tuple(described(single) for other in found.others if (single := only_edit(other)) is not None)
    correction = Correction(span, text, True, found.where, others, besides)
    if candidate.right:
        desk.settled[position] = (candidate.relation.right, correction)
    source = origin(desk.elaboration, candidate)
    notes = (*finding.notes, *(() if source is None else (source,)), *notes)
    match finding.verdict:
        case Wrong(rule, message, counterexample):
            stated = fault(item.claim) if item.claim is not None else (rule, message)
            unbound = stated[1] if stated[0] == "D401" else None
            rule, message = headline(desk.elaboration, candidate, unbound)
            return replace(finding, verdict=Wrong(rule, message, counterexample, correction), notes=notes)
        case IllFormed(rule, message):
            return replace(finding, verdict=IllFormed(rule, message, span, correction), notes=notes)
        case _:
            return finding


def only_edit(candidate: Candidate) -> Edit | None:
    """Return the edit of a candidate that has one."""
    edits = (*candidate.left, *candidate.right)
    return edits[0] if len(edits) == 1 else None


def placed(relation: Relation, candidate: Candidate) -> tuple[Span, str]:
    """Return the characters to be replaced and what to replace them by."""
    edit = only_edit(candidate)
    new = candidate.relation
    if edit is not None:
        side, after = (relation.left, new.left) if candidate.left else (relation.right, new.right)
        if reads_as(side, edit, after):
            return edit.span, latex(edit)
        return side.span, spell(after)
    if not candidate.left:
        return relation.right.span, spell(new.right)
    if not candidate.right:
        return relation.left.span, spell(new.left)
    between = Span(relation.span.source, relation.left.span.end, relation.right.span.start)
    return cover(relation.left.span, relation.right.span), spell(new.left) + excerpt(between) + spell(new.right)


def reads_as(side: Tree, edit: Edit, after: Tree) -> bool:
    """Tell whether the side reads as `after` once the edit is carried out in the source.

    In a side that does not read as it stands (damage, macros) the places of its parts are all there is to go by.
    """
    start, end = side.span.start, side.span.end
    if not start <= edit.span.start <= edit.span.end <= end:
        return False
    if as_typed(side) is None:
        return True
    text = side.span.source.text
    return read_side(text[start : edit.span.start] + latex(edit) + text[edit.span.end : end]) == after


def head_of_chain(desk: Desk, position: int, found: Found) -> tuple[tuple[str, ...], tuple[tuple[Span, str], ...]]:
    """Return a note about the link before, which held and has lost its right side to the correction, and its own."""
    items = desk.elaboration.items
    link = replace(items[position - 1].relation, right=found.candidate.relation.left)
    task = Task(desk.elaboration, desk.bench, link)
    again = searched(desk, task, items[position])
    if again is None or again.candidate.right:
        return (), ()
    left, right = spell(again.candidate.relation.left), spell(found.candidate.relation.right)
    edits = " and ".join(described(edit) for edit in again.candidate.left)
    return (f"before it, {edits}: {left} = {right}",), (placed(link, again.candidate),)
