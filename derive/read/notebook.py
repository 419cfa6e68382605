"""The Markdown cells of a notebook, with the place of every character in the file; no cell is ever run."""

import re
from dataclasses import dataclass, field

from derive.read.passage import Placed

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\[^\n])*+"?|[{}\[\]:,]')
_ESCAPE = re.compile(
    r"\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r'|\\u(?P<code>[0-9a-fA-F]{4})|\\(?P<sign>["\\/bfnrt])'
)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_CELLS = (["{", "[cells", "{"], ["{", "[worksheets", "{", "[cells", "{"])
"""Where a cell lies: format 4 has one list of cells, format 3 one for every worksheet."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of a cell and where it begins in the file; cells of every kind are counted, from 1 on."""

    offset: int
    cell: int
    line: int


@dataclass(slots=True)
class _Cell:
    kind: str = ""
    strings: list[tuple[int, int]] = field(default_factory=list)


def markdown_cells(text: str) -> Placed:
    """Return the sources of the Markdown cells, in order, a blank line between them.

    The file is read token by token, so that a notebook cut short still gives its first cells.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for cell in _cells(text):
        if cell.kind != "markdown":
            continue
        for start, end in cell.strings:
            decoded = decode(text, start, end)
            pieces.append(decoded.text)
            offsets += decoded.offsets[:-1]
        end = cell.strings[-1][1] if cell.strings else 0
        pieces.append("\n\n")
        offsets += (end, end)
    offsets.append(offsets[-1] if offsets else 0)
    return Placed("".join(pieces), offsets)


def cell_lines(text: str) -> list[CellLine]:
    """Return the lines of all Markdown cells, in order, with the places where they begin in the file."""
    lines: list[CellLine] = []
    for number, cell in enumerate(_cells(text), start=1):
        line, continues = 0, False
        for start, end in cell.strings if cell.kind == "markdown" else ():
            decoded = decode(text, start, end)
            position = 0
            for content in decoded.text.split("\n"):
                line += not continues
                lines.append(CellLine(decoded.offsets[position], number, line))
                continues = False
                position += len(content) + 1
            line -= decoded.text.endswith("\n")
            continues = not decoded.text.endswith("\n")
    return lines


def decode(text: str, start: int, end: int) -> Placed:
    """Return the JSON string whose characters between the quotes are `start … end-1`."""
    pieces: list[str] = []
    offsets: list[int] = []
    done = start
    for match in _ESCAPE.finditer(text, start, end):
        pieces.append(text[done : match.start()])
        offsets += range(done, match.start())
        pieces.append(_character(match))
        offsets.append(match.start())
        done = match.end()
    pieces.append(text[done:end])
    offsets += range(done, end + 1)
    return Placed("".join(pieces), offsets)


def _character(match: re.Match[str]) -> str:
    if match["sign"]:
        return _ESCAPED.get(match["sign"], match["sign"])
    if match["high"]:
        return chr(0x10000 + ((int(match["high"], 16) & 0x3FF) << 10) + (int(match["low"], 16) & 0x3FF))
    code = int(match["code"], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _cells(text: str) -> list[_Cell]:
    """Follow objects and arrays; what lies elsewhere, in an output say, is no cell whatever it looks like."""
    cells: list[_Cell] = []
    path: list[str] = []
    keys: list[str] = []
    value = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in ("{", "["):
            path.append(token + keys[-1] if keys else token)
            keys.append("")
            value = token == "["
            if path in _CELLS:
                cells.append(_Cell())
        elif token in ("}", "]"):
            del path[-1:], keys[-1:]
            value = bool(path) and path[-1][0] == "["
        elif token == ":":
            value = True
        elif token == ",":
            value = bool(path) and path[-1][0] == "["
        elif value:
            _string(cells, path, keys, match)
        elif keys:
            keys[-1] = token[1:-1][:100]
    return cells


def _string(cells: list[_Cell], path: list[str], keys: list[str], match: re.Match[str]) -> None:
    """Keep a string that is a cell's type or source, or a line of its source."""
    closed = len(match.group()) > 1 and match.group()[-1] == '"'
    inside = (match.start() + 1, match.end() - closed)
    if (path[-1:] == ["[source"] and path[:-1] in _CELLS) or (path in _CELLS and keys[-1] == "source"):
        cells[-1].strings.append(inside)
    elif path in _CELLS and keys[-1] == "cell_type":
        cells[-1].kind = match.group()[1:-1]
