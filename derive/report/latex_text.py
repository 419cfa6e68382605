r"""Words as LaTeX text, for pdflatex without any package: specials are escaped, Unicode becomes commands."""

import re
import unicodedata

from derive.syntax.vocabulary import CHARACTERS, SUBSCRIPTS, SUPERSCRIPTS

_SPECIAL = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    '"': "''",
    "`": "\\textasciigrave{}",
}
_PUNCTUATION = {
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "„": ",,",
    "«": "``",
    "»": "''",
    "…": r"\dots{}",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "§": r"\S{}",
    "¶": r"\P{}",
    "©": r"\copyright{}",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
    "¡": "!`",
    "¿": "?`",
    "•": r"\textbullet{}",
    "✓": r"$\checkmark$",
    "½": r"$\frac{1}{2}$",
    "¼": r"$\frac{1}{4}$",
    "°": r"$^\circ$",
    "⊤": r"$\top$",
    "∎": r"$\square$",
    "√": r"$\surd$",
    "∀": r"$\forall$",
    "∃": r"$\exists$",
    "ᵀ": r"$^T$",
}
_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": "."}
_ACCENTS |= {"\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0331": "b", "\u0323": "d"}
_RELATIONS = {":=": r"\equiv", "<-": r"\leftarrow", "~": r"\approx", "in": r"\in", "->": r"\to", "<=": r"\le"}
_RELATIONS |= {">=": r"\ge", "!=": r"\ne", "propto": r"\propto", ":": ":"}
_BIG = {"∑": r"\sum", "∏": r"\prod"}
_WORD = re.compile(r"\S+|\s+")
_MATHEMATICAL = re.compile(r"^[(]?(?:[B-HJ-Zb-z][\d']?|[-+=/*<>]|\d+|\S*[^\x00-\u024f\u2010-\u2026]\S*)[),.;:]?$")


def plain(text: str) -> str:
    """Return the words as LaTeX text; a character that no command of LaTeX stands for becomes `?`."""
    return "".join(_character(sign) for sign in unicodedata.normalize("NFC", text))


def _character(sign: str) -> str:
    if sign in _SPECIAL:
        return _SPECIAL[sign]
    if " " <= sign <= "~":
        return sign
    if sign in _PUNCTUATION:
        return _PUNCTUATION[sign]
    if sign.isspace():
        return " "
    symbol = _symbol(sign)
    if symbol is not None:
        return f"${symbol}$"
    parts = unicodedata.normalize("NFD", sign)
    if len(parts) > 1 and parts[0] in _LATIN and all(mark in _ACCENTS for mark in parts[1:]):
        letter = parts[0]
        for mark in parts[1:]:
            letter = f"\\{_ACCENTS[mark]}{{{letter}}}"
        return letter
    if unicodedata.category(sign) in ("Cf", "Mn", "Cc"):
        return ""
    simple = unicodedata.normalize("NFKD", sign)
    return plain(simple) if simple != sign and simple.isascii() else "?"


_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def _symbol(sign: str) -> str | None:
    """Return what stands for the character between dollars."""
    if sign in SUPERSCRIPTS and SUPERSCRIPTS[sign].isascii():
        return f"^{{{SUPERSCRIPTS[sign]}}}"
    if sign in SUBSCRIPTS and SUBSCRIPTS[sign].isascii():
        return f"_{{{SUBSCRIPTS[sign]}}}"
    if sign in _BIG:
        return _BIG[sign]
    kind, name = CHARACTERS.get(sign, ("", ""))
    match kind:
        case "LETTER" if name in ("omicron",):
            return "o"
        case "LETTER":
            return f"\\{name}"
        case "OP":
            return f"\\{name}" if len(name) > 1 else name
        case "REL":
            return _RELATIONS.get(name, name)
        case "SIGN":
            return name
        case "BAR":
            return r"\Vert" if name == "‖" else "|"
        case "OPEN" | "CLOSE":
            return r"\langle" if kind == "OPEN" else r"\rangle"
        case "PRIME":
            return "'"
        case "SEPARATOR" if sign in "⇒⟹":
            return r"\Rightarrow"
        case _:
            return None
