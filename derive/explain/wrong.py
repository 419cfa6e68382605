"""Wrong claims: the true value of the left side, and the step at which the author's side parts from it."""

from collections import Counter
from dataclasses import dataclass, replace

from derive.elaborate.elaborate import Elaboration, Item, claim_of
from derive.elaborate.refusal import Refusal
from derive.explain.arranged import atoms
from derive.explain.derivation import Step
from derive.explain.ground import Ground
from derive.explain.search import left_states
from derive.prove.kernel.prove import prove
from derive.source import Span, excerpt
from derive.syntax.spell import read_side
from derive.syntax.tree import Group, Tree, Unreadable
from derive.term.term import Term
from derive.theory import Claim
from derive.verdict import Correction, Finding, IllFormed, Wrong


@dataclass(frozen=True, slots=True)
class Mended:
    """A relation with its right side corrected, and what it claims."""

    right: Tree
    claim: Claim


def mended(part: Elaboration, item: Item, finding: Finding) -> Mended | None:
    """Return the relation with its proved correction put in, None where that is not a correction of the right side."""
    correction = finding.verdict.correction if isinstance(finding.verdict, Wrong | IllFormed) else None
    if correction is None or not correction.proved:
        return None
    right = corrected_side(item.relation.right.span, correction)
    if right is None:
        return None
    try:
        claim, _ = claim_of(replace(item.relation, right=right), part)
    except Refusal:
        return None
    return Mended(right, claim) if prove(part.theory, claim) is not None else None


def corrected_side(side: Span, correction: Correction) -> Tree | None:
    """Return the side with the correction's text in the place of what it corrects."""
    span = correction.span
    if span.start < side.start or span.end > side.end:
        return None
    text = excerpt(side)
    tree = read_side(text[: span.start - side.start] + correction.latex + text[span.end - side.start :])
    while isinstance(tree, Group) and tree.open == "(":
        tree = tree.body
    return None if isinstance(tree, Unreadable) else tree


def true_value(ground: Ground, claim: Claim) -> Term | None:
    """Return the form of the left side that is most like the author's right side, None where there is none."""
    wanted = atoms(claim.rhs)
    best: tuple[int, int] | None = None
    found: Term | None = None
    for state in left_states(ground, claim.lhs, claim.rhs):
        if not state.made:
            continue
        own = atoms(state.term)
        score = (sum(((own - wanted) + (wanted - own)).values()), state.cost)
        if best is None or score < best:
            best, found = score, state.term
    return found


def parting(claim: Claim, author: Term, told: tuple[Step, ...]) -> int:
    """Return the number of the first step that brings in what is in the true value and not in the author's side."""
    strange: Counter[str] = atoms(claim.rhs) - atoms(author)
    seen = atoms(claim.lhs)
    for number, step in enumerate(told):
        own = atoms(step.after)
        if any(own[name] > seen[name] for name in strange):
            return number
        seen = own
    return len(told) - 1
