"""The trees that the rules of latex.lark stand for; every function is named after its rule."""

from dataclasses import dataclass, replace

from derive.source import Span, cover
from derive.syntax.derivative import Bare, quotient
from derive.syntax.lexeme import Lexeme
from derive.syntax.product import Big, Item, Operator, UnreadableError, awaits_factor, product, signed
from derive.syntax.scripts import Atom, Braced, Mark, attach
from derive.syntax.style import accented, styled
from derive.syntax.tree import (
    Addition,
    Annotated,
    Digits,
    Grid,
    Group,
    Letter,
    Relate,
    Root,
    Sequence,
    Tree,
    Word,
)

_LINKS = 6
"""The most relations in one chain inside a group or script."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a command or script takes; the span holds its braces."""

    tree: Tree | None
    span: Span


@dataclass(frozen=True, slots=True)
class Run:
    """The items of one term."""

    items: tuple[Item, ...]


def start(children: list[Tree]) -> Tree:
    return children[0]


def sequence(children: list[Tree | Lexeme]) -> Tree:
    items = tuple(child for child in children if not isinstance(child, Lexeme))
    return items[0] if len(items) == 1 else Sequence(items, cover(items[0].span, items[-1].span))


def chain(children: list[Tree | Lexeme]) -> Tree:
    """a = b = c nests to the left."""
    tree = children[0]
    assert not isinstance(tree, Lexeme)
    if len(children) > 2 * _LINKS:
        raise UnreadableError("too many relations in one group", tree.span)
    for name, right in zip(children[1::2], children[2::2], strict=True):
        assert isinstance(name, Lexeme) and not isinstance(right, Lexeme)
        tree = Relate(name.text, tree, right, cover(tree.span, right.span))
    return tree


def addition(children: list[Run | Lexeme]) -> Tree:
    """Signed terms; a sign after an operator or a Σ belongs to the factor that follows it."""
    runs: list[tuple[int, Span | None, list[Item]]] = []
    sign, place = 1, None
    for child in children:
        if isinstance(child, Lexeme):
            sign, place = (-sign if child.text == "-" else sign), place or child.span
            continue
        if not child.items:
            continue
        if place is not None and runs and awaits_factor(runs[-1][2]):
            runs[-1][2].append(signed(child.items, sign, place))
        else:
            runs.append((sign, place, list(child.items)))
        sign, place = 1, None
    if not runs:
        raise UnreadableError("nothing stands where a formula is expected")
    terms = tuple(product(items) for _, _, items in runs)
    if len(runs) == 1 and runs[0][0] > 0:
        return terms[0]
    return Addition(terms, tuple(sign for sign, _, _ in runs), cover(runs[0][1] or terms[0].span, terms[-1].span))


def term(children: list[Item | None]) -> Run:
    """Empty groups show nothing and are left out."""
    return Run(tuple(child for child in children if child is not None))


def operator(children: list[Lexeme]) -> Operator:
    lexeme = children[0]
    return Operator(lexeme.text, lexeme.span)


def superscript(children: list[Lexeme | Argument]) -> Mark:
    return _script("superscript", children)


def subscript(children: list[Lexeme | Argument]) -> Mark:
    return _script("subscript", children)


def _script(kind: str, children: list[Lexeme | Argument]) -> Mark:
    sign, argument = children
    assert isinstance(sign, Lexeme) and isinstance(argument, Argument)
    return Mark(kind, argument.tree, cover(sign.span, argument.span))


def prime(children: list[Lexeme]) -> Mark:
    return Mark("prime", None, children[0].span)


def argument(children: list[Atom]) -> Argument:
    atom = children[0]
    match atom:
        case Braced(body, span):
            return Argument(body, span)
        case Big(name):
            raise UnreadableError(f"a {name} sign stands where one symbol is expected", atom.span)
        case Bare(fraction=fraction):
            return Argument(fraction, atom.span)
        case _:
            return Argument(atom, atom.span)


def bare(children: list[Lexeme]) -> Argument:
    """An operator as a script: t^*, x^+."""
    lexeme = children[0]
    return Argument(Letter(lexeme.text, (), False, lexeme.span), lexeme.span)


