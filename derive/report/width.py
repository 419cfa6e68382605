r"""How wide formulas and words are when TeX sets them, in points at ten points; estimates that are rather too large."""

from typing import assert_never

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

_SCRIPT = 0.72
_OPERATORS = {"": 1.7, "/": 5.5}
_WIDE = frozenset("mwMW") | {"omega", "partial", "nabla", "Omega", "Phi", "Psi"}
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
            return width(base) + 3 * primes + 0.8 + max(_script(below), _script(above))
        case Group(shape, body):
            return width(body) + (0 if shape == "{" and not isinstance(body, Relate) else _brackets(body))
        case Sequence(items):
            return sum(width(item) for item in items) + 6.2 * (len(items) - 1)
        case Product(factors, operators):
            between = sum(_OPERATORS.get(operator, 12.5) for operator in operators)
            return sum(width(factor) for factor in factors) + between
        case Addition(terms):
            return sum(width(term) for term in terms) + SIGN * len(terms)
        case Fraction(above, below):
            return max(width(above), width(below)) + 3
        case Derivative(of, wrt):
            return max(width(of), width(wrt)) + 9
        case BigOperator(_, below, above, body):
            return max(15.0, _script(below), _script(above)) + 3 + width(body)
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


def words_width(text: str) -> float:
    """Return about how wide the words are in running text."""
    return sum(3.4 if sign in " ,.;:()'fijlt" else 8.4 if sign in "mwMW" or sign.isupper() else 5.2 for sign in text)


def _letter(letter: Letter) -> float:
    if letter.name in _WIDE:
        return 9.2
    if letter.name in _NARROW:
        return 4.8
    return 7.8 if letter.name[:1].isupper() or letter.bold or len(letter.name) > 1 else 5.9


def _script(part: Tree | None) -> float:
    """Scripts are set at seven points, with no space around their signs."""
    if part is None:
        return 0
    tight = part
    if isinstance(tight, Addition):
        return _SCRIPT * (sum(width(term) for term in tight.terms) + 8 * (len(tight.terms) - 1) + 1)
    if isinstance(tight, Relate):
        return _SCRIPT * (width(tight.left) + 9 + width(tight.right))
    return _SCRIPT * width(tight) + 0.5


def _brackets(body: Tree) -> float:
    """Brackets around a fraction or a sum may be tall."""
    return 15.0 if _tall(body) else 8.2


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
