"""How a document is written, by its name and, where that does not say, by its text."""

import re
from enum import Enum

from derive.source import Source


class Format(Enum):
    """The markup around the formulas."""

    MARKDOWN = "Markdown"
    TEX = "LaTeX"
    NOTEBOOK = "notebook"
    RST = "reStructuredText"
    HTML = "HTML"
    ORG = "Org"


_SUFFIXES = {
    Format.MARKDOWN: (".md", ".markdown", ".mdx", ".qmd", ".rmd"),
    Format.TEX: (".tex", ".ltx", ".latex"),
    Format.NOTEBOOK: (".ipynb",),
    Format.RST: (".rst",),
    Format.HTML: (".html", ".htm", ".xhtml"),
    Format.ORG: (".org",),
}
_DOCUMENT_CLASS = re.compile(r"^[ \t]*\\documentclass\b", re.MULTILINE)


def format_of(source: Source) -> Format:
    """Return the format that the suffix names; without one a \\documentclass makes TeX, and all else is Markdown."""
    path = source.path.lower()
    for form, suffixes in _SUFFIXES.items():
        if path.endswith(suffixes):
            return form
    return Format.TEX if _DOCUMENT_CLASS.search(source.text) else Format.MARKDOWN
