"""Every tree becomes a box of bounded size in which each row has the box's width, whatever a document holds."""

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from derive.elaborate.walk import walk
from derive.explain.derivation import Derivation, Step
from derive.read.read import read
from derive.report.derivation import render
from derive.report.page import plain
from derive.report.plane.alphabet import ASCII, UNICODE
from derive.report.plane.breaking import lines
from derive.report.plane.layout import layout
from derive.report.plane.linear import linear
from derive.report.plane.phrase import filled, on_one_line
from derive.report.plane.prune import DEEPEST, MOST_NODES
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.syntax.tree import (
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Relation,
    Root,
    Script,
    Sequence,
    Unreadable,
    Word,
)
from derive.term.term import ZERO
from derive.theory import Claim
from tests.report.trees import HOSTILE, NOWHERE, trees

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
NOTES = [*sorted((ROOT / "equations").glob("*.md")), *sorted((ROOT / "tests" / "notes").iterdir())]
LABELLED = sorted(path for path in CORPUS.glob("*/*") if path.suffix != ".json") if CORPUS.is_dir() else []


def is_sound(box):
    """Check that the box is a rectangle of printable characters with its baseline inside."""
    assert [cell_len(row) for row in box.rows] == [box.width] * len(box.rows)
    assert 0 <= box.baseline < len(box.rows)
    assert all(is_printable(row) for row in box.rows)
    return True


def is_printable(text):
    return not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in text)


def dots(node):
    return isinstance(node, Letter) and node.name == "dots"


alphabets = st.sampled_from([UNICODE, ASCII])


@given(trees, alphabets)
@settings(max_examples=200)
def test_every_row_has_the_width_of_the_box_and_nothing_steers_the_terminal(tree, alphabet):
    box = layout(tree, alphabet)
    assert is_sound(box)
    assert is_printable(linear(tree, alphabet))
    assert layout(tree, alphabet) == box


@given(trees)
@settings(max_examples=100)
def test_ascii_is_ascii(tree):
    assert all(row.isascii() for row in layout(tree, ASCII).rows)
    assert linear(tree, ASCII).isascii()


@given(trees, alphabets, st.integers(1, 40))
@settings(max_examples=200)
def test_a_broken_formula_keeps_to_the_width(tree, alphabet, room):
    for box in lines(tree, room + 4, 4, alphabet):
        assert is_sound(box)
        assert box.width <= room + 4


def steps():
    phrases = st.lists(st.text(max_size=20) | trees, max_size=3).map(tuple)
    rules = st.sampled_from(["entry", "whole", "definition", "substitute"])
    return st.builds(Step, rules, st.just(ZERO), st.just(ZERO), trees, phrases)


derivations = st.builds(
    Derivation,
    st.text(max_size=20),
    st.lists(st.text(max_size=30) | trees, max_size=2).map(tuple),
    st.just(Claim(ZERO, ZERO)),
    trees,
    st.lists(steps(), max_size=4).map(tuple),
    st.lists(st.text(max_size=20), max_size=2).map(tuple),
    st.none() | st.integers(0, 3),
    st.none() | trees,
)


@given(derivations, alphabets, st.integers(40, 140), st.text(max_size=20))
@settings(max_examples=150)
def test_a_derivation_keeps_to_the_width_whatever_is_derived(derivation, alphabet, width, place):
    lines = [plain(line) for line in render(derivation, width, alphabet, place)]
    assert [line for line in lines if cell_len(line) > width or not is_printable(line)] == []
    assert alphabet is UNICODE or all(map(str.isascii, lines))


@given(st.lists(st.text(max_size=30) | trees, max_size=5), alphabets, st.integers(1, 50))
@settings(max_examples=100)
def test_a_phrase_is_filled_into_its_column(phrase, alphabet, room):
    found = filled(phrase, room, alphabet)
    assert all(cell_len(line) <= max(room, 2) for line in found)
    assert all(map(is_printable, (*found, on_one_line(phrase, alphabet))))


def nested(kind, depth):
    tree = Letter("x", (), False, NOWHERE)
    for _ in range(depth):
        tree = kind(tree)
    return tree


