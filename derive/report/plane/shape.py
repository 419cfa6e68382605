"""How the parts of a formula hold together: what needs brackets, and where a space stands."""

from itertools import pairwise

from derive.report.plane.alphabet import Alphabet, spelled_letter
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

_PREFIXES = ("nabla", "partial", "Delta", "d")
"""Letters that stand close to what they act on: ∇C, Δw, dW."""

_FUNCTIONS = ("sigma", "f", "g", "h", "phi", "varphi", "psi")
"""Letters that are names of functions where a bracket follows them."""


def has_bracket(group: Group) -> bool:
    """Tell whether the author's bracket is to be seen: the braces of `{W^l}^T` are not."""
    text, start = group.span.source.text, group.span.start
    return group.open != "{" or (group.span.end > start and text.startswith(("\\", "{\\lbrace"), start))


def is_simple(tree: Tree) -> bool:
    """Tell whether scripts may stand at the tree as it is, as at dW; a group shows the brackets it needs."""
    match tree:
        case Digits() | Letter() | Word() | Unreadable() | Root() | Grid() | Group():
            return True
        case Script(base):
            return is_simple(base)
        case Product((Letter(prefix), Letter()), ("",)):
            return prefix in _PREFIXES
        case _:
            return False


def base_needs_brackets(script: Script) -> bool:
    """Tell whether the base of a script stands in brackets; so does one whose own superscript would run into it.

    {W^{l+1}}^T is (Wˡ⁺¹)ᵀ.
    """
    inner = script.base.body if isinstance(script.base, Group) and not has_bracket(script.base) else script.base
    match inner:
        case Script() if script.superscript is not None:
            return isinstance(inner.superscript, Addition | Product | Sequence)
        case Root() | Grid("cases"):
            return True
        case _:
            return not is_simple(script.base)


def needs_brackets(factor: Tree, last: bool) -> bool:
    """Tell whether a factor of a product stands in brackets; what reaches to the end, as a Σ, needs none at the end."""
    match factor:
        case BigOperator():
            return not last
        case Derivative(of):
            return not last and is_after(factor) and not is_argument(of)
        case Product() | Addition() | Sequence() | Relate():
            return True
        case _:
            return False


def is_argument(tree: Tree) -> bool:
    """Tell whether the tree begins with a round or square bracket: (z), (z)^2."""
    match tree:
        case Group("(" | "["):
            return True
        case Script(base):
            return is_argument(base)
        case _:
            return False


def is_function(tree: Tree) -> bool:
    """Tell whether the name is one of a function, and not of a factor: σ, g_o, f', softmax."""
    match tree:
        case Word():
            return True
        case Letter(name):
            return name in _FUNCTIONS
        case Script(base, primes=primes):
            return primes > 0 or is_function(base)
        case _:
            return False


def gaps(product: Product, alphabet: Alphabet, tight: bool = False) -> tuple[str, ...]:
    """Return what stands between the factors: the operator, a space, or nothing as in σ(z), 2a and jk.

    Between two numbers stands a point, save in a `tight` script, where 12 are two indices.
    """
    short = all(_is_short(factor, alphabet) for factor in product.factors)
    found = []
    for operator, (left, right) in zip(product.operators, pairwise(product.factors), strict=True):
        if operator:
            sign = alphabet.operators[operator]
            found.append(sign if operator == "/" else f" {sign} ")
        elif isinstance(right, Digits):
            numbers = isinstance(left, Digits)
            found.append("" if tight and numbers else f" {alphabet.operators['cdot']} " if numbers else " ")
        else:
            found.append("" if short or _is_close(left, right, alphabet) else " ")
    return tuple(found)


def signs(addition: Addition, alphabet: Alphabet, tight: bool = False) -> tuple[str, ...]:
    """Return what stands before each term: its sign, save for a first term that is added to others."""
    shown = ["+" if sign > 0 else alphabet.minus for sign in addition.signs]
    first = "" if addition.signs[0] > 0 and len(shown) > 1 else shown[0]
    return (first, *(sign if tight else f" {sign} " for sign in shown[1:]))


def term_needs_brackets(term: Tree) -> bool:
    """Tell whether a term of a sum stands in brackets, or what stands after a Σ or ∂/∂w."""
    return isinstance(term, Addition | Sequence | Relate)


def is_application(tree: Tree) -> bool:
    """Tell whether the tree is a function with its argument: σ(z)."""
    match tree:
        case Product((name, argument), ("",)):
            return is_function(name) and is_argument(argument)
        case _:
            return False


def is_differentiable(tree: Tree) -> bool:
    """Tell whether a ∂ may stand before the tree without brackets: ∂C, ∂σ(z), ∂C(a)."""
    match tree:
        case Product((Letter() | Script(Letter()), Group("(")), ("",)):
            return True
        case _:
            return is_simple(tree) or is_application(tree)


def is_after(derivative: Derivative) -> bool:
    """Tell whether what is differentiated stands after the bar: ∂/∂w (a + b)."""
    match derivative.of:
        case Addition() | BigOperator() | Fraction() | Derivative() | Annotated() | Grid():
            return True
        case of:
            text = of.span.source.text
            return bool(text) and of.span.source is derivative.wrt.span.source and _operator_first(derivative)


def _operator_first(derivative: Derivative) -> bool:
    text = derivative.span.source.text
    first = derivative.wrt.span.start < derivative.of.span.start
    return first and not text.startswith("\\partial_", derivative.span.start)


def _is_short(tree: Tree, alphabet: Alphabet) -> bool:
    match tree:
        case Letter():
            return len(spelled_letter(tree, alphabet)) == 1
        case Digits():
            return True
        case _:
            return False


def _is_close(left: Tree, right: Tree, alphabet: Alphabet) -> bool:
    if is_argument(right):
        name = left.base if isinstance(left, Script) else left
        return is_function(left) or (isinstance(name, Letter | Digits) and isinstance(right, Group))
    match left:
        case Letter(prefix):
            return (
                prefix in _PREFIXES and len(spelled_letter(left, alphabet)) == 1 and isinstance(right, Letter | Script)
            )
        case Digits():
            return alphabet.scripts and isinstance(right, Letter | Script)
        case _:
            return False
