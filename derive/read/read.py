"""A document's equations in reading order: Markdown, TeX, notebooks."""

import re
from dataclasses import dataclass, field

from derive.read.delimiters import Region, regions
from derive.read.macros import (
    DOCUMENT_EXPANSION_LIMIT,
    EXPANSION_LIMIT,
    Defining,
    Macro,
    TooLargeError,
    definitions,
    expanded,
)
from derive.read.markdown import blanked, markdown, unquoted
from derive.read.notebook import markdown_cells
from derive.read.passage import COUNT_LIMIT, DOCUMENT_LIMIT, EQUATION_LIMIT, Equation, Passages, Placed, cut, span_of
from derive.read.repair import OTHER, mojibake_in_prose, repair
from derive.read.tex import without_comments
from derive.source import Source, Span
from derive.verdict import Repaired

LIMIT = "D901"

_DOCUMENT_CLASS = re.compile(r"^[ \t]*\\documentclass\b", re.MULTILINE)


@dataclass(slots=True)
class _Reading:
    """What has been read so far: `pending` are the definitions not yet in force, the last one first."""

    source: Source
    is_tex: bool
    pending: list[Defining]
    macros: dict[str, Macro] = field(default_factory=dict)
    bombs: set[str] = field(default_factory=set)
    budget: int = DOCUMENT_EXPANSION_LIMIT
    repaired: list[Repaired] = field(default_factory=list)


def read(source: Source) -> Passages:
    """Return the equations of the document; what cannot be read is an equation with a `problem`, never an exception."""
    text = source.text[:DOCUMENT_LIMIT]
    is_notebook = source.path.lower().endswith(".ipynb")
    whole = markdown_cells(text) if is_notebook else Placed(text, range(len(text) + 1))
    is_tex = not is_notebook and _is_tex(source.path, text)
    if is_tex:
        whole = Placed(without_comments(whole.text), whole.offsets)
    reading = _Reading(source, is_tex, definitions(whole.text)[::-1])
    if len(text) < len(source.text):
        message = f"only the first {DOCUMENT_LIMIT:,} characters of the document are read"
        reading.repaired.append(Repaired(LIMIT, Span(source, len(text), len(source.text)), message))
    visible = blanked(whole.text, [(defining.start, defining.end) for defining in reversed(reading.pending)])
    found = list(regions(visible, False)) if is_tex else markdown(visible)
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


def _is_tex(path: str, text: str) -> bool:
    if path.lower().endswith((".tex", ".ltx", ".latex")):
        return True
    is_markdown = path.lower().endswith((".md", ".markdown", ".qmd", ".rmd"))
    return not is_markdown and bool(_DOCUMENT_CLASS.search(text))


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
    if not reading.is_tex:
        formula = Placed(unquoted(whole.text, region), formula.offsets)
    formula, repaired = repair(formula, reading.source, not reading.is_tex)
    reading.repaired += repaired
    while reading.pending and reading.pending[-1].start < region.end:
        macro = reading.pending.pop().macro
        reading.macros[macro.name] = macro
        reading.bombs.discard(macro.name)
    return [_with_macros(reading, formula, region, span)]


def _with_macros(reading: _Reading, formula: Placed, region: Region, span: Span) -> Equation:
    """Expand the macros; what passes a limit leaves the formula as it stands, with a problem."""
    if reading.macros:
        bomb = next((name for name in sorted(reading.bombs) if name in formula.text), "")
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


def _unread(reading: _Reading, formula: Placed, region: Region, span: Span, problem: str) -> Equation:
    reading.repaired.append(Repaired(LIMIT, span, problem))
    return Equation(formula.text, tuple(formula.offsets), region.display, span, problem)
