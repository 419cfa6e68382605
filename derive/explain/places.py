"""Where a relation stands, as people refer to it: its \\tag, its line, the heading above it."""

from dataclasses import dataclass
from typing import TypeAlias

from derive.read.headings import headings
from derive.source import Source, Span, line_starts, locate
from derive.source import line_of as line_in_file

_ENDS = ("$$", "\\\\", "\\]", "\\end{")
"""What ends a row of a display: a \\tag before it is the row's."""

FURTHEST = 400
"""How far behind its relation a \\tag may stand."""


Headings: TypeAlias = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The lines and the headings of a source."""

    source: Source
    starts: list[int]
    headings: Headings


def places_of(source: Source) -> Places:
    """Return the lines and the Markdown or LaTeX headings of the source."""
    return Places(source, line_starts(source), tuple((found.offset, found.words) for found in headings(source)))


def line_of(places: Places, span: Span) -> int:
    """Return the line on which the span begins, in the file that it is from."""
    return line_in_file(places.source, places.starts, span.start)


def heading_of(places: Places, span: Span) -> str:
    """Return the last heading before the span; nothing where there is none, or it has mathematics in it."""
    above = [text for start, text in places.headings if start < span.start]
    return above[-1] if above and "$" not in above[-1] and "\\" not in above[-1] else ""


def item_of(places: Places, span: Span) -> tuple[str, str]:
    """Return the number and the words of the numbered list item on whose line the span begins, or nothing."""
    start = places.starts[locate(places.starts, span.start).line - 1]
    number, dot, words = places.source.text[start : span.start].strip().partition(". ")
    if not dot or not number.isdecimal():
        return "", ""
    return number, words.partition("$")[0].partition("\\(")[0].strip().rstrip(":").strip()


def plain_items(places: Places, heading: str) -> list[tuple[int, str, str]]:
    """Return line, number and words of the numbered items below a heading that have no mathematics in them."""
    found: list[tuple[int, str, str]] = []
    inside = False
    headings = dict(places.headings)
    for line, start in enumerate(places.starts, start=1):
        text = places.source.text[start : places.starts[line] if line < len(places.starts) else None].strip()
        inside = headings[start] == heading if start in headings else inside
        number, dot, words = text.partition(". ")
        if inside and dot and number.isdecimal() and "$" not in words and "\\" not in words:
            found.append((line, number, words.rstrip(".").strip()))
    return found


def tag_of(places: Places, span: Span) -> str:
    """Return the \\tag of the row in which the relation stands, or nothing."""
    text = places.source.text[span.end : span.end + FURTHEST]
    ends = [at for end in _ENDS if (at := text.find(end)) >= 0]
    row = text[: min(ends, default=len(text))]
    for command in ("\\tag{", "\\tag*{"):
        at = row.find(command)
        if at >= 0 and (stop := row.find("}", at)) >= 0:
            return row[at + len(command) : stop].strip()
    return ""
