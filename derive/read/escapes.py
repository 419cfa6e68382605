"""Escapes of site generators (D104): what Markdown, HTML or JSON wanted, taken back."""

import html
import re
from collections.abc import Iterator

from derive.read.edit import ESCAPED, Edit, inside, texts
from derive.read.passage import names

_ESCAPE = re.compile(
    r"\\\\\\\\|\\\\|\\[_'*^=+<\-\[\]]|&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});"
    r"|</?(?:em|i|strong|b)>|<br[ ]?/?>"
)
_EMPHASIS = {"em": "_", "i": "_", "strong": "__", "b": "__"}
_COMMAND = re.compile(r"(\\+)([A-Za-z]+)")
_DOUBLED = re.compile(r"\\{4}|\\\\(?!\s)")
_KNOWN = names(
    "frac dfrac tfrac partial delta sigma sum prod cdot left right nabla odot mathbf boldsymbol mathbb mathcal text "
    "mathrm begin end alpha beta gamma theta eta lambda epsilon varepsilon phi varphi psi omega times circ quad qquad "
    "operatorname hat bar tilde vec sqrt log exp tanh max min in to leq geq neq equiv ell top"
)
_ESCAPED_BRACE = re.compile(r"(?:[_^]|\\[dt]?frac|\\sqrt|\\text|\\math[a-z]{2,4}|\\hat|\\partial_)\\\{")
_BRACE = re.compile(r"(?P<size>\\(?:left|right|[bB]igg?[lrm]?)\s{0,9})?\\(?P<brace>[{}])")
_ROW_BRACE = re.compile(r"\\\\([{}])")
_OF_ALIGNMENTS = re.compile(r"\\begin\{|\\(?:substack|cr)\b|\\\\(?![{}])")


def doubled(text: str) -> Iterator[Edit]:
    """Every backslash written twice, as in JSON: `\\\\frac{1}{2} \\\\sigma`; rows, then, are parted by four of them."""
    commands = _COMMAND.findall(text)
    if not commands or any(len(backslashes) != 2 for backslashes, _ in commands):
        return
    if not any(name in _KNOWN for _, name in commands):
        return
    for match in _DOUBLED.finditer(text):
        plain = match.group()[: len(match.group()) // 2]
        yield Edit(*match.span(), plain, ESCAPED, f"{plain}{plain} read as {plain}")


def braces(text: str) -> Iterator[Edit]:
    """`\\frac\\{1\\}\\{2\\}`: no brace of the formula is meant to be seen; `\\\\{ x \\\\}`: these are."""
    if _ESCAPED_BRACE.search(text):
        for match in _BRACE.finditer(text):
            if not match["size"]:
                yield Edit(*match.span(), match["brace"], ESCAPED, f"\\{match['brace']} read as {match['brace']}")
        return
    found = list(_ROW_BRACE.finditer(text))
    if len(found) % 2 or [match[1] for match in found].count("{") * 2 != len(found) or _OF_ALIGNMENTS.search(text):
        return
    for match in found:
        yield Edit(*match.span(), f"\\{match[1]}", ESCAPED, f"\\\\{match[1]} read as \\{match[1]}")


def signs(text: str) -> Iterator[Edit]:
    """`\\_`, `\\'`, `\\*`, `\\\\\\\\`, `&lt;`, and the `_` that Markdown took for emphasis."""
    spared: list[tuple[int, int]] | None = None
    for match in _ESCAPE.finditer(text):
        plain = _plain(match.group())
        if plain == match.group():
            continue
        if plain == "_":
            spared = texts(text) if spared is None else spared
            if inside(spared, match.start()):
                continue
        yield Edit(*match.span(), plain, ESCAPED, f"{match.group()} read as {plain if plain.strip() else 'a space'}")


def _plain(escape: str) -> str:
    """Return what the escape stands for, or the escape itself when it stands for itself."""
    match escape[0]:
        case "&":
            return html.unescape(escape).replace("\u00a0", " ")
        case "<":
            return " " if escape.startswith("<br") else _EMPHASIS[escape.strip("</>")]
        case _ if escape == "\\\\\\\\":
            return "\\\\"
        case _:
            return escape if escape == "\\\\" else escape[1:]
