"""A note as one HTML page of its own: MathML, no script, nothing loaded."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from xml.etree.ElementTree import Element

from derive.explain.derivation import Phrase
from derive.report.html.figure import figure
from derive.report.html.style import COLOURS, FIGURE, PAPER, RELATION, TEXT
from derive.report.markup import Child, as_html, element
from derive.report.mathml import math, tree_math
from derive.report.note import Block, Display, Line, Note, Picture, Section, Sentence
from derive.syntax.spell import spell
from derive.syntax.tree import Letter, Relate

CHAIN = """
.chain { border-collapse: collapse; margin: 1rem 0 1rem 2rem; } .chain td { padding: .15rem .1rem; }
.chain td { vertical-align: baseline; } .chain .left { text-align: right; }
.chain .reason { padding-left: 2rem; color: var(--quiet); } .chain .tag { padding-left: 2rem; text-align: right; }
.definition .chain, .claim .chain { font-size: 1.05em; } .wrong .chain { text-decoration: line-through; }
.lead { font-style: italic; margin-bottom: 0; }
@media (max-width: 46rem) { .chain { margin-left: 0; } .chain .reason, .chain .tag { padding-left: .8rem; } }
"""
STYLE = COLOURS + TEXT + RELATION + FIGURE + CHAIN + PAPER
_SIGNS = {r"\equiv": "≡", r"\triangleq": "≜", r"\leftarrow": "←"}


def render(note: Note) -> str:
    """Return the page."""
    main = [part for section in note.sections for part in _section(section)]
    title = element("h1", {}, *phrase(note.title))
    footer = element("footer", {}, element("p", {"class": "quiet"}, note.origin))
    body = element("body", {}, element("header", {"class": "page"}, title), element("main", {}, *main), footer)
    page = element("html", {"lang": "en"}, _head(note), body)
    return f"<!DOCTYPE html>\n{as_html(page)}\n"


def _head(note: Note) -> Element:
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = "".join(word if isinstance(word, str) else spell(word) for word in note.title)
    return element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("title", {}, title),
        element("style", {}, STYLE),
    )


def _section(section: Section) -> Iterator[Element]:
    if section.heading:
        yield element("h2", {}, *phrase(section.heading))
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Element]:
    match block:
        case Sentence(words):
            yield element("p", {}, *phrase(words))
        case Picture(diagram, caption):
            yield figure(diagram, caption)
        case Display():
            lead = [element("p", {"class": "lead"}, *phrase(block.lead))] if block.lead else []
            yield element("div", {"class": block.kind}, *lead, element("div", {"class": "scroll"}, _chain(block)))


def _chain(shown: Display) -> Element:
    rows = [_row(shown, number, line) for number, line in enumerate(shown.lines)]
    return element("table", {"class": "chain", "role": "presentation"}, *rows)


def _row(shown: Display, number: int, line: Line) -> Element:
    last = number == len(shown.lines) - 1
    reason: list[Child] = list(phrase(line.reason))
    if last:
        reason += [*([", "] if reason and shown.where else []), *phrase(shown.where)]
        for left, right in shown.conditions:
            letters = [Letter(name, (), False, shown.left.span) for name in (left, right)]
            reason += [" for ", tree_math(Relate("!=", letters[0], letters[1], shown.left.span))]
    first = [math((shown.left,), "", True)] if number == 0 else []
    cells = [
        element("td", {"class": "left"}, *first),
        element("td", {}, math((line.right,), _SIGNS.get(line.relation, line.relation), True, leading=True)),
        element("td", {"class": "reason"}, *reason),
        element("td", {"class": "tag"}, f"({line.tag})" if line.tag else ""),
    ]
    return element("tr", {"id": line.label} if line.label else {}, *cells)


def phrase(words: Phrase) -> list[Child]:
    """Return words with mathematics between them."""
    return [word if isinstance(word, str) else tree_math(word) for word in words]
