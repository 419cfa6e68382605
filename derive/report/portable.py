r"""LaTeX that needs nothing but amsmath and amssymb, and that KaTeX and MathJax read too.

The author's own typing is kept where it is made of such commands alone; \bm, \mathds, \coloneqq, σ and the like are put
in words that every installation has, and what then still is not known is spelled anew from its tree.
"""

import re
from dataclasses import replace

from derive.elaborate.walk import rebuilt
from derive.read.passage import names
from derive.source import Source, Span
from derive.syntax.spell import composed, read_side, spell
from derive.syntax.tree import Tree, Word
from derive.syntax.vocabulary import CHARACTERS, GREEK, LETTERS, OPENING, OPERATORS, RELATIONS, WORDS

_ENVIRONMENT = re.compile(r"\\begin\{([^{}]{0,40})\}")
_ENVIRONMENTS = names("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array cases")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[^\\]", re.DOTALL)

_TRANSLATED = {
    "bm": r"\boldsymbol",
    "pmb": r"\boldsymbol",
    "symbf": r"\mathbf",
    "symbfit": r"\boldsymbol",
    "mathbfit": r"\boldsymbol",
    "mathds": r"\mathbb",
    "mathbbm": r"\mathbb",
    "mathscr": r"\mathcal",
    "symcal": r"\mathcal",
    "mathnormal": r"\mathit",
    "omicron": "o",
    "varnothing": r"\emptyset",
    "transpose": r"\top",
    "defeq": ":=",
    "coloneqq": ":=",
    "coloneq": ":=",
    "slash": "/",
    "argmax": r"\operatorname{argmax}",
    "argmin": r"\operatorname{argmin}",
    "cdotp": r"\cdot",
    "parallel": r"\Vert",
    "limits": "",
    "nolimits": "",
    "allowbreak": "",
    "nonumber": "",
    "notag": "",
    "mathstrut": "",
    "strut": "",
    "relax": "",
    "protect": "",
    "lparen": "(",
    "rparen": ")",
    "Alpha": r"\mathrm{A}",
    "Beta": r"\mathrm{B}",
    "Epsilon": r"\mathrm{E}",
    "Zeta": r"\mathrm{Z}",
    "Eta": r"\mathrm{H}",
    "Iota": r"\mathrm{I}",
    "Kappa": r"\mathrm{K}",
    "Mu": r"\mathrm{M}",
    "Nu": r"\mathrm{N}",
    "Rho": r"\mathrm{P}",
    "Tau": r"\mathrm{T}",
    "Chi": r"\mathrm{X}",
}
_UNKNOWN = frozenset(("hom", "Re*", "eqqcolon", "lgroup", "rgroup", "divideontimes"))
_PLAIN = names(
    "frac dfrac tfrac sqrt sum prod left right big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm "
    "mathbf boldsymbol mathbb mathcal mathfrak mathrm mathit mathsf mathtt operatorname text textrm hat widehat bar "
    "overline tilde widetilde dot ddot check breve vec underbrace overbrace over quad qquad lvert rvert lVert rVert "
    "Vert vert mid rangle rfloor rceil rbrace rbrack displaystyle textstyle begin end smash underline"
)
_KNOWN = (_PLAIN | set(LETTERS) | WORDS | set(OPERATORS) | set(RELATIONS) | set(OPENING) | set(GREEK)) - {
    *_TRANSLATED,
    *_UNKNOWN,
}
_SPACES = frozenset("\\,;:! {}|")
_CHARACTERS = {
    sign: f"\\{name} "
    for sign, (kind, name) in CHARACTERS.items()
    if (kind == "LETTER" or (kind == "OP" and len(name) > 1)) and name in _KNOWN
}
_ASCII = frozenset(chr(code) for code in range(32, 127)) - frozenset("%#$~\\")
_WORDLY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -.,:")
_NOWHERE = Span(Source("", ""), 0, 0)


def formula(tree: Tree) -> str:
    """Return portable LaTeX that is read as the tree."""
    typed = spell(tree)
    text = ported(typed)
    if text is not None and (text == typed or read_side(text) == tree):
        return text
    return ported(composed(detached(tree))) or r"\text{?}"


def ported(text: str) -> str | None:
    """Return the LaTeX in portable commands, or None where one of them is not known."""
    if not set(_ENVIRONMENT.findall(text)) <= _ENVIRONMENTS:
        return None
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        name = token[1:]
        if token[0] != "\\":
            if token not in _ASCII and token not in _CHARACTERS:
                return None
            pieces.append(_CHARACTERS.get(token, token))
        elif name in _TRANSLATED:
            pieces.append(_TRANSLATED[name])
        elif name in _KNOWN or name in _SPACES:
            pieces.append(token)
        else:
            return None
    return "".join(pieces)


def detached(tree: Tree) -> Tree:
    """Return the tree without its places in a source, so that all of it is spelled anew, and words in plain letters."""
    if isinstance(tree, Word):
        return Word("".join(sign for sign in tree.text if sign in _WORDLY) or "?", _NOWHERE)
    return rebuilt(replace(tree, span=_NOWHERE), detached)
