"""Formulas on one line: ∂C/∂zˡⱼ = ∑ₖ ∂C/∂zˡ⁺¹ₖ · wˡ⁺¹ₖⱼ."""

from typing import assert_never

from derive.report.plane.alphabet import Alphabet, clean, in_ascii, spelled_letter
from derive.report.plane.prune import pruned
from derive.report.plane.scripts import lowered, raised, written_out
from derive.report.plane.shape import (
    base_needs_brackets,
    gaps,
    has_bracket,
    is_after,
    is_application,
    is_argument,
    is_differentiable,
    is_simple,
    needs_brackets,
    signs,
    term_needs_brackets,
)
from derive.syntax.tree import (
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

_VULGAR = {("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾"}


def linear(tree: Tree, alphabet: Alphabet) -> str:
    """Return the formula on one line; what is nested too deeply or goes on too long becomes an ellipsis."""
    return text_of(pruned(tree), alphabet)


def text_of(tree: Tree, alphabet: Alphabet, tight: bool = False) -> str:
    """Return the tree on one line; a `tight` one, as in a script, has no spaces about its signs."""
    match tree:
        case Digits(text):
            return word(text, alphabet)
        case Word(text):
            return word(text, alphabet)
        case Letter():
            return spelled_letter(tree, alphabet)
        case Script():
            return _script(tree, alphabet)
        case Group(shape, body):
            return _group(tree, shape, text_of(body, alphabet, tight), alphabet)
        case Sequence(items):
            return ("," if tight else ", ").join(text_of(item, alphabet, tight) for item in items)
        case Product():
            return _product(tree, alphabet, tight)
        case Addition():
            return _addition(tree, alphabet, tight)
        case Fraction(numerator, denominator):
            return _quotient(numerator, denominator, alphabet)
        case Derivative():
            return _derivative(tree, alphabet)
        case BigOperator():
            summand = in_brackets(tree.body, alphabet, not term_needs_brackets(tree.body), tight)
            return f"{_big(tree, alphabet)} {summand}"
        case Root(degree, body):
            return _root(degree, body, alphabet)
        case Relate(name, left, right):
            sign = relation_sign(name, alphabet)
            close = tight and not sign.isalpha()
            gap = "" if close else " "
            return f"{text_of(left, alphabet, tight)}{gap}{sign}{gap}{text_of(right, alphabet, tight)}"
        case Grid():
            return _grid(tree, alphabet)
        case Annotated(body):
            text = text_of(body, alphabet, tight)
            return bracketed(text, "(", alphabet) if needs_brackets(body, last=False) else text
        case Unreadable():
            return alphabet.ellipsis
        case _:
            assert_never(tree)


def word(text: str, alphabet: Alphabet) -> str:
    """Return upright text as it is shown, without anything that could steer a terminal."""
    shown = clean(text).strip()
    return shown if alphabet.scripts else in_ascii(shown)


def relation_sign(name: str, alphabet: Alphabet) -> str:
    """Return the sign of a relation."""
    return alphabet.relations.get(name, name)


def bracketed(text: str, shape: str, alphabet: Alphabet) -> str:
    """Return the text in brackets."""
    opening, closing = alphabet.single.get(shape, (shape, shape))
    return f"{opening}{text}{closing}"


def script_texts(script: Script, alphabet: Alphabet) -> tuple[str | None, str | None]:
    """Return the superscript and the subscript as plain text, with primes in a superscript's place left out."""
    above = None if script.superscript is None else text_of(script.superscript, alphabet, tight=True)
    below = None if script.subscript is None else text_of(script.subscript, alphabet, tight=True)
    return above, below


def primes(script: Script, alphabet: Alphabet) -> str:
    """Return the primes of the script: f″."""
    count = min(script.primes, 4)
    return alphabet.prime * count if not alphabet.scripts else ("", "′", "″", "‴", "⁗")[count]


def in_brackets(tree: Tree, alphabet: Alphabet, plain: bool, tight: bool = False) -> str:
    """Return the tree on one line, in brackets unless it is `plain`."""
    text = text_of(tree, alphabet, tight)
    return text if plain else bracketed(text, "(", alphabet)


def with_scripts(base: str, script: Script, alphabet: Alphabet) -> str:
    """Return the base with its primes and scripts: characters of their own, or both written out: W^[l]_{jk}."""
    above, below = script_texts(script, alphabet)
    base += primes(script, alphabet)
    if alphabet.scripts:
        high = "" if above is None else raised(above)
        low = "" if below is None else lowered(below)
        if high is not None and low is not None:
            return base + high + low
    high = "" if above is None else written_out("^", above)
    low = "" if below is None else written_out("_", below)
    return base + high + low


def _script(script: Script, alphabet: Alphabet) -> str:
    return with_scripts(in_brackets(script.base, alphabet, not base_needs_brackets(script)), script, alphabet)


def _group(group: Group, shape: str, text: str, alphabet: Alphabet) -> str:
    if has_bracket(group):
        return bracketed(text, shape, alphabet)
    return text if is_simple(group.body) else bracketed(text, "(", alphabet)


def _product(product: Product, alphabet: Alphabet, tight: bool) -> str:
    """After a quotient a point says where its denominator ends."""
    last = len(product.factors) - 1
    text = ""
    for i, (gap, factor) in enumerate(zip(("", *gaps(product, alphabet, tight)), product.factors, strict=True)):
        if gap in ("", " ") and i and _is_quotient(product.factors[i - 1], alphabet):
            gap = f" {alphabet.operators['cdot']} "
        elif i and "/" in (product.operators[i - 1], *product.operators[i : i + 1]) and isinstance(factor, Fraction):
            factor = Group("(", factor, factor.span)
        plain = not needs_brackets(factor, i == last)
        spelled = in_brackets(factor, alphabet, plain, tight)
        if tight and not (gap == " " and text[-1:].isalnum() and spelled[:1].isalnum()):
            gap = gap.strip()
        text += gap + spelled
    return text


def _is_quotient(tree: Tree, alphabet: Alphabet) -> bool:
    """Tell whether the tree ends with a denominator."""
    match tree:
        case Derivative():
            return not is_after(tree)
        case Fraction(Digits(above), Digits(below)):
            return not alphabet.scripts or (above, below) not in _VULGAR
        case Fraction():
            return True
        case Annotated(body):
            return not needs_brackets(body, last=False) and _is_quotient(body, alphabet)
        case _:
            return False


def _addition(addition: Addition, alphabet: Alphabet, tight: bool) -> str:
    text = ""
    for sign, term in zip(signs(addition, alphabet, tight), addition.terms, strict=True):
        spelled = text_of(term, alphabet, tight)
        text += sign + (bracketed(spelled, "(", alphabet) if term_needs_brackets(term) else spelled)
    return text


def _quotient(numerator: Tree, denominator: Tree, alphabet: Alphabet) -> str:
    match numerator, denominator:
        case Digits(above), Digits(below) if alphabet.scripts and (above, below) in _VULGAR:
            return _VULGAR[above, below]
    return f"{_part(numerator, alphabet)}/{_part(denominator, alphabet)}"


def _part(tree: Tree, alphabet: Alphabet) -> str:
    """Return a numerator or a denominator; anything but a letter and σ(z) stands in brackets."""
    return in_brackets(tree, alphabet, is_simple(tree) or is_application(tree))


def _derivative(tree: Derivative, alphabet: Alphabet) -> str:
    sign = derivative_sign(tree, alphabet)
    below = f"{sign}{differentiated(tree.wrt, alphabet)}"
    if tree.order > 1:
        sign, below = with_order(sign, tree.order, alphabet), with_order(below, tree.order, alphabet)
    if not is_after(tree):
        return f"{sign}{differentiated(tree.of, alphabet)}/{below}"
    of = text_of(tree.of, alphabet)
    return f"{sign}/{below} {of if is_argument(tree.of) else bracketed(of, '(', alphabet)}"


def derivative_sign(tree: Derivative, alphabet: Alphabet) -> str:
    """Return ∂ or d."""
    return alphabet.names["partial"] if tree.symbol == "partial" else "d"


def differentiated(tree: Tree, alphabet: Alphabet) -> str:
    """Return what stands after a ∂, in brackets unless it is a letter with scripts, or σ(z)."""
    return in_brackets(tree, alphabet, is_differentiable(tree))


def with_order(text: str, order: int, alphabet: Alphabet) -> str:
    """Return the text with an exponent."""
    return text + ((raised(str(order)) if alphabet.scripts else None) or f"^{order}")


def _big(tree: BigOperator, alphabet: Alphabet) -> str:
    sign = alphabet.big.get(tree.name, tree.name)
    below = "" if tree.subscript is None else text_of(tree.subscript, alphabet, tight=True)
    above = "" if tree.superscript is None else text_of(tree.superscript, alphabet, tight=True)
    low, high = lowered(below) if below else "", raised(above) if above else ""
    if alphabet.scripts and low is not None and high is not None:
        return sign + low + high
    return sign + (written_out("_", below) if below else "") + (written_out("^", above) if above else "")


def _root(degree: Tree | None, body: Tree, alphabet: Alphabet) -> str:
    index = "" if degree is None else text_of(degree, alphabet, tight=True)
    if not alphabet.scripts:
        return f"{f'root{index}' if index else 'sqrt'}({text_of(body, alphabet)})"
    before = raised(index) if index else ""
    sign = f"({index})√" if before is None else f"{before}√"
    return sign + in_brackets(body, alphabet, isinstance(body, Letter | Digits | Script) and is_simple(body))


def _grid(grid: Grid, alphabet: Alphabet) -> str:
    inner = ", " if grid.kind == "cases" else " "
    rows = [inner.join(text_of(cell, alphabet) for cell in row) for row in grid.rows]
    return f"{{{'; '.join(rows)}}}" if grid.kind == "cases" else f"[{'; '.join(rows)}]"
