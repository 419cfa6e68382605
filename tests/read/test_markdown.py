"""Which parts of a Markdown document are mathematics."""

import pytest

from derive.read.read import read
from derive.source import Source


def formulas(text, path="note.md"):
    return [equation.text.strip() for equation in read(Source(path, text)).equations]


@pytest.mark.parametrize(
    "text",
    [
        "$a = b$",
        "$$a = b$$",
        r"\(a = b\)",
        r"\[a = b\]",
        "- item\n- $a = b$\n",
        "> quoted $a = b$",
        "| one | two |\n|---|---|\n| $a = b$ | text |\n",
        "<div>\n$$a = b$$\n</div>",
        "```math\na = b\n```",
        "```\n$$a = b$$\n```",
        "$`a = b`$",
        r"\\[ a = b \\]",
    ],
)
def test_a_formula_is_found_in_every_place_where_people_write_one(text):
    assert formulas(text) == ["a = b"]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: $c = d$\n---\n",
        "<!-- $$c = d$$ -->",
        "`$c = d$`",
        "``code with ` and $c = d$``",
        "[link](http://example.org/$c$d)",
        "```python\nprice = $c + $d\n```",
        "~~~\nsome $c = d$ in prose\n~~~",
        "<pre>$c = d$</pre>",
        r"costs \$c and \$d",
    ],
)
def test_code_comments_and_links_hold_no_formulas(text):
    assert formulas(text + "\n\n$a = b$") == ["a = b"]


@pytest.mark.parametrize(
    "text", ["It costs $5 and $6.", "From $5 to $10 or more, plus $3.", "the $ sign and the next $ sign of the text"]
)
def test_money_is_not_mathematics(text):
    assert formulas(text) == []


@pytest.mark.parametrize("environment", ["equation", "align", "align*", "eqnarray", "gather", "multline", "alignat"])
def test_an_environment_is_a_formula_without_any_dollars(environment):
    assert len(formulas(f"\\begin{{{environment}}}\na = b\n\\end{{{environment}}}")) == 1


def test_a_fence_with_nothing_but_latex_is_read_although_its_dollar_never_closes():
    text = "```\n$\n\\begin{eqnarray}\na = b\n\\end{eqnarray}\n```\n\n$$c = d$$"
    assert len(formulas(text)) == 2
    assert formulas(text)[1] == "c = d"


def test_blank_lines_inside_an_environment_do_not_end_the_display():
    assert len(formulas("$$\n\\begin{aligned}\n\na &= b \\\\\n\n&= c\n\n\\end{aligned}\n$$")) == 1


@pytest.mark.parametrize(
    "unclosed",
    ["$$ c = d", r"\[ c = d", "\\begin{equation} c = d", r"\( c = d", "$c = d", "```", "`code", "<!-- note", "$$"],
)
def test_what_never_closes_loses_one_equation_and_not_the_rest(unclosed):
    assert formulas(f"{unclosed}\n\nplain words in a row\n\n$$a = b$$\n\n$e = f$")[-2:] == ["a = b", "e = f"]


def test_the_marks_of_a_block_quote_are_no_relations():
    assert formulas("> $$\n> a = b\n> + c\n> $$") == ["a = b\n  + c"]


def test_every_character_knows_its_place():
    text = "one $a = b$ two\n\n> $$\n> c = \\frac{1}{2}\n> $$\n"
    source = Source("note.md", text)
    for equation in read(source).equations:
        assert len(equation.offsets) == len(equation.text) + 1
        for sign, place in zip(equation.text, equation.offsets, strict=False):
            assert sign in (text[place], " ")


def test_the_prose_is_what_lies_outside_the_formulas():
    prose = read(Source("note.md", "The sigmoid $\\sigma$ of $z$ is smooth.")).prose
    assert prose.split() == ["The", "sigmoid", "of", "is", "smooth."]


def test_a_document_that_is_too_long_is_read_in_part_and_says_so():
    passages = read(Source("note.md", "$a = b$\n\n" + "x" * 5_000_001))
    assert [equation.text for equation in passages.equations] == ["a = b"]
    assert [mended.rule for mended in passages.repaired] == ["D901"]
