"""Where a LaTeX document takes in other files: \\input and \\include."""

import re
from dataclasses import dataclass

from derive.read.edit import LEFT_OUT
from derive.read.passage import Placed, span_of
from derive.read.tex import without_comments
from derive.source import Source
from derive.verdict import Repaired

_INCLUSION = re.compile(
    r"\\(?:input|include|subfile)(?![A-Za-z])\s{0,9}(?:\{(?P<braced>[^{}\n]{1,500})\}|(?P<bare>[^\s\\{}%]{1,500}))"
)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The command `start … end-1` and the name of the file that it asks for."""

    start: int
    end: int
    name: str


def inclusions(text: str) -> list[Inclusion]:
    """Return the commands that take in other files, in order, save those in comments and verbatim text."""
    if "\\in" not in text and "\\subfile" not in text:
        return []
    return _found(without_comments(text))


def left_out(visible: Placed, source: Source) -> list[Repaired]:
    """Return a report for every file that the document asks for and that was not taken in."""
    return [
        Repaired(
            LEFT_OUT,
            span_of(source, visible, inclusion.start, inclusion.end),
            f"{inclusion.name} is not read: only files that stand with the document are, each once on its way, "
            "up to 5 MB in all",
        )
        for inclusion in _found(visible.text)
    ]


def _found(visible: str) -> list[Inclusion]:
    return [
        Inclusion(*match.span(), (match["braced"] or match["bare"]).strip()) for match in _INCLUSION.finditer(visible)
    ]
