"""Equations to statements: chains, rows, and what parts one equation from the next."""

import pytest

from derive.read.read import read
from derive.source import Source, excerpt
from derive.syntax.parse import parse, parse_document
from derive.syntax.tree import Mention, Relation
from tests.syntax.spelled import excerpts, relations, spelled, statements


def test_a_chain_is_one_relation_a_link():
    found = statements("$$a = b = c$$")
    assert [(spelled(each.left), spelled(each.right), each.chain) for each in found] == [
        ("a", "b", False),
        ("b", "c", True),
    ]


@pytest.mark.parametrize(
    "formula",
    [
        r"a = b, c = d",
        r"a = b; c = d",
        r"a = b \quad c = d",
        r"a = b \\ c = d",
        r"a = b \text{ and } c = d",
        r"a = b \text{where } c = d",
        r"a = b \mbox{ using the chain rule } c = d",
        r"a = b \quad \left| \quad c = d \right.",
        r"a = b \Rightarrow c = d",
        r"\therefore a = b \implies c = d.",
        r"a = b, \qquad c = d \tag{1}",
        r"\begin{aligned} a &= b & c &= d \end{aligned}",
        r"\begin{aligned} a &= b \\\\ c &= d \end{aligned}",
        r"\begin{split} &\begin{aligned} a & = b \end{aligned}\\ &\begin{aligned} c & = d \end{aligned} \end{split}",
        r"\boxed{a = b} \\ \boxed{c = d}",
        r"\boxed{a = b} \boxed{c = d}",
        r"\left\{ \begin{aligned} a &= b \\ c &= d \end{aligned} \right.",
        r"\begin{array}{rcl} a &=& b \\ c &=& d \end{array}",
        r"a = b \because c = d",
    ],
)
def test_two_equations_are_two(formula):
    assert relations(f"$${formula}$$") == ["a = b", "c = d"]


def test_the_span_of_a_relation_is_its_own_text():
    text = "$$a = b + c, \\quad \\boxed{d \\equiv e} \\tag{1}$$ and $f = g.$"
    assert excerpts(text) == ["a = b + c", "d \\equiv e", "f = g"]


def test_the_spans_of_the_sides_hold_the_sides():
    found = statements(r"$$\frac{a}{b} = {c \over d} = (e + f)^{2}$$")
    assert [excerpt(each.left.span) for each in found] == [r"\frac{a}{b}", r"{c \over d}"]
    assert [excerpt(each.right.span) for each in found] == [r"{c \over d}", "(e + f)^{2}"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (r"a &= b \\ &= c", ["a = b", "b = c"]),
        (r"a \\ &= c", ["a = c"]),
        (r"a &= b + \\ & c", ["a = +b+c"]),
        (r"a &= b \\ &+ c \\ &= d", ["a = +b+c", "+b+c = d"]),
        (r"a =& b \\ +& c \\ =& d", ["a = +b+c", "+b+c = d"]),
        (r"a &= b \\ &- c", ["a = +b-c"]),
        (r"a &= b \\ -c &= d", ["a = b", "-c = d"]),
        (r"a &= b \\ &\cdot c", ["a = <b cdot c>"]),
        (r"a &= (b \\ &+ c) = d", ["a = (+b+c)", "(+b+c) = d"]),
        (r"a &= \left( b + \right. \\ &\left. c \right)", ["a = (+b+c)"]),
        (r"a &= b &\text{chain rule} \\ &= c", ["a = b", "b = c"]),
        (r"a &= b &\text{only }m=i \\ &= c", ["a = b", "b = c"]),
        (r"a &= b &\because x = y \\ &= c", ["a = b", "x = y", "b = c"]),
        (r"a &= b, \\ &= c", ["a = b", "b = c"]),
        (r"a = & b \\ = & c", ["a = b", "b = c"]),
        (r"a & = & b \\ & = & c", ["a = b", "b = c"]),
    ],
)
def test_a_row_goes_on_from_the_row_above(rows, expected):
    assert relations(f"$$\\begin{{aligned}} {rows} \\end{{aligned}}$$") == expected


def test_a_display_that_begins_with_a_relation_goes_on_from_the_display_before():
    assert relations("\\[a = b\\]\n\\[= c\\]\nso\n\\[d = e\\]", "note.tex") == ["a = b", "b = c", "d = e"]


