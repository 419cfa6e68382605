"""Derivations of the relations of a document: what stands on the left, brought step by step to what stands right."""

from collections.abc import Iterator
from dataclasses import dataclass

from derive.elaborate.elaborate import Elaboration, Item
from derive.explain.derivation import Derivation, Phrase, Step, Told, Untold
from derive.explain.ground import ground_of
from derive.explain.places import Places, heading_of, line_of, places_of, tag_of
from derive.explain.telling import steps, writer
from derive.notation.learn import notation_of
from derive.notation.naming import named_free, with_free_names
from derive.notation.respell import respelled
from derive.notation.scripts import joined, letter
from derive.notation.style import Notation
from derive.notation.translate import Respelling, translated
from derive.prove.kernel.prove import prove
from derive.term.traverse import free_indices
from derive.theory import Claim
from derive.verdict import Finding, Holds, IllFormed, Unchecked


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
    """Return the derivation of one relation, or why there is none."""
    label, title = label_of(own, item), title_of(own, item)
    match finding.verdict:
        case IllFormed(message=message) | Unchecked(message=message):
            return Untold(label, title, message)
        case _:
            pass
    if item.role == "definition" or item.claim is None:
        return definition(own, item, label, title)
    if isinstance(finding.verdict, Holds):
        return proved(own, item, finding.verdict, label, title)
    return Untold(label, title, "it is wrong")


def label_of(own: Teller, item: Item) -> str:
    """Return the \\tag of the relation, or its line."""
    return tag_of(own.places, item.relation.span) or f"line {line_of(own.places, item.relation.span)}"


def title_of(own: Teller, item: Item) -> Phrase:
    """Return the heading under which the relation stands, or nothing."""
    heading = heading_of(own.places, item.relation.span)
    return (heading,) if heading else ()


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
    assert item.claim is not None
    theory = own.part.theory
    for claim in (item.claim, *item.others):
        proof = prove(theory, claim)
        if proof is None:
            continue
        names = named_free((claim.lhs, claim.rhs), own.notation)
        claim = Claim(with_free_names(claim.lhs, names), with_free_names(claim.rhs, names))
        ground = ground_of(theory, own.notation, claim, own.to)
        if ground is None:
            continue
        told = steps(ground, own.places, claim, proof, None if names else item.relation.right)
        left = item.relation.left
        if own.to is not None:
            left = writer(ground, [claim.lhs, *(step.after for step in told)])(claim.lhs)
        elif names:
            told = tuple(step for step in told if step.rule != "algebra" or len(told) > 1)
            told = (entrywise(own, claim), *told, whole(claim, item))
        return Derivation(label, title, claim, left, told, verdict.where)
    scope = f"on the layers {verdict.scope}" if verdict.scope else "on the layers that were tried"
    return Untold(label, title, f"it holds {scope}; there is no proof for every size, so there are no steps to show")


def entrywise(own: Teller, claim: Claim) -> Step:
    """Return the step from a vector or a matrix to its entries."""
    here = own.notation.nowhere
    letters = joined([letter(index.letter, here) for index in free_indices(claim.lhs)], False, here)
    reason = ("one entry of both sides",) if letters is None else ("entry ", letters, " of both sides")
    return Step("entry", claim.lhs, claim.lhs, respelled(claim.lhs, own.notation), reason)


def whole(claim: Claim, item: Item) -> Step:
    """Return the step back to the vector or matrix that has these entries."""
    return Step("whole", claim.rhs, claim.rhs, item.relation.right, ("all entries together",))
