r"""Trees to LaTeX, as their author would have typed them.

What still stands in the source as it was typed is copied from there; only what is new is spelled, with the habits of
the place it goes to: `a_j^{(l)}` or `a^{(l)}_j`, \frac or \dfrac, \left( or (. Reading the text gives the tree back.
"""

from typing import assert_never

from derive.read.passage import Equation
from derive.source import Source, Span, excerpt
from derive.syntax.grid import with_grids
from derive.syntax.lexer import lex
from derive.syntax.side import side
from derive.syntax.tree import (
    IDLE,
    UNWRITTEN,
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Root,
    Script,
    Sequence,
    Tree,
    Unreadable,
    Word,
)
from derive.syntax.vocabulary import FRACTIONS, FUNCTIONS, WORDS

COPIED = 2_000
"""The longest text that is copied from the source."""

_OPERATORS = {"cdot": r"\cdot", "times": r"\times", "*": "*", "odot": r"\odot", "circ": r"\circ", "/": "/"}
_OPERATORS |= {"otimes": r"\otimes", "oslash": r"\oslash", "": ""}
_RELATIONS = {"<-": r"\leftarrow", "~": r"\approx", "in": r"\in", "->": r"\to", "<=": r"\le", ">=": r"\ge"}
_RELATIONS |= {"!=": r"\ne", "propto": r"\propto"}
_BRACKETS = {"(": ("(", ")"), "[": ("[", "]"), "{": (r"\{", r"\}"), "|": (r"\lvert ", r" \rvert")}
_BRACKETS |= {"‖": (r"\lVert ", r" \rVert"), "⟨": (r"\langle ", r" \rangle"), "⌊": (r"\lfloor ", r" \rfloor")}
_BRACKETS |= {"⌈": (r"\lceil ", r" \rceil")}
_SIGNS = frozenset("*+-/")


def spell(tree: Tree) -> str:
    """Return LaTeX that is read as the tree; an Unreadable part has no spelling and gives an empty text."""
    typed = as_typed(tree)
    return composed(tree) if typed is None else typed


def as_typed(tree: Tree) -> str | None:
    """Return the characters of the tree's span when reading them gives the tree, else None."""
    if not 0 < tree.span.end - tree.span.start <= COPIED:
        return None
    text = excerpt(tree.span)
    if "\n" in text or "&" in text or not text.isprintable():
        return None
    return text if read_side(text) == tree else None


def read_side(text: str) -> Tree:
    """Return the tree of one side of a relation."""
    span = Span(Source("", text), 0, len(text))
    lexemes = with_grids(lex(Equation(text, tuple(range(len(text) + 1)), False, span)))
    return side(lexemes).tree if lexemes else Unreadable("nothing stands here", span)


def composed(tree: Tree) -> str:
    """Return the LaTeX of a tree that does not stand in its source, made of the spellings of its parts."""
    match tree:
        case Digits(text):
            return text
        case Letter():
            return _letter(tree)
        case Word(text, span) if excerpt(span) == text and text not in WORDS:
            return text
        case Word(text):
            plain = text.replace("-", "").isalnum() and text.isascii()
            return f"\\{text}" if text in WORDS else f"\\operatorname{{{text}}}" if plain else f"\\text{{{text}}}"
        case Script():
            return _script(tree)
        case Group(shape, body):
            return _group(tree, shape, body)
        case Sequence(items):
            return ", ".join(spell(item) for item in items)
        case Product():
            return _product(tree)
        case Addition():
            return _addition(tree)
        case Fraction(numerator, denominator):
            return _fraction(tree.span, spell(numerator), spell(denominator))
        case Derivative():
            return _derivative(tree)
        case BigOperator(name, below, above, body):
            return f"\\{name}{_limit('_', below)}{_limit('^', above)} {spell(body)}"
        case Root(degree, body):
            return rf"\sqrt{'' if degree is None else f'[{spell(degree)}]'}{{{spell(body)}}}"
        case Relate("=", Letter() | Script() as left, right):
            return f"{spell(left)}={spell(right)}"
        case Relate(name, left, right):
            return f"{spell(left)} {_RELATIONS.get(name, name)} {spell(right)}"
        case Grid(kind, rows):
            lines = r" \\ ".join(" & ".join(spell(cell) for cell in row) for row in rows)
            return rf"\begin{{{kind}}} {lines} \end{{{kind}}}"
        case Annotated(body, note):
            return rf"\underbrace{{{spell(body)}}}{_limit('_', note)}"
        case Unreadable():
            return ""
        case _:
            assert_never(tree)


def _letter(letter: Letter) -> str:
    text = letter.name
    if len(text) > 3 and text.startswith("cal"):
        text = rf"\mathcal{{{text[3:]}}}"
    elif len(text) > 4 and text.startswith("frak"):
        text = rf"\mathfrak{{{text[4:]}}}"
    elif len(text) > 1:
        text = f"\\{text}"
    if letter.bold:
        text = rf"\boldsymbol{{{text}}}" if len(letter.name) > 1 else rf"\mathbf{{{text}}}"
    for accent in reversed(letter.accents):
        text = rf"\{accent}{{{text}}}"
    return text


