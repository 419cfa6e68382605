"""The characters that letters, operators and brackets are shown with."""

import unicodedata

from derive.syntax.tree import Letter
from derive.syntax.vocabulary import GREEK

_SIGNS = {"partial": "∂", "nabla": "∇", "infty": "∞", "ell": "ℓ", "prime": "′", "hbar": "ℏ", "top": "⊤", "bot": "⊥"}
_SIGNS |= {"emptyset": "∅", "Re": "ℜ", "Im": "ℑ", "dagger": "†", "dots": "…", "*": "∗", "-": "−"}
_VARIANTS = {"epsilon": "ϵ", "varepsilon": "ε", "phi": "ϕ", "varphi": "φ", "vartheta": "ϑ", "varpi": "ϖ", "varrho": "ϱ"}
_VARIANTS |= {"varsigma": "ς", "varkappa": "ϰ", "digamma": "ϝ"}

OPERATORS = {"cdot": "⋅", "times": "×", "*": "∗", "odot": "⊙", "circ": "∘", "otimes": "⊗", "oslash": "⊘", "/": "/"}
RELATIONS = {":=": "≔", "<-": "←", "~": "≈", "in": "∈", "->": "→", "<=": "≤", ">=": "≥", "!=": "≠", "propto": "∝"}
DEFINING = {"\\equiv": "≡", "≡": "≡", "\\triangleq": "≜", "≜": "≜", "\\doteq": "≐", "≐": "≐", "\\stackrel": "≝"}
"""Signs that say definition, by what stands in the source."""

BRACKETS = {"(": ("(", ")"), "[": ("[", "]"), "{": ("{", "}"), "|": ("|", "|"), "‖": ("‖", "‖"), "⟨": ("⟨", "⟩")}
BRACKETS |= {"⌊": ("⌊", "⌋"), "⌈": ("⌈", "⌉")}
ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "dot": "˙", "ddot": "¨", "check": "ˇ", "breve": "˘", "vec": "→"}
LARGE = {"sum": "∑", "prod": "∏"}


def _greek(name: str) -> str:
    """Return α for alpha, Α for Alpha."""
    if name in _VARIANTS:
        return _VARIANTS[name]
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    spelled = "LAMDA" if name.lower() == "lambda" else name.upper()
    return unicodedata.lookup(f"GREEK {case} LETTER {spelled}")


_GREEK = {name: _greek(name) for name in sorted(GREEK)}


def character(letter: Letter) -> str:
    """Return what the letter is shown as, without its accents; a name without a sign of its own is shown as it is."""
    name = letter.name
    if name.startswith("cal") and len(name) == 4:
        return _mathematical("SCRIPT", name[3])
    if name.startswith("frak") and len(name) == 5:
        return _mathematical("FRAKTUR", name[4])
    shown = _SIGNS.get(name) or _GREEK.get(name, name)
    return _mathematical("BOLD", shown) if letter.bold else shown


def is_upright(shown: str) -> bool:
    """Tell whether a sign is not to be slanted where letters are: ∂ and ∞, Γ, letters with a style of their own."""
    return not (shown.isalpha() and ord(shown) < 0x2000) or "GREEK CAPITAL" in unicodedata.name(shown, "")


def _mathematical(style: str, shown: str) -> str:
    """Return the letter in the style, as one of Unicode's mathematical letters where there is one.

    Bold capitals and Latin letters are upright, small Greek letters italic, as LaTeX sets them.
    """
    if len(shown) != 1:
        return shown
    kind, _, rest = unicodedata.name(shown, "").partition(" ")
    rest = rest.removeprefix("LETTER ").replace(" LETTER ", " ").removesuffix(" SYMBOL")
    if kind == "GREEK" and rest.startswith("SMALL"):
        style = f"{style} ITALIC"
    for name in (f"MATHEMATICAL {style} {rest}", f"{style} {rest}", f"MATHEMATICAL {style} {kind} {rest}"):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            continue
    return {"C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"}.get(shown, shown) if style == "FRAKTUR" else shown
