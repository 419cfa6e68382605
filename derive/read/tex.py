"""The formulas of a TeX document: comments and verbatim text hold none."""

import re

from derive.read.delimiters import Region, regions
from derive.read.markdown import blanked

_VERBATIM = re.compile(r"\\begin\{(?P<name>verbatim\*?|Verbatim|lstlisting|minted|comment|filecontents\*?)\}")
_SKIPPED = re.compile(r"\\[^\nv]|\\verb(?P<bar>[^A-Za-z\s])|\\v|%[^\n]*")


def tex(text: str) -> list[Region]:
    """Return the formulas of the text, in order."""
    return list(regions(without_comments(text), False))


def without_comments(text: str) -> str:
    """Return the text with comments and verbatim parts blanked out, every other character at its place."""
    text = blanked(text, _verbatim(text))
    intervals = []
    position = 0
    while match := _SKIPPED.search(text, position):
        position = match.end()
        if match["bar"]:
            line_end = text.find("\n", position)
            close = text.find(match["bar"], position, line_end if line_end >= 0 else len(text))
            position = close + 1 if close >= 0 else position
            intervals.append((match.start(), position))
        elif match.group()[0] == "%":
            intervals.append(match.span())
    return blanked(text, intervals)


def _verbatim(text: str) -> list[tuple[int, int]]:
    intervals = []
    unclosed: set[str] = set()
    position = 0
    while match := _VERBATIM.search(text, position):
        position = match.end()
        if match["name"] in unclosed:
            continue
        closer = f"\\end{{{match['name']}}}"
        close = text.find(closer, position)
        if close < 0:
            unclosed.add(match["name"])
            continue
        position = close + len(closer)
        intervals.append((match.start(), position))
    return intervals
