"""Headings are found where a reader sees them, and in one place for all who ask."""

import json

import pytest

from derive.read.headings import headings
from derive.source import Source

MARKDOWN = """---
title: "# none"
---
# Notes on [backprop](https://example.org) #

```python
# a comment, no heading
```

## The `σ` function
####### seven
    # code
"""


def test_markdown_has_its_headings_and_code_has_none():
    found = headings(Source("note.md", MARKDOWN))
    assert [(heading.depth, heading.words) for heading in found] == [(1, "Notes on backprop"), (2, "The `σ` function")]
    assert all(MARKDOWN[heading.offset] == "#" for heading in found)


@pytest.mark.parametrize(
    ("line", "depth", "words"),
    [
        (r"\section{The chain \emph{rule}}", 2, r"The chain \emph{rule}"),
        (r"  \subsection*{Layers} % far", 3, "Layers"),
        (r"\title{On $\delta^l$}", 1, r"On $\delta^l$"),
    ],
)
def test_latex_has_its_sections(line, depth, words):
    (found,) = headings(Source("note.tex", "text\n" + line + "\n"))
    assert (found.offset, found.depth, found.words) == (5, depth, words)


def test_a_notebook_has_the_headings_of_its_markdown_cells():
    cells = [
        {"cell_type": "markdown", "source": ['# One "layer"\n', "text"]},
        {"cell_type": "code", "source": ["# a comment"]},
        {"cell_type": "markdown", "source": "## Two"},
    ]
    text = json.dumps({"cells": cells}, indent=1)
    found = headings(Source("note.ipynb", text))
    assert [(heading.depth, heading.words) for heading in found] == [(1, 'One "layer"'), (2, "Two")]
    assert [text[heading.offset :][:4] for heading in found] == ["# On", "## T"]
