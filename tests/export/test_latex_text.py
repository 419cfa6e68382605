r"""Words become LaTeX that pdflatex reads without any package."""

import pytest

from derive.report.latex_text import plain


@pytest.mark.parametrize(
    ("words", "latex"),
    [
        ("50 % of $5 & #1", r"50 \% of \$5 \& \#1"),
        ("a_b^c {x} \\y ~", r"a\_b\textasciicircum{}c \{x\} \textbackslash{}y \textasciitilde{}"),
        ("Daniel López, Gödel, Erdős, Łukasiewicz", r"Daniel L\'{o}pez, G\"{o}del, Erd\H{o}s, \L{}ukasiewicz"),
        ("“σ ≤ ½” — Σ", r"``$\sigma$ $\le$ $\frac{1}{2}$'' --- $\Sigma$"),
        ("l < L", "l $<$ L"),
        ("x\u200b\ufeffy", "xy"),
        ("日本", "??"),
        ("ﬁne x² aᵢ", "fine x$^{2}$ a$_{i}$"),
    ],
)
def test_words_become_latex(words, latex):
    assert plain(words) == latex
