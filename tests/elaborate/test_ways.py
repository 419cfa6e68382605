"""What is not read twice comes out as if it were."""

from pathlib import Path

import pytest

from derive.elaborate import claims, sections
from derive.elaborate.standard import Choices
from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document

ROOT = Path(__file__).resolve().parent.parent.parent
LOOSE = ("numerator-layout.md", "units-by-name.md")
"""Notes without a sign for the entrywise product, in which equal shapes are multiplied."""

NOTES = [
    *sorted((ROOT / "equations").glob("*.md")),
    *sorted((ROOT / "tests" / "notes").glob("matrix-*.md")),
    *(ROOT / "tests" / "notes" / name for name in LOOSE),
]


def items(source):
    """Return every relation of a document as it is understood."""
    known = sections.Known(source)
    runs = sections.theories(parse_document(read(source)).statements, source, known)
    return [item for run in runs for item in sections.elaborated(run, known).items]


def shown(item):
    """Return what a reading decides about a relation; refusals are compared by what they say."""
    refusal = item.refusal and (item.refusal.rule, item.refusal.message, item.refusal.span, item.refusal.ill_formed)
    return item.role, item.claim, item.others, item.layouts, item.notes, item.conditional, refusal


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_a_relation_read_once_for_several_ways_is_understood_as_if_read_in_each(path, monkeypatch):
    source = Source(path.name, path.read_text("utf-8"))
    once = [shown(item) for item in items(source)]
    monkeypatch.setattr(claims, "is_like", lambda *_: False)
    assert [shown(item) for item in items(source)] == once


def test_the_ways_of_a_jacobian_are_read_apart_and_those_of_a_number_together(monkeypatch):
    read_in = []
    original = claims.Scope
    monkeypatch.setattr(claims, "Scope", lambda **given: read_in.append(given) or original(**given))
    network = r"$$\mathbf{z} = W \mathbf{x}$$ $$\mathbf{a} = \sigma(\mathbf{z})$$ "
    items(Source("a.md", network + r"$$\frac{\partial \mathbf{z}}{\partial \mathbf{x}} = W$$"))
    jacobian = len(read_in)
    read_in.clear()
    items(Source("a.md", r"$$z_j = \sum_k w_{jk} x_k$$ $$\frac{\partial z_j}{\partial x_k} = w_{jk}$$"))
    assert (jacobian > 1, len(read_in)) == (True, 1)


def test_choices_of_the_user_are_not_answered_by_what_was_understood_without_them():
    source = Source("a.md", r"$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k$$ $$a^l_j = \sigma(z^l_j)$$")
    known = sections.Known(source)
    (run,) = sections.theories(parse_document(read(source)).statements, source, known)
    plain = sections.elaborated(run, known)
    assert sections.elaborated(run, known) is plain
    assert sections.elaborated(run, known, Choices("sigmoid")).theory.functions != plain.theory.functions
