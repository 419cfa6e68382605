"""Where something stands, in words: the file, the line and the column, and in a notebook the cell."""

from bisect import bisect_right
from functools import lru_cache

from derive.read.format import Format, format_of
from derive.read.notebook import CellLine, cell_lines
from derive.report.page import visible
from derive.source import Source, whereabouts


def spell_place(source: Source, starts: list[int], offset: int) -> str:
    """Return `note.md:67:256`, and for a notebook `note.ipynb:67:256 (cell 3, line 2)`."""
    path, place = whereabouts(source, starts, offset)
    cell = cell_of(source, offset)
    inside = f" (cell {cell.cell}, line {cell.line})" if cell else ""
    return f"{visible(path)}:{place.line}:{place.column}{inside}"


def line_in_words(source: Source, starts: list[int], offset: int) -> str:
    """Return `line 67`, `cell 3, line 2` in a notebook, `part.tex, line 3` in a file that the document takes in."""
    cell = cell_of(source, offset)
    if cell is not None:
        return f"cell {cell.cell}, line {cell.line}"
    path, place = whereabouts(source, starts, offset)
    return f"line {place.line}" if path == source.path else f"{visible(path)}, line {place.line}"


def cell_of(source: Source, offset: int) -> CellLine | None:
    """Return the line of a notebook's cell in which `offset` lies; None where the document is no notebook."""
    if format_of(source) is not Format.NOTEBOOK:
        return None
    lines = _lines(source)
    i = bisect_right(lines, offset, key=lambda line: line.offset) - 1
    return lines[i] if i >= 0 else None


@lru_cache(maxsize=2)
def _lines(source: Source) -> list[CellLine]:
    return cell_lines(source.text)