DEEP = {
    "fractions": lambda tree: Fraction(tree, tree, NOWHERE),
    "scripts": lambda tree: Script(Letter("x", (), False, NOWHERE), tree, tree, 1, NOWHERE),
    "brackets": lambda tree: Group("(", tree, NOWHERE),
    "derivatives": lambda tree: Derivative(tree, tree, 2, "partial", NOWHERE),
    "roots": lambda tree: Root(tree, tree, NOWHERE),
    "sums": lambda tree: BigOperator("sum", tree, tree, tree, NOWHERE),
    "matrices": lambda tree: Grid("matrix", ((tree, tree), (tree, tree)), NOWHERE),
    "cases": lambda tree: Grid("cases", ((tree, tree),) * 30, NOWHERE),
    "notes": lambda tree: Annotated(tree, tree, NOWHERE),
    "products": lambda tree: Product((tree, tree), ("",), NOWHERE),
    "additions": lambda tree: Addition((tree, tree), (-1, -1), NOWHERE),
    "relations": lambda tree: Relate("=", tree, tree, NOWHERE),
    "brackets round fractions": lambda tree: Group("(", Fraction(tree, tree, NOWHERE), NOWHERE),
}


@pytest.mark.parametrize("alphabet", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", DEEP)
def test_a_tree_of_any_depth_gives_a_small_box_with_an_ellipsis(name, alphabet):
    tree = nested(DEEP[name], 5_000)
    start = time.perf_counter()
    box = layout(tree, alphabet)
    assert time.perf_counter() - start < 2
    assert is_sound(box)
    assert any(alphabet.ellipsis in row for row in box.rows)
    assert len(box.rows) <= 200
    assert box.width <= 20 * MOST_NODES
    assert len(linear(tree, alphabet)) <= 30 * MOST_NODES
    start = time.perf_counter()
    assert sum(len(part.rows) for part in lines(tree, 80, 4, alphabet)) <= 200
    assert time.perf_counter() - start < 4


@pytest.mark.parametrize("kind", ["sum", "product", "list"])
def test_a_formula_of_thousands_of_parts_ends_with_an_ellipsis(kind):
    parts = tuple(
        Script(Letter("x", (), False, NOWHERE), Digits(str(i), NOWHERE), None, 0, NOWHERE) for i in range(20_000)
    )
    tree = {
        "sum": Addition(parts, (1,) * len(parts), NOWHERE),
        "product": Product(parts, ("cdot",) * (len(parts) - 1), NOWHERE),
        "list": Sequence(parts, NOWHERE),
    }[kind]
    start = time.perf_counter()
    boxes = lines(tree, 80, 4, UNICODE)
    assert time.perf_counter() - start < 2
    assert len(boxes) < 100
    assert boxes[-1].rows[0].rstrip().endswith("…")


def test_brackets_of_the_deepest_formula_that_is_read_are_shown_or_left_out_in_pairs():
    text = linear(nested(DEEP["brackets"], 100), UNICODE)
    assert text == "(" * DEEPEST + "…" + ")" * DEEPEST


def test_control_and_invisible_characters_are_shown_as_signs_or_left_out():
    shown = linear(Word(HOSTILE, NOWHERE), UNICODE)
    assert shown == "a␛[31m�\u0301\u0301\u0301�␊␉一👍"
    assert linear(Word("\u0301\u0301x", NOWHERE), UNICODE) == "x"


def formulas(path):
    for statement in parse_document(read(Source(path.name, path.read_text(encoding="utf-8")))).statements:
        yield from (statement.left, statement.right) if isinstance(statement, Relation) else (statement.tree,)


@pytest.mark.parametrize("path", [*NOTES, *LABELLED], ids=lambda path: path.name)
def test_every_formula_of_a_note_becomes_a_box(path):
    for tree in formulas(path):
        for alphabet in (UNICODE, ASCII):
            box = layout(tree, alphabet)
            assert is_sound(box)
            if not any(isinstance(part, Unreadable) or dots(part) for part in walk(tree)):
                assert not any(alphabet.ellipsis in row for row in box.rows)
            assert all(is_sound(part) and part.width <= 40 for part in lines(tree, 40, 4, alphabet))