def test_a_formula_in_running_text_goes_on_from_nothing():
    found = statements("$$a = b$$ It is $= c$ and $> 0$.")
    assert [type(each) for each in found] == [Relation, Mention, Mention]


def test_a_display_without_a_left_side_is_a_relation_that_cannot_be_read():
    assert relations("$$= c$$") == ["unreadable: nothing stands before the relation = c"]
    assert relations("$$c =$$") == ["c = unreadable: nothing stands after the relation"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"l = L-1, L-2, \dots, 2", ["l = +L-1, +L-2, dots, 2"]),
        (r"z_t, s_t : D \times 1", ["z_{t}, s_{t} : <D times 1>"]),
        (r"i, j = 1, \dots, n", ["i, j = 1, dots, n"]),
        (r"f(x, y) = g(x, y)", ["<f (x, y)> = <g (x, y)>"]),
        (r"W \in \mathbb{R}^{n \times m}, b \in \mathbb{R}^n", ["W in bold.R^{<n times m>}", "b in bold.R^{n}"]),
        (r"\delta = a \odot b, l = L-1, \dots, 1", ["delta = <a odot b>", "l = +L-1, dots, 1"]),
    ],
)
def test_commas_in_lists_part_no_equations(formula, expected):
    assert relations(f"$${formula}$$") == expected


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("=", "="),
        (r"\equiv", ":="),
        (":=", ":="),
        (r":\!=", ":="),
        (r"\triangleq", ":="),
        (r"\doteq", ":="),
        (r"\stackrel{\text{def}}{=}", ":="),
        (r"\stackrel{!}{=}", "="),
        ("≡", ":="),
        (r"\leftarrow", "<-"),
        (r"\approx", "~"),
        (r"\in", "in"),
        (r"\to", "->"),
        (r"\le", "<="),
        (r"\neq", "!="),
        (r"\not=", "!="),
        (r"\propto", "propto"),
        (":", ":"),
    ],
)
def test_every_relation_has_its_name(sign, name):
    assert relations(f"$$a {sign} b$$") == [f"a {name} b"]


def test_a_condition_is_mentioned_and_claimed_by_nobody():
    found = statements(r"$$a = b \quad \text{if } i = j$$ $$\forall l < L: c = d$$")
    assert [(type(each), spelled(each.tree) if isinstance(each, Mention) else "") for each in found] == [
        (Relation, ""),
        (Mention, "i = j"),
        (Mention, "l < L"),
        (Relation, ""),
    ]


def test_equations_in_the_stages_of_a_data_flow_are_relations():
    text = r"$$X \rightarrow \left(Y = XW \rightarrow H = f(Y)\right)_1 \rightarrow L$$"
    assert [each for each in relations(text) if " = " in each and " -> " not in each] == [
        "Y = <X W>",
        "H = <f (Y)>",
    ]


@pytest.mark.parametrize(
    ("formula", "expected", "sign"),
    [
        (r"a = (w)^T\delta) \odot z", "a = <(<(w)^{T} delta>) odot z>", "("),
        (r"L = - (y + (1-y)x", "L = -(+y+<(+1-y) x>)", ")"),
        (r"a = \frac{(x}{y}", "a = frac((x); y)", ")"),
    ],
)
def test_one_forgotten_bracket_is_supplied_and_reported(formula, expected, sign):
    parsed = parse_document(read(Source("note.md", f"$${formula}$$")))
    assert [f"{spelled(each.left)} {each.name} {spelled(each.right)}" for each in parsed.statements] == [expected]
    assert [repaired.message for repaired in parsed.repaired] == [f"a missing '{sign}' is supplied"]


def test_a_formula_without_a_relation_is_a_mention():
    equation = read(Source("note.md", "the weight $w^l_{jk}$")).equations[0]
    assert [spelled(each.tree) for each in parse(equation)] == ["w_{<j k>}^{l}"]


def test_macro_arguments_keep_their_places():
    text = "\\def\\par#1#2{\\frac{\\partial #1}{\\partial #2}}\n\n$$\\par{C}{w} = x$$"
    relation = statements(text)[0]
    assert spelled(relation.left) == "partial(C; w)"
    assert [excerpt(relation.left.span), excerpt(relation.left.of.span), excerpt(relation.left.wrt.span)] == [
        "\\par{C}{w}",
        "C",
        "w",
    ]
