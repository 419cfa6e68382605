"""The headings of a document: Markdown's `#` lines outside code, LaTeX's sections."""

import re
from dataclasses import dataclass

from derive.read.markdown import without_code
from derive.read.notebook import markdown_cells
from derive.read.passage import Placed
from derive.source import Source

_HEADING = re.compile(r"[ \t]{0,3}(?P<marks>#{1,6})[ \t]+(?P<words>[^\n]*)")
_SECTION = re.compile(r"[ \t]*\\(?P<name>title|chapter|(?:sub){0,2}section)\*?\{(?P<words>[^\n]*)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_DEPTHS = {"title": 1, "chapter": 2, "section": 2, "subsection": 3, "subsubsection": 4}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where its line begins, how deep it is (1 for the title), and its words, links as what they show."""

    offset: int
    depth: int
    words: str


def headings(source: Source) -> list[Heading]:
    """Return the headings of the document, in order; a notebook's are those of its Markdown cells."""
    found: list[Heading] = []
    placed = _placed(source)
    latex = source.path.lower().endswith(".tex")
    outside = (placed.text if latex else without_code(placed.text)).splitlines(keepends=True)
    position = 0
    for line, seen in zip(placed.text.splitlines(keepends=True), outside, strict=False):
        if _HEADING.match(seen) and (match := _HEADING.match(line)):
            words = match["words"].strip().rstrip("#")
            found.append(Heading(placed.offsets[position], len(match["marks"]), shown(words)))
        elif _SECTION.match(seen) and (match := _SECTION.match(line)):
            found.append(Heading(placed.offsets[position], _DEPTHS[match["name"]], shown(_braced(match["words"]))))
        position += len(line)
    return found


def _placed(source: Source) -> Placed:
    if source.path.lower().endswith(".ipynb"):
        return markdown_cells(source.text)
    return Placed(source.text, range(len(source.text) + 1))


def shown(words: str) -> str:
    """Return the words as a reader sees them: a link as its text."""
    return _LINK.sub(r"\1", words).strip()


def _braced(text: str) -> str:
    """Return the text up to the brace that closes it."""
    depth = 1
    for position, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return text[:position]
    return text
