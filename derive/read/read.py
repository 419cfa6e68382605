"""A document's equations in reading order."""

import html
import re
from dataclasses import dataclass, field
from typing import assert_never

from derive.read.delimiters import regions
from derive.read.edit import OTHER
from derive.read.expansion import DOCUMENT_EXPANSION_LIMIT, EXPANSION_LIMIT, TooLargeError, expanded
from derive.read.format import Format, format_of
from derive.read.inclusions import left_out
from derive.read.macros import Defining, Macro, definitions, put
from derive.read.markdown import markdown, unquoted
from derive.read.notebook import markdown_cells
from derive.read.org import without_code
from derive.read.passage import (
    COUNT_LIMIT,
    DOCUMENT_LIMIT,
    EQUATION_LIMIT,
    Equation,
    Passages,
    Placed,
    blanked,
    cut,
    edited,
    span_of,
)
from derive.read.region import Region
from derive.read.repair import mojibake_in_prose, repair
from derive.read.rst import rst
from derive.read.tex import without_comments
from derive.read.wrappers import unwrapped
from derive.source import Source, Span
from derive.verdict import Repaired

LIMIT = "D901"

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,12}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")


@dataclass(slots=True)
class _Reading:
    """What has been read so far: `pending` are the definitions not yet in force, the last one first."""

    source: Source
    form: Format
    pending: list[Defining]
    macros: dict[str, Macro] = field(default_factory=dict)
    bombs: set[str] = field(default_factory=set)
    budget: int = DOCUMENT_EXPANSION_LIMIT
    repaired: list[Repaired] = field(default_factory=list)


def read(source: Source) -> Passages:
    """Return the equations of the document; what cannot be read is an equation with a `problem`, never an exception."""
    form = format_of(source)
    text = source.text[:DOCUMENT_LIMIT]
    whole = _readable(form, Placed(text, range(len(text) + 1)))
    reading = _Reading(source, form, definitions(whole.text)[::-1])
    if len(text) < len(source.text):
        message = f"only the first {DOCUMENT_LIMIT:,} characters of the document are read"
        reading.repaired.append(Repaired(LIMIT, Span(source, len(text), len(source.text)), message))
    visible = blanked(whole.text, [(defining.start, defining.end) for defining in reversed(reading.pending)])
    if form is Format.TEX:
        reading.repaired += left_out(Placed(visible, whole.offsets), source)
    found = _regions(form, visible)
    if len(found) > COUNT_LIMIT:
        place = span_of(source, whole, found[COUNT_LIMIT].start, len(visible))
        reading.repaired.append(Repaired(LIMIT, place, f"only the first {COUNT_LIMIT:,} formulas are read"))
        found = found[:COUNT_LIMIT]
    whole = Placed(visible, whole.offsets)
    equations = [equation for region in found for equation in _equation(reading, whole, region)]
    prose = blanked(visible, [(region.start, region.end) for region in found])
    reading.repaired += mojibake_in_prose(Placed(prose, whole.offsets), source)
    repaired = sorted(reading.repaired, key=lambda mended: mended.span.start)
    return Passages(source, tuple(equations), tuple(repaired), _outside(visible, found))


def _readable(form: Format, whole: Placed) -> Placed:
    """Return what of the document may hold formulas: all of it, with comments and code blanked out where need be."""
    match form:
        case Format.NOTEBOOK:
            return markdown_cells(whole.text)
        case Format.TEX:
            whole = Placed(without_comments(whole.text), whole.offsets)
            return unwrapped(whole, definitions(whole.text))
        case Format.ORG:
            return Placed(without_code(whole.text), whole.offsets)
        case Format.MARKDOWN | Format.HTML | Format.RST:
            return whole
        case _:
            assert_never(form)


def _regions(form: Format, visible: str) -> list[Region]:
    """Return the places of the formulas, in order."""
    match form:
        case Format.MARKDOWN | Format.NOTEBOOK:
            return markdown(visible)
        case Format.TEX | Format.ORG:
            return list(regions(visible, False))
        case Format.HTML:
            return list(regions(visible, True))
        case Format.RST:
            return rst(visible)
        case _:
            assert_never(form)


def _outside(text: str, found: list[Region]) -> str:
    pieces = []
    done = 0
    for region in found:
        pieces.append(text[done : region.start])
        done = region.end
    return " ".join([*pieces, text[done:]])


def _equation(reading: _Reading, whole: Placed, region: Region) -> list[Equation]:
    """Return the equation of the region, or nothing where only blanks stand."""
    span = span_of(reading.source, whole, region.start, region.end)
    formula = cut(whole, region.inner, region.inner_end)
    if not formula.text.strip():
        return []
    if not region.closed:
        message = "a formula that never closes is read up to the next blank line"
        reading.repaired.append(Repaired(OTHER, Span(reading.source, span.start, span.start + 1), message))
    if len(formula.text) > EQUATION_LIMIT:
        problem = f"a formula of more than {EQUATION_LIMIT:,} characters is not read"
        return [_unread(reading, cut(formula, 0, EQUATION_LIMIT), region, span, problem)]
    if reading.form in (Format.MARKDOWN, Format.NOTEBOOK):
        formula = Placed(unquoted(whole.text, region), formula.offsets)
    if reading.form is Format.HTML:
        entities = [(*match.span(), html.unescape(match.group())) for match in _ENTITY.finditer(formula.text)]
        formula = edited(formula, entities)
    generated = reading.form in (Format.MARKDOWN, Format.NOTEBOOK, Format.HTML)
    formula, repaired = repair(formula, reading.source, generated)
    reading.repaired += repaired
    while reading.pending and reading.pending[-1].start < region.end:
        defining = reading.pending.pop()
        put(reading.macros, defining)
        reading.bombs.discard(defining.macro.name)
    return [_with_macros(reading, formula, region, span)]


def _with_macros(reading: _Reading, formula: Placed, region: Region, span: Span) -> Equation:
    """Expand the macros; what passes a limit leaves the formula as it stands, with a problem."""
    if reading.macros:
        bomb = next((name for name in sorted(reading.bombs) if _uses(formula.text, name)), "")
        budget = min(EXPANSION_LIMIT, reading.budget)
        try:
            if bomb:
                raise TooLargeError(bomb)
            formula, count = expanded(formula, reading.macros, budget)
        except TooLargeError as error:
            reading.budget -= 0 if bomb else budget
            reading.bombs.add(str(error))
            problem = f"the expansion of {error} passes {EXPANSION_LIMIT:,} steps or {EQUATION_LIMIT:,} characters"
            return _unread(reading, formula, region, span, problem)
        reading.budget -= count
    return Equation(formula.text, tuple(formula.offsets), region.display, span)


def _uses(text: str, command: str) -> bool:
    """Tell whether the command stands in the text, and not only as the beginning of a longer one: \\f in \\frac."""
    after = r"(?![A-Za-z])" if command[-1:].isalpha() else ""
    return re.search(re.escape(command) + after, text) is not None


def _unread(reading: _Reading, formula: Placed, region: Region, span: Span, problem: str) -> Equation:
    reading.repaired.append(Repaired(LIMIT, span, problem))
    return Equation(formula.text, tuple(formula.offsets), region.display, span, problem)
