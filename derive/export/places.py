r"""Where the relations of a document stand: under which heading, with which \tag and \label, on which line."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from derive.explain.derivation import Phrase
from derive.read.delimiters import regions
from derive.read.headings import headings
from derive.read.read import read
from derive.source import Source, line_starts, locate
from derive.syntax.spell import read_side
from derive.syntax.tree import Unreadable

_TAG = re.compile(r"\\tag\*?\s{0,9}\{(?P<tag>[^{}]{1,60})\}|\\label\s{0,9}\{(?P<label>[A-Za-z0-9:._/-]{1,60})\}")
_MARKUP = re.compile(r"\*\*|__|`|\\(?:emph|textbf|textit|texttt)(?=\{)|[{}]|(?<![\w*])\*|\*(?![\w*])|\{#[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it stands, how deep it is (1 for the title), what it says."""

    offset: int
    depth: int
    words: Phrase


@dataclass(frozen=True, slots=True)
class Mark:
    r"""A \tag or a \label and where it stands; `start` and `end` are those of its formula."""

    offset: int
    start: int
    end: int
    tag: str
    label: str


@dataclass(frozen=True, slots=True)
class Places:
    """Headings, tags and line beginnings of a document, each in order."""

    headings: tuple[Heading, ...]
    marks: tuple[Mark, ...]
    lines: tuple[int, ...]


def places(source: Source) -> Places:
    """Return what stands around the relations of the document."""
    marks: list[Mark] = []
    for equation in read(source).equations:
        for match in _TAG.finditer(equation.text):
            offset = equation.offsets[match.start()]
            marks.append(Mark(offset, equation.span.start, equation.span.end, match["tag"] or "", match["label"] or ""))
    titled = (Heading(found.offset, found.depth, worded(found.words)) for found in headings(source))
    return Places(tuple(titled), tuple(marks), tuple(line_starts(source)))


def worded(text: str) -> Phrase:
    """Return the text with its formulas read; one that cannot be read stays text."""
    parts: list[object] = []
    done = 0
    for region in regions(text, True):
        tree = read_side(text[region.inner : region.inner_end])
        if isinstance(tree, Unreadable):
            continue
        parts += [_MARKUP.sub("", text[done : region.start]), tree]
        done = region.end
    parts.append(_MARKUP.sub("", text[done:]))
    return tuple(part for part in parts if part)  # type: ignore[misc]


def heading_over(found: Places, offset: int) -> Heading | None:
    """Return the last heading before the offset, the title of the document aside."""
    before = bisect_right([heading.offset for heading in found.headings], offset)
    heading = found.headings[before - 1] if before else None
    return None if heading is None or heading == title_of(found) else heading


def title_of(found: Places) -> Heading | None:
    """Return the heading that is the title: the first one, when no other is as high."""
    if not found.headings:
        return None
    first = found.headings[0]
    others = [heading.depth for heading in found.headings[1:]]
    return first if first.depth == 1 and all(depth > 1 for depth in others) else None


def line_of(found: Places, offset: int) -> int:
    """Return the number of the line, from 1."""
    return locate(list(found.lines), offset).line
