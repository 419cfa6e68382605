"""Macros are expanded, within bounds."""

import time

import pytest

from derive.read.read import read
from derive.source import Source


def last(text, path="note.md"):
    return read(Source(path, text)).equations[-1]


@pytest.mark.parametrize(
    ("definition", "use", "meaning"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"x \in \R", r"x \in \mathbb{R}"),
        (r"\newcommand\R{\mathbb{R}}", r"\R^n", r"\mathbb{R}^n"),
        (r"\renewcommand{\vec}[1]{\mathbf{#1}}", r"\vec{x}", r"\mathbf{x}"),
        (r"\def\par#1#2{\frac{\partial #1}{\partial #2}}", r"\par{C}{w}", r"\frac{\partial C}{\partial w}"),
        (r"\gdef\d#1{\partial #1}", r"\d x", r"\partial x"),
        (r"\newcommand{\e}[2][1]{#1+#2}", r"\e{b}\e[c]{d}", "1+bc+d"),
        (r"\DeclareMathOperator{\relu}{ReLU}", r"\relu(x)", r"\operatorname{ReLU}(x)"),
        (r"\let\eps\varepsilon", r"\eps", r"\varepsilon"),
        (r"\newcommand{\w}{w} \newcommand{\ww}{\w\w}", r"\ww", "ww"),
        (r"\newcommand{\dl}{\delta}", r"\dl x", r"\delta x"),
    ],
)
def test_a_macro_is_replaced_by_what_it_stands_for(definition, use, meaning):
    assert last(f"{definition}\n\n$$ {use} $$").text.strip() == meaning
    assert last(f"$$ {definition} $$\n\n$$ {use} $$").text.strip() == meaning


def test_a_macro_is_not_in_force_before_its_definition():
    equations = read(Source("note.tex", "$\\w$ \\newcommand{\\w}{a} $\\w$ \\renewcommand{\\w}{b} $\\w$")).equations
    assert [equation.text for equation in equations] == ["\\w", "a", "b"]


def test_a_definition_alone_is_no_formula():
    assert read(Source("note.md", "$$\n\\gdef\\par#1{#1}\n$$")).equations == ()


def test_arguments_stand_where_the_author_wrote_them():
    text = "\\def\\par#1#2{\\frac{\\partial #1}{\\partial #2}}\n\n$\\par{C}{w} = x$"
    equation = last(text)
    assert equation.offsets[equation.text.index("C")] == text.rindex("C")
    assert equation.offsets[equation.text.index("w")] == text.rindex("w")
    assert equation.offsets[0] == text.rindex("\\par")


@pytest.mark.parametrize(
    "bomb",
    [
        r"\def\a{\a\a} $$x = \a$$",
        r"\def\a{\a} $$x = \a$$",
        r"\newcommand{\b}[1]{#1#1} $$x = " + r"\b{" * 30 + "y" + "}" * 30 + "$$",
        r"\def\a{\b}\def\b{\a} $$x = \a$$",
    ],
)
def test_a_macro_bomb_loses_its_own_equation_only(bomb):
    start = time.perf_counter()
    passages = read(Source("note.md", f"{bomb}\n\n$$a = b$$"))
    assert time.perf_counter() - start < 5
    assert [bool(equation.problem) for equation in passages.equations] == [True, False]
    assert "D901" in [repaired.rule for repaired in passages.repaired]
