"""The page: a summary with links to what is wrong, then every relation of every document in reading order."""

from collections.abc import Iterable, Sequence
from itertools import chain
from xml.etree.ElementTree import Element

from derive.report.html.document import Chapter, chapters, section
from derive.report.html.exhibit import Exhibit
from derive.report.html.relation import WORDS, kind
from derive.report.html.style import STYLE, policy, scoped_style
from derive.report.markup import Child, as_html, element
from derive.report.tally import EVERY_SIZE, coverage, sentence, tally
from derive.verdict import FileProblem, Finding, Holds, Report

KINDS = ("defines", "holds", "wrong", "ill-formed", "ignored", "unchecked")


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
    """Return the files that could not be checked, links to the documents where there are several, and each of them."""
    if report.problems:
        yield _problems(report.problems)
    found = chapters(report.documents, exhibits, prefix)
    if len(found) > 1:
        yield element("nav", {"aria-label": "Documents"}, element("ul", {"class": "faults"}, *map(_entry, found)))
    yield from map(section, found)


def _entry(chapter: Chapter) -> Element:
    """Return the link to a document with its counts."""
    document = chapter.document
    link = element("a", {"href": f"#{chapter.anchor}"}, document.source.path)
    faulty = any(kind(finding) in ("wrong", "ill-formed") for finding in document.findings)
    return element("li", {"class": "wrong" if faulty else "holds"}, link, f": {sentence(tally(document.findings))}")


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
    yield element("p", {}, _verdict(counts, findings))
    yield _bar(counts)
    items = [
        element("li", {"class": name}, element("b", {"class": "verdict"}, str(number)), f" {_counted(name, number)}")
        for name, number in counts.items()
        if number
    ]
    share = element("li", {}, element("b", {}, f"{coverage(tally(findings))} %"), " understood")
    yield element("ul", {"class": "counts"}, *items, share)


def _verdict(counts: dict[str, int], findings: Sequence[Finding]) -> str:
    """Return the sentence about the whole; it says that all is right only where all was proved and nothing ignored."""
    faults, total = counts["wrong"] + counts["ill-formed"], len(findings)
    tried = sum(isinstance(found.verdict, Holds) and found.verdict.scope not in ("", EVERY_SIZE) for found in findings)
    if faults:
        return f"{faults} of {total} relations {'is' if faults == 1 else 'are'} not right."
    if counts["ignored"]:
        return f"{counts['ignored']} of {total} relations: wrong, and ignored as asked; the others show no error."
    if counts["unchecked"]:
        return f"Nothing wrong was found; {counts['unchecked']} of {total} relations were not checked."
    if tried:
        return f"Nothing wrong was found; {tried} of {total} relations were only tried on some layers, not proved."
    return f"All {total} relations are right." if total > 1 else "The one relation is right."


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
    return element(
        "section",
        {},
        element("h2", {"class": "part"}, "Could not be checked"),
        element("ul", {"class": "faults"}, *items),
    )
