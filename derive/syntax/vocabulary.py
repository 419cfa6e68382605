"""What the commands and characters of mathematical LaTeX mean."""

import unicodedata

from derive.read.passage import names

GREEK = names(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi "
    "omicron pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega digamma Gamma Delta Theta "
    "Lambda Xi Pi Sigma Upsilon Phi Psi Omega Alpha Beta Epsilon Zeta Eta Iota Kappa Mu Nu Rho Tau Chi"
)

LETTERS = {name: name for name in GREEK} | {
    "partial": "partial",
    "nabla": "nabla",
    "infty": "infty",
    "ell": "ell",
    "prime": "prime",
    "hbar": "hbar",
    "imath": "i",
    "jmath": "j",
    "top": "top",
    "intercal": "top",
    "transpose": "top",
    "dagger": "dagger",
    "bot": "bot",
    "emptyset": "emptyset",
    "varnothing": "emptyset",
    "Re": "Re",
    "Im": "Im",
    "dots": "dots",
    "ldots": "dots",
    "cdots": "dots",
    "vdots": "dots",
    "ddots": "dots",
    "dotsc": "dots",
    "dotsb": "dots",
    "dotsm": "dots",
}

WORDS = names(
    "log ln exp lg sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth max min sup inf argmax argmin "
    "det dim ker gcd Pr arg deg hom"
)

FUNCTIONS = names(
    "ln log exp sin cos tan sinh cosh tanh max min sum softmax sigmoid sigm relu ReLU erf argmax argmin diag sign "
    "sqrt softplus"
)
"""Names that people write without a backslash."""

OPERATORS = {
    "cdot": "cdot",
    "cdotp": "cdot",
    "times": "times",
    "ast": "*",
    "star": "*",
    "odot": "odot",
    "circ": "circ",
    "otimes": "otimes",
    "oslash": "oslash",
    "div": "/",
    "slash": "/",
}

RELATIONS = {
    "equiv": ":=",
    "triangleq": ":=",
    "doteq": ":=",
    "coloneqq": ":=",
    "coloneq": ":=",
    "defeq": ":=",
    "eqqcolon": ":=",
    "leftarrow": "<-",
    "gets": "<-",
    "longleftarrow": "<-",
    "approx": "~",
    "sim": "~",
    "simeq": "~",
    "approxeq": "~",
    "cong": "~",
    "in": "in",
    "ni": "in",
    "subset": "in",
    "subseteq": "in",
    "rightarrow": "->",
    "to": "->",
    "longrightarrow": "->",
    "mapsto": "->",
    "longmapsto": "->",
    "hookrightarrow": "->",
    "xrightarrow": "->",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "leq": "<=",
    "leqslant": "<=",
    "ge": ">=",
    "geq": ">=",
    "geqslant": ">=",
    "ll": "<",
    "gg": ">",
    "ne": "!=",
    "neq": "!=",
    "propto": "propto",
    "colon": ":",
}

SEPARATORS = names(
    "Rightarrow Longrightarrow implies therefore because iff Leftrightarrow Longleftrightarrow impliedby "
    "Leftarrow forall exists wedge land lor vee bullet blacksquare square Box qed"
)

ACCENTS = {
    "hat": ("hat",),
    "widehat": ("hat",),
    "bar": ("bar",),
    "overline": ("bar",),
    "underline": ("bar",),
    "tilde": ("tilde",),
    "widetilde": ("tilde",),
    "dot": ("dot",),
    "ddot": ("dot", "dot"),
    "check": ("check",),
    "breve": ("breve",),
    "vec": ("vec",),
    "overrightarrow": ("vec",),
}

BOLD = names("mathbf boldsymbol bm textbf mathbb bf pmb mathbbm mathds symbf symbfit mathbfit")
CALLIGRAPHIC = {"mathcal": "cal", "mathscr": "cal", "cal": "cal", "mathfrak": "frak", "symcal": "cal"}
UPRIGHT = names("mathrm mathit mathsf mathtt mathnormal rm it sf tt textit textrm textsf texttt textnormal")
SWITCHES = names("rm bf it sf tt cal bm")
TEXTS = names("text mbox textrm textit textsf texttt textnormal hbox textsc")

FRACTIONS = names("frac dfrac tfrac cfrac")
INVISIBLE = names(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hfill hline centering "
    "quad* noindent allowbreak nobreak relax mathstrut strut protect space thinspace medspace thickspace "
    "negthinspace enspace enskip hskip big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm "
    "small large normalsize footnotesize tiny par newline null IEEEyesnumber IEEEnonumber IEEEeqnarraynumspace "
    "IEEEyessubnumber"
)
DROPPED_WITH_ARGUMENT = names(
    "label tag hspace vspace phantom hphantom vphantom color ref eqref cite mspace kern hskip cssId class style "
    "setlength rule"
)
TRANSPARENT = names(
    "boxed fbox mathop mathrel mathbin mathord mathopen mathclose mathinner substack ensuremath mathstrut smash "
    "colorbox cancel bcancel xcancel mathrlap mathllap mathclap rlap llap"
)
COLOURED = frozenset(("textcolor", "colorbox", "fcolorbox"))

