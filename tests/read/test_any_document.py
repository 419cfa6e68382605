"""Whatever a document holds, reading it ends soon, never fails, and gives places that lie in the document."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.read.format import _SUFFIXES, Format
from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document

NAMES = sorted(suffixes[0] for suffixes in _SUFFIXES.values())
PIECES = [
    *("$", "$$", "\\(", "\\)", "\\[", "\\]", "\\\\[", "\\$", "`", "```", "$`", "`$", "~~~", ":::", "{math}", "```math"),
    *("\\begin{align}", "\\end{align}", "\\begin{equation*}", "\\end{equation*}", "\\begin{comment}", "\\be", "\\ee"),
    *("<!--", "-->", "%%", "%", "---", "+++", "\n", "\n\n", "\r\n", "\r", "\t", "    ", "> ", "- ", "| ", "# ", "\f"),
    *("{{<", ">}}", "{% ", " %}", "katex", "/katex", "<script type='math/tex'>", "</script>", "<code>", "</code>", "<"),
    *("\\newcommand{\\be}{\\begin{align}}", "\\newcommand{\\R}[1]{#1}", "\\R{", "\\let\\R\\be", "\\def\\x", "{", "}"),
    *(
        "\\newenvironment{a}{\\begin{align}}{\\end{align}}",
        "\\begin{a}",
        "\\end{a}",
        "\\NewDocumentCommand\\x{o m}{#1}",
    ),
    *(".. math::", ":math:`", "::", ":label: x", "#+begin_src", "#+end_src", "=v=", "\\verb|", "\\iffalse", "\\fi"),
    *("a = b", "rac{1}{2}", "\\frac{1}{2}", "w\\_{jk}", "$5 and $10", "\\{", "\\\\{", "&lt;", "&#61;", "ï¼Œ", "Ï\x81"),
    *("\\left(", "\\right)", "’", "−", "\u200b", "\ufeff", "\ud800", "\x00", "\x08eta", "<em>", "title: x", '"', "]("),
    *(
        '{"cells": [{"cell_type": "markdown", "source": ["',
        '"]}]}',
        "\\u00e9",
        "\\n",
        "https://e.org",
        "\\end{document}",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)


def checked(source):
    """Read and parse the document; assert what must be true of every reading."""
    passages = read(source)
    last = 0
    for equation in passages.equations:
        assert len(equation.offsets) == len(equation.text) + 1
        assert all(0 <= place <= len(source.text) for place in equation.offsets)
        assert 0 <= equation.span.start < equation.span.end <= len(source.text)
        assert equation.span.start >= last
        last = equation.span.start
    starts = [mended.span.start for mended in passages.repaired]
    assert starts == sorted(starts)
    assert all(0 <= mended.span.start <= mended.span.end <= len(source.text) for mended in passages.repaired)
    for statement in parse_document(passages).statements:
        assert 0 <= statement.span.start <= statement.span.end <= len(source.text)
    return passages


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(NAMES))
def test_reading_never_fails_and_every_place_lies_in_the_document(text, suffix):
    checked(Source(f"note{suffix}", text))


@settings(max_examples=100, deadline=None)
@given(st.text(), st.sampled_from(NAMES))
def test_reading_text_without_any_sense_never_fails(text, suffix):
    checked(Source(f"note{suffix}", text))


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, max_size=4), st.booleans())
def test_a_notebook_with_any_cells_is_read(cells, ascii_only):
    content = [{"cell_type": "markdown", "source": cell.splitlines(keepends=True)} for cell in cells]
    text = json.dumps({"cells": content, "nbformat": 4}, ensure_ascii=ascii_only)
    checked(Source("note.ipynb", text))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_what_is_put_before_a_document_moves_every_place_by_its_length(text):
    ahead = "Words.\n\n"
    first = read(Source("note.rst", text)).equations
    then = read(Source("note.rst", ahead + text)).equations
    assert [equation.span.start + len(ahead) for equation in first] == [equation.span.start for equation in then]


REPEATED = [
    *PIECES,
    "$a=b$\n\n",
    "> a\n",
    "\n    x",
    "a_b ",
    '<a "',
    "{\\x ",
    ":math:`a` ",
    ".. x::\n",
    "`` ",
    "%%a\n",
    "=a ~b ",
]


@pytest.mark.parametrize("suffix", NAMES)
def test_no_piece_repeated_takes_longer_than_its_length_is_worth(suffix):
    assert [piece for piece in REPEATED if timed(f"note{suffix}", piece, 60_000) > 1.5] == []


def timed(name, piece, length):
    """Return the processor seconds for a document of the piece, over and over."""
    source = Source(name, (piece * (length // len(piece) + 1))[:length])
    begin = time.process_time()
    read(source)
    return time.process_time() - begin


def test_every_format_has_a_suffix():
    assert list(_SUFFIXES) == list(Format)