def _script(script: Script) -> str:
    """Scripts stand in the order and the braces in which they stood; primes come first."""
    base = script.base
    text = _tex_group(base) if isinstance(base, Group) and base.open == "{" else spell(base)
    text += "'" * script.primes
    marks = [("_", script.subscript), ("^", script.superscript)]
    if script.subscript is not None and script.superscript is not None:
        below, above = script.subscript.span, script.superscript.span
        if below.source.text and above.start < below.start:
            marks.reverse()
    return text + "".join(_limit(mark, part) for mark, part in marks)


def _limit(mark: str, part: Tree | None) -> str:
    text = "" if part is None else _in_script(part)
    if part is None or not text:
        return ""
    short = len(text) == 1 or (isinstance(part, Letter) and text[0] == "\\" and text[1:].isalpha())
    return f"{mark}{text}" if short and not _braced(part.span) else f"{mark}{{{text}}}"


def _braced(span: Span) -> bool:
    """Tell whether the author put what stands here in braces."""
    text = span.source.text
    return 0 < span.start <= len(text) and text[span.start - 1] == "{"


def _in_script(part: Tree) -> str:
    """`jk` rather than `j k`, `l-1` rather than `l - 1`."""
    typed = as_typed(part)
    if typed is not None:
        return typed
    match part:
        case Product(factors, operators) if not any(operators):
            texts = [_in_script(factor) for factor in factors]
            run = "".join(texts)
            plain = all(len(text) == 1 and text.isalpha() for text in texts) and run not in FUNCTIONS
            return run if plain else composed(part)
        case Addition(terms, signs):
            signed = zip(signs, terms, strict=True)
            text = "".join(("+" if sign > 0 else "-") + _factor(term, True, script=True) for sign, term in signed)
            return text.removeprefix("+")
        case Sequence(items):
            return ",".join(_in_script(item) for item in items)
        case Group(shape, body) if shape in (UNWRITTEN, IDLE):
            return _in_script(body) if shape == IDLE else ""
        case Group(shape, body) if shape in "([":
            opening, closing = _BRACKETS[shape]
            return f"{opening}{_in_script(body)}{closing}"
        case _:
            return composed(part)


def _group(group: Group, shape: str, body: Tree) -> str:
    if shape == "{" and isinstance(body, Addition | Sequence | Relate):
        return _tex_group(group)
    opening, closing = _BRACKETS[shape]
    if group.span.source.text.startswith(r"\left", group.span.start) and shape in "([{":
        return rf"\left{opening} {spell(body)} \right{closing}"
    return f"{opening}{spell(body)}{closing}"


def _tex_group(group: Group) -> str:
    """Braces are read as a group around what is more than one letter."""
    if isinstance(group.body, Letter | Word | Digits | Group):
        return rf"\{{{spell(group.body)}\}}"
    return f"{{{spell(group.body)}}}"


def _product(product: Product) -> str:
    last = len(product.factors) - 1
    text = _factor(product.factors[0], last == 0)
    for i, operator in enumerate(product.operators, start=1):
        sign = _OPERATORS[operator]
        applied = operator == "" and isinstance(product.factors[i], Group)
        space = "" if applied and not text.endswith(" ") else " "
        text += f"{space}{sign}{' ' if sign else ''}{_factor(product.factors[i], i == last)}"
    return text


def _factor(tree: Tree, last: bool, script: bool = False) -> str:
    """Braces keep a product in a product together, and end the reach of a Σ."""
    closed = not isinstance(tree, Product) and (last or not isinstance(tree, BigOperator))
    if isinstance(tree, Product) and last and script:
        closed = True
    text = _in_script(tree) if script else spell(tree)
    if isinstance(tree, Derivative) and not last and not _closed(text):
        closed = False
    return text if closed else f"{{{text}}}"


def _closed(text: str) -> bool:
    """Tell whether nothing that follows can be taken for what is differentiated."""
    return text.endswith("}") and not text.startswith("\\partial")


def _addition(addition: Addition) -> str:
    text = ""
    for term, sign in zip(addition.terms, addition.signs, strict=True):
        spelled = spell(term)
        if isinstance(term, Addition):
            spelled = f"{{{spelled}}}"
        text += (f" {'+' if sign > 0 else '-'} " if text else "" if sign > 0 else "-") + spelled
    if len(addition.terms) == 1 and addition.signs == (1,):
        text = f"+{text}"
    return text


def _fraction(place: Span, above: str, below: str) -> str:
    """The author's command: \\frac, \\dfrac, …; `{a \\over b}` where it stood."""
    text = place.source.text[place.start : place.start + 8]
    if text.startswith("{"):
        return rf"{{{above} \over {below}}}"
    command = next((name for name in sorted(FRACTIONS) if text.startswith(f"\\{name}")), "frac")
    return rf"\{command}{{{above}}}{{{below}}}"


def _derivative(tree: Derivative) -> str:
    sign = r"\partial" if tree.symbol == "partial" else "d"
    power = f"^{tree.order}" if tree.order > 1 else ""
    of, wrt = spell(tree.of), spell(tree.wrt)
    above, below = f"{sign}{power} {of}", f"{sign} {wrt}{power}"
    text = tree.span.source.text
    after = text and tree.wrt.span.start < tree.of.span.start
    if after and text.startswith(r"\partial_", tree.span.start):
        return rf"\partial{_limit('_', tree.wrt)} {of}"
    if after:
        return f"{_fraction(tree.span, sign + power, below)} {of}"
    if text.startswith((r"\partial", "∂"), tree.span.start):
        return f"{above} / {below}"
    return _fraction(tree.span, above, below)
