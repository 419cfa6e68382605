"""Edits of products: a factor too many or too few, the order, transposes, matrix product or entrywise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.elaborate.functions import is_word
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.scripts import scripted
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import letter_is_d, named_function
from derive.elaborate.walk import bare
from derive.source import Span, cover
from derive.suggest.edits import Edit, Kind, substitution
from derive.suggest.letter_edits import transposed, untransposed
from derive.suggest.notation import Notation
from derive.suggest.sites import Path, replaced, sites
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Script,
    Tree,
)


@dataclass(frozen=True, slots=True)
class Operand:
    """Factors `start … end-1` of a product, which belong together: a function with its argument is one operand."""

    start: int
    end: int
    function: bool


def operands(lexicon: Lexicon, product: Product) -> list[Operand]:
    """Return the operands of a product."""
    found = []
    position = 0
    while position < len(product.factors):
        factor = product.factors[position]
        applied = False
        if position + 1 < len(product.factors) and product.operators[position] == "":
            letter = scripted(factor)
            known = letter is not None and letter.name in lexicon.vocabulary.functions
            applied = (known and is_argument(product.factors[position + 1])) or named_function(factor) is not None
            applied = (
                applied or is_word(factor, "diag") or (lexicon.vocabulary.differential != "" and letter_is_d(factor))
            )
            applied = applied or (letter is not None and letter.name == "nabla")
        found.append(Operand(position, position + 1 + applied, applied))
        position += 1 + applied
    return found


def product_edits(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the edits of every product of the side, and of the side as a product of one factor."""
    for path, node in sites(side):
        if isinstance(node, Product) and not in_script(side, path):
            found = operands(known.lexicon, node)
            for number, operand in enumerate(found):
                yield without(side, path, node, found, number, operand)
            for first, second in pairwise(found):
                yield from reordered(known, side, path, node, first, second)
    yield from regrouped(side)
    yield from numbers(side)


def in_script(side: Tree, path: Path) -> bool:
    """Tell whether the path leads into a script."""
    node = side
    for number in path:
        if isinstance(node, Script) and number > 0:
            return True
        if isinstance(node, BigOperator) and number < len(parts_of(node)) - 1:
            return True
        node = parts_of(node)[number]
    return False


def parts_of(node: Tree) -> tuple[Tree, ...]:
    """Return the parts of a node in the order of paths."""
    return tuple(part for path, part in sites_below(node))


def sites_below(node: Tree) -> Iterator[tuple[Path, Tree]]:
    """Yield the immediate parts of a node."""
    for path, part in sites(node):
        if len(path) == 1:
            yield path, part


def joined(factors: tuple[Tree, ...], operators: tuple[str, ...], at: Span) -> Tree:
    """Return the product of the factors, or the only one."""
    return factors[0] if len(factors) == 1 else Product(factors, operators, at)


def without(side: Tree, path: Path, node: Product, found: list[Operand], number: int, operand: Operand) -> Edit:
    """Return the edit that removes one operand."""
    if len(found) == 1:
        one = Digits("1", node.span)
        return substitution(Kind.VALUE, side, path, node, one, 30)
    last = number == len(found) - 1
    factors = (*node.factors[: operand.start], *node.factors[operand.end :])
    kept = [i for i in range(len(node.operators)) if not operand.start <= i < operand.end]
    if last:
        kept = list(range(operand.start - 1))
    operators = tuple(node.operators[i] for i in kept)
    new = joined(factors, operators, node.span)
    source = node.span.source
    if last:
        span = Span(source, node.factors[operand.start - 1].span.end, node.factors[operand.end - 1].span.end)
    else:
        span = Span(source, node.factors[operand.start].span.start, node.factors[operand.end].span.start)
    first = node.factors[operand.start]
    kind, weight = Kind.FACTOR, 22
    if operand.function and isinstance(first, Script) and first.primes:
        kind, weight = Kind.PRIME, 15
    elif isinstance(first, Digits) or (isinstance(first, Fraction) and isinstance(first.numerator, Digits)):
        kind, weight = Kind.NUMBER, 12
    return Edit(kind, replaced(side, path, new), span, None, weight)


@dataclass(frozen=True, slots=True)
class Half:
    """One of two neighbouring operands: its factors and the operators between them."""

    factors: tuple[Tree, ...]
    operators: tuple[str, ...]


