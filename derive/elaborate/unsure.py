"""What a draft cannot be sure of: letters whose shapes nothing shows, functions that are given by their slopes."""

from derive.elaborate import network
from derive.elaborate.claims import SIGNS
from derive.elaborate.define import letters
from derive.elaborate.definitions import Progress
from derive.elaborate.lexicon import family
from derive.elaborate.network import Draft
from derive.elaborate.refusal import Refusal
from derive.syntax.tree import Relation
from derive.term.term import Apply
from derive.term.traverse import entries, subterms
from derive.theory import Formula, Named


def doubt_orientations(relations: list[Relation], draft: Draft, progress: Progress) -> None:
    """Call nothing ill-formed for a letter that no definition has and no other relation has shapes with.

    A sensitivity that is only spoken of may be a row.
    """
    defining = [term for group in draft.definitions.values() for item in group for term in (item.head, item.body)]
    sides = [side.term for found in progress.readings.values() for item in found for side in (item.left, item.right)]
    shaped = {entry.symbol for term in (*defining, *sides) for entry in entries(term)}
    for position, refusal in progress.refusals.items():
        item = relations[position]
        names = {x for side in (item.left, item.right) for x in letters(side)} if refusal.ill_formed else set()
        quantities = {x for x in names if x.name not in draft.lexicon.vocabulary.functions and x.name not in SIGNS}
        if any(family(draft.lexicon, letter) not in shaped for letter in quantities):
            progress.refusals[position] = Refusal(refusal.rule, refusal.message, refusal.span)


def doubt_slopes(draft: Draft, progress: Progress) -> None:
    """Call nothing wrong for a function that a document without a cost gives by its slope only: Φ'(x) = φ(x)."""
    for found in () if draft.lexicon.vocabulary.costs else progress.readings.values():
        left, right = found[0].left.term, found[0].right.term
        known = isinstance(left, Apply) and isinstance(draft.functions.get(left.function), Named | Formula)
        named = {part.function for part in subterms(right) if isinstance(part, Apply)}
        if isinstance(left, Apply) and left.order and not known and left.function not in named:
            draft.unknown.setdefault(left.function, network.ONLY_SLOPE)
