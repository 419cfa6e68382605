"""The page: a summary with links to what is wrong, then every relation of every document in reading order."""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain
from xml.etree.ElementTree import Element

from derive.explain.derivation import Derivation
from derive.explain.diagram import Diagram
from derive.explain.places import places_of
from derive.report.diagnostic import Diagnostic, diagnose, diagnose_repair
from derive.report.html.exhibit import Exhibit
from derive.report.html.figure import figure
from derive.report.html.relation import WORDS, article, kind
from derive.report.html.style import STYLE, policy, scoped_style
from derive.report.markup import Child, as_html, element
from derive.report.mathml import relation_math
from derive.report.tally import coverage, sentence, tally
from derive.rules import name_of
from derive.source import Span, line_starts, locate
from derive.syntax.tree import Relation
from derive.verdict import DocumentReport, FileProblem, Report

KINDS = ("defines", "holds", "wrong", "ill-formed", "unchecked")


def render(report: Report, exhibits: Sequence[Exhibit] = (), ascii_only: bool = False) -> str:
    """Return the page; `exhibits` belong to the documents of the report in their order and may be missing."""
    header = element("header", {"class": "page"}, element("h1", {}, _name(report)), *_counts(report))
    main = element("main", {}, *_sections(report, exhibits, "d"))
    made_by = "Made by derive. This page holds everything it shows, loads nothing and runs nothing."
    footer = element("footer", {}, element("p", {}, made_by))
    page = element("html", {"lang": "en"}, _head(report), element("body", {}, header, main, footer))
    return f"<!DOCTYPE html>\n{as_html(page, ascii_only)}\n"


def fragment(report: Report, exhibits: Sequence[Exhibit], prefix: str) -> str:
    """Return what the page shows as a part of another page, whose names it does not touch; `prefix` begins its own."""
    return scoped(*_counts(report), *_sections(report, exhibits, prefix))


def scoped(*inside: Child) -> str:
    """Return the elements with a style sheet that applies to them alone."""
    return as_html(element("div", {"class": "derive", "lang": "en"}, element("style", {}, scoped_style()), *inside))


def _sections(report: Report, exhibits: Sequence[Exhibit], prefix: str) -> Iterable[Element]:
    """Return a section for the files that could not be checked, if any, and one for every document."""
    if report.problems:
        yield _problems(report.problems)
    several = len(report.documents) > 1
    shown = [*exhibits, *(Exhibit() for _ in report.documents[len(exhibits) :])]
    for number, (document, exhibit) in enumerate(zip(report.documents, shown, strict=False), start=1):
        yield _document(document, exhibit, f"{prefix}{number}", several)


def _head(report: Report) -> Element:
    return element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy()}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", {}, f"{_name(report)} · checked by derive"),
        element("style", {}, STYLE),
    )


def _name(report: Report) -> str:
    if len(report.documents) == 1:
        return report.documents[0].source.path
    return f"{len(report.documents)} documents"


def _counts(report: Report) -> Iterable[Element]:
    """Return the verdict on the whole: a sentence, a bar, the counts."""
    findings = list(chain.from_iterable(document.findings for document in report.documents))
    if not findings:
        yield element("p", {}, "No formula here states an equality.")
        return
    counts = {name: sum(kind(finding) == name for finding in findings) for name in KINDS}
    faults = counts["wrong"] + counts["ill-formed"]
    if faults:
        said = f"{faults} of {len(findings)} relations {'is' if faults == 1 else 'are'} not right."
    elif counts["unchecked"]:
        said = f"Nothing wrong was found; {counts['unchecked']} of {len(findings)} relations were not checked."
    else:
        said = f"All {len(findings)} relations are right." if len(findings) > 1 else "The one relation is right."
    yield element("p", {}, said)
    yield _bar(counts)
    items = [
        element("li", {"class": name}, element("b", {"class": "verdict"}, str(number)), f" {_counted(name, number)}")
        for name, number in counts.items()
        if number
    ]
    share = element("li", {}, element("b", {}, f"{coverage(tally(findings))} %"), " understood")
    yield element("ul", {"class": "counts"}, *items, share)


def _counted(name: str, number: int) -> str:
    plural = {"defines": "define", "holds": "hold"}
    return plural.get(name, WORDS[name]) if number != 1 else WORDS[name]


def _bar(counts: dict[str, int]) -> Element:
    """Return the share of each verdict as a bar."""
    total, done = sum(counts.values()), 0
    parts: list[Element] = []
    for name, number in counts.items():
        x, width = 1000 * done / total, 1000 * number / total
        box = {"x": f"{x:.1f}", "y": "0", "width": f"{max(width - 2, 0):.1f}", "height": "8", "class": name}
        parts += [element("rect", box)] if number else []
        done += number
    size = {"viewBox": "0 0 1000 8", "preserveAspectRatio": "none", "class": "bar", "aria-hidden": "true"}
    return element("svg", size, *parts)


