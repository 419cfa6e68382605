"""Where a piece of text stands: sources, spans, lines and columns."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Says that the characters of a text from `start` on are those of the file `path` from `line` and `column` on."""

    start: int
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A document as it stands on the disk: its name and its whole text.

    Where a document takes in other files, the text holds theirs, and the `pieces` say which characters are whose; a
    document in one file has none.
    """

    path: str
    text: str
    pieces: tuple[Piece, ...] = ()


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


def whereabouts(source: Source, starts: list[int], offset: int) -> tuple[str, Place]:
    """Return the file in which the character at `offset` stands, and its place there."""
    here = locate(starts, offset)
    i = bisect_right(source.pieces, offset, key=lambda piece: piece.start) - 1
    if i < 0:
        return source.path, here
    piece = source.pieces[i]
    begin = locate(starts, piece.start)
    column = here.column if here.line > begin.line else piece.column + here.column - begin.column
    return piece.path, Place(piece.line + here.line - begin.line, column)


def line_of(source: Source, starts: list[int], offset: int) -> int:
    """Return the number of the line of `offset` in the file in which it stands."""
    return whereabouts(source, starts, offset)[1].line


def cover(first: Span, last: Span) -> Span:
    """Return the smallest span that holds both."""
    return Span(first.source, min(first.start, last.start), max(first.end, last.end))


def excerpt(span: Span) -> str:
    """Return the characters of the span, as the author typed them."""
    return span.source.text[span.start : span.end]
