"""A document, what is wanted of it and the format → the text of a note that has been judged again."""

from dataclasses import dataclass

from derive.explain.derivation import Derivation, Phrase
from derive.explain.explain import derivation, teller
from derive.export.chains import Chain, Link, chains, defines, good
from derive.export.compose import Composing, Explain, compose, title
from derive.export.places import Places, places
from derive.export.proofread import Proof, Render, proofread
from derive.export.respell import respelled_source
from derive.export.select import at_line, labelled, labels
from derive.pipeline import Options, study
from derive.report import html_note, latex, markdown_note
from derive.report.note import Chunk, Note, text_of
from derive.source import Source


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its chains, ready to be exported from."""

    source: Source
    places: Places
    explain: Explain
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a document: equations by label or by line; everything when neither is given."""

    labels: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    wrong_too: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The format (latex, markdown or html), whether LaTeX is a whole document, and whether pictures are drawn."""

    format: str
    standalone: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """A note that was written and judged again; `left_out` are the chains that do not hold."""

    text: str
    proof: Proof
    left_out: tuple[Chain, ...]


def document(source: Source, options: Options) -> Document:
    """Return the document, studied."""
    around = places(source)
    studied = study(source, options)
    tellers = [teller(part) for part in studied.parts]
    known: dict[str, Derivation | None] = {}

    def explain(chain: Chain, link: Link) -> Derivation | None:
        if link.finding.id not in known:
            told = derivation(tellers[chain.part], link.item, link.finding)
            known[link.finding.id] = told if isinstance(told, Derivation) else None
        return known[link.finding.id]

    return Document(source, around, explain, tuple(chains(studied, around)))


def chosen(found: Document, wanted: Wanted) -> list[Chain]:
    """Return the chains that are wanted, in the order of the document."""
    if not wanted.labels and not wanted.lines:
        return list(found.chains)
    picked = [chain for label in wanted.labels for chain in labelled(found.chains, label)]
    picked += [chain for line in wanted.lines for chain in at_line(found.chains, line)]
    return [chain for chain in found.chains if chain in picked]


def missing(found: Document, wanted: Wanted) -> tuple[str, ...]:
    """Return the labels that no equation of the document has."""
    return tuple(label for label in wanted.labels if not labelled(found.chains, label))


def known_labels(found: Document) -> tuple[str, ...]:
    """Return the labels of the document."""
    return labels(found.chains)


def export(found: Document, wanted: Wanted, form: Form, options: Options) -> Export:
    """Return what is wanted of the document in the format, with every equation in it judged again."""
    picked = chosen(found, wanted)
    bad = [chain for chain in picked if not good(chain.links[0])]
    kept = picked if wanted.wrong_too else [chain for chain in picked if chain not in bad]
    composing = Composing(found.source, found.places, found.explain, form.drawn)
    note = compose(composing, list(found.chains), kept, heading(composing, wanted))
    suffix = ".md" if form.format == "markdown" else ".tex"
    proof = proofread(note, renderer(form), suffix, options)
    text = html_note.render(proof.note) if form.format == "html" else text_of(proof.chunks)
    return Export(text, proof, tuple(bad))


def in_letters_of(found: Document, wanted: Wanted, notation: Source) -> tuple[Document, Wanted]:
    """Return what is wanted of a document in the letters of the notation, as a document of its own, and all of it.

    Raises `derive.notation.translate.Untranslatable`.
    """
    words = title(Composing(found.source, found.places, found.explain))
    picked = chosen(found, wanted)
    kept = [chain for chain in found.chains if chain in picked or defines(chain)]
    target = study(notation, Options()).parts[0]
    source = respelled_source(found.source.path, words, kept, target)
    again = document(source, Options())
    lines = () if not wanted.lines else tuple(chain.lines[0] for chain in again.chains if not defines(chain))
    return again, Wanted(wanted.labels, lines, wanted.wrong_too)


def heading(composing: Composing, wanted: Wanted) -> Phrase:
    """Return the title: that of the document, after the labels that were asked for."""
    words = title(composing)
    return (f"{', '.join(wanted.labels)}: ", *words) if wanted.labels else words


def renderer(form: Form) -> Render:
    """Return what writes a note to be judged again: in its format, or for HTML, which is MathML, in LaTeX."""

    def render(note: Note) -> tuple[Chunk, ...]:
        return markdown_note.render(note) if form.format == "markdown" else latex.render(note, form.standalone)

    return render