def _problems(problems: Sequence[FileProblem]) -> Element:
    items = [element("li", {}, element("b", {}, problem.path), f": {problem.message}") for problem in problems]
    return element("section", {}, element("h2", {}, "Could not be checked"), element("ul", {"class": "faults"}, *items))


def _document(document: DocumentReport, exhibit: Exhibit, anchor: str, several: bool) -> Element:
    starts = line_starts(document.source)
    inside: list[Child] = []
    if several:
        inside += [element("h2", {}, document.source.path), element("p", {}, sentence(tally(document.findings)))]
    inside += _faults(document, exhibit, anchor, starts)
    for drawn in exhibit.networks:
        caption = "The network of this document. Every column is computed from those to its left."
        inside.append(figure(drawn, caption))
    inside += _preamble(document, starts)
    inside += _relations(document, exhibit, anchor)
    return element("section", {"id": anchor, "aria-label": document.source.path}, *inside)


def _faults(document: DocumentReport, exhibit: Exhibit, anchor: str, starts: list[int]) -> Iterable[Element]:
    """Return links to everything that is wrong, then to everything that was not checked."""
    for title, kinds in (("To correct", ("wrong", "ill-formed")), ("Not checked", ("unchecked",))):
        items: list[Element] = []
        for number, finding in enumerate(document.findings, start=1):
            diagnostic = diagnose(finding)
            if diagnostic is not None and kind(finding) in kinds:
                relation = _of(exhibit, number - 1)[0]
                items.append(_fault(diagnostic, kind(finding), f"{anchor}-{number}", relation, starts))
        if items:
            yield element("h2", {}, title)
            yield element("ul", {"class": "faults"}, *items)


def _fault(diagnostic: Diagnostic, found: str, target: str, relation: Relation | None, starts: list[int]) -> Element:
    line = locate(starts, diagnostic.span.start).line
    link = element("a", {"href": f"#{target}"}, f"line {line}")
    verdict: list[Child] = [] if found == "unchecked" else [element("span", {"class": "verdict"}, WORDS[found]), ": "]
    message = diagnostic.message.removeprefix("not checked: ").removesuffix(": this equation is false")
    formula = [] if relation is None else [element("div", {"class": "scroll"}, relation_math(relation))]
    return element("li", {"class": found}, link, " ", *verdict, message, *formula)


def _preamble(document: DocumentReport, starts: list[int]) -> Iterable[Element]:
    """Return what was assumed, what to be aware of and what was mended."""
    if document.assumed:
        yield element("h2", {}, "Assumed")
        yield element("ul", {}, *(element("li", {}, line) for line in document.assumed))
    if document.warnings:
        yield element("h2", {}, "To be aware of")
        remarks = ((found.rule, found.message, found.span) for found in document.warnings)
        yield element("ul", {}, *(_remark(*remark, starts) for remark in remarks))
    if document.repaired:
        yield element("h2", {}, "Repaired")
        mended = ((found.rule, diagnose_repair(found).message, found.span) for found in document.repaired)
        yield element("ul", {}, *(_remark(*found, starts) for found in mended))


def _remark(rule: str, message: str, span: Span, starts: list[int]) -> Element:
    line = locate(starts, span.start).line
    said = message.removeprefix("repaired: ") or name_of(rule)
    return element("li", {}, f"line {line}: {said} ", element("span", {"class": "quiet"}, rule))


def _relations(document: DocumentReport, exhibit: Exhibit, anchor: str) -> Iterable[Element]:
    """Return every relation, under the headings of the document."""
    if not document.findings:
        return
    yield element("h2", {}, "Relation by relation")
    places = places_of(document.source)
    headings = deque(places.headings)
    for number, finding in enumerate(document.findings, start=1):
        above = ""
        while headings and headings[0][0] < finding.span.start:
            above = headings.popleft()[1]
        if above:
            yield element("h3", {}, above)
        yield article(finding, f"{anchor}-{number}", places, *_of(exhibit, number - 1))


def _of(exhibit: Exhibit, number: int) -> tuple[Relation | None, Diagram | None, Derivation | None]:
    """Return the relation, the route and the derivation of a finding, as far as they are known."""
    if number >= len(exhibit.relations):
        return None, None, None
    return exhibit.relations[number], exhibit.routes[number], exhibit.derivations[number]
