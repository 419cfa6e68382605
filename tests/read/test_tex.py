"""LaTeX documents: displays, wrappers around them, macros, and what is not read."""

import pytest

from derive.read.read import read
from derive.source import Source, excerpt


def formulas(text, path="note.tex"):
    return [equation.text.strip() for equation in read(Source(path, text)).equations]


@pytest.mark.parametrize(
    "hidden",
    [
        "% $c = d$",
        "\\begin{comment}\n$c = d$\n\\end{comment}",
        "\\begin{lstlisting}[language=C]\n$c = d$\n\\end{lstlisting}",
        "\\begin{Verbatim*}\n$c = d$\n\\end{Verbatim*}",
        "\\verb+$c = d$+ \\verb*|$c = d$|",
        "\\lstinline|$c = d$| \\lstinline[language=C]{$c = d$}",
        "\\mintinline{python}|$c = d$|",
        "\\iffalse $c = d$ \\fi",
    ],
)
def test_comments_and_verbatim_text_hold_no_formulas(hidden):
    assert formulas(f"{hidden}\n$a = b$") == ["a = b"]


@pytest.mark.parametrize(
    "harmless", ["\\iffalse without an end", "% \\begin{comment}\n", "\\begin{verbatim} without end", "5\\% of"]
)
def test_what_does_not_hide_anything_for_tex_hides_nothing(harmless):
    assert formulas(f"{harmless}\n$a = b$ \\end{{comment}}") == ["a = b"]


def test_what_stands_behind_the_document_is_not_read():
    assert formulas("\\begin{document}$a = b$\\end{document} $c = d$") == ["a = b"]


DISPLAYS = (
    *("equation", "align", "alignat", "xalignat", "flalign", "eqnarray", "subeqnarray", "gather", "multline", "math"),
    *("displaymath", "dmath", "dgroup", "IEEEeqnarray", "split", "aligned", "gathered", "empheq"),
)


@pytest.mark.parametrize("name", DISPLAYS)
@pytest.mark.parametrize("star", ["", "*"])
def test_every_environment_for_displays_is_read(name, star):
    assert len(formulas(f"\\begin{{{name}{star}}} a = b \\end{{{name}{star}}}")) == 1


def test_ensuremath_is_a_formula():
    assert formulas(r"so \ensuremath{a = \frac{b}{c}} holds") == [r"a = \frac{b}{c}"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}} \be a = b \ee", "equation"),
        (r"\def\bea{\begin{eqnarray}}\def\eea{\end{eqnarray}} \bea a = b \eea", "eqnarray"),
        (r"\newenvironment{eqn}{\begin{align*}}{\end{align*}} \begin{eqn} a = b \end{eqn}", "align*"),
        (r"\newenvironment{boxed}[1][x]{\begin{equation}}{\end{equation}} \begin{boxed} a = b \end{boxed}", "equation"),
    ],
)
def test_a_wrapper_of_the_authors_own_opens_and_closes_a_display(text, found):
    assert formulas(text) == [f"\\begin{{{found}}} a = b \\end{{{found}}}"]


def test_places_behind_a_wrapper_are_places_in_the_file():
    text = r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}} \be a = b \ee"
    (equation,) = read(Source("note.tex", text)).equations
    assert equation.offsets[equation.text.index("a = b")] == text.index("a = b")
    assert text[equation.span.start : equation.span.end] == r"\be a = b \ee"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"\newcommand* \R {\mathbb{R}} $\R = x$", r"\mathbb{R} = x"),
        (r"\newcommand{\R}{r}\providecommand{\R}{q} $\R = x$", "r = x"),
        (r"\providecommand{\R}{q} $\R = x$", "q = x"),
        (r"\newcommand{\ph}{\varphi}\let\oldph\ph \renewcommand{\ph}{\phi} $\oldph=\ph$", r"\varphi=\phi"),
        (r"\let\oldvec\vec \renewcommand{\vec}[1]{\oldvec{\mathbf{#1}}} $\vec{x} = y$", r"\vec{\mathbf{x}} = y"),
        (r"\DeclareMathOperator*{\am}{arg\,min} $x = \am y$", r"x = \operatorname{arg\,min} y"),
        (r"\newcommand{\g}[2][\theta]{\nabla_{#1} #2} $\g{x} = \g[w]{y}$", r"\nabla_{\theta} x = \nabla_{w} y"),
        (r"\NewDocumentCommand{\pd}{m m}{\frac{#1}{#2}} $\pd{z}{w} = 1$", r"\frac{z}{w} = 1"),
        (r"\NewDocumentCommand\pd{O{C} m}{\frac{#1}{#2}} $\pd{w} = \pd[z]{w}$", r"\frac{C}{w} = \frac{z}{w}"),
        (
            r"\NewDocumentCommand\pd{o m}{\IfNoValueTF{#1}{\partial #2}{\partial_{#1} #2}} $\pd{w} = \pd[z]{w}$",
            r"\partial w = \partial_{z} w",
        ),
        (r"\NewDocumentCommand\pd{o m}{\IfValueT{#1}{#1} #2} $\pd{w} = \pd[z]{w}$", r"w = z w"),
    ],
)
def test_every_way_to_define_a_macro_is_understood(text, meaning):
    assert formulas(text) == [meaning]


def test_a_specification_that_is_not_understood_leaves_the_command_as_it_stands():
    assert formulas(r"\NewDocumentCommand\pd{s r() m}{x} $\pd*(y){z} = 1$") == [r"\pd*(y){z} = 1"]


def test_a_file_that_was_not_taken_in_is_reported():
    repaired = read(Source("note.tex", "a \\input{../b} c\n% \\input{d}")).repaired
    assert [(mended.rule, excerpt(mended.span)) for mended in repaired] == [("D106", "\\input{../b}")]
