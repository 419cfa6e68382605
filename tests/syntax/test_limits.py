"""No document makes the reader raise, hang, or lose what stands after the damage."""

import random
import time
from dataclasses import fields, is_dataclass

import pytest

from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.syntax.tree import Relation, Unreadable
from tests.syntax.spelled import relations

BOMBS = {
    "braces that never close": "$$x = " + "{" * 10_000 + "$$",
    "ten thousand braces": "$$x = x^" + "{" * 9_000 + "a" + "}" * 9_000 + "$$",
    "parentheses": "$$x = " + "(" * 9_000 + "a" + ")" * 9_000 + "$$",
    "brackets of every size": "$$x = " + r"\left(" * 1_000 + "a" + r"\right)" * 1_000 + "$$",
    "dollars": "$" * 100_000,
    "open displays": "\\[\n\nplain words in a row" * 20_000,
    "environments that never end": "\\begin{align}" * 20_000,
    "roots of roots": "$$x = " + r"\sqrt" * 3_900 + "x$$",
    "fractions of fractions": "$$x = " + r"\frac{1}" * 2_000 + "x$$",
    "sums of sums": "$$x = " + r"\sum" * 3_900 + "x$$",
    "signs": "$$x = " + "-" * 4_900 + "x$$",
    "superscripts": "$$x = x" + "^a" * 2_400 + "$$",
    "derivatives": "$$x = " + r"\frac{\partial}{\partial x}" * 600 + "x$$",
    "bars": "$$x = " + "|" * 4_900 + "$$",
    "notes under notes": "$$x = " + r"\underbrace{a}_{" * 900 + "a" + "}" * 900 + "$$",
    "cases in cases": "$$x = " + r"\begin{cases}" * 500 + "a" + r"\end{cases}" * 500 + "$$",
    "bold in bold": "$$x = " + r"\mathbf" * 2_000 + "{" + "x" * 2_000 + "}$$",
    "text that never ends": "$$x = " + r"\text{" * 3_000 + "$$",
    "relations in a group": "$$x = (" + "a = " * 2_000 + "a)$$",
    "a long formula": "$$x = " + "a + " * 10_000 + "a$$",
    "many symbols": "$$x = " + "a " * 6_000 + "$$",
    "backticks": "".join("`" * (i % 500) + "a " for i in range(1_000)),
    "fences": "```x\n" * 50_000,
    "comments": "<!--" * 50_000,
    "macros that never end": "\\newcommand{\\a}{" * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_seconds_and_the_next_equation_too(name):
    start = time.perf_counter()
    assert relations(f"{BOMBS[name]}\n\n$$a = b$$")[-1] == "a = b"
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("name", ["ten thousand braces", "roots of roots", "a long formula", "many symbols"])
def test_a_relation_past_a_limit_is_counted_and_unreadable(name):
    found = parse_document(read(Source("note.md", BOMBS[name]))).statements
    assert [type(each) for each in found] == [Relation]
    assert isinstance(found[0].right, Unreadable)


def test_a_line_of_five_megabytes_is_read():
    start = time.perf_counter()
    assert relations("$$a = b$$ " + "word " * 990_000) == ["a = b"]
    assert time.perf_counter() - start < 20


_SIGNS = r"""
$ $$ \( \) \[ \] { } ( ) [ ] \left( \right) \right. \left| | \| ^ _ ' \prime a b w d L 1 12 = := \equiv < \in \to + -
\cdot * / , ; . : & \\ \quad \text{and} \text{or~if} \frac \frac{ \partial \frac{\partial}{\partial} \sum_ \sqrt \hat
\mathbf \mathrm{d} \begin{aligned} \end{aligned} \begin{cases} \end{cases} \begin{equation} \end{equation} \underbrace
\boxed{ \over \sigma \log \tag{1} \def\q{x} \newcommand{\p}[1]{#1} \p \q \foo \Rightarrow \because \not= \dots ... %
\stackrel{def}{=} \hspace{1cm} # ~ ! ` ``` ∂ ∑ ² ᵢ − ï¼Œ ， rac{ ight) \_ \' {\rm \substack{ \end \begin \left \right >
\middle| \overset{a}{b} \sqrt[3] <!-- -->
"""
PIECES = _SIGNS.split()


def places(tree):
    """Yield every span in the tree."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack += node
        elif is_dataclass(node) and hasattr(node, "span"):
            yield node.span
            stack += [getattr(node, part.name) for part in fields(node) if part.name != "span"]


@pytest.mark.parametrize("seed", range(4))
def test_no_soup_of_latex_raises_and_every_place_lies_in_the_document(seed):
    chance = random.Random(seed)
    for _ in range(300):
        pieces = chance.choices([*PIECES, "\n", "\n\n", "\x0c", "\t"], k=chance.randint(1, 60))
        text = chance.choice(("", " ")).join(pieces)
        text = f"$${text}$$" if chance.random() < 0.5 else text
        passages = read(Source(chance.choice(("a.md", "a.tex", "a.ipynb")), text))
        parsed = parse_document(passages)
        for equation in passages.equations:
            assert len(equation.offsets) == len(equation.text) + 1
        for span in (
            *(span for each in parsed.statements for span in places(each)),
            *(r.span for r in parsed.repaired),
        ):
            assert 0 <= span.start <= span.end <= len(text)