def reordered(
    known: Notation, side: Tree, path: Path, node: Product, first: Operand, second: Operand
) -> Iterator[Edit]:
    """Yield the product with two neighbours exchanged, transposed, or multiplied the other way."""
    if not may_be_arrays(known, node):
        return
    left, right = (half_of(node, operand) for operand in (first, second))
    span = cover(left.factors[0].span, right.factors[-1].span)
    before, after = node.operators[: first.start], node.operators[second.end - 1 :]
    for one, between, other, kind, weight in arrangements(known, left, node.operators[first.end - 1], right):
        part = Product((*one.factors, *other.factors), (*one.operators, between, *other.operators), span)
        factors = (*node.factors[: first.start], *part.factors, *node.factors[second.end :])
        whole = Product(factors, (*before, *part.operators, *after), node.span)
        yield Edit(kind, replaced(side, path, whole), span, part, weight)


def half_of(node: Product, operand: Operand) -> Half:
    """Return the factors of an operand."""
    return Half(node.factors[operand.start : operand.end], node.operators[operand.start : operand.end - 1])


def arrangements(
    known: Notation, left: Half, operator: str, right: Half
) -> Iterator[tuple[Half, str, Half, Kind, int]]:
    """Yield B A, A B^T, A^T B, B A^T, B^T A, B^T A^T for A B, and the other kind of product."""
    yield right, operator, left, Kind.ORDER, 15
    if operator in ("odot", "circ"):
        yield left, "", right, Kind.ORDER, 12
        return
    yield left, "odot", right, Kind.ORDER, 12
    yield right, "odot", left, Kind.ORDER, 16
    if len(left.factors) > 1 or len(right.factors) > 1:
        return
    (a,), (b,) = left.factors, right.factors
    left_turned, right_turned = (Half((transposed(known, factor),), ()) for factor in (a, b))
    yield left, operator, right_turned, Kind.TRANSPOSE, 10
    yield left_turned, operator, right, Kind.TRANSPOSE, 10
    yield right, operator, left_turned, Kind.ORDER, 15
    yield right_turned, operator, left, Kind.ORDER, 15
    # (A B)^T = B^T A^T
    one, other = (Half((untransposed(factor) or transposed(known, factor),), ()) for factor in (b, a))
    yield one, operator, other, Kind.ORDER, 14


def may_be_arrays(known: Notation, node: Product) -> bool:
    """Tell whether two factors may be vectors or matrices: letters without indices, in a document that has some."""
    if not any(known.lexicon.vocabulary.arities.values()) and not any(known.lexicon.ranks.values()):
        return False
    return sum(not isinstance(bare(factor), Digits) for factor in node.factors) > 1


def regrouped(side: Tree) -> Iterator[Edit]:
    """Yield (A B) ⊙ C for A (B ⊙ C)."""
    for path, node in sites(side):
        match node:
            case Product((first, Group("(", Product(factors, ("odot", *rest)))), ("",)):
                one = Group("(", Product((first, factors[0]), ("",), node.span), node.span)
                new = Product((one, *factors[1:]), ("odot", *rest), node.span)
                yield substitution(Kind.ORDER, side, path, node, new, 16)


def numbers(side: Tree) -> Iterator[Edit]:
    """Yield the side with another exponent, and with a missing or another constant factor."""
    for path, node in sites(side):
        match node:
            case Script(base, None, Digits("2"), 0) if isinstance(bare(base), Group):
                yield substitution(Kind.NUMBER, side, path, node, base, 20)
            case Group("(", body) if isinstance(body, Addition) and not in_script(side, path):
                squared = Script(node, None, Digits("2", node.span), 0, node.span)
                yield substitution(Kind.NUMBER, side, path, node, squared, 24)
            case Digits(text) if text in ("1", "2", "0") and not in_script(side, path):
                for other in ("1", "2", "0"):
                    if other != text:
                        new = replace(node, text=other)
                        kind = Kind.NUMBER if path else Kind.VALUE
                        yield substitution(kind, side, path, node, new, 20)
    if isinstance(side, Letter | Script):
        for text in ("1", "0"):
            yield substitution(Kind.VALUE, side, (), side, Digits(text, side.span), 28)


def half(at: Span) -> Fraction:
    """Return 1/2."""
    return Fraction(Digits("1", at), Digits("2", at), at)
