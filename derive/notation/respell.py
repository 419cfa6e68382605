"""Terms as trees in the notation of a document.

`respelled(term, notation)` is the term as its author would have written it: give it to `derive.syntax.spell.spell`
for LaTeX, or to a renderer. The notation comes from `derive.notation.learn.notation_of(elaboration)`. For the notation
of another document, take the term there first (`derive.notation.translate`).
"""

from dataclasses import replace
from fractions import Fraction as Rational
from typing import assert_never

from derive.notation.coefficients import coefficient, inverted, multiplied, negative, signed
from derive.notation.naming import named
from derive.notation.scripts import entry, index_letter, indices, layer_tree, letter, position, scripts
from derive.notation.style import FamilyStyle, Notation
from derive.source import Span
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Relate,
    Root,
    Script,
    Tree,
    Word,
)
from derive.term.term import (
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Position,
    Power,
    Shift,
    Sum,
    Term,
)

HALF = Rational(1, 2)


def respelled(term: Term, notation: Notation) -> Tree:
    """Return the term as this document writes it; bound indices get letters that are free there."""
    return written(named(term, notation), notation)


def written(term: Term, notation: Notation) -> Tree:
    """Return the tree of a term whose indices are told apart by their letters."""
    here = notation.nowhere
    match term:
        case Number(value):
            return number(value, here)
        case Entry():
            return entry(term, notation)
        case Apply():
            return flat([application(term, notation)], notation)
        case Functional(function, parameters, index, body):
            return functional(function, parameters, index, body, notation)
        case Add():
            return addition(term, notation)
        case Mul() | Power():
            return product(term, notation)
        case Sum(index, body):
            return big_sum(index, body, notation)
        case LayerSum() | LayerProduct():
            return over_layers(term, notation)
        case Immediate(of, wrt):
            return derivative(of, wrt, notation)
        case Delta(left, right):
            below = indices((left, right), False, here, notation)
            return Script(Letter("delta", (), False, here), below, None, 0, here)
        case Shift(several, others, offset):
            # where indices begin with 0, p − 1 = (i − 1) + (k − 1) is p = i + k − 1
            offset += (len(others) - len(several)) * notation.from_zero
            return Group("[", Relate("=", total(several, 0, notation), total(others, offset, notation), here), here)
        case Partial(of, wrt):
            return derivative(of, wrt, notation)
        case _:
            assert_never(term)


def total(places: tuple[Position, ...], offset: int, notation: Notation) -> Tree:
    """Return i + k − 1."""
    here = notation.nowhere
    terms = [position(place, notation) for place in places]
    signs = [1] * len(terms)
    if offset or not terms:
        terms.append(Digits(str(abs(offset)), here))
        signs.append(-1 if offset < 0 else 1)
    return terms[0] if len(terms) == 1 and signs[0] > 0 else Addition(tuple(terms), tuple(signs), here)


def number(value: Rational, here: Span) -> Tree:
    """Return 3, −3, ½."""
    size = abs(value)
    plain: Tree = Digits(str(size.numerator), here)
    if size.denominator != 1:
        plain = Fraction(plain, Digits(str(size.denominator), here), here)
    return plain if value >= 0 else Addition((plain,), (-1,), here)


def application(term: Apply, notation: Notation) -> list[tuple[str, Tree]]:
    """Return σ'(z) as factors of a product, e^x or |x|."""
    argument = written(term.argument, notation)
    here = notation.nowhere
    if term.function == "abs":
        return [("", Group("|", argument, here))]
    if term.function == "exp" and notation.power_of_e:
        return [("", Script(Letter("e", (), False, here), None, argument, 0, here))]
    style = notation.functions.get(term.function)
    if style is None:
        style = FamilyStyle(Word(term.function, here), (), "", "", False, here, here)
    if term.layer is not None and not style.layer:
        style = replace(style, layer="above")
    head = scripts(style, term.layer, (), term.order, notation)
    return [("", head), ("", Group("(", argument, here))]


def functional(function: str, parameters: tuple[Position, ...], index: Index, body: Term, notation: Notation) -> Tree:
    """Return C_x(a^L) for an unspecified function of a whole vector."""
    here = notation.nowhere
    name = function.lstrip("\0d")
    style = notation.functions.get(name) or FamilyStyle(letter(name.rstrip("."), here), (), "", "", False, here, here)
    head = scripts(style, None, parameters, 0, notation)
    inner = written(body, notation)
    if isinstance(body, Entry) and body.indices == (index,):
        inner = entry(replace(body, indices=()), notation)
    return flat([[("", head), ("", Group("(", inner, here))]], notation)


def addition(term: Add, notation: Notation) -> Tree:
    """Return the signed sum: a factor −1 is a minus sign."""
    terms: list[Tree] = []
    signs: list[int] = []
    for part in term.terms:
        sign, rest = signed(part)
        tree = written(rest, notation)
        terms.append(Group("(", tree, notation.nowhere) if isinstance(tree, Addition) else tree)
        signs.append(sign)
    if len(terms) == 1 and signs[0] > 0:
        return terms[0]
    return Addition(tuple(terms), tuple(signs), notation.nowhere)