def scripted(children: list[Atom | Mark]) -> Item | None:
    base = children[0]
    assert not isinstance(base, Mark)
    return attach(base, [child for child in children[1:] if isinstance(child, Mark)])


def digits(children: list[Lexeme]) -> Tree:
    lexeme = children[0]
    return Digits(lexeme.text, lexeme.span)


def letter(children: list[Lexeme]) -> Tree:
    lexeme = children[0]
    return Letter(lexeme.text, (), False, lexeme.span)


def word(children: list[Lexeme]) -> Tree:
    lexeme = children[0]
    return Word(lexeme.text, lexeme.span)


def grid(children: list[Lexeme]) -> Tree:
    lexeme = children[0]
    assert lexeme.tree is not None
    return lexeme.tree


def big(children: list[Lexeme]) -> Big:
    lexeme = children[0]
    return Big(lexeme.text, None, None, lexeme.span)


def braced(children: list[Lexeme | Tree]) -> Braced:
    body = children[1]
    assert not isinstance(body, Lexeme)
    return Braced(body, _between(children))


def empty(children: list[Lexeme]) -> Braced:
    return Braced(None, cover(children[0].span, children[1].span))


def over(children: list[Lexeme | Tree]) -> Atom:
    """{a \\over b}"""
    above, below = children[1], children[3]
    assert not isinstance(above, Lexeme) and not isinstance(below, Lexeme)
    return quotient(above, below, _between(children))


def empty_over(children: list[Lexeme | Tree]) -> Tree:
    raise UnreadableError("a fraction without a numerator", _between(children))


def group(children: list[Lexeme | Tree]) -> Tree:
    opening, body = children[0], children[1]
    assert isinstance(opening, Lexeme) and not isinstance(body, Lexeme)
    span, shape = _between(children), opening.text
    if isinstance(body, Grid) and shape in "([{":
        return Grid("cases" if shape == "{" else body.kind, body.rows, span)
    return Group(shape, body, span)


def empty_group(children: list[Lexeme]) -> Tree:
    raise UnreadableError("nothing stands between the brackets", _between(list(children)))


def fraction(children: list[Lexeme | Argument]) -> Atom:
    token, above, below = children
    assert isinstance(token, Lexeme) and isinstance(above, Argument) and isinstance(below, Argument)
    span = cover(token.span, below.span)
    return quotient(_filled(above), _filled(below), span)


def root(children: list[Lexeme | Argument]) -> Tree:
    token, body = children
    assert isinstance(token, Lexeme) and isinstance(body, Argument)
    return Root(None, _filled(body), cover(token.span, body.span))


def root_of_degree(children: list[Lexeme | Tree | Argument]) -> Tree:
    token, _, degree, _, body = children
    assert isinstance(token, Lexeme) and isinstance(body, Argument) and not isinstance(degree, Lexeme | Argument)
    return Root(degree, _filled(body), cover(token.span, body.span))


def accent(children: list[Lexeme | Argument]) -> Tree:
    lexeme, body = children
    assert isinstance(lexeme, Lexeme) and isinstance(body, Argument)
    return accented(_filled(body), lexeme.text, cover(lexeme.span, body.span))


def font(children: list[Lexeme | Argument]) -> Atom:
    lexeme, body = children
    assert isinstance(lexeme, Lexeme) and isinstance(body, Argument)
    span = cover(lexeme.span, body.span)
    tree = styled(_filled(body), lexeme.text)
    return Group("{", tree, span) if isinstance(tree, Addition | Sequence | Relate) else replace(tree, span=span)


def annotated(children: list[Lexeme | Argument]) -> Tree:
    token, body, note = children
    assert isinstance(token, Lexeme) and isinstance(body, Argument) and isinstance(note, Lexeme)
    span = cover(token.span, note.span)
    return Annotated(_filled(body), note.tree, span)


def _filled(argument: Argument) -> Tree:
    if argument.tree is None:
        raise UnreadableError("nothing stands between the braces", argument.span)
    return argument.tree


def _between(children: list[Lexeme | Tree]) -> Span:
    opening, closing = children[0], children[-1]
    assert isinstance(opening, Lexeme) and isinstance(closing, Lexeme)
    return cover(opening.span, closing.span)
