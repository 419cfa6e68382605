"""The characters that mathematics is written with: all of Unicode, or ASCII alone."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.report.glyphs import BRACKETS, LARGE, OPERATORS, RELATIONS, character
from derive.report.page import visible
from derive.report.plane.scripts import on_the_line
from derive.source import Source, Span
from derive.syntax.tree import Letter
from derive.syntax.vocabulary import GREEK

LONGEST = 60
"""The most characters of a word or number that are shown."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How signs are spelled.

    `scripts` tells whether superscripts and subscripts are characters of their own (zˡⱼ) or written out (z^l_j).
    A tall bracket is `single` when one row high, else made of its top, middle and bottom; in `tall`, a brace has a
    fourth part, its point.
    """

    scripts: bool
    minus: str
    bar: str
    ellipsis: str
    prime: str
    operators: Mapping[str, str]
    relations: Mapping[str, str]
    big: Mapping[str, str]
    single: Mapping[str, tuple[str, str]]
    tall: Mapping[str, tuple[str, str]]
    brace: tuple[str, str, str, str]
    names: Mapping[str, str] = field(repr=False)


UNICODE = Alphabet(
    scripts=True,
    minus="−",
    bar="─",
    ellipsis="…",
    prime="′",
    operators=OPERATORS | {"cdot": "·", "*": "*"},
    relations=RELATIONS,
    big=LARGE,
    single=BRACKETS,
    tall={
        "(": ("⎛⎜⎝", "⎞⎟⎠"),
        "[": ("⎡⎢⎣", "⎤⎥⎦"),
        "{": ("⎧⎪⎩⎨", "⎫⎪⎭⎬"),
        "|": ("│││", "│││"),
        "‖": ("‖‖‖", "‖‖‖"),
        "⟨": ("╱⟨╲", "╲⟩╱"),
        "⌊": ("⎢⎢⎣", "⎥⎥⎦"),
        "⌈": ("⎡⎢⎢", "⎤⎥⎥"),
    },
    brace=("└", "─", "┬", "┘"),
    names={"partial": "∂"},
)

ASCII = Alphabet(
    scripts=False,
    minus="-",
    bar="-",
    ellipsis="...",
    prime="'",
    operators={
        "cdot": "*",
        "times": "x",
        "*": "*",
        "odot": "(.)",
        "circ": "o",
        "otimes": "(x)",
        "oslash": "(/)",
        "/": "/",
    },
    relations={":=": ":=", "~": "~", "propto": "~"},
    big={"sum": "sum", "prod": "prod"},
    single=BRACKETS | {"‖": ("||", "||"), "⟨": ("<", ">"), "⌊": ("floor(", ")"), "⌈": ("ceil(", ")")},
    tall={
        "(": ("/|\\", "\\|/"),
        "[": ("[[[", "]]]"),
        "{": ("/|\\<", "\\|/>"),
        "|": ("|||", "|||"),
        "‖": ("|||", "|||"),
        "⟨": ("/<\\", "\\>/"),
        "⌊": ("||L", "||J"),
        "⌈": ("F||", "7||"),
    },
    brace=("+", "-", "+", "+"),
    names={"partial": "d", "nabla": "grad", "infty": "inf", "ell": "l", "prime": "'", "dots": "...", "top": "T"}
    | {"bot": "_|_", "dagger": "+", "emptyset": "{}"},
)

_COMBINING = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "check": "\u030c"}
_COMBINING |= {"breve": "\u0306", "vec": "\u20d7"}
_MARKS_ON_ONE = 3
"""The most combining marks that are kept on one character."""


def spelled_letter(letter: Letter, alphabet: Alphabet) -> str:
    """Return the letter with its font and its accents; in ASCII a hat is `yhat` and bold looks like the letter.

    An operator by itself, as in a script, is a letter too.
    """
    if letter.name in alphabet.operators:
        return alphabet.operators[letter.name]
    if not alphabet.scripts:
        return in_ascii(alphabet.names.get(letter.name) or clean(letter.name)) + "".join(letter.accents)
    marks = "".join(_COMBINING.get(accent, "") for accent in reversed(letter.accents))
    return unicodedata.normalize("NFC", clean(character(letter)) + marks)


def clean(text: str) -> str:
    """Return the text as it is shown in a formula: nothing invisible in it, and not too long."""
    shown = printable(text[: 4 * LONGEST])
    whole = len(shown) <= LONGEST and len(text) <= 4 * LONGEST
    return shown if whole else shown[: LONGEST - 1] + "…"


def printable(text: str) -> str:
    """Return the text without what has no width or steers a terminal; a character keeps at most three marks."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", visible(text)):
        category = unicodedata.category(char)
        marks = marks + 1 if category[0] == "M" else 0
        joins = category in ("Cf", "Cn", "Co") or 0xFE00 <= ord(char) <= 0xFE0F or 0x1F3FB <= ord(char) <= 0x1F3FF
        if not joins and (not marks or (kept and marks <= _MARKS_ON_ONE)):
            kept.append(" " if category[0] == "Z" else char)
    return "".join(kept)


def in_ascii(text: str) -> str:
    """Return the text in ASCII: signs of mathematics by their names, scripts after ^ and _, all else as an escape."""
    plain = unicodedata.normalize("NFKD", on_the_line(text).translate(_TO_ASCII)).translate(_TO_ASCII)
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return bare.encode("ascii", "backslashreplace").decode("ascii")


def _names() -> dict[int, str]:
    """Return the spelling in ASCII of every sign that stands in formulas or in what is said about them."""
    here = Span(Source("", ""), 0, 0)
    letters = {name: character(Letter(name, (), False, here)) for name in (*sorted(GREEK), *ASCII.names)}
    found = {sign: ASCII.names.get(name, name) for name, sign in letters.items()}
    found |= {sign: ASCII.relations.get(name, name) for name, sign in UNICODE.relations.items()}
    found |= {sign: ASCII.operators[name] for name, sign in UNICODE.operators.items()}
    found |= {"−": "-", "–": "-", "—": "--", "∑": "sum", "Σ": "sum", "∏": "prod", "√": "sqrt ", "‖": "||", "½": "1/2"}
    found |= {"“": '"', "”": '"', "’": "'", "‘": "'", "∀": "for all ", "·": "*", "×": "x", "�": "?"}
    return {ord(sign): text for sign, text in found.items()}


_TO_ASCII = _names()
