"""Where a document leaves too much open to call a relation ill-formed or wrong."""

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


def doubted(refusal: Refusal, relation: Relation, draft: Draft) -> Refusal:
    """Return the refusal as not understood where the shapes may be those of a definition that was not understood."""
    found = [letter for tree in (relation.left, relation.right) for letter in letters(tree)]
    guessed = any(draft.unknown.get(family(draft.lexicon, letter)) == network.NOT_UNDERSTOOD for letter in found)
    return Refusal(refusal.rule, refusal.message, refusal.span) if refusal.ill_formed and guessed else refusal


def doubt_orientations(relations: list[Relation], draft: Draft, progress: Progress) -> None:
    """Call nothing ill-formed for a letter that no definition has and no other relation has shapes with.

    A sensitivity that is only spoken of may be a row, and a function that no definition has may give a matrix.
    """
    defining = [term for group in draft.definitions.values() for item in group for term in (item.head, item.body)]
    sides = [side.term for found in progress.readings.values() for item in found for side in (item.left, item.right)]
    shaped = {entry.symbol for term in (*defining, *sides) for entry in entries(term)}
    applied = {part.function.split("_")[0] for term in defining for part in subterms(term) if isinstance(part, Apply)}
    applied |= {name.split("_")[0] for name in draft.functions}
    for position, refusal in progress.refusals.items():
        item = relations[position]
        names = {x for side in (item.left, item.right) for x in letters(side)} if refusal.ill_formed else set()
        quantities = {x for x in names if x.name not in draft.lexicon.vocabulary.functions and x.name not in SIGNS}
        unknown = {x.name for x in names - quantities if x.name not in SIGNS} - applied
        if unknown or any(family(draft.lexicon, letter) not in shaped for letter in quantities):
            progress.refusals[position] = Refusal(refusal.rule, refusal.message, refusal.span)


def doubt_slopes(draft: Draft, progress: Progress) -> None:
    """Call nothing wrong for a function that a document without a cost gives by its slope only: Φ'(x) = φ(x)."""
    for found in () if draft.lexicon.vocabulary.costs else progress.readings.values():
        left, right = found[0].left.term, found[0].right.term
        known = isinstance(left, Apply) and isinstance(draft.functions.get(left.function), Named | Formula)
        named = {part.function for part in subterms(right) if isinstance(part, Apply)}
        if isinstance(left, Apply) and left.order and not known and left.function not in named:
            draft.unknown.setdefault(left.function, network.ONLY_SLOPE)
