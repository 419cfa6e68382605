"""A note as Markdown with `$$` for GitHub, KaTeX and MathJax."""

import re
import textwrap
from collections.abc import Iterator

from derive.explain.derivation import Phrase
from derive.report.latex import Dialect, display
from derive.report.note import Block, Chunk, Display, Note, Picture
from derive.report.portable import formula

DOLLARS = Dialect("aligned", "$$", "$$", False, 480.0, r"\\")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>$#|])")


def render(note: Note) -> tuple[Chunk, ...]:
    """Return the note as Markdown: one heading a section, one `$$` a display."""
    return tuple(_chunks(note))


def _chunks(note: Note) -> Iterator[Chunk]:
    yield Chunk(f"<!-- {note.origin} -->\n\n# {phrase(note.title)}\n")
    for section in note.sections:
        if section.heading:
            yield Chunk(f"\n## {phrase(section.heading)}\n")
        for block in section.blocks:
            yield Chunk("\n")
            yield Chunk(_block(block), block)


def _block(block: Block) -> str:
    if isinstance(block, Display):
        lead = f"*{phrase(block.lead)}*\n\n" if block.lead else ""
        return f"{lead}{display(block, DOLLARS)}\n"
    if isinstance(block, Picture):
        return f"{phrase((block.caption,))}\n"
    return "\n".join(textwrap.wrap(phrase(block.words), 110, break_long_words=False, break_on_hyphens=False)) + "\n"


def phrase(words: Phrase) -> str:
    """Return the words as running text."""
    return "".join(_SPECIAL.sub(r"\\\1", part) if isinstance(part, str) else f"${formula(part)}$" for part in words)
