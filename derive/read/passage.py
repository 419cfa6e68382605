"""What reading a document gives: its equations, what was mended, and the text around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from derive.source import Source, Span
from derive.verdict import Repaired

EQUATION_LIMIT = 20_000
"""The most characters of one equation, before and after its macros are expanded."""

DOCUMENT_LIMIT = 5_000_000
"""The most characters of a document that are read."""

COUNT_LIMIT = 50_000
"""The most equations of a document that are read."""

_VISIBLE = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Placed:
    """Text that knows where it comes from: character i stands at `offsets[i]` of the source.

    `offsets` has one entry more than the text, for its end.
    """

    text: str
    offsets: Sequence[int]


@dataclass(frozen=True, slots=True)
class Equation:
    """One formula as the parser sees it, after repairs and macro expansion.

    `offsets[i]` is the place of `text[i]` in the source; the last of the `len(text) + 1` entries is the end.
    `span` holds the delimiters too. `problem` says why the text cannot be read (a limit was passed), or is empty.
    """

    text: str
    offsets: tuple[int, ...]
    display: bool
    span: Span
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """The equations of a document in reading order, the damage that was mended, the text outside mathematics."""

    source: Source
    equations: tuple[Equation, ...]
    repaired: tuple[Repaired, ...]
    prose: str


def names(words: str) -> frozenset[str]:
    """Return the words of the string."""
    return frozenset(words.split())


def blanked(text: str, intervals: Sequence[tuple[int, int]]) -> str:
    """Return the text with the intervals (disjoint, in order) turned into spaces, line by line."""
    pieces: list[str] = []
    done = 0
    for start, end in intervals:
        pieces += (text[done:start], _VISIBLE.sub(" ", text[start:end]))
        done = max(done, end)
    pieces.append(text[done:])
    return "".join(pieces)


def cut(placed: Placed, start: int, end: int) -> Placed:
    """Return the characters `start … end-1`."""
    return Placed(placed.text[start:end], placed.offsets[start : end + 1])


def edited(placed: Placed, edits: Sequence[tuple[int, int, str]]) -> Placed:
    """Return the text with every (start, end, replacement) applied; the edits are disjoint and in order.

    A character of a replacement stands where the character it replaces stood, or the last of them.
    """
    if not edits:
        return placed
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for start, end, replacement in edits:
        pieces += (placed.text[done:start], replacement)
        offsets += placed.offsets[done:start]
        offsets += [placed.offsets[max(start, min(start + i, end - 1))] for i in range(len(replacement))]
        done = end
    pieces.append(placed.text[done:])
    offsets += placed.offsets[done:]
    return Placed("".join(pieces), offsets)


def span_of(source: Source, placed: Placed, start: int, end: int) -> Span:
    """Return where the characters `start … end-1` stand in the source."""
    first, last = placed.offsets[start], placed.offsets[end]
    return Span(source, min(first, last), max(first, last))
