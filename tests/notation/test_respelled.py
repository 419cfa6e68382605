"""A term in the notation of its document is read there as the same term."""

from pathlib import Path

import pytest

from derive.elaborate.elaborate import claim_of, elaborate
from derive.elaborate.sections import theories
from derive.elaborate.standard import Choices
from derive.notation.learn import notation_of
from derive.notation.naming import named_free, with_free_names
from derive.notation.respell import respelled
from derive.prove.kernel.prove import prove
from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.syntax.spell import read_side, spell
from derive.syntax.tree import Relation
from derive.term.term import Apply, Delta, LayerProduct, LayerSum, Shift
from derive.term.traverse import entries, subterms
from derive.theory import Claim

ROOT = Path(__file__).resolve().parent.parent.parent
NOTES = sorted([*(ROOT / "equations").glob("*.md"), *(ROOT / "tests" / "notes").glob("*.*")])


def sections(path):
    source = Source(path.name, path.read_text("utf-8"))
    for run in theories(parse_document(read(source)).statements, source):
        yield elaborate(run.statements, source, Choices(None, None), run.context, run.naming)


TOLD_APART = ("·", "^", " of ", "cost")
"""In the names of letters that the whole document tells apart, and of the cost that it does not name."""


def is_readable_alone(side, part):
    """Tell whether the side stands for itself: Kronecker's delta is a sign that most documents do not have, the size of
    an index in a shift or of a product and the variable of a function are known from the other side, what a repeated
    index means from all the others."""
    if any("stands in two factors" in line for line in part.theory.assumed):
        return False
    found = list(subterms(side))
    variables = {item.argument for item in found if isinstance(item, Apply)} & {*entries(side)}
    alone = any(entry.symbol not in part.theory.definitions and not entry.indices for entry in variables)
    if alone or any(isinstance(item, Delta | Shift | LayerSum | LayerProduct) for item in found):
        return False
    return not any(mark in entry.symbol for mark in TOLD_APART for entry in entries(side))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_a_respelled_side_of_a_claim_is_read_as_the_same_term(path):
    for part in sections(path):
        notation = notation_of(part)
        for item in part.items:
            if item.claim is None:
                continue
            names = named_free((item.claim.lhs, item.claim.rhs), notation)
            for side in (item.claim.lhs, item.claim.rhs):
                term = with_free_names(side, names)
                if not is_readable_alone(term, part):
                    continue
                tree = read_side(spell(respelled(term, notation)))
                again, _ = claim_of(Relation(tree, "=", tree, False, item.relation.span), part)
                unprovable = prove(part.theory, Claim(term, term)) is None
                assert unprovable or prove(part.theory, Claim(term, again.rhs)) is not None, spell(tree)