OPENING = {"(": "(", "[": "[", "{": "{", "lbrace": "{", "lbrack": "[", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈"}
OPENING |= {"lvert": "|", "lVert": "‖", "lparen": "(", "lgroup": "("}
CLOSING = {")": "(", "]": "[", "}": "{", "rbrace": "{", "rbrack": "[", "rangle": "⟨", "rfloor": "⌊", "rceil": "⌈"}
CLOSING |= {"rvert": "|", "rVert": "‖", "rparen": "(", "rgroup": "("}
BARS = {"|": "‖", "Vert": "‖", "vert": "|", "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "parallel": "‖"}

WITH_OPTION = names("aligned gathered alignedat dmath dseries dgroup darray IEEEeqnarray empheq array")
WITH_ARGUMENT = names("array darray alignat alignedat xalignat xxalignat IEEEeqnarray empheq")
"""Environments whose \\begin takes an argument in brackets, and one in braces."""

MATRICES = names("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array")
CASES = frozenset(("cases", "dcases", "rcases"))

CONNECTIVES = names(
    "and or where with if for then so thus hence let since because when but therefore as only otherwise while "
    "which unless whenever also by we have from using via i.e. that is"
)
CONDITIONS = names("if for when only unless whenever otherwise")
"""What follows one of these is a condition, not a claim."""

_GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψωςϕϵϑϱΓΔΘΛΞΠΣΥΦΨΩ"
_GREEK_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "varsigma", "phi"),
    *("epsilon", "vartheta", "varrho", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi"),
    *("Psi", "Omega"),
)

CHARACTERS: dict[str, tuple[str, str]] = (
    {sign: ("LETTER", name) for sign, name in zip(_GREEK_LETTERS, _GREEK_NAMES, strict=True)}
    | {"µ": ("LETTER", "mu"), "∂": ("LETTER", "partial"), "∇": ("LETTER", "nabla"), "∞": ("LETTER", "infty")}
    | {"ℓ": ("LETTER", "ell"), "…": ("LETTER", "dots"), "⋯": ("LETTER", "dots"), "⋮": ("LETTER", "dots")}
    | {"⊤": ("LETTER", "top"), "∅": ("LETTER", "emptyset"), "∑": ("BIG", "sum"), "∏": ("BIG", "prod")}
    | {"−": ("SIGN", "-"), "–": ("SIGN", "-"), "—": ("SIGN", "-"), "﹣": ("SIGN", "-"), "·": ("OP", "cdot")}
    | {"⋅": ("OP", "cdot"), "×": ("OP", "times"), "∗": ("OP", "*"), "⊙": ("OP", "odot"), "∘": ("OP", "circ")}
    | {"⊗": ("OP", "otimes"), "⊘": ("OP", "oslash"), "÷": ("OP", "/"), "∕": ("OP", "/"), "⁄": ("OP", "/")}
    | {"≡": ("REL", ":="), "≔": ("REL", ":="), "≜": ("REL", ":="), "≝": ("REL", ":="), "≐": ("REL", ":=")}
    | {"←": ("REL", "<-"), "≈": ("REL", "~"), "∼": ("REL", "~"), "≃": ("REL", "~"), "∈": ("REL", "in")}
    | {"→": ("REL", "->"), "↦": ("REL", "->"), "⟶": ("REL", "->"), "≤": ("REL", "<="), "≥": ("REL", ">=")}
    | {"⩽": ("REL", "<="), "⩾": ("REL", ">="), "≠": ("REL", "!="), "∝": ("REL", "propto"), "∶": ("REL", ":")}
    | {"⇒": ("SEPARATOR", ""), "⟹": ("SEPARATOR", ""), "∴": ("SEPARATOR", ""), "∵": ("SEPARATOR", "")}
    | {"∀": ("SEPARATOR", "forall"), "•": ("SEPARATOR", ""), "‖": ("BAR", "‖"), "∣": ("BAR", "|"), "∥": ("BAR", "‖")}
    | {"′": ("PRIME", "'"), "’": ("PRIME", "'"), "ʹ": ("PRIME", "'"), "⟨": ("OPEN", "⟨"), "⟩": ("CLOSE", "⟨")}
    | {"√": ("SQRT", "")}
)
"""Characters beyond ASCII: the kind and text of their lexeme."""


def _scripts(tag: str) -> dict[str, str]:
    """Unicode's superscripts or subscripts and the characters they stand for."""
    found = {}
    for code in (
        *range(0xB2, 0xBA),
        *range(0x2B0, 0x2C0),
        *range(0x2E0, 0x2E5),
        *range(0x1D2C, 0x1D6B),
        *range(0x1D9B, 0x1DC0),
        *range(0x2070, 0x20A0),
        0x2C7C,
    ):
        decomposition = unicodedata.decomposition(chr(code)).split()
        if len(decomposition) == 2 and decomposition[0] == tag:
            found[chr(code)] = chr(int(decomposition[1], 16))
    return found


SUPERSCRIPTS = _scripts("<super>")
SUBSCRIPTS = _scripts("<sub>")

COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot", "\u20d7": "vec"}
