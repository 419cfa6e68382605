"""Damage in formulas, mended: lost characters (D103), escapes of a site generator (D104), the rest (D105)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derive.read.passage import Placed, edited, names, span_of
from derive.source import Source
from derive.verdict import Repaired

LOST = "D103"
ESCAPED = "D104"
OTHER = "D105"


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    replacement: str
    rule: str
    message: str


_CONTROL = {"\f": "f", "\b": "b", "\t": "t", "\x07": "a", "\v": "v", "\r": "r"}
_AFTER_CONTROL = {
    "\f": frozenset(("rac", "orall", "lat")),
    "\b": names("eta ar egin ig igl igr igg iggl iggr inom m f boldsymbol oldsymbol ullet ecause mod oxed reve"),
    "\t": names("heta imes ext anh ilde au ag op frac extbf extrm herefore riangleq"),
    "\x07": frozenset(("lpha", "pprox", "st", "rctan")),
    "\v": frozenset(("ec", "arphi", "ert", "arepsilon", "artheta", "dots", "arsigma")),
    "\r": frozenset(("ight", "ho", "ightarrow", "m", "angle", "Vert", "vert")),
}
_LOST_CONTROL = re.compile(r"[\f\x08\t\x07\v\r]([A-Za-z]+)")
_LOST_WHOLE = {
    "rac": ("frac", "{"),
    "ight": ("right", ")]}|.\\"),
    "ightarrow": ("rightarrow", ""),
    "heta": ("theta", ""),
    "imes": ("times", ""),
    "lpha": ("alpha", ""),
    "abla": ("nabla", ""),
    "ext": ("text", "{"),
    "egin": ("begin", "{"),
    "oldsymbol": ("boldsymbol", "{\\"),
    "arphi": ("varphi", ""),
    "ullet": ("bullet", ""),
    "anh": ("tanh", "("),
    "extbf": ("textbf", "{"),
}
_RUN = re.compile(r"(?<![A-Za-z\\])[a-z]{3,9}(?![A-Za-z])")
_TEXT = re.compile(r"\\(?:text[a-z]{0,6}|mbox|operatorname\*?|label|tag\*?|ref|eqref)\s{0,9}\{[^{}]*\}")
_ESCAPE = re.compile(r"\\\\\\\\|\\\\|\\[_'*]|&(?:lt|gt|amp);")
_UNESCAPED = {"\\_": "_", "\\'": "'", "\\*": "*", "&lt;": "<", "&gt;": ">", "&amp;": "&", "\\\\\\\\": "\\\\"}
_DOLLAR = re.compile(r"\\[^\n]|\$")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_FULL_WIDTH = {"。": ".", "、": ",", "\u3000": " "} | {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}


def repair(formula: Placed, source: Source, generated: bool) -> tuple[Placed, list[Repaired]]:
    """Return the formula mended, and what was mended; escapes are undone only where a site generator is likely."""
    repaired: list[Repaired] = []
    passes: list[Callable[[str], Iterator[_Edit]]] = [_mojibake, _lost_control, _lost_whole, _stray_dollars]
    if generated:
        passes.append(_escapes)
    for find in passes:
        edits = list(find(formula.text))
        repaired += _reports(edits, formula, source)
        formula = edited(formula, [(edit.start, edit.end, edit.replacement) for edit in edits])
    return formula, repaired


def mojibake_in_prose(text: Placed, source: Source) -> list[Repaired]:
    """Return a report for every run of UTF-8 read as Windows-1252; prose is left as it is."""
    return _reports(
        [edit for edit in _mojibake(text.text) if len(edit.replacement) < edit.end - edit.start], text, source
    )


def _reports(edits: list[_Edit], formula: Placed, source: Source) -> list[Repaired]:
    """One report for every kind of damage in a formula, at its first place."""
    first: dict[tuple[str, str], _Edit] = {}
    counts: dict[tuple[str, str], int] = {}
    for edit in edits:
        key = (edit.rule, edit.message)
        first.setdefault(key, edit)
        counts[key] = counts.get(key, 0) + 1
    return [
        Repaired(
            edit.rule,
            span_of(source, formula, edit.start, edit.end),
            edit.message + (f" ({counts[key]} times)" if counts[key] > 1 else ""),
        )
        for key, edit in first.items()
    ]


def _lost_control(text: str) -> Iterator[_Edit]:
    """`\\frac` whose `\\f` was read as a form feed, and its like."""
    for match in _LOST_CONTROL.finditer(text):
        letter = text[match.start()]
        if match[1] in _AFTER_CONTROL[letter]:
            command = f"\\{_CONTROL[letter]}{match[1]}"
            message = f"a control character and '{match[1]}' read as {command}"
            yield _Edit(match.start(), match.end(), command, LOST, message)


def _lost_whole(text: str) -> Iterator[_Edit]:
    """`rac{1}{2}`: the form feed itself is gone too."""
    spared = [match.span() for match in _TEXT.finditer(text)]
    for match in _RUN.finditer(text):
        command, required = _LOST_WHOLE.get(match.group(), ("", ""))
        after = text[match.end() : match.end() + 20].lstrip(" ")[:1]
        if not command or (required and (not after or after not in required)) or _inside(spared, match.start()):
            continue
        yield _Edit(*match.span(), f"\\{command}", LOST, f"'{match.group()}' read as \\{command}")


def _stray_dollars(text: str) -> Iterator[_Edit]:
    """A $ inside a formula: blanked out, save inside \\text{…}."""
    if "$" not in text:
        return
    spared = [match.span() for match in _TEXT.finditer(text)]
    for match in _DOLLAR.finditer(text):
        if match.group() == "$" and not _inside(spared, match.start()):
            yield _Edit(*match.span(), " ", OTHER, "a stray $ inside a formula is left out")


def _escapes(text: str) -> Iterator[_Edit]:
    """`\\_`, `\\'`, `\\*` and `\\\\\\\\`, escaped once more for a site generator."""
    spared: list[tuple[int, int]] | None = None
    for match in _ESCAPE.finditer(text):
        escape = match.group()
        if escape not in _UNESCAPED:
            continue
        if escape == "\\_":
            spared = [found.span() for found in _TEXT.finditer(text)] if spared is None else spared
            if _inside(spared, match.start()):
                continue
        plain = _UNESCAPED[escape]
        yield _Edit(*match.span(), plain, ESCAPED, f"{escape} read as {plain}")


def _mojibake(text: str) -> Iterator[_Edit]:
    """Full-width punctuation, and UTF-8 that was once read as Windows-1252."""
    if text.isascii():
        return
    for match in _NOT_ASCII.finditer(text):
        run = match.group()
        decoded = _decoded(run) if len(run) >= 2 else run
        plain = "".join(_FULL_WIDTH.get(sign, sign) for sign in decoded)
        if decoded != run:
            yield _Edit(*match.span(), plain, OTHER, f"{run[:20]} read as {plain[:20]}")
        elif plain != run:
            yield _Edit(*match.span(), plain, OTHER, "full-width signs read as plain ones")


def _decoded(run: str) -> str:
    try:
        return run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return run


def _inside(spans: list[tuple[int, int]], position: int) -> bool:
    return any(start <= position < end for start, end in spans)
