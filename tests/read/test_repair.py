"""Damage is mended, and every repair is reported where it was made."""

import pytest

from derive.read.read import read
from derive.source import Source, excerpt


def mended(formula):
    passages = read(Source("note.md", f"$${formula}$$"))
    return passages.equations[0].text, [repaired.rule for repaired in passages.repaired]


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        (r"rac{1}{2}", r"\frac{1}{2}"),
        ("\x0crac{1}{2}", r"\frac{1}{2}"),
        (r"\left( x" + "\night)", r"\left( x" + "\n\\right)"),
        ("\x08eta", r"\beta"),
        ("\theta", r"\theta"),
        ("\x07lpha", r"\alpha"),
        ("\x0becx", "\x0becx"),
        ("\x0bec{x}", r"\vec{x}"),
        ("2 heta", r"2 \theta"),
        ("W^\top", r"W^\top"),
        ("a \to b", r"a \to b"),
        ("\n\tan x", "\n\tan x"),
        ("x = \nabla C", r"x = \nabla C"),
        ("a \neq b", r"a \neq b"),
    ],
)
def test_a_command_that_lost_its_first_letter_is_restored(damaged, whole):
    text, rules = mended(damaged)
    assert text == whole
    assert rules == ([] if damaged == whole else ["D103"])


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r"w\_j", "w_j"),
        (r"\sigma\'(z)", r"\sigma'(z)"),
        (r"a \\\\ b", r"a \\ b"),
        (r"a \* b", "a * b"),
        ("l &lt; L", "l < L"),
        ("a&nbsp;= b", "a = b"),
        ("w<em>{jk} a</em>k", "w_{jk} a_k"),
        (r"w^\[1\]", "w^[1]"),
        (r"\\frac{1}{2} \\sigma", r"\frac{1}{2} \sigma"),
        (r"\\sigma \\\\ \\delta", r"\sigma \\ \delta"),
        (r"\frac\{1\}\{2\}", r"\frac{1}{2}"),
        (r"\\{ a \\}", r"\{ a \}"),
    ],
)
def test_the_escapes_of_a_site_generator_are_undone(escaped, plain):
    text, rules = mended(escaped)
    assert text == plain
    assert set(rules) == {"D104"}


@pytest.mark.parametrize(
    "whole", [r"\{ a \}", r"a \\ b", r"\sigma \\ \delta", r"\left\{ a \right\}", r"\begin{align}a\\[2pt] b\end{align}"]
)
def test_what_latex_itself_writes_so_is_no_escape(whole):
    assert mended(whole) == (whole, [])


def test_escapes_are_left_alone_in_tex_and_in_text():
    assert read(Source("note.tex", r"$w\_j$")).equations[0].text == r"w\_j"
    assert mended(r"\text{a\_b}") == (r"\text{a\_b}", [])


@pytest.mark.parametrize(
    ("damaged", "plain"),
    [
        ("a = b ï¼Œ c", "a = b , c"),
        ("f（x）＝y", "f(x)=y"),
        ("âˆ‚C", "∂C"),
        ("Ï\x81 = Ïƒ", "ρ = σ"),
        ("a\u00a0= b", "a = b"),
        ("σ’(z)", "σ'(z)"),
        ("σ''(z)", "σ''(z)"),
        ("a − b", "a - b"),
        ("a\u200b = b", "a  = b"),
        ('f"(z)', "f''(z)"),
    ],
)
def test_mojibake_and_full_width_signs_become_plain(damaged, plain):
    text, rules = mended(damaged)
    assert text == plain
    assert set(rules) == (set() if damaged == plain else {"D105"})


def test_a_stray_dollar_in_an_environment_is_left_out():
    passages = read(Source("note.md", "\\begin{equation}\na = b $\n\\end{equation}"))
    assert "$" not in passages.equations[0].text
    assert [excerpt(repaired.span) for repaired in passages.repaired] == ["$"]


@pytest.mark.parametrize("words", ["if $i$", "since $w_{jk} = 1$ and $\\frac{1}{2}$", "costs 5\\$, {$x$}"])
def test_a_dollar_inside_text_is_not_stray(words):
    passages = read(Source("note.md", f"\\begin{{equation}}\na = b \\text{{ {words}}}\n\\end{{equation}}"))
    assert passages.repaired == ()


def test_one_kind_of_damage_is_reported_once_for_a_formula():
    passages = read(Source("note.md", r"$z^l\_j = w^l\_{jk} + b\_j$"))
    assert [repaired.message for repaired in passages.repaired] == [r"\_ read as _ (3 times)"]


def test_a_repaired_character_stands_where_the_damage_stood():
    text = r"$$C = rac{1}{2}$$"
    equation = read(Source("note.md", text)).equations[0]
    assert text[equation.offsets[equation.text.index(r"\frac")] :].startswith("rac{1}")
    assert equation.offsets[equation.text.index("2")] == text.index("2")
