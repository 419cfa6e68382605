"""Derivations of the relations of a document: what stands on the left, brought step by step to what stands right."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from derive.elaborate.elaborate import Elaboration, Item
from derive.elaborate.updates import descent
from derive.explain.derivation import Derivation, Phrase, Step, Told, Untold
from derive.explain.ground import ground_of
from derive.explain.places import Places, heading_of, item_of, line_of, places_of, tag_of
from derive.explain.readings import meant_readings
from derive.explain.telling import steps, writer
from derive.explain.wrong import mended, parting, true_value
from derive.notation.learn import notation_of
from derive.notation.naming import named_free, with_free_names
from derive.notation.respell import respelled
from derive.notation.scripts import joined, letter
from derive.notation.style import Notation
from derive.notation.translate import Respelling, translated
from derive.prove.kernel.prove import prove
from derive.syntax.tree import Tree
from derive.term.traverse import free_indices
from derive.theory import Claim, Theory
from derive.verdict import Finding, Holds, IllFormed, Unchecked, Wrong


@dataclass(frozen=True, slots=True)
class Teller:
    """A section of a document with its notation and its lines; `to` when it is told in another document's letters."""

    part: Elaboration
    notation: Notation
    places: Places
    to: Respelling | None = None


def teller(part: Elaboration, to: Respelling | None = None) -> Teller:
    """Return what derivations of the section's relations need."""
    return Teller(part, notation_of(part), places_of(part.source), to)


def derivations(part: Elaboration, findings: tuple[Finding, ...], to: Respelling | None = None) -> Iterator[Told]:
    """Yield a derivation of every relation of the section, whose `findings` are those of its items in order.

    With `to`, from `derive.notation.translate.respelling(part, other)`, in the letters of another document.
    """
    own = teller(part, to)
    for item, finding in zip(part.items, findings, strict=True):
        yield derivation(own, item, finding)


def derivation(own: Teller, item: Item, finding: Finding) -> Told:
    """Return the derivation of one relation, or why there is none; of a step w ← w − η g that of ∂C/∂w = g."""
    label, title = label_of(own, item), title_of(own, item)
    step = descent(item.relation, own.part.lexicon) if item.claim is not None else None
    if step is not None:
        item = replace(item, relation=step)
    match finding.verdict:
        case Holds() if item.role == "definition" or item.claim is None:
            return definition(own, item, label, title)
        case Holds():
            return proved(own, item, finding.verdict, label, title)
        case Wrong(message=message) | IllFormed(message=message):
            return parted(own, item, finding, label, title) or Untold(label, title, message)
        case Unchecked(message=message):
            return Untold(label, title, message)
        case _:
            assert_never(finding.verdict)


def label_of(own: Teller, item: Item) -> str:
    """Return the \\tag of the relation, its step where it stands in an algorithm, or its line."""
    span = item.relation.span
    number, _ = item_of(own.places, span) if is_algorithm(heading_of(own.places, span)) else ("", "")
    return tag_of(own.places, span) or (f"step {number}" if number else f"line {line_of(own.places, span)}")


def is_algorithm(heading: str) -> bool:
    """Tell whether what stands under the heading is an algorithm."""
    return "algorithm" in heading.lower()


def title_of(own: Teller, item: Item) -> Phrase:
    """Return the heading under which the relation stands, in an algorithm what the step does; or nothing."""
    heading = heading_of(own.places, item.relation.span)
    words = item_of(own.places, item.relation.span)[1] if is_algorithm(heading) else ""
    return (words or heading,) if words or heading else ()


def definition(own: Teller, item: Item, label: str, title: Phrase) -> Told:
    """Return the derivation of a definition: there is nothing to derive."""
    relation = item.relation
    for several in own.part.theory.definitions.values():
        for one in several:
            if one.span is not None and relation.span.start <= one.span.start < relation.span.end:
                left, right = relation.left, relation.right
                if own.to is not None:
                    terms = translated((one.head, one.body), own.to)
                    left, right = (respelled(term, own.to.notation) for term in terms)
                step = Step("definition", one.head, one.body, right, ("by definition",))
                return Derivation(label, title, Claim(one.head, one.body), left, (step,))
    return Untold(label, title, "it says what its letters stand for; there is nothing to derive")


