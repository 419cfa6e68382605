"""The steps of a derivation: each proved by the kernel before it is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from derive.elaborate.walk import parts
from derive.explain.arranged import arranged
from derive.explain.derivation import Phrase, Step
from derive.explain.ground import Ground
from derive.explain.move import Reason
from derive.explain.places import Places, line_of
from derive.explain.search import Meeting, meeting
from derive.notation.respell import respelled
from derive.notation.translate import index_letters, translate
from derive.prove.kernel.prove import Proof, prove
from derive.source import Span
from derive.syntax.tree import Relate, Script, Tree
from derive.term.term import MINUS_ONE, ONE, Add, Apply, Delta, Mul, Power, Sum, Term
from derive.term.term import number as constant
from derive.term.traverse import subterms
from derive.theory import Claim, Definition


@dataclass(frozen=True, slots=True)
class Line:
    """A term of a chain of equations, and by which rule it follows from the one before."""

    term: Term
    rule: str
    reason: Reason


def steps(ground: Ground, places: Places, claim: Claim, proof: Proof, right: Tree | None) -> tuple[Step, ...]:
    """Return the steps from the left side of a proved claim to its right side, which is shown as `right`."""
    found = meeting(ground, claim.lhs, claim.rhs)
    lines = chain_of(ground, found, claim) if found is not None else []
    kept = rechecked(ground, claim, lines or [Line(claim.rhs, "definitions", ("by the definitions",))], proof)
    write = writer(ground, [claim.lhs, *(line.term for line in kept)])
    shown = [write(line.term) for line in kept]
    if right is not None and ground.to is None:
        shown[-1] = right
    before = [claim.lhs, *(line.term for line in kept)]
    return tuple(
        Step(line.rule, before[number], line.term, shown[number], phrase(ground, places, line.reason, write))
        for number, line in enumerate(kept)
    )


TWO = constant(2)

Writer: TypeAlias = Callable[[Term], Tree]
"""What writes the terms of one derivation, each index with the same letter in all of them."""


def writer(ground: Ground, terms: list[Term]) -> Writer:
    """Return what writes the terms in the author's notation, or in the letters of the other document asked for."""
    if ground.to is None:
        return lambda term: respelled(term, ground.notation)
    to = ground.to
    letters = index_letters(tuple(terms), to)
    return lambda term: respelled(translate(term, to, letters), to.notation)


def rechecked(ground: Ground, claim: Claim, lines: list[Line], proof: Proof) -> list[Line]:
    """Return the lines whose equation with the line before is proved as far as the claim is; others are left out.

    The last line is the claim's right side: what is left in the worst case is the claim itself, which is proved.
    """
    kept: list[Line] = []
    term = claim.lhs
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        if not follows(ground, term, line.term, proof):
            if not last:
                continue
            while kept and not follows(ground, kept[-1].term, line.term, proof):
                kept.pop()
            line = Line(line.term, "definitions", ("by the definitions",))
        kept.append(line)
        term = line.term
    return kept


def follows(ground: Ground, before: Term, after: Term, proof: Proof) -> bool:
    """Tell whether before = after is proved, in all the cases in which the claim is."""
    found = prove(ground.theory, Claim(before, after))
    return found is not None and (not found.cases or (set(proof.cases) <= set(found.cases) and bool(proof.cases)))


def chain_of(ground: Ground, found: Meeting, claim: Claim) -> list[Line]:
    """Return the lines from the left side, over the meeting, to the right side."""
    lines: list[Line] = []
    alike = arranged(found.left.term) == arranged(found.right.term)
    for _, move in found.left.made:
        lines += [Line(term, rule, reason) for rule, term, reason in move.between]
        lines.append(Line(move.after, move.rule, move.reason))
    if not alike or not (lines or found.right.made):
        lines.append(Line(found.right.term, "algebra", rearrangement(ground, found.left.term, found.right.term)))
    elif lines:
        lines[-1] = Line(found.right.term, lines[-1].rule, lines[-1].reason)
    for before, move in reversed(found.right.made):
        lines.append(Line(before, move.rule, move.reason))
    return lines


def rearrangement(ground: Ground, left: Term, right: Term) -> Reason:
    """Return what was done to the left term to make it look like the right one."""
    if ground.base is not None and prove(ground.base, Claim(left, right)) is None:
        return (ground.condition,)
    known = known_slope(ground, left, right)
    if known is not None:
        return (*known, ", and rearranged")
    if isinstance(left, Sum) and isinstance(right, Mul) and any(isinstance(part, Sum) for part in right.factors):
        return ("what is the same in every term stands before the sum",)
    return ("rearranged",)


def known_slope(ground: Ground, left: Term, right: Term) -> Reason | None:
    """Return `σ' = σ (1 − σ)` where the left term has the slope of a function of that kind and the right one not."""
    gone = {part.function for part in subterms(right) if isinstance(part, Apply) and part.order}
    for part in subterms(left):
        if not isinstance(part, Apply) or part.order != 1 or part.function in gone:
            continue
        own = Apply(part.function, part.layer, 0, part.argument)
        sigmoid = Mul((own, Add((ONE, Mul((MINUS_ONE, own))))))
        for slope in (sigmoid, Add((ONE, Mul((MINUS_ONE, Power(own, TWO)))))):
            if prove(ground.theory, Claim(part, slope)) is not None:
                return (part, " = ", slope)
    return None


def phrase(ground: Ground, places: Places, reason: Reason, write: Writer) -> Phrase:
    """Return the reason with its terms in the author's notation and its definitions cited by their lines."""
    here = ground.notation.nowhere
    items: list[str | Tree] = []
    for part in reason:
        match part:
            case str():
                items.append(part)
            case Definition(span=span):
                items.append(" (the standard network)" if span is None else f" (line {line_of(places, span)})")
            case Delta(left, right):
                items.append(equal(write(Delta(left, right)), here))
            case _:
                items.append(write(part))
    return tuple(joined(items, here))


def equal(delta: Tree, here: Span) -> Tree:
    """Return i = j for δ_ij."""
    assert isinstance(delta, Script) and delta.subscript is not None
    left, right = parts(delta.subscript)
    return Relate("=", left, right, here)


def joined(items: list[str | Tree], here: Span) -> list[str | Tree]:
    """Return the items with words beside words put together, and `x`, " = ", `y` made one equation."""
    found: list[str | Tree] = []
    for item in items:
        if isinstance(item, str) and found and isinstance(found[-1], str):
            found[-1] += item
        elif len(found) > 1 and found[-1] == " = " and not isinstance(item, str):
            left = found[-2]
            assert not isinstance(left, str)
            found[-2:] = [Relate("=", left, item, here)]
        else:
            found.append(item)
    return found
