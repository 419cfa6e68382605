"""One relation on the page: what was written, beside how it reads, and what was found."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from derive.explain.derivation import Derivation, Phrase
from derive.explain.places import Places, tag_of
from derive.report.diagnostic import diagnose
from derive.report.html.correct import Corrected, corrected, faulty
from derive.report.html.exhibit import Shown
from derive.report.html.figure import figure
from derive.report.html.typed import source_lines, typed
from derive.report.markup import Child, element, extend
from derive.report.mathml import math, relation_math, tree_math
from derive.report.places import line_in_words
from derive.report.tally import scope_words, word
from derive.rules import name_of
from derive.syntax.spell import read_side
from derive.syntax.tree import Relation, Tree, Unreadable
from derive.verdict import Answer, Correction, Counterexample, Finding, Holds, IllFormed, Wrong

ROUTE = "In colour: what changes with the quantity that the derivative is taken by, on the way to what it is taken of."


def article(finding: Finding, anchor: str, places: Places, shown: Shown, level: int = 4) -> Element:
    """Return everything about one relation; `level` is that of its heading."""
    relation = shown.relation
    verdict = finding.verdict
    correction = verdict.correction if isinstance(verdict, Wrong | IllFormed) and not finding.ignored else None
    inside = [
        _head(finding, anchor, places, level),
        _pair(source_lines(finding.span, correction), _formula(relation, correction)),
    ]
    inside += _found(finding)
    if correction is not None:
        inside += _mended(finding, relation, correction)
    if shown.derivation is not None:
        inside.append(_derivation(shown.derivation))
    if shown.route is not None:
        inside.append(_fold("What the derivative runs through", figure(shown.route, ROUTE)))
    inside += _judged(finding)
    return element("article", {"class": f"relation {kind(finding)}", "id": anchor}, *inside)


def kind(finding: Finding) -> str:
    """Return defines, holds, wrong, ill-formed, ignored (what is one of these two and not reported) or unchecked."""
    said = word(finding.verdict)
    if said == "holds" and finding.role == "definition":
        return "defines"
    return "ignored" if finding.ignored and said in ("wrong", "ill-formed") else said


WORDS = {
    "defines": "defines",
    "holds": "holds",
    "wrong": "wrong",
    "ill-formed": "ill-formed",
    "ignored": "wrong, ignored",
    "unchecked": "not checked",
}


def _head(finding: Finding, anchor: str, places: Places, level: int) -> Element:
    label = tag_of(places, finding.span)
    line = line_in_words(finding.span.source, places.starts, finding.span.start)
    verdict = element("span", {"class": "verdict"}, WORDS[kind(finding)])
    scope = finding.ignored
    if isinstance(finding.verdict, Holds) and finding.role != "definition":
        scope = ", ".join((scope_words(finding.verdict.scope), *finding.verdict.where))
    place = element("a", {"class": "place quiet", "href": f"#{anchor}"}, line)
    title = element(f"h{level}", {}, label or f"Relation {anchor.rpartition('-')[2]}")
    return element("div", {"class": "head"}, title, verdict, element("span", {"class": "quiet"}, scope), place)


def _pair(source: Element, formula: Element) -> Element:
    return element("div", {"class": "pair"}, source, element("div", {"class": "scroll", "tabindex": "0"}, formula))


def _formula(relation: Relation | None, correction: Correction | None) -> Element:
    if relation is None:
        return element("span", {"class": "quiet"}, "not read")
    if correction is None:
        return relation_math(relation)
    return element("div", {"class": "old"}, relation_math(faulty(relation, correction)))


def _found(finding: Finding) -> Iterable[Element]:
    """Return what is wrong or could not be judged, and the numbers that show it."""
    diagnostic = diagnose(finding)
    if diagnostic is None:
        return
    title = name_of(diagnostic.rule)
    code = element("span", {"class": "quiet", "title": title}, f" {diagnostic.rule}")
    yield element("p", {}, element("strong", {}, diagnostic.message), code)
    yield from map(_note, finding.notes)
    if isinstance(finding.verdict, Wrong):
        yield _counterexample(finding.verdict.counterexample)


def _counterexample(witness: Counterexample) -> Element:
    """Return the network and the numbers for which the sides differ."""
    rows: list[tuple[str, Child]] = []
    if witness.layers:
        rows.append(("network", witness.layers))
    if witness.entry:
        rows.append(("entry", _equations(witness.entry.split(", "))))
    if witness.functions:
        rows.append(("functions", _equations(witness.functions)))
    if witness.values:
        rows.append(("values", _equations(f"{name} = {value}" for name, value in witness.values.items())))
    rows.append(("left side", _number(witness.left)))
    rows.append(("right side", _number(witness.right)))
    terms = [part for name, value in rows for part in (element("dt", {}, name), element("dd", {}, value))]
    return element("div", {}, element("p", {"class": "quiet"}, "Counterexample"), element("dl", {}, *terms))


def _equations(texts: Iterable[str]) -> Element:
    """Return `a^0 = 1/2` and the like, as mathematics where they can be read."""
    return element("ul", {"class": "values"}, *(element("li", {}, _equation(text)) for text in texts))


def _equation(text: str) -> Element:
    left, _, right = text.partition(" = ")
    if not right:
        return _number(left)
    sides = read_side(left), read_side(right)
    return _number(text) if any(isinstance(side, Unreadable) for side in sides) else math(sides, "=", False)


def _number(text: str) -> Element:
    tree = read_side(text)
    return element("span", {}, text) if isinstance(tree, Unreadable) else tree_math(tree)


def _mended(finding: Finding, relation: Relation | None, correction: Correction) -> Iterable[Element]:
    """Return the relation as it should read."""
    where = ", ".join(correction.where) or "for every size"
    said = f"Corrected, it holds {where}:" if correction.proved else "A correction that is not proved:"
    yield element("p", {}, said)
    mended: Corrected = corrected(finding.span, relation, correction)
    code = element("code", {}, typed(*mended.before), element("ins", {}, mended.inserted), typed(*mended.after))
    formula = element("span", {}) if mended.relation is None else relation_math(mended.relation)
    yield _pair(element("pre", {}, code), element("div", {"class": "fixed"}, formula))
    for other in correction.others:
        yield element("p", {"class": "quiet"}, f"or {other}")


def _derivation(derivation: Derivation) -> Element:
    count = len(derivation.steps)
    title = "The derivation" if derivation.parting is None else "What is true instead"
    return _fold(f"{title}, {count} step{'' if count == 1 else 's'}", *derivation_steps(derivation))


def derivation_steps(derivation: Derivation) -> list[Element]:
    """Return the left side and, line by line, what it is equal to and why."""
    rows = [_step(derivation.left, (), False)]
    for number, step in enumerate(derivation.steps):
        rows.append(_step(step.shown, step.reason, True, number == derivation.parting))
    where = [element("p", {"class": "quiet"}, "Where " + ", ".join(derivation.where))] if derivation.where else []
    return [element("ol", {"class": "steps"}, *rows), *where]


def _step(shown: Tree, reason: Phrase, follows: bool, parting: bool = False) -> Element:
    formula = math((shown,), "=", True, leading=follows)
    box = element("div", {"class": "scroll", "tabindex": "0"}, formula)
    beside = element("span", {"class": "quiet"}, *phrase(reason))
    if parting:
        extend(beside, element("strong", {}, " From here on the document says otherwise."))
    return element("li", {"class": "parting"} if parting else {}, box, beside)


def phrase(words: Phrase) -> list[Child]:
    """Return words with mathematics between them."""
    return [word if isinstance(word, str) else tree_math(word) for word in words]


def _judged(finding: Finding) -> Iterable[Element]:
    """Return what each judge said, and the notes unless they stand with what is wrong."""
    asked = {judge: answer.value for judge, answer in finding.judges.items() if answer is not Answer.NOT_RUN}
    said = [part for name, answer in asked.items() for part in (element("dt", {}, name), element("dd", {}, answer))]
    notes = list(map(_note, finding.notes)) if diagnose(finding) is None else []
    if said or notes:
        yield _fold("How it was judged", *notes, *([element("dl", {}, *said)] if said else []))


def _note(note: str) -> Element:
    """Return a note; a definition that it quotes as mathematics where it can be read."""
    words, defines, quoted = note.partition(" defines ")
    inside: list[Child] = [words, defines, _equation(quoted)] if " = " in quoted else [note]
    return element("p", {}, *inside)


def _fold(title: str, *inside: Element) -> Element:
    return element("details", {}, element("summary", {}, title), *inside)
