"""Commands and environments by which a TeX document opens and closes its displays: \\be … \\ee, \\begin{eqn}."""

import re
from collections.abc import Mapping

from derive.read.delimiters import ENVIRONMENTS
from derive.read.macros import Defining
from derive.read.passage import Placed, blanked, edited
from derive.read.scan import closing_braces

LONGEST = 200
"""The most characters that a wrapper stands for."""

_OPENS = re.compile(r"\\(?P<kind>begin|end)\{(?P<name>[A-Za-z]{1,20})\*?\}|\\[\[\]]")
_ENVIRONMENT = re.compile(
    r"\\(?:re)?newenvironment\*?\s{0,9}\{(?P<name>[A-Za-z]{1,20}\*?)\}\s{0,9}(?:\[\d\](?:\[[^\[\]]{0,99}\])?)?\s{0,9}(?=\{)"
)
_USE = re.compile(r"\\(?:begin|end)\{[A-Za-z]{1,20}\*?\}|\\(?:[A-Za-z]+|[\s\S])")


def unwrapped(document: Placed, found: list[Defining]) -> Placed:
    """Return the document with every use of a wrapper replaced by the delimiters that it stands for."""
    meaning, defined = _environments(document.text)
    document = Placed(blanked(document.text, defined), document.offsets)
    for defining in found:
        if not defining.macro.arity and _is_delimiter(defining.macro.body):
            meaning[defining.macro.name] = defining.macro.body
    if not meaning:
        return document
    return edited(document, _edits(document.text, meaning, [(defining.start, defining.end) for defining in found]))


def _edits(text: str, meaning: Mapping[str, str], defined: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return the replacements; what stands inside the definition of a macro is left alone."""
    edits: list[tuple[int, int, str]] = []
    position = i = 0
    while use := _USE.search(text, position):
        position = use.end()
        while i < len(defined) and defined[i][1] <= use.start():
            i += 1
        if i < len(defined) and defined[i][0] <= use.start():
            position = max(position, defined[i][1])
        elif use.group() in meaning:
            edits.append((*use.span(), meaning[use.group()]))
    return edits


def _is_delimiter(body: str) -> bool:
    """Tell whether a body opens a display without closing it, or the other way round."""
    if len(body) > LONGEST:
        return False
    depth = 0
    for match in _OPENS.finditer(body):
        if match["kind"] is None:
            depth += 1 if match.group() == "\\[" else -1
        elif match["name"] in ENVIRONMENTS:
            depth += 1 if match["kind"] == "begin" else -1
    return depth != 0


def _environments(text: str) -> tuple[dict[str, str], list[tuple[int, int]]]:
    """Return what \\begin{name} and \\end{name} stand for, and where the document says so."""
    meaning: dict[str, str] = {}
    places: list[tuple[int, int]] = []
    if not _ENVIRONMENT.search(text):
        return meaning, places
    closing = closing_braces(text)
    for match in _ENVIRONMENT.finditer(text):
        end = closing.get(match.end(), -1)
        other = text.find("{", end) if end >= 0 else -1
        if other < 0 or text[end + 1 : other].strip() or other not in closing:
            continue
        if places and match.start() < places[-1][1]:
            continue
        before, after = text[match.end() + 1 : end], text[other + 1 : closing[other]]
        places.append((match.start(), closing[other] + 1))
        if _is_delimiter(before) and _is_delimiter(after):
            meaning[f"\\begin{{{match['name']}}}"] = before
            meaning[f"\\end{{{match['name']}}}"] = after
    return meaning, places
