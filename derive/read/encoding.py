"""Signs that a program put in place of others (D105): broken encoding, full width, typographic quotes, hidden signs."""

import re
from collections.abc import Iterator

from derive.read.edit import OTHER, Edit, inside, texts

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_FULL_WIDTH = {"。": ".", "、": ",", "\u3000": " ", "−": "−"} | {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_DOLLAR = re.compile(r"\\[^\n]|\$")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
_TYPOGRAPHIC = re.compile(
    '[\u2018\u2019\u201b\u00b4\u201c\u201d\u00a0\u2007\u202f\u2010\u2011\u2212]|(?<=[\\w)}\\]])[`"]'
)
_PLAIN = {"“": "''", "”": "''", '"': "''", "\u00a0": " ", "\u2007": " ", "\u202f": " "}
_PLAIN |= dict.fromkeys("\u2010\u2011\u2212", "-")
_SPOKEN = {" ": "a no-break space read as a space", "-": "a typographic minus read as -"}


def mojibake(text: str) -> Iterator[Edit]:
    """Full-width punctuation, and UTF-8 that was once read as Windows-1252."""
    if text.isascii():
        return
    for match in _NOT_ASCII.finditer(text):
        run = match.group()
        decoded = _decoded(run) if len(run) >= 2 else run
        plain = "".join(_FULL_WIDTH.get(sign, sign) for sign in decoded)
        if decoded != run:
            yield Edit(*match.span(), plain, OTHER, f"{run[:20]} read as {plain[:20]}")
        elif plain != run:
            yield Edit(*match.span(), plain, OTHER, "full-width signs read as plain ones")


def hidden(text: str) -> Iterator[Edit]:
    """Characters that nobody sees."""
    if text.isascii():
        return
    for match in _INVISIBLE.finditer(text):
        yield Edit(*match.span(), " ", OTHER, "an invisible character is left out")


def typographic(text: str) -> Iterator[Edit]:
    """Quotation marks in place of primes."""
    spared: list[tuple[int, int]] | None = None
    for match in _TYPOGRAPHIC.finditer(text):
        spared = texts(text) if spared is None else spared
        if inside(spared, match.start()):
            continue
        plain = _PLAIN.get(match.group(), "'")
        yield Edit(*match.span(), plain, OTHER, _SPOKEN.get(plain, f"{match.group()} read as {plain}"))


def stray_dollars(text: str) -> Iterator[Edit]:
    """A $ inside a formula: blanked out, save inside \\text{…}."""
    if "$" not in text:
        return
    spared = texts(text)
    for match in _DOLLAR.finditer(text):
        if match.group() == "$" and not inside(spared, match.start()):
            yield Edit(*match.span(), " ", OTHER, "a stray $ inside a formula is left out")


def _decoded(run: str) -> str:
    """Return the text whose UTF-8 bytes, read as Windows-1252, are the run; the run itself when there is none."""
    try:
        return b"".join(_bytes(sign) for sign in run).decode("utf-8")
    except UnicodeError:
        return run


def _bytes(sign: str) -> bytes:
    """Return the byte of the sign; Windows-1252 leaves five bytes without a sign of their own."""
    return sign.encode("latin-1") if "\x80" <= sign < "\xa0" else sign.encode("cp1252")
