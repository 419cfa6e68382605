"""Headings are found where a reader sees them, and in one place for all who ask."""

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


def test_the_cells_of_a_notebook_are_not_looked_through():
    assert headings(Source("note.ipynb", "# none\n")) == []
