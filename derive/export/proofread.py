"""What has been written is read and judged again, as a note of its own; what does not hold then is taken out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from derive.pipeline import Options, check
from derive.report.note import Chunk, Display, Note, block_at, text_of
from derive.source import Source
from derive.verdict import DocumentReport, Finding, Holds

Render: TypeAlias = Callable[[Note], tuple[Chunk, ...]]

ROUNDS = 6
RETRIES = 6
"""How many displays that were taken out are tried again."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The note and the chunks that were proofread, the displays that were taken out, and what still does not hold."""

    note: Note
    chunks: tuple[Chunk, ...]
    report: DocumentReport
    dropped: tuple[Display, ...]
    failing: tuple[Finding, ...]


def proofread(note: Note, render: Render, suffix: str, options: Options) -> Proof:
    """Return the note as written, judged again; derivations and claims that do not hold as written are taken out.

    A derivation can be good and yet make others unreadable (a δ_{jk} beside a δ^l), so those that were taken out are
    tried again one by one. A definition is taken out only when nothing else is left to take out. Displays of the kind
    "wrong" are meant to be wrong.
    """
    dropped: list[Display] = []
    current = note
    for _ in range(ROUNDS):
        proof = judged(current, render, suffix, options)
        doubtful = failing_blocks(proof)
        kinds = {block.kind for block in doubtful}
        first = next((kind for kind in ("derivation", "claim", "definition") if kind in kinds), None)
        if first is None:
            break
        dropped += [block for block in doubtful if block.kind == first]
        current = without(note, dropped)
    for display in dropped[:RETRIES] if len(dropped) > 1 else []:
        rest = [other for other in dropped if other is not display]
        again = judged(without(note, rest), render, suffix, options)
        if len(again.failing) <= len(proof.failing):
            dropped, proof = rest, again
    unmeant = tuple(found for found in proof.failing if not is_wrong(block_at(proof.chunks, found.span.start)))
    return replace(proof, dropped=tuple(dropped), failing=unmeant)


def judged(note: Note, render: Render, suffix: str, options: Options) -> Proof:
    """Return the note as written, with everything in it that does not hold."""
    chunks = render(note)
    report = check(Source(f"export{suffix}", text_of(chunks)), options)
    failing = tuple(found for found in report.findings if not isinstance(found.verdict, Holds))
    return Proof(note, chunks, report, (), failing)


def failing_blocks(proof: Proof) -> list[Display]:
    """Return the displays in which something does not hold, each once."""
    blocks = [block_at(proof.chunks, found.span.start) for found in proof.failing]
    return list(dict.fromkeys(block for block in blocks if isinstance(block, Display)))


def is_wrong(block: object) -> bool:
    """Tell whether the block shows what is wrong in the document."""
    return isinstance(block, Display) and block.kind == "wrong"


def without(note: Note, displays: list[Display]) -> Note:
    """Return the note without the displays, and without the sections that they leave empty."""
    sections = [
        replace(section, blocks=tuple(block for block in section.blocks if block not in displays))
        for section in note.sections
    ]
    return replace(note, sections=tuple(section for section in sections if section.blocks))
