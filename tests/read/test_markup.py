"""HTML, reStructuredText and Org."""

import pytest

from derive.read.read import read
from derive.source import Source


def formulas(text, path):
    return [equation.text.strip() for equation in read(Source(path, text)).equations]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"<p>\(a = b\) and \[c &lt; d\]</p>", ["a = b", "c < d"]),
        ('<script type="math/tex">e = f</script>', ["e = f"]),
        ("<code>\\(c = d\\)</code><pre>$$c = d$$</pre> $$a = b$$", ["a = b"]),
        ("<p title=\"$$c = d$$\" data-x='\\(c = d\\)'>$$a = b$$</p>", ["a = b"]),
        ("<style>p { x: $a = b$ }</style> $$a = b$$", ["a = b"]),
        (
            '<math><mi>a</mi><annotation encoding="application/x-tex">a = b &amp; c</annotation></math>',
            ["a = b & c"],
        ),
        ("<p>    \\(a &#61; b\\)</p>", ["a = b"]),
    ],
)
def test_formulas_of_a_web_page_are_read_with_their_entities(text, found):
    assert formulas(text, "page.html") == found


def test_entities_of_a_web_page_are_no_damage():
    assert read(Source("page.html", r"\(a &lt; b\)")).repaired == ()
    assert [mended.rule for mended in read(Source("page.md", r"\(a &lt; b\)")).repaired] == ["D104"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See :math:`a = b` here, and :math:`c\n= d`.", ["a = b", "c\n= d"]),
        (".. math::\n\n   a = b\n\n   c = d\n\nText", ["a = b", "c = d"]),
        (".. math:: a = b\n\nText", ["a = b"]),
        (".. math::\n   :label: eq\n   :nowrap:\n\n   a = b\n", ["a = b"]),
        ("* item\n\n  .. math::\n\n     a = b\n\n* :math:`c = d`", ["a = b", "c = d"]),
        (".. note::\n\n   :math:`a = b`\n", ["a = b"]),
        ("Literal ``:math:`c = d` `` text :math:`a = b`", ["a = b"]),
        ("Code::\n\n   :math:`c = d`\n\n:math:`a = b`", ["a = b"]),
        (".. code-block:: rst\n\n   :math:`c = d`\n\n   .. math:: e = f\n\n:math:`a = b`", ["a = b"]),
        (".. a comment with :math:`c = d`\n   and :math:`e = f`\n\n:math:`a = b`", ["a = b"]),
        ("It costs $5 = five and $6.", []),
    ],
)
def test_the_role_and_the_directive_of_restructured_text_are_read(text, found):
    assert formulas(text, "page.rst") == found


def test_places_in_a_directive_are_places_in_the_file():
    text = ".. math::\n\n   a &= b \\\\\n   c &= d\n"
    (equation,) = read(Source("page.rst", text)).equations
    assert equation.offsets[equation.text.index("c")] == text.index("c &=")


def test_org_documents_are_read_without_their_code():
    text = (
        "#+TITLE: $c = d$\n# $c = d$\nText $a = b$ \\begin{equation}e = f\\end{equation}\n"
        "#+BEGIN_SRC python\nx = '$c = d$'\n#+END_SRC\n=verb $c = d$= ~code $c = d$~ \\(g = h\\)\n"
    )
    assert formulas(text, "note.org") == ["a = b", r"\begin{equation}e = f\end{equation}", "g = h"]
