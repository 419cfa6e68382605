"""Selected chains of a document as a note: the network first, then each claim with its derivation."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TypeAlias

from derive.elaborate.define import is_range
from derive.explain.derivation import Derivation, Phrase
from derive.explain.picture import network, route
from derive.export.chains import Chain, Link, defines, good
from derive.export.places import Places, title_of, worded
from derive.notation.learn import notation_of
from derive.report.note import Block, Display, Line, Note, Picture, Section, Sentence
from derive.source import Source, Span, excerpt
from derive.syntax.spell import read_side
from derive.syntax.tree import Digits, Letter, Relate, Relation, Tree, Unreadable
from derive.term.term import OUTPUT
from derive.verdict import Correction, Holds, IllFormed, Unchecked, Wrong

Explain: TypeAlias = Callable[[Chain, Link], Derivation | None]
"""What gives the derivation of a link, or None where there is none."""

NETWORK = "The network"


@dataclass(slots=True)
class Composing:
    """A document on its way to a note; `drawn` asks for pictures.

    `labels` are those given away, `shown` what already stands in the note.
    """

    source: Source
    places: Places
    explain: Explain
    drawn: bool = False
    labels: set[str] = field(default_factory=set)
    shown: list[tuple[Tree, Tree]] = field(default_factory=list)


def compose(composing: Composing, every: list[Chain], selected: list[Chain], title: Phrase) -> Note:
    """Return the note: for every network the definitions, then the selected claims under their headings."""
    sections: list[Section] = []
    parts = dict.fromkeys(chain.part for chain in selected)
    for part in parts:
        definitions = [chain for chain in every if chain.part == part and good(chain.links[0]) and defines(chain)]
        claims = [chain for chain in selected if chain.part == part and chain not in definitions]
        blocks = [block for chain in definitions for block in blocks_of(composing, chain)]
        if composing.drawn and definitions:
            blocks += network_picture(definitions[0])
        if blocks:
            over = definitions[0].heading if len(parts) > 1 else None
            sections.append(Section(over.words if over else (NETWORK,), tuple(blocks)))
        sections += _sections(composing, claims)
    return Note(title, tuple(sections), origin(composing.source))


def _sections(composing: Composing, claims: Iterable[Chain]) -> list[Section]:
    """Return the claims under the headings of their document, those that follow one another together."""
    sections: list[Section] = []
    last: object = composing
    for chain in claims:
        blocks = tuple(blocks_of(composing, chain))
        if not blocks:
            continue
        if chain.heading is last and sections:
            before = sections[-1]
            sections[-1] = Section(before.heading, (*before.blocks, *blocks))
        else:
            words = chain.heading.words if chain.heading else ("The equations",)
            sections.append(Section(words, blocks))
        last = chain.heading
    return sections


def blocks_of(composing: Composing, chain: Chain) -> Iterable[Block]:
    """Yield the chain as its author wrote it, then its derivation where that says more."""
    if not good(chain.links[0]):
        yield from wrong_blocks(composing, chain)
        return
    relations = [link.item.relation for link in chain.links]
    if any(is_range(relation, chain.elaboration.lexicon) for relation in relations):
        return
    if not any(link.tag or link.label for link in chain.links) and all(
        (relation.left, relation.right) in composing.shown for relation in relations
    ):
        return
    composing.shown += [(relation.left, relation.right) for relation in relations]
    lines = tuple(_line(composing, link) for link in chain.links)
    kind = "definition" if defines(chain) else "claim"
    yield Display(kind, relations[0].left, lines, conditions(chain), where(chain))
    yield from spoken_conditions(chain)
    if composing.drawn and kind == "claim" and any(link.tag for link in chain.links):
        yield from route_picture(chain)
    yield from derivation(composing, chain)


def network_picture(chain: Chain) -> list[Block]:
    """Return the network of the chain's part of the document, where it can be drawn."""
    drawn = network(chain.elaboration.theory, notation_of(chain.elaboration))
    return [] if drawn is None else [Picture(drawn, "The network: each column is computed from those to its left.")]


def route_picture(chain: Chain) -> Iterable[Block]:
    """Yield what the first derivative of the chain runs through."""
    for link in chain.links:
        if link.item.claim is not None:
            drawn = route(chain.elaboration.theory, notation_of(chain.elaboration), link.item.claim)
            if drawn is not None:
                yield Picture(drawn, "What the derivative runs through.")
                return


def derivation(composing: Composing, chain: Chain) -> Iterable[Display]:
    """Yield the chain with the steps between its sides, when there are any; that of whole arrays for one entry."""
    run: list[tuple[Link, Derivation | None]] = []
    for link in chain.links:
        found = composing.explain(chain, link) if link.item.role == "claim" else None
        if found is None or not found.steps or found.steps[0].rule != ENTRY:
            run.append((link, found))
            continue
        yield from _written_out(chain, run)
        run = []
        inner = found.steps[1:-1]
        if len(inner) > 1:
            lines = tuple(Line("=", step.shown, cited(step.reason)) for step in inner)
            yield Display("derivation", found.steps[0].shown, lines, conditions(chain), lead=(FOR_ONE_ENTRY,))
    yield from _written_out(chain, run)


ENTRY = "entry"
"""The rule of the step from a whole array to one entry of it."""

FOR_ONE_ENTRY = "Derivation, for one entry of both sides."


def _written_out(chain: Chain, run: list[tuple[Link, Derivation | None]]) -> Iterable[Display]:
    """Yield the links with the steps between their sides, when there are any."""
    lines: list[Line] = []
    for link, found in run:
        relation = link.item.relation
        steps = found.steps if found is not None and found.parting is None else ()
        lines += [Line("=", step.shown, cited(step.reason)) for step in steps[:-1]]
        lines.append(Line(sign(relation), relation.right, cited(steps[-1].reason) if steps else ()))
    if len(lines) > len(run):
        left = run[0][0].item.relation.left
        yield Display("derivation", left, tuple(lines), conditions(chain), lead=("Derivation.",))