def proved(own: Teller, item: Item, verdict: Holds, label: str, title: Phrase) -> Told:
    """Return the derivation of a claim that the kernel proves; of others, what is known."""
    for theory, reading, condition in meant_readings(own.part.theory, item, verdict):
        claim, named = by_letters(own, reading)
        found = told(own, theory, claim, condition, item.relation.left, item.relation.right, named)
        if found is not None:
            left, chain = found
            return Derivation(label, title, claim, left, chain, verdict.where)
    for condition, claim in item.conditional:
        if condition in verdict.where and prove(own.part.theory, claim) is not None:
            return Untold(label, title, f"it is proved where {condition}; the steps are not shown")
    scope = "for every size, by other means" if verdict.scope == "every size" else f"on the layers {verdict.scope}"
    return Untold(label, title, f"it holds {scope}; there is no proof by the chain rule, so there are no steps to show")


def by_letters(own: Teller, claim: Claim) -> tuple[Claim, bool]:
    """Return the claim with letters for the axes of its vectors and matrices, and whether it has any."""
    names = named_free((claim.lhs, claim.rhs), own.notation)
    return Claim(with_free_names(claim.lhs, names), with_free_names(claim.rhs, names)), bool(names)


def told(
    own: Teller, theory: Theory, claim: Claim, condition: str, left: Tree, right: Tree | None, named: bool
) -> tuple[Tree, tuple[Step, ...]] | None:
    """Return the left side and the steps of a claim that the kernel proves, None for others.

    `named` claims are those of vectors and matrices: told for one entry, then put together. Without `right` the last
    step shows the claim's own right side.
    """
    proof = prove(theory, claim)
    ground = None if proof is None else ground_of(theory, own.notation, claim, own.to)
    if proof is None or ground is None:
        return None
    if condition:
        ground = replace(ground, base=own.part.theory, condition=condition)
    chain = steps(ground, own.places, claim, proof, None if named else right)
    if own.to is not None:
        return writer(ground, [claim.lhs, *(step.after for step in chain)])(claim.lhs), chain
    if named:
        chain = tuple(step for step in chain if step.rule != "algebra" or len(chain) > 1)
        return left, (entrywise(own, claim), *chain, *([] if right is None else [whole(claim, right)]))
    return left, chain


def parted(own: Teller, item: Item, finding: Finding, label: str, title: Phrase) -> Derivation | None:
    """Return the derivation of the true value of a wrong claim's left side, None where there is none to show."""
    mend = mended(own.part, item, finding)
    right = None if mend is None else mend.right
    theory, claim = own.part.theory, None if mend is None else by_letters(own, mend.claim)[0]
    named = False if mend is None else by_letters(own, mend.claim)[1]
    if claim is None and item.claim is not None:
        wrong, named = by_letters(own, item.claim)
        ground = ground_of(theory, own.notation, wrong)
        value = None if ground is None else true_value(ground, wrong)
        claim = None if value is None else Claim(wrong.lhs, value)
    found = None if claim is None else told(own, theory, claim, "", item.relation.left, right, named)
    if claim is None or found is None:
        return None
    left, chain = found
    author = None if item.claim is None else by_letters(own, item.claim)[0].rhs
    number = len(chain) - 1 if author is None else parting(claim, author, chain)
    return Derivation(label, title, claim, left, chain, (), number, item.relation.right)


def entrywise(own: Teller, claim: Claim) -> Step:
    """Return the step from a vector or a matrix to its entries."""
    here = own.notation.nowhere
    letters = joined([letter(index.letter, here) for index in free_indices(claim.lhs)], False, here)
    reason = ("one entry of both sides",) if letters is None else ("entry ", letters, " of both sides")
    return Step("entry", claim.lhs, claim.lhs, respelled(claim.lhs, own.notation), reason)


def whole(claim: Claim, right: Tree) -> Step:
    """Return the step back to the vector or matrix that has these entries."""
    return Step("whole", claim.rhs, claim.rhs, right, ("all entries together",))
