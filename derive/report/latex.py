r"""A note as LaTeX: a fragment to \input, or a document of its own; no line is wider than the page."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.explain.derivation import Phrase
from derive.report import broken
from derive.report.latex_text import plain
from derive.report.note import Block, Chunk, Display, Line, Note, Picture, Section, pictures
from derive.report.portable import formula
from derive.report.tikz import tikz
from derive.report.width import RELATION, inline_width, width, words_width
from derive.syntax.tree import Relate

PAGE = 345.0
"""The width of a line in the article class at ten points."""

MARGIN = 12.0
BESIDE = 16.0
"""The least space between a formula and the reason beside it."""

INDENT = 20.0

OUTERMOST = 1
"""How many levels down a formula is cut only to make room for a reason: not inside brackets."""

PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage{amssymb}
\usepackage{hyperref}
"""


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""How a display is written.

    `alignment` is the environment of several rows, `opening` and `closing` stand around a display, `labels` tells that
    \label is known, `page` how wide a line may be. `together` ends a row that no
    end of a page may part from the next (KaTeX has nothing for that).
    """

    alignment: str
    opening: str
    closing: str
    labels: bool
    page: float
    together: str


FRAGMENT = Dialect("align*", "", "", True, PAGE, r"\\")
DOCUMENT = replace(FRAGMENT, together=r"\\*")


def render(note: Note, standalone: bool) -> tuple[Chunk, ...]:
    r"""Return the note as a whole document, or as a fragment whose first line says what it needs."""
    return tuple(_document(note) if standalone else _fragment(note))


def _document(note: Note) -> Iterator[Chunk]:
    title = phrase(note.title)
    drawing = "\\usepackage{tikz}\n" if pictures(note) else ""
    yield Chunk(f"% {note.origin}\n{PREAMBLE}{drawing}\\allowdisplaybreaks\n\n")
    yield Chunk(f"\\title{{{title}}}\n\\author{{}}\n\\date{{}}\n\n\\begin{{document}}\n\\maketitle\n")
    for section in note.sections:
        yield from _section(section, "section", DOCUMENT)
    yield Chunk("\n\\end{document}\n")


def _fragment(note: Note) -> Iterator[Chunk]:
    packages = [f"\\usepackage{{{name}}}" for name in ("amsmath", "amssymb", *(["tikz"] if pictures(note) else []))]
    yield Chunk(f"% {note.origin}\n% Needs {', '.join(packages[:-1])} and {packages[-1]}.\n")
    for section in note.sections:
        yield from _section(section, "subsection*", FRAGMENT)


def _section(section: Section, command: str, dialect: Dialect) -> Iterator[Chunk]:
    if section.heading:
        yield Chunk(f"\n\\{command}{{{phrase(section.heading)}}}\n")
    for block in section.blocks:
        yield Chunk("\n")
        yield Chunk(_block(block, dialect), block)


def _block(block: Block, dialect: Dialect) -> str:
    if isinstance(block, Display):
        lead = rf"\noindent\emph{{{phrase(block.lead)}}}" + "\n" if block.lead else ""
        return lead + display(block, dialect) + "\n"
    if isinstance(block, Picture):
        caption = textwrap.fill(plain(block.caption), 100)
        return f"\\begin{{center}}\n{tikz(block.diagram)}\n\n\\smallskip\n{caption}\n\\end{{center}}\n"
    return "\n".join(textwrap.wrap(phrase(block.words), 100, break_long_words=False, break_on_hyphens=False)) + "\n"


def display(shown: Display, dialect: Dialect) -> str:
    """Return the chain as one display: on one line where it fits, else in rows aligned at their relations."""
    tags = [_marks(line, dialect) for line in shown.lines]
    conditions = "".join(rf" \quad \text{{ for }} {left} \ne {right}" for left, right in shown.conditions)
    room = dialect.page - MARGIN - _tag_width(shown.lines)
    line = shown.lines[0]
    where = rf" \qquad {reason_text(shown.where)}" if shown.where else ""
    aside = 30 + phrase_width(shown.where) if where else 0
    alone = len(shown.lines) == 1 and width(shown.left) + RELATION + width(line.right) + aside <= room
    if alone and not line.reason:
        text = f"{formula(shown.left)} {line.relation} {formula(line.right)}{where}{conditions}{tags[0]}"
        if dialect.opening:
            return f"{dialect.opening}{text}{dialect.closing}"
        return f"\\begin{{equation*}}\n  {text}\n\\end{{equation*}}"
    last = shown.lines[-1]
    if shown.where:
        last = replace(last, reason=(*last.reason, ", ", *shown.where) if last.reason else shown.where)
    shown = replace(shown, lines=(*shown.lines[:-1], last))
    rows = list(_rows(shown, room, tags if dialect.labels else [""] * len(tags)))
    rows[-1] = replace(rows[-1], text=rows[-1].text + conditions)
    body = f"  {rows[0].text}"
    for row in rows[1:]:
        body += f" {dialect.together if row.bound else chr(92) * 2}\n  {row.text}"
    text = f"\\begin{{{dialect.alignment}}}\n{body}\n\\end{{{dialect.alignment}}}"
    if not dialect.opening:
        return text
    tag = next((mark for mark in reversed(tags) if mark), "")
    return f"{dialect.opening}\n{text}{tag}\n{dialect.closing}"


def _marks(line: Line, dialect: Dialect) -> str:
    tag = f" \\tag{{{plain(line.tag)}}}" if line.tag else ""
    return tag + (f" \\label{{{line.label}}}" if line.label and dialect.labels else "")


def _tag_width(lines: tuple[Line, ...]) -> float:
    return max((words_width(line.tag) + 22 for line in lines if line.tag), default=0)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an alignment; `bound` to the row before, which it goes on from or gives the reason of."""

    text: str
    bound: bool


