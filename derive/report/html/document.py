"""One document on the page: what is wrong, the network, what was assumed, and every relation in reading order."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from derive.explain.places import Places, places_of
from derive.report.diagnostic import Diagnostic, diagnose, diagnose_repair
from derive.report.html.exhibit import Exhibit, Shown, nothing, shown_of
from derive.report.html.figure import figure
from derive.report.html.relation import WORDS, article, kind
from derive.report.markup import Child, element
from derive.report.mathml import relation_math
from derive.report.places import line_in_words
from derive.report.tally import sentence, tally
from derive.rules import name_of
from derive.source import Span
from derive.verdict import DocumentReport, Repaired, Warned


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document with what is shown beside its report; `anchor` is its name in links, `level` that of its headings."""

    document: DocumentReport
    exhibit: Exhibit
    anchor: str
    level: int
    places: Places


def chapters(documents: Iterable[DocumentReport], exhibits: Iterable[Exhibit], prefix: str) -> list[Chapter]:
    """Return the documents with their exhibits, which may be missing; several have headings of their own."""
    given = list(documents)
    beside = deque(exhibits)
    level = 3 if len(given) > 1 else 2
    return [
        Chapter(
            document, beside.popleft() if beside else nothing(), f"{prefix}{number}", level, places_of(document.source)
        )
        for number, document in enumerate(given, start=1)
    ]


def section(chapter: Chapter) -> Element:
    """Return everything about one document."""
    document = chapter.document
    inside: list[Child] = []
    if chapter.level > 2:
        inside.append(element("h2", {"class": "document"}, document.source.path))
        inside.append(element("p", {}, sentence(tally(document.findings))))
    inside += _faults(chapter)
    caption = "The network of this document. Every column is computed from those to its left."
    inside += [figure(drawn, caption) for drawn in chapter.exhibit.networks]
    inside += _preamble(chapter)
    inside += _relations(chapter)
    return element("section", {"id": chapter.anchor, "aria-label": document.source.path}, *inside)


def _title(chapter: Chapter, text: str, below: int = 0) -> Element:
    """Return a heading; `below` counts levels under the parts of the document."""
    return element(f"h{chapter.level + below}", {"class": ("part", "heading")[below]}, text)


def _faults(chapter: Chapter) -> Iterable[Element]:
    """Return links to everything that is wrong, then to everything that was not checked."""
    for title, kinds in (("To correct", ("wrong", "ill-formed")), ("Not checked", ("unchecked",))):
        items: list[Element] = []
        for number, finding in enumerate(chapter.document.findings):
            diagnostic = diagnose(finding)
            if diagnostic is not None and kind(finding) in kinds:
                target = f"{chapter.anchor}-{number + 1}"
                items.append(_fault(chapter, diagnostic, kind(finding), target, shown_of(chapter.exhibit, finding)))
        if items:
            yield _title(chapter, title)
            yield element("ul", {"class": "faults"}, *items)


def _fault(chapter: Chapter, diagnostic: Diagnostic, found: str, target: str, shown: Shown) -> Element:
    link = element("a", {"href": f"#{target}"}, _line(chapter, diagnostic.span))
    verdict: list[Child] = [] if found == "unchecked" else [element("span", {"class": "verdict"}, WORDS[found]), ": "]
    message = diagnostic.message.removeprefix("not checked: ").removesuffix(": this equation is false")
    formula = [element("div", {"class": "scroll"}, relation_math(shown.relation))] if shown.relation else []
    return element("li", {"class": found}, link, " ", *verdict, message, *formula)


def _preamble(chapter: Chapter) -> Iterable[Element]:
    """Return what was assumed, what to be aware of and what was mended."""
    document = chapter.document
    if document.assumed:
        yield _title(chapter, "Assumed")
        yield element("ul", {}, *(element("li", {}, line) for line in document.assumed))
    if document.warnings:
        yield _title(chapter, "To be aware of")
        yield element("ul", {}, *(_remark(chapter, warned, warned.message) for warned in document.warnings))
    if document.repaired:
        yield _title(chapter, "Repaired")
        said = ((mended, diagnose_repair(mended).message.removeprefix("repaired: ")) for mended in document.repaired)
        yield element("ul", {}, *(_remark(chapter, mended, message) for mended, message in said))


def _remark(chapter: Chapter, remark: Repaired | Warned, message: str) -> Element:
    said = f"{_line(chapter, remark.span)}: {message or name_of(remark.rule)} "
    return element("li", {}, said, element("span", {"class": "quiet"}, remark.rule))


def _line(chapter: Chapter, span: Span) -> str:
    return line_in_words(span.source, chapter.places.starts, span.start)


def _relations(chapter: Chapter) -> Iterable[Element]:
    """Return every relation, under the headings of the document."""
    if not chapter.document.findings:
        return
    yield _title(chapter, "Relation by relation")
    headings = deque(chapter.places.headings)
    for number, finding in enumerate(chapter.document.findings):
        above = ""
        while headings and headings[0][0] < finding.span.start:
            above = headings.popleft()[1]
        if above:
            yield _title(chapter, above, 1)
        shown = shown_of(chapter.exhibit, finding)
        yield article(finding, f"{chapter.anchor}-{number + 1}", chapter.places, shown, chapter.level + 2)
