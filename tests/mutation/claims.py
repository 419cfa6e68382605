"""The claims of the built-in equations and, where they are at hand, of further notes, as terms."""

from dataclasses import dataclass
from pathlib import Path

from derive.elaborate.elaborate import elaborate
from derive.elaborate.extents import sized
from derive.elaborate.sections import theories
from derive.elaborate.standard import Choices
from derive.pipeline import Options, seat
from derive.prove.judge import judge
from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.term.term import Functional, Sum
from derive.term.traverse import rebuild, subterms
from derive.theory import Claim
from derive.verdict import Holds

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (ROOT / "equations", ROOT.parent / "shared" / "corpus" / "seeds")
"""The second is not part of the project: its notes are judged where they lie, and skipped elsewhere."""
NOTHING_CHOSEN = Choices(None, None)


@dataclass(frozen=True, slots=True)
class Part:
    """A note, or a section with a network of its own, understood."""

    source: Source
    elaboration: object
    bench: object


@dataclass(frozen=True, slots=True)
class Case:
    """One claim that the judges call holding, and everywhere."""

    part: Part
    number: int
    claim: Claim

    @property
    def theory(self):
        return self.part.elaboration.theory

    @property
    def name(self):
        return f"{Path(self.part.source.path).stem}:{self.number + 1}"


def sources(builtin_only=False):
    """Return the notes."""
    folders = FOLDERS[:1] if builtin_only else FOLDERS
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.md"))]
    return [Source(path.name, path.read_text(encoding="utf-8")) for path in paths]


def understood(source, judges="general,numeric", choices=NOTHING_CHOSEN):
    """Return the parts of a note with their theories and judges."""
    passages = read(source)
    runs = theories(parse_document(passages).statements, source)
    parts = [elaborate(run.statements, source, choices, run.context, run.naming) for run in runs]
    return [Part(source, part, seat(part.theory, Options(judges=judges), passages.prose)) for part in parts]


def holding(source, choices=NOTHING_CHOSEN):
    """Return the claims of a note that are called holding without a condition, numbered through the note."""
    found, number = [], -1
    for part in understood(source, choices=choices):
        for item in part.elaboration.items:
            number += 1
            if item.claim is None or item.refusal is not None or item.role == "definition":
                continue
            verdict = judge(part.elaboration.theory, item.claim, part.bench).verdict
            if isinstance(verdict, Holds) and not verdict.where:
                found.append(Case(part, number, item.claim))
    return found


def fitted(theory, lhs, rhs):
    """Return the claim lhs = rhs with the sizes of its indices; a binder that nothing uses keeps its own."""
    extents = {name: symbol.extents for name, symbol in theory.symbols.items()}
    given = {(part.index.letter, part.index.uid): part.index for side in (lhs, rhs) for part in binders(side)}

    def kept(index):
        return index if index.sizes else given.get((index.letter, index.uid), index)

    sides, _ = sized((lhs, rhs), extents, theory.uniform)
    left, right = (rebuild(side, lambda slot: slot, lambda layer: layer, kept) for side in sides)
    return Claim(left, right)


def binders(term):
    """Return the parts that bind an index."""
    return [part for part in subterms(term) if isinstance(part, Sum | Functional)]
