r"""How wide formulas and words are when TeX sets them, in points at ten points; estimates that are rather too large."""

from typing import assert_never

from derive.report.portable import formula
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

RELATION = 14.0
"""An equals sign with the space around it."""

SIGN = 12.5
"""A plus or minus sign with the space around it."""

_SCRIPT = 0.73
_OPERATORS = {"": 0.3, "/": 5.2, "cdot": 7.4, "*": 9.6}
_WIDE = frozenset("mwMWE") | {"omega", "partial", "nabla", "Omega", "Phi", "Psi"}
_NARROW = frozenset("ijlftr") | {"iota", "ell"}


def width(tree: Tree) -> float:
    """Return about how wide the formula is in display style."""
    match tree:
        case Digits(text):
            return 5.1 * len(text)
        case Letter():
            return _letter(tree)
        case Word(text):
            return words_width(text) + 2
        case Script(base, below, above, primes):
            return width(base) + 3 * primes + 0.9 + max(_script(below), _script(above))
        case Group(shape, body):
            return width(body) + (0 if shape == "{" and not isinstance(body, Relate) else _brackets(body))
        case Sequence(items):
            return sum(width(item) for item in items) + 4.6 * (len(items) - 1)
        case Product(factors, operators):
            between = sum(_OPERATORS.get(operator, 12.5) for operator in operators)
            return sum(width(factor) for factor in factors) + between
        case Addition(terms, signs):
            return sum(width(term) for term in terms) + SIGN * (len(terms) - 1) + (8 if signs[0] < 0 else 0)
        case Fraction(above, below):
            return max(width(above), width(below)) + 2.8
        case Derivative(of, wrt):
            return _derivative(tree, of, wrt)
        case BigOperator(_, below, above, body):
            return max(14.5, _script(below), _script(above)) + 2 + width(body)
        case Root(degree, body):
            return width(body) + 11 + _script(degree)
        case Relate(_, left, right):
            return width(left) + RELATION + width(right)
        case Grid(_, rows):
            return _grid(rows) + 18
        case Annotated(body, note):
            return max(width(body), _script(note))
        case Unreadable():
            return 0
        case _:
            assert_never(tree)


def inline_width(tree: Tree) -> float:
    """Return about how wide the formula is in running text, where fractions are set small."""
    match tree:
        case Fraction() | Derivative():
            return 0.78 * width(tree)
        case Relate(_, left, right):
            return inline_width(left) + RELATION + inline_width(right)
        case Product(factors, operators):
            between = sum(_OPERATORS.get(operator, 12.5) for operator in operators)
            return sum(inline_width(factor) for factor in factors) + between
        case _:
            return width(tree)


def words_width(text: str) -> float:
    """Return about how wide the words are in running text."""
    return sum(3.4 if sign in " ,.;:()'fijlt" else 8.4 if sign in "mwMW" or sign.isupper() else 5.2 for sign in text)


def _letter(letter: Letter) -> float:
    if letter.name in _WIDE:
        return 9.6
    if letter.name in _NARROW:
        return 4.8
    return 7.8 if letter.name[:1].isupper() or letter.bold or len(letter.name) > 1 else 5.9


def _derivative(tree: Derivative, of: Tree, wrt: Tree) -> float:
    """The fraction bar is as wide as the wider part; ∂x/∂y stands on one line, and what is long after the bar."""
    if "frac" not in formula(tree)[:6]:
        return width(of) + width(wrt) + 17
    if isinstance(of, Letter | Script):
        return max(width(of), width(wrt)) + 8.4
    return width(wrt) + 8.4 + width(of)


def _script(part: Tree | None) -> float:
    """Scripts are set at seven points, with no space around their signs."""
    return 0 if part is None else _SCRIPT * _tight(part) + 0.5


def _tight(part: Tree) -> float:
    match part:
        case Addition(terms):
            return sum(_tight(term) for term in terms) + 8 * (len(terms) - 1) + 1
        case Relate(_, left, right):
            return _tight(left) + 8 + _tight(right)
        case Sequence(items):
            return sum(_tight(item) for item in items) + 3 * (len(items) - 1)
        case Product(factors):
            return sum(_tight(factor) for factor in factors)
        case Group(shape, body):
            return _tight(body) + (0 if shape == "{" else 8.2)
        case _:
            return width(part)


def _brackets(body: Tree) -> float:
    """Brackets around a fraction or a sum may be tall."""
    return 12.0 if _tall(body) else 8.0


def _tall(tree: Tree) -> bool:
    match tree:
        case Fraction() | Derivative() | BigOperator() | Grid():
            return True
        case Product(parts) | Addition(parts) | Sequence(parts):
            return any(_tall(part) for part in parts)
        case Script(base) | Group(_, base):
            return _tall(base)
        case _:
            return False


def _grid(rows: tuple[tuple[Tree, ...], ...]) -> float:
    columns = max((len(row) for row in rows), default=0)
    return sum(max(width(row[i]) for row in rows if i < len(row)) + 10 for i in range(columns))
