"""The formulas of reStructuredText: the role :math:`…` and the directive `.. math::`."""

import re
from collections.abc import Iterator

from derive.read.passage import blanked
from derive.read.region import Region, blocks

_LINE = re.compile(r"[^\n]*\n?")
_MATH = re.compile(r"\s*\.\.[ \t]+math::")
_CODE = re.compile(
    r"\s*\.\.[ \t]+(?:code-block|sourcecode|code|highlight|parsed-literal|literalinclude|raw|prompt|ipython|testcode"
    r"|doctest|plot)::|\s*\.\.(?![ \t]+(?:[\w:+.-]{1,40}::|\|))(?:[ \t]|[\r\n]|$)"
)
_OPTION = re.compile(r"[ \t]+:[\w-]+:")
_ROLE = re.compile(r"``(?:(?!``)[^\n]){1,2000}``|:math:`(?P<formula>[^`]{1,20000})`")
_BLANK = re.compile(r"\n[ \t\r]*\n")


def rst(text: str) -> list[Region]:
    """Return the formulas of the text, in order; literal blocks, code and comments hold none."""
    hidden: list[tuple[int, int]] = []
    found: list[Region] = []
    lines = [match.span() for match in _LINE.finditer(text)]
    i = 0
    while i < len(lines):
        start, end = lines[i]
        i += 1
        line = text[start:end]
        directive = _MATH.match(line)
        if not directive and not _CODE.match(line) and not line.rstrip().endswith("::"):
            continue
        last = _block_end(text, lines, i, _indentation(line))
        stop = lines[last - 1][1] if last > i else end
        if directive:
            found += _directive(text, start + directive.end(), end, lines[i:last])
            hidden.append((start, stop))
            i = last
        elif _CODE.match(line):
            hidden.append((start, stop))
            i = last
        elif not line.lstrip().startswith(".."):
            hidden.append((end, stop))
            i = last
    found += _roles(blanked(text, hidden))
    return sorted(found, key=lambda region: region.start)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _block_end(text: str, lines: list[tuple[int, int]], first: int, margin: int) -> int:
    """Return the number of the line behind the block that is indented deeper than the margin."""
    last = first
    for i in range(first, len(lines)):
        line = text[slice(*lines[i])]
        if line.strip() and _indentation(line) <= margin:
            break
        if line.strip():
            last = i + 1
    return last


def _directive(text: str, inner: int, line_end: int, lines: list[tuple[int, int]]) -> Iterator[Region]:
    """Yield the formulas of a directive, from the text behind its name and the lines of its block, options left out."""
    yield from blocks(text, inner, line_end)
    begin = 0
    while begin < len(lines) and _OPTION.match(text, *lines[begin]):
        begin += 1
    if begin < len(lines):
        yield from blocks(text, lines[begin][0], lines[-1][1])


def _roles(text: str) -> Iterator[Region]:
    for match in _ROLE.finditer(text):
        if match["formula"] and not _BLANK.search(match["formula"]):
            yield Region(*match.span(), *match.span("formula"), False)