def cited(reason: Phrase) -> Phrase:
    """Return the reason without the lines of the source, which a reader of the note does not have before them."""
    words = tuple(_LINE.sub("", part) if isinstance(part, str) else part for part in reason)
    words = tuple(part for part in words if part)
    return ("since ", *words) if len(words) == 1 and isinstance(words[0], Relate) else words


_LINE = re.compile(r" \(line \d+\)")


def _line(composing: Composing, link: Link) -> Line:
    label = link.label or (f"eq:{_word(link.tag)}" if link.tag else "")
    while label in composing.labels:
        label += "+"
    if label:
        composing.labels.add(label)
    return Line(sign(link.item.relation), link.item.relation.right, (), link.tag, label)


def _word(tag: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in tag)


def sign(relation: Relation) -> str:
    """Return the sign between the sides: of the signs for a definition, the one that the author wrote."""
    if relation.name != ":=":
        return {"<-": r"\leftarrow"}.get(relation.name, "=")
    between = relation.span.source.text[relation.left.span.end : relation.right.span.start]
    if "triangleq" in between or "≜" in between:
        return r"\triangleq"
    return ":=" if "col" in between or ":" in between or "≔" in between else r"\equiv"


def wrong_blocks(composing: Composing, chain: Chain) -> Iterable[Block]:
    """Yield what the document has there, what was found of it, and the correction where one is proved."""
    link = chain.links[0]
    relation, verdict = link.item.relation, link.finding.verdict
    assert isinstance(verdict, Wrong | IllFormed | Unchecked)
    place = f"Line {chain.lines[0]}{f' ({link.tag})' if link.tag else ''} of the source"
    why = verdict.message.removesuffix("this equation is false").rstrip(" :")
    state = "was not checked" if isinstance(verdict, Unchecked) else "is wrong"
    yield Sentence((f"{place} {state}{f': {why}' if why else ''}.",))
    if not any(isinstance(side, Unreadable) for side in (relation.left, relation.right)):
        yield Display("wrong", relation.left, (Line(sign(relation), relation.right),))
    correction = None if isinstance(verdict, Unchecked) else verdict.correction
    if correction is None or not correction.proved:
        return
    sides = [corrected(span, correction) for span in (relation.left.span, relation.right.span)]
    if not any(isinstance(side, Unreadable) for side in sides):
        lead = f"It holds {spoken(correction.where)}as" if correction.where else "It should be"
        line = replace(_line(composing, link), right=sides[1])
        yield Display("claim", sides[0], (line,), lead=(lead,))


def corrected(span: Span, correction: Correction) -> Tree:
    """Return the side of a relation after the correction."""
    text, start = span.source.text, max(span.start, min(correction.span.start, span.end))
    if correction.span.start < span.start or correction.span.end > span.end:
        return read_side(excerpt(span))
    return read_side(text[span.start : start] + correction.latex + text[correction.span.end : span.end])


def spoken(where: tuple[str, ...]) -> str:
    """Return the conditions as words with a blank after them."""
    return "".join(f"{text if text[:3] in ('at ', 'for', 'whe') else f'for {text}'}, " for text in where)


def conditions(chain: Chain) -> tuple[tuple[str, str], ...]:
    """Return the pairs of index letters that must differ for the chain to hold."""
    pairs = [text.partition(" ≠ ") for text in _where(chain)]
    return tuple((left, right) for left, mark, right in pairs if mark)


def where(chain: Chain) -> Phrase:
    """Return the layers for which the chain holds: `for l < L`, `at the output layer`."""
    found: list[str | Tree] = []
    for text in _where(chain):
        left, mark, right = text.partition(" < ")
        if right == OUTPUT:
            right = next(iter(chain.elaboration.lexicon.output_names), right)
        if mark and _is_layer(left) and _is_layer(right):
            span = chain.links[0].item.relation.span
            found += [", for " if found else "for ", Relate("<", _layer(left, span), _layer(right, span), span)]
        elif text.startswith("at "):
            found.append(f", {text}" if found else text)
    return tuple(found)


def spoken_conditions(chain: Chain) -> Iterable[Sentence]:
    """Yield a sentence for conditions that are more than a range of layers: the functions for which the chain holds."""
    texts = [text for text in _where(chain) if text.startswith(("for the", "where"))]
    if texts:
        yield Sentence((f"It holds {', '.join(texts)}.",))


def _where(chain: Chain) -> list[str]:
    verdicts = [link.finding.verdict for link in chain.links]
    return list(dict.fromkeys(text for verdict in verdicts if isinstance(verdict, Holds) for text in verdict.where))


def _is_layer(text: str) -> bool:
    return text == "ℓ" or (len(text) == 1 and text.isalpha()) or (text.isalnum() and text.isascii())


def _layer(text: str, span: Span) -> Tree:
    return Digits(text, span) if text.isdigit() else Letter("ell" if text == "ℓ" else text, (), False, _nowhere(span))


def _nowhere(span: Span) -> Span:
    return Span(span.source, 0, 0)


def origin(source: Source) -> str:
    """Return where the note comes from, in characters that every format takes in a comment."""
    name = "".join(sign if sign.isalnum() or sign in "._ " else "-" for sign in PurePath(source.path).name)
    return f"From {name}, by derive export; every equation was checked again as it stands here."


def title(composing: Composing) -> Phrase:
    """Return what the document is called."""
    heading = title_of(composing.places)
    return heading.words if heading else worded(PurePath(composing.source.path).stem.replace("-", " "))
