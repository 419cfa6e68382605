"""A note to be written: the mathematics and the words of an export, before any format."""

from dataclasses import dataclass
from typing import TypeAlias

from derive.explain.derivation import Phrase
from derive.explain.diagram import Diagram
from derive.syntax.tree import Tree


@dataclass(frozen=True, slots=True)
class Line:
    """One link of a chain: the relation as LaTeX writes it, the right side, why it holds, its \\tag and its \\label."""

    relation: str
    right: Tree
    reason: Phrase = ()
    tag: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Display:
    """A chain of relations: left = … = …; `kind` is "definition", "claim", "derivation" or "wrong".

    `lead` are the words before it. `conditions` are the inequalities of indices that it holds under, as pairs of
    letters; `where` says for which layers it holds.
    """

    kind: str
    left: Tree
    lines: tuple[Line, ...]
    conditions: tuple[tuple[str, str], ...] = ()
    where: Phrase = ()
    lead: Phrase = ()


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """Running text."""

    words: Phrase


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """The network, or the part of it that a derivative runs through."""

    diagram: Diagram
    caption: str


Block: TypeAlias = Display | Sentence | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading; an empty heading goes on from the section before."""

    heading: Phrase
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A whole note; `origin` is one plain line that says where it comes from."""

    title: Phrase
    sections: tuple[Section, ...]
    origin: str


def pictures(note: Note) -> bool:
    """Tell whether the note has pictures."""
    return any(isinstance(block, Picture) for section in note.sections for block in section.blocks)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the written text, and the block that it is the text of."""

    text: str
    block: Block | None = None


def text_of(chunks: tuple[Chunk, ...]) -> str:
    """Return the whole text."""
    return "".join(chunk.text for chunk in chunks)


def block_at(chunks: tuple[Chunk, ...], offset: int) -> Block | None:
    """Return the block whose text has the character at the offset."""
    for chunk in chunks:
        if offset < len(chunk.text):
            return chunk.block
        offset -= len(chunk.text)
    return None