def _rows(shown: Display, room: float, tags: list[str]) -> Iterator[Row]:
    """Yield the rows of an alignment: left &= right && reason.

    The reasons stand beside the formulas when there is room, where need be with long formulas cut in two; else each
    stands below its formula.
    """
    left = width(shown.left)
    above = left > room / 2 and left + RELATION + max(width(line.right) for line in shown.lines) > room
    indent = INDENT if above else left
    free = room - indent - RELATION
    reasons = max((phrase_width(line.reason) for line in shown.lines), default=0)
    narrow = free - BESIDE - reasons
    cut = [broken.rows(line.right, narrow, narrow - INDENT, OUTERMOST) for line in shown.lines]
    beside = not reasons or (_fits(cut, narrow) and sum(len(parts) - 1 for parts in cut) <= (len(cut) + 1) // 2)
    if not beside or not reasons:
        cut = [broken.rows(line.right, free, free - INDENT) for line in shown.lines]
    if above:
        yield Row(f"& {formula(shown.left)}", False)
    for position, (line, parts, tag) in enumerate(zip(shown.lines, cut, tags, strict=True)):
        start = "" if position or above else f"{formula(shown.left)} "
        found = [f"{start}&{chr(92) + 'quad ' if above else ''}{line.relation} {parts[0].text}"]
        found += [rf"&\qquad {part.text}" for part in parts[1:]]
        if beside and line.reason:
            found[0] += f" && {reason_text(line.reason)}"
        elif line.reason:
            found += [rf"&\qquad {text}" for text in _wrapped(line.reason, free)]
        found[-1] += tag
        yield Row(found[0], above and not position)
        yield from (Row(text, True) for text in found[1:])


def _fits(cut: list[tuple[broken.Row, ...]], room: float) -> bool:
    return all(row.width <= room + 2 - (INDENT if number else 0) for parts in cut for number, row in enumerate(parts))


def phrase(words: Phrase) -> str:
    """Return the words as running text."""
    return "".join(plain(part) if isinstance(part, str) else f"${formula(part)}$" for part in words)


def reason_text(words: Phrase) -> str:
    r"""Return the words as text in a formula; its formulas are no claims, and stand inside.

    It begins with a space: a single word would be read as a name.
    """
    return rf"\text{{ {phrase(words).strip()}}}"


def phrase_width(words: Phrase) -> float:
    """Return about how wide the words are."""
    return sum(words_width(part) if isinstance(part, str) else inline_width(part) for part in words) + 4


def _shortened(words: Phrase, room: float) -> Phrase:
    """Return the reason; an equation that is wider than the room is named by its left side alone."""
    match words:
        case ("since ", Relate("=", left) as equation) if inline_width(equation) > room:
            return ("definition of ", left)
        case _:
            return words


def _wrapped(words: Phrase, room: float) -> Iterator[str]:
    """Yield the reason in brackets, as rows of text that are not wider than the room."""
    row: list[str] = []
    used = 0.0
    if not words:
        return
    for text, size in _measured(("(", *_shortened(words, room), ")")):
        if row and used + size > room and text.strip():
            yield rf"\text{{ {''.join(row).strip()}}}"
            row, used = [], 0.0
        row.append(text)
        used += size
    yield rf"\text{{ {''.join(row).strip()}}}"


def _measured(words: Phrase) -> Iterator[tuple[str, float]]:
    """Yield the words with the punctuation and formulas that cling to them, each with its width."""
    text, size = "", 0.0
    for part in words:
        if not isinstance(part, str):
            text, size = f"{text}${formula(part)}$", size + inline_width(part)
            continue
        for position, word in enumerate(part.split(" ")):
            if position:
                yield text, size
                text, size = " ", 3.4
            text, size = text + plain(word), size + words_width(word)
    yield text, size
