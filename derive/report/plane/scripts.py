"""Superscripts and subscripts as characters of their own: zˡ⁺¹ⱼ."""

import re

from derive.syntax.vocabulary import SUBSCRIPTS, SUPERSCRIPTS

_HIGH = {plain: sign for sign, plain in reversed(SUPERSCRIPTS.items())}
_LOW = {plain: sign for sign, plain in reversed(SUBSCRIPTS.items())}
_HIGH |= {"ℓ": "ˡ", "⊤": "ᵀ", "*": "*", "†": "†"}
_LOW |= {",": ","}
"""An ℓ is set as an l and ⊤ as a T; a comma below the line looks like one on it."""

_RUN = re.compile(f"[{re.escape(''.join(SUPERSCRIPTS))}]+|[{re.escape(''.join(SUBSCRIPTS))}]+")


def raised(text: str) -> str | None:
    """Return the text in superscript characters, or None when one of its characters has none."""
    return _replaced(text, _HIGH)


def lowered(text: str) -> str | None:
    """Return the text in subscript characters, or None when one of its characters has none."""
    return _replaced(text, _LOW)


def written_out(mark: str, text: str) -> str:
    """Return the script after its mark: ^l, ^(l), _{jk}."""
    bracketed = len(text) > 1 and text[0] + text[-1] in ("()", "[]") and not set("()[]") & set(text[1:-1])
    return mark + (text if len(text) == 1 or bracketed else f"{{{text}}}")


def on_the_line(text: str) -> str:
    """Return the text with its superscript and subscript characters written out."""
    return _RUN.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    table, mark = (SUPERSCRIPTS, "^") if match[0][0] in SUPERSCRIPTS else (SUBSCRIPTS, "_")
    return written_out(mark, "".join(table[char] for char in match[0]))


def _replaced(text: str, table: dict[str, str]) -> str | None:
    signs = [table.get(char) for char in text]
    return "".join(sign for sign in signs if sign is not None) if text and None not in signs else None
