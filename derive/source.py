"""Where a piece of text stands: sources, spans, lines and columns."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A document as it stands on the disk: its name and its whole text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start … end-1` of a source."""

    source: Source
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A 1-based line and column."""

    line: int
    column: int


def line_starts(source: Source) -> list[int]:
    """Return the offset of the first character of every line."""
    starts = [0]
    position = source.text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = source.text.find("\n", position + 1)
    return starts


def locate(starts: list[int], offset: int) -> Place:
    """Return the line and column of `offset`, given the `line_starts` of its source."""
    line = bisect_right(starts, offset)
    return Place(line, offset - starts[line - 1] + 1)


def cover(first: Span, last: Span) -> Span:
    """Return the smallest span that holds both."""
    return Span(first.source, min(first.start, last.start), max(first.end, last.end))


def excerpt(span: Span) -> str:
    """Return the characters of the span, as the author typed them."""
    return span.source.text[span.start : span.end]
