"""TeX documents and notebooks."""

import json

import pytest

from derive.read.notebook import cell_lines, markdown_cells
from derive.read.read import read
from derive.source import Source


def formulas(text, path):
    return [equation.text.strip() for equation in read(Source(path, text)).equations]


def test_comments_and_verbatim_text_of_tex_hold_no_formulas():
    text = (
        "\\documentclass{article}\n% $c = d$\n\\begin{document}\n5\\% of $a = b$ % $e = f$\n"
        "\\begin{verbatim}$g = h$\\end{verbatim}\n\\verb|$i = j$| and \\[k = l\\]\n\\end{document}"
    )
    assert formulas(text, "note.tex") == ["a = b", "k = l"]
    assert formulas(text, "-") == ["a = b", "k = l"]


def test_only_the_markdown_cells_of_a_notebook_are_read():
    cells = [
        {"cell_type": "markdown", "metadata": {"tags": ["$c = d$"]}, "source": ["# One\n", "\n", "$\\alpha = b$"]},
        {"cell_type": "code", "source": ["x = '$c = d$'"], "outputs": [{"text": ["$e = f$"]}]},
        {"source": "$$\\frac{1}{2} = \u03b4$$ and 𝑤", "cell_type": "markdown"},
    ]
    for ascii_only in (True, False):
        text = json.dumps({"cells": cells}, ensure_ascii=ascii_only, indent=1)
        assert formulas(text, "note.ipynb") == ["\\alpha = b", "\\frac{1}{2} = δ"]
        assert "".join(markdown_cells(text).text.split()) == "#One$\\alpha=b$$$\\frac{1}{2}=δ$$and𝑤"


def test_places_in_a_notebook_are_places_in_the_file():
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": ["$\\sigma = \u03b4 x$"]}]})
    equation = read(Source("note.ipynb", text)).equations[0]
    places = [equation.offsets[equation.text.index(sign)] for sign in ("\\sigma", "δ", "x")]
    assert [text[place : place + 2] for place in places] == ["\\\\", "\\u", "x$"]


def test_a_formula_does_not_reach_from_one_cell_into_the_next():
    cells = [{"cell_type": "markdown", "source": source} for source in ("$c = d", "$a = b$")]
    assert formulas(json.dumps({"cells": cells}), "note.ipynb") == ["a = b"]


def test_a_broken_notebook_still_gives_its_first_cells():
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": ["$a = b$"]}, {"cell_type": "markdown"}]})
    assert formulas(text[:-30], "note.ipynb") == ["a = b"]


def test_a_notebook_of_format_3_is_read():
    cells = [{"cell_type": "markdown", "source": "$a = b$"}, {"cell_type": "code", "input": "$c = d$"}]
    assert formulas(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}), "note.ipynb") == ["a = b"]


def test_what_an_output_or_an_attachment_holds_is_no_cell():
    inner = {"cells": [{"cell_type": "markdown", "source": "$c = d$"}]}
    cells = [
        {"cell_type": "code", "source": "", "outputs": [{"data": {"application/json": inner}}]},
        {"cell_type": "markdown", "attachments": {"source": "$c = d$", "x.png": inner}, "source": "$a = b$"},
    ]
    assert formulas(json.dumps({"metadata": inner, "cells": cells}), "note.ipynb") == ["a = b"]


def test_lines_of_cells_are_counted_whether_the_source_is_one_string_or_several():
    cells = [
        {"cell_type": "code", "source": ["x"]},
        {"cell_type": "markdown", "source": ["one\n", "two ", "\\alpha\n", "three"]},
        {"cell_type": "markdown", "source": 'one\n"two"\nthree'},
    ]
    text = json.dumps({"cells": cells})
    lines = {(line.cell, line.line): line.offset for line in cell_lines(text)}
    assert sorted(lines) == [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3)]
    assert text[lines[2, 3] :].startswith("three")
    assert text[lines[3, 2] :].startswith('\\"two')


@pytest.mark.parametrize(
    "text", [': "a"', ':"', "]]}:", '"cells": ["x"', '[{"source": "$a = b$"', '{"cells": {"source": "x"']
)
def test_what_is_no_notebook_has_no_cells(text):
    assert formulas(text, "note.ipynb") == []


def test_a_notebook_cut_off_anywhere_has_its_lines_where_they_were():
    whole = json.dumps({"cells": [{"cell_type": "markdown", "source": ["$a$\n", "two"]}]})
    places = [line.offset for line in cell_lines(whole)]
    for cut in range(1, len(whole)):
        lines = [line.offset for line in cell_lines(whole[:cut])]
        assert lines == places[: len(lines)]
        assert all(offset <= cut for offset in lines)