def product(term: Term, notation: Notation) -> Tree:
    """Return a product: its number, its fractions, its factors in order, its sums last."""
    value, rest = coefficient(term)
    if value < 0:
        size = written(multiplied(-value, rest), notation)
        size = Group("(", size, notation.nowhere) if isinstance(size, Addition) else size
        return Addition((size,), (-1,), notation.nowhere)
    over = [part for part in rest if negative(part)]
    above = [part for part in rest if not negative(part)]
    sums = [part for part in above if isinstance(part, Sum | LayerSum | LayerProduct)]
    others = [part for part in above if not isinstance(part, Sum | LayerSum | LayerProduct)]
    parts = [factor(part, notation, True) for part in others]
    parts += [factor(part, notation, i < len(sums) - 1) for i, part in enumerate(sums)]
    simple = all(isinstance(part, Power) and isinstance(part.base, Entry) and not part.base.indices for part in over)
    alone = len(over) == 1 and value.denominator == 1
    below = [[("", written(inverted(over[0]), notation))]] if alone else divisors(over, notation)
    front: list[list[tuple[str, Tree]]] = []
    here = notation.nowhere
    top, bottom = Digits(str(value.numerator), here), Digits(str(value.denominator), here)
    if value.denominator != 1:
        below.insert(0, [("", bottom)])
    if below and (simple or not parts):
        front = [[("", Fraction(top, flat(below, notation), here))]]
    elif below:
        inner: list[list[tuple[str, Tree]]] = [[("", top)]] if value.numerator != 1 else []
        inner += parts
        return Fraction(flat(inner, notation), flat(below, notation), here)
    elif value.numerator != 1 or not parts:
        front = [[("", top)]]
    return flat(front + parts, notation)


def divisors(over: list[Term], notation: Notation) -> list[list[tuple[str, Tree]]]:
    """Return what stands below the bar, as factors."""
    return [factor(inverted(part), notation, True) for part in over]


def factor(part: Term, notation: Notation, followed: bool) -> list[tuple[str, Tree]]:
    """Return one factor of a product, in parentheses where it would run on into the next."""
    here = notation.nowhere
    match part:
        case Apply():
            return application(part, notation)
        case Add():
            return [("", Group("(", written(part, notation), here))]
        case Sum() | LayerSum() | LayerProduct() if followed:
            return [("", Group("(", written(part, notation), here))]
        case Power(base, exponent):
            return [("", power(base, exponent, notation))]
        case _:
            tree = written(part, notation)
            if isinstance(tree, Product):
                return list(zip(("", *tree.operators), tree.factors, strict=True))
            return [("", Group("(", tree, here) if isinstance(tree, Addition) else tree)]


def power(base: Term, exponent: Term, notation: Notation) -> Tree:
    """Return base^exponent, √base, or a fraction for a negative exponent."""
    here = notation.nowhere
    if exponent == Number(HALF):
        return Root(None, written(base, notation), here)
    if exponent == Number(Rational(1)):
        return written(base, notation)
    tree = written(base, notation)
    if not isinstance(tree, Letter):
        tree = Group("(", tree, here)
    return Script(tree, None, written(exponent, notation), 0, here)


def flat(parts: list[list[tuple[str, Tree]]], notation: Notation) -> Tree:
    """Return the product of the parts with the document's operator between them; applications keep theirs."""
    factors: list[Tree] = []
    operators: list[str] = []
    for part in parts:
        for i, (operator, tree) in enumerate(part):
            if factors:
                operators.append(operator if i else between(factors[-1], tree, notation.times))
            factors.append(tree)
    return factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(operators), notation.nowhere)


def between(left: Tree, right: Tree, times: str) -> str:
    """Return the operator between two factors: none after a number that can stand in front of anything."""
    if isinstance(left, Digits | Fraction):
        return (times or "cdot") if isinstance(right, Digits) else ""
    return times


def big_sum(index: Index, body: Term, notation: Notation) -> Tree:
    """Return Σ_k body, with bounds in a document that writes them."""
    here = notation.nowhere
    name: Tree = index_letter(index.letter, here)
    inner = written(body, notation)
    if isinstance(inner, Addition):
        inner = Group("(", inner, here)
    upper = upper_bound(index, notation)
    if upper is not None:
        name = Relate("=", name, Digits("1", here), here)
    return BigOperator("sum", name, upper, inner, here)


def over_layers(term: LayerSum | LayerProduct, notation: Notation) -> Tree:
    """Return Σ_{t=1}^{T} body, Π_{i=k+1}^{t} body; (…)_{ij} for an entry of a product of matrices."""
    here = notation.nowhere
    inner = written(term.body, notation)
    if isinstance(inner, Addition):
        inner = Group("(", inner, here)
    below = Relate("=", letter(term.letter, here), layer_tree(term.first, notation, here), here)
    name = "sum" if isinstance(term, LayerSum) else "prod"
    tree = BigOperator(name, below, layer_tree(term.last, notation, here), inner, here)
    if isinstance(term, LayerSum) or not term.ends:
        return tree
    return Script(Group("(", tree, here), indices(term.ends, False, here, notation), None, 0, here)


def upper_bound(index: Index, notation: Notation) -> Tree | None:
    """Return n_{k−1} or m, None where the document writes sums without bounds."""
    if not notation.bounded or not index.sizes:
        return None
    size = index.sizes[0]
    if size.layer is None:
        return notation.count
    return None if notation.bound is None else scripts(notation.bound, size.layer, (), 0, notation)


def derivative(of: Term, wrt: Entry, notation: Notation) -> Tree:
    """Return ∂of/∂wrt; what is longer than a letter stands after the fraction."""
    here = notation.nowhere
    tree, below = written(of, notation), entry(wrt, notation)
    if not isinstance(of, Entry):
        source = here.source
        tree = Group("(", tree, Span(source, 1, 1))
        below = replace(below, span=Span(source, 0, 0))
    return Derivative(tree, below, 1, notation.derivative, here)
