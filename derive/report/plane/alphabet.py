"""The characters that mathematics is written with: all of Unicode, or ASCII alone."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.report.page import visible
from derive.syntax.tree import Letter
from derive.syntax.vocabulary import CHARACTERS, GREEK

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
    root: tuple[str, str, str]
    brace: tuple[str, str, str, str]
    names: Mapping[str, str] = field(repr=False)


_SINGLE = {"(": ("(", ")"), "[": ("[", "]"), "{": ("{", "}"), "|": ("|", "|"), ".": ("", "")}

_UNICODE_NAMES = {name: sign for sign, (kind, name) in reversed(CHARACTERS.items()) if kind == "LETTER"}
_UNICODE_NAMES |= {"varphi": "φ", "phi": "ϕ", "varepsilon": "ε", "epsilon": "ϵ", "varpi": "ϖ", "varkappa": "ϰ"}
_UNICODE_NAMES |= {"digamma": "ϝ", "mu": "μ", "dots": "…", "top": "⊤", "bot": "⊥", "dagger": "†", "hbar": "ℏ"}
_UNICODE_NAMES |= {"prime": "′", "Re": "ℜ", "Im": "ℑ", "ell": "ℓ"}
_UNICODE_NAMES |= dict(zip(("Alpha", "Beta", "Epsilon", "Zeta", "Eta", "Iota", "Kappa"), "ΑΒΕΖΗΙΚ", strict=True))
_UNICODE_NAMES |= dict(zip(("Mu", "Nu", "Rho", "Tau", "Chi"), "ΜΝΡΤΧ", strict=True))

UNICODE = Alphabet(
    scripts=True,
    minus="−",
    bar="─",
    ellipsis="…",
    prime="′",
    operators={"cdot": "·", "times": "×", "*": "*", "odot": "⊙", "circ": "∘", "otimes": "⊗", "oslash": "⊘", "/": "/"},
    relations={":=": "≡", "<-": "←", "~": "≈", "in": "∈", "->": "→", "<=": "≤", ">=": "≥", "!=": "≠", "propto": "∝"},
    big={"sum": "∑", "prod": "∏"},
    single=_SINGLE | {"‖": ("‖", "‖"), "⟨": ("⟨", "⟩"), "⌊": ("⌊", "⌋"), "⌈": ("⌈", "⌉")},
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
    root=("√", "┌─", "╲│"),
    brace=("└", "─", "┬", "┘"),
    names=_UNICODE_NAMES,
)

ASCII = Alphabet(
    scripts=False,
    minus="-",
    bar="-",
    ellipsis="...",
    prime="'",
    operators={"cdot": "*", "times": "x", "*": "*", "odot": "(.)", "circ": "o", "otimes": "(x)", "oslash": "(/)"}
    | {"/": "/"},
    relations={":=": ":=", "~": "~", "propto": "~"},
    big={"sum": "sum", "prod": "prod"},
    single=_SINGLE | {"‖": ("||", "||"), "⟨": ("<", ">"), "⌊": ("floor(", ")"), "⌈": ("ceil(", ")")},
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
    root=("sqrt", "__", "\\|"),
    brace=("+", "-", "+", "+"),
    names=dict.fromkeys(GREEK, "")
    | {"partial": "d", "nabla": "grad", "infty": "inf", "ell": "l", "prime": "'", "dots": "...", "top": "T"}
    | {"bot": "_|_", "dagger": "+", "emptyset": "{}"},
)

_COMBINING = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "check": "\u030c"}
_COMBINING |= {"breve": "\u0306", "vec": "\u20d7"}
_SCRIPT_CAPITALS = dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True)) | {"e": "ℯ", "g": "ℊ", "o": "ℴ"}
_FRAKTUR_CAPITALS = dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True))
_MARKS_ON_ONE = 3
"""The most combining marks that are kept on one character."""


def spelled_letter(letter: Letter, alphabet: Alphabet) -> str:
    """Return the letter with its font and its accents; in ASCII a hat is `yhat` and bold looks like the letter."""
    name = letter.name
    if not alphabet.scripts:
        return in_ascii(alphabet.names.get(name) or clean(name)) + "".join(letter.accents)
    if len(name) > 3 and name.startswith("cal"):
        sign = _SCRIPT_CAPITALS.get(name[3:]) or _in_font(name[3:], 0x1D49C)
    elif len(name) > 4 and name.startswith("frak"):
        sign = _FRAKTUR_CAPITALS.get(name[4:]) or _in_font(name[4:], 0x1D504)
    else:
        sign = alphabet.names.get(name) or clean(name)
    marks = "".join(_COMBINING.get(accent, "") for accent in reversed(letter.accents))
    return unicodedata.normalize("NFC", (_bold(sign) if letter.bold else sign) + marks)


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
    return text.translate(_TO_ASCII).encode("ascii", "backslashreplace").decode("ascii")


def _bold(sign: str) -> str:
    if len(sign) != 1:
        return sign
    if sign.isascii() and sign.isdigit():
        return chr(0x1D7CE + int(sign))
    if "α" <= sign <= "ω":
        return chr(0x1D6C2 + ord(sign) - ord("α"))
    if "Α" <= sign <= "Ω":
        return chr(0x1D6A8 + ord(sign) - ord("Α"))
    return {"∇": "𝛁", "∂": "𝛛", "ϵ": "𝛜", "ϑ": "𝛝", "ϕ": "𝛟"}.get(sign) or _in_font(sign, 0x1D400)


def _in_font(sign: str, first: int) -> str:
    """Return the letter in the mathematical font whose capital A has the code `first`; other signs as they are."""
    if not (sign.isascii() and sign.isalpha() and len(sign) == 1):
        return clean(sign)
    return chr(first + ord(sign) - ord("A") - (6 if sign.islower() else 0))


_TO_ASCII: dict[int, str] = {ord(sign): name for name, sign in _UNICODE_NAMES.items() if name in GREEK}
_TO_ASCII |= {ord(sign): name for name, sign in ASCII.names.items() if len(name) == 1}
_TO_ASCII |= {ord(_UNICODE_NAMES[name]): text for name, text in ASCII.names.items() if text}
_TO_ASCII |= {ord(sign): ASCII.operators[name] for name, sign in UNICODE.operators.items()}
_TO_ASCII |= {ord(sign): ASCII.relations.get(name, name) for name, sign in UNICODE.relations.items()}
_TO_ASCII |= {ord("−"): "-", ord("–"): "-", ord("—"): "--", ord("∑"): "sum", ord("Σ"): "sum", ord("∏"): "prod"}
_TO_ASCII |= {ord("“"): '"', ord("”"): '"', ord("’"): "'", ord("‘"): "'", ord("‖"): "||", ord("√"): "sqrt "}
_TO_ASCII |= {ord("∀"): "for all ", ord("∈"): "in", ord("·"): "*", ord("×"): "x", ord("½"): "1/2", ord("�"): "?"}
