"""A derivation in the terminal: its steps under each other, aligned at the relation, the reason beside each.

Blue is what explains, green what is proved, red what is wrong; without colour a wrong equation has ≠ and a mark.
"""

from dataclasses import replace

from rich.cells import cell_len

from derive.explain.derivation import Derivation, Phrase, Told, Untold
from derive.report.aligned import MARGIN, Link, is_airy, placed_lines, rows
from derive.report.page import Line, Segment, line, one_line
from derive.report.plane.alphabet import UNICODE, Alphabet
from derive.report.plane.boxes import cut, line_box
from derive.report.plane.phrase import filled, on_one_line

PARTING: Phrase = ("here the equation as written takes another way",)

_PREPOSITIONS = ("at ", "for ", "where ", "when ", "if ", "on ", "in ")


def render(
    told: Told, width: int = 100, alphabet: Alphabet = UNICODE, place: str = "", written: str = ""
) -> list[Line]:
    """Return the lines of a derivation, or why there is none; `width` is in terminal cells.

    `place` is shown with the title: `note.md:67`; the equation as it was `written`, where there is no derivation.
    """
    shown = _title(told, place, width, alphabet)
    if isinstance(told, Untold):
        equation = [line(f"{'':{MARGIN}}{cut(line_box(written), width - MARGIN, alphabet.ellipsis).rows[0]}")]
        reason = _words((f"no derivation: {told.reason}",), width, alphabet, "note")
        return [*shown, *([line()] if shown else []), *(equation if written else []), *reason]
    links = _links(told, alphabet)
    found = rows(links, width, alphabet)
    airy = is_airy(found) or any(link.mark for link in links)
    for link, row in zip(links, found, strict=True):
        blank = [line()] if airy or link is links[0] or link.words else []
        if link.words:
            shown += [*(blank if shown else []), *_words(link.words, width, alphabet, link.words_style, link.mark)]
        shown += [*(blank if shown else []), *placed_lines(row, link.style)]
    conditions = _conditions(told, width, alphabet)
    return [*shown, *([line()] if conditions else []), *conditions]


def _title(told: Told, place: str, width: int, alphabet: Alphabet) -> list[Line]:
    """Return label, title and place; a heading `BP1: the output layer` over BP1 or BP1-matrix is not said twice."""
    label = on_one_line((one_line(told.label),), alphabet)
    title = on_one_line(told.title, alphabet)
    name, colon, rest = title.partition(": ")
    title = rest if colon and label.startswith(name) else title
    head = f"{label}: " if label and title else label
    found = filled((head + title,), width, alphabet) if head or title else []
    shown: list[Line] = [line(text, "strong") for text in found]
    if label and found and found[0].startswith(label):
        shown[0] = (Segment(label, "place"), Segment(found[0].removeprefix(label), "strong"))
    where = f"({on_one_line((one_line(place),), alphabet)})"
    if place and found and cell_len(found[-1]) + 2 + cell_len(where) <= width:
        shown[-1] = (*shown[-1], Segment(f"  {where}", "gutter"))
    elif place:
        shown += [line(text, "gutter") for text in filled((where,), width, alphabet)]
    return shown


def _links(derivation: Derivation, alphabet: Alphabet) -> list[Link]:
    """Return the chain; before a wrong equation's, what its author wrote.

    An equation of vectors is derived for an entry, then put together. Where the author's side parts from the true one
    is said, unless it is at the first step.
    """
    links: list[Link] = []
    mark = "✗" if alphabet.scripts else "!"
    if derivation.author is not None:
        unequal = alphabet.relations.get("!=", "!=")
        links.append(Link(derivation.left, unequal, derivation.author, ("as it was written",), "error", mark=mark))
    left, steps = derivation.left, list(enumerate(derivation.steps))
    words: Phrase = ()
    if len(steps) > 1 and steps[0][1].rule == "entry":
        entry = steps.pop(0)[1]
        if len(steps) == 1:
            reason: Phrase = (*entry.reason, " is ", entry.shown)
            return [*links, Link(left, "=", steps[0][1].shown, reason, _style(steps[0][0], derivation))]
        left, words = entry.shown, (*entry.reason, ":")
    for place, (number, step) in enumerate(steps):
        before = left if place == 0 else derivation.left if step.rule == "whole" else None
        link = Link(before, "=", step.shown, step.reason, _style(number, derivation), words, "gutter")
        parted = number == derivation.parting and (place > 0 or derivation.author is None)
        if parted and not words:
            link = replace(link, words=PARTING, words_style="error", mark=mark)
        links.append(link)
        words = ()
    return links


def _style(number: int, derivation: Derivation) -> str:
    """Return the colour of a step: that of what is proved at the end."""
    proved = number > 0 or derivation.steps[0].rule != "definition"
    return "good" if proved and number == len(derivation.steps) - 1 else ""


def _conditions(derivation: Derivation, width: int, alphabet: Alphabet) -> list[Line]:
    """Return where the claim holds: `holds for l < L`."""
    said = [text if text.startswith(_PREPOSITIONS) else f"for {text}" for text in map(one_line, derivation.where)]
    return _words((f"holds {', '.join(said)}",), width, alphabet, "note") if said else []


def _words(phrase: Phrase, width: int, alphabet: Alphabet, style: str = "", mark: str = "") -> list[Line]:
    """Return words on lines of their own, the mark in the margin of the first."""
    found = filled(phrase, width - MARGIN, alphabet)
    return [line(f"{mark if i == 0 else '':<{MARGIN}}{text}", style) for i, text in enumerate(found)]
