"""Spelling: the text of a tree is read as that tree again."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.elaborate.walk import walk
from derive.read.read import read
from derive.source import Source, Span, excerpt
from derive.suggest.sites import replaced, sites
from derive.syntax.parse import parse_document
from derive.syntax.spell import as_typed, read_side, spell
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Relate,
    Relation,
    Root,
    Script,
    Unreadable,
)

ROOT = Path(__file__).resolve().parents[2]
NOTES = sorted((ROOT / "equations").glob("*.md")) + sorted((ROOT / "tests" / "notes").iterdir())
NOWHERE = Span(Source("", ""), 0, 0)


def letters():
    names = st.sampled_from(["a", "w", "z", "L", "sigma", "delta", "ell", "calL"])
    plain = st.builds(Letter, names, st.just(()), st.booleans(), st.just(NOWHERE))
    return plain | st.builds(Letter, st.sampled_from("yx"), st.just(("hat",)), st.just(False), st.just(NOWHERE))


def indices():
    index = st.builds(Letter, st.sampled_from("ijk"), st.just(()), st.just(False), st.just(NOWHERE))
    pair = st.builds(lambda one, two: Product((one, two), ("",), NOWHERE), index, index)
    shifted = st.builds(
        lambda one, sign: Addition((one, Digits("1", NOWHERE)), (1, sign), NOWHERE), index, st.sampled_from((1, -1))
    )
    return index | pair | shifted


def layers():
    inner = indices()
    return inner | st.builds(Group, st.sampled_from("(["), inner, st.just(NOWHERE))


def scripted():
    return st.builds(
        Script, letters(), st.none() | indices(), layers(), st.integers(0, 2), st.just(NOWHERE)
    ) | st.builds(Script, letters(), indices(), st.none(), st.integers(0, 2), st.just(NOWHERE))


def larger(inner):
    def closed(tree):
        return tree if isinstance(tree, Letter | Script | Digits) else Group("(", tree, NOWHERE)

    factor = inner.map(closed)
    return st.one_of(
        st.builds(
            lambda one, two, sign: Product((one, two), (sign,), NOWHERE),
            factor,
            factor,
            st.sampled_from(["", "cdot", "odot", "/"]),
        ),
        st.builds(
            lambda one, two, sign: Addition((one, two), (1, sign), NOWHERE), factor, factor, st.sampled_from((1, -1))
        ),
        st.builds(lambda one: Addition((one,), (-1,), NOWHERE), factor),
        st.builds(lambda one, two: Fraction(one, two, NOWHERE), inner, inner),
        st.builds(lambda one, two: Derivative(one, two, 1, "partial", NOWHERE), factor, scripted()),
        st.builds(
            lambda below, body: BigOperator("sum", below, None, body, NOWHERE),
            st.sampled_from(
                [
                    Letter("k", (), False, NOWHERE),
                    Relate("=", Letter("k", (), False, NOWHERE), Digits("1", NOWHERE), NOWHERE),
                ]
            ),
            factor,
        ),
        st.builds(lambda body: Root(None, body, NOWHERE), inner),
        st.builds(lambda body: Script(Group("(", body, NOWHERE), None, Digits("2", NOWHERE), 0, NOWHERE), inner),
    )


trees = st.recursive(
    letters() | scripted() | st.builds(Digits, st.sampled_from("1234"), st.just(NOWHERE)), larger, max_leaves=8
)


@given(trees)
@settings(max_examples=200, deadline=None)
def test_a_spelled_tree_is_read_as_itself(tree):
    assert read_side(spell(tree)) == tree


def sides(path):
    source = Source(path.name, path.read_text(encoding="utf-8"))
    for statement in parse_document(read(source)).statements:
        found = (statement.left, statement.right) if isinstance(statement, Relation) else (statement.tree,)
        yield from (side for side in found if not any(isinstance(part, Unreadable) for part in walk(side)))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_every_side_of_a_note_is_spelled_as_it_is_read(path):
    assert [spell(side) for side in sides(path) if read_side(spell(side)) != side] == []


@pytest.mark.parametrize("path", NOTES[::4], ids=lambda path: path.name)
def test_a_changed_letter_is_read_as_changed_and_the_rest_stays(path):
    new = Letter("q", (), False, NOWHERE)
    for side in sides(path):
        for place, node in list(sites(side))[:12]:
            if isinstance(node, Letter) and node.name not in ("partial", "prime", "top", "T"):
                changed = replaced(side, place, new)
                assert read_side(spell(changed)) == changed


def relation(text):
    (found,) = parse_document(read(Source("note.md", text))).statements
    return found


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        (r"$x = a^{(l)}_j$", "q^{(l)}_j"),
        (r"$x = a_{j}^{[l]}$", "q_{j}^{[l]}"),
        (r"$x = \dfrac{a}{b}$", r"\dfrac{q}{b}"),
        (r"$x = {a \over b}$", r"{q \over b}"),
        (r"$x = \sigma\left( a \right)$", r"\sigma\left( q \right)"),
        (r"$x = \partial a / \partial b$", r"\partial q / \partial b"),
        (r"$x = a   \cdot   \frac12$", r"q \cdot \frac12"),
    ],
)
def test_what_is_new_is_spelled_as_its_place_asks(written, spelled):
    side = relation(written).right
    place = next(path for path, node in sites(side) if node == Letter("a", (), False, NOWHERE))
    assert spell(replaced(side, place, Letter("q", (), False, NOWHERE))) == spelled


def test_what_stands_in_the_source_is_copied_with_its_spaces():
    side = relation(r"$x = a\,b  +  \mathrm{diag}(c)$").right
    assert spell(side) == r"a\,b  +  \mathrm{diag}(c)"


def test_a_damaged_place_is_not_copied():
    side = relation("$$x = rac{\\partial C}{\\partial z}$$").right
    assert as_typed(side) is None
    assert spell(side) == r"\frac{\partial C}{\partial z}"
    assert excerpt(side.span).endswith(r"{\partial C}{\partial z}")
