"""Edits of products: a factor too many or too few, the order, transposes, matrix product or entrywise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.elaborate.lexicon import Lexicon
from derive.elaborate.product import is_word
from derive.elaborate.scripts import scripted
from derive.elaborate.vocabulary import is_argument, letter_is_d, named_function
from derive.elaborate.walk import bare
from derive.source import Span, cover
from derive.suggest.edits import Edit, Kind, substitution
from derive.suggest.letter_edits import transposed, with_primes
from derive.suggest.notation import Notation, taken_at
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
            applied = applied or is_word(factor, "diag") or (lexicon.vocabulary.differential and letter_is_d(factor))
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
    yield from insertions(known, side)
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


def reordered(
    known: Notation, side: Tree, path: Path, node: Product, first: Operand, second: Operand
) -> Iterator[Edit]:
    """Yield B A, A B^T, A^T B, B A^T, B^T A for A B, and the other kind of product."""
    if not may_be_arrays(known, node):
        return
    left, right = node.factors[first.start : first.end], node.factors[second.start : second.end]
    inside_left, inside_right = (
        node.operators[first.start : first.end - 1],
        node.operators[second.start : second.end - 1],
    )
    operator = node.operators[first.end - 1]
    span = cover(left[0].span, right[-1].span)

    def put(
        one: tuple[Tree, ...],
        inner: tuple[str, ...],
        between: str,
        other: tuple[Tree, ...],
        last: tuple[str, ...],
        kind: Kind,
        weight: int,
    ) -> Edit:
        factors = (*node.factors[: first.start], *one, *other, *node.factors[second.end :])
        before, after = node.operators[: first.start], node.operators[second.end - 1 :]
        whole = Product(factors, (*before, *inner, between, *last, *after), node.span)
        part = Product((*one, *other), (*inner, between, *last), span)
        return Edit(kind, replaced(side, path, whole), span, part, weight)

    def turned(factors: tuple[Tree, ...]) -> tuple[Tree, ...]:
        return (*factors[:-1], transposed(known, factors[-1]))

    yield put(right, inside_right, operator, left, inside_left, Kind.ORDER, 15)
    if operator in ("odot", "circ"):
        yield put(left, inside_left, "", right, inside_right, Kind.ORDER, 12)
        return
    yield put(left, inside_left, "odot", right, inside_right, Kind.ORDER, 12)
    yield put(right, inside_right, "odot", left, inside_left, Kind.ORDER, 16)
    if len(left) == len(right) == 1:
        yield put(left, (), operator, turned(right), (), Kind.TRANSPOSE, 10)
        yield put(turned(left), (), operator, right, (), Kind.TRANSPOSE, 10)
        yield put(right, (), operator, turned(left), (), Kind.ORDER, 15)
        yield put(turned(right), (), operator, left, (), Kind.ORDER, 15)


def may_be_arrays(known: Notation, node: Product) -> bool:
    """Tell whether two factors may be vectors or matrices: letters without indices, in a document that has some."""
    if not any(known.lexicon.vocabulary.arities.values()) and not any(known.lexicon.ranks.values()):
        return False
    return sum(not isinstance(bare(factor), Digits) for factor in node.factors) > 1


def ends(side: Tree) -> Iterator[tuple[Path, Tree]]:
    """Yield the terms of the side after which a factor can be written, inside the last Σ."""
    terms = [((i,), term) for i, term in enumerate(side.terms)] if isinstance(side, Addition) else [((), side)]
    for path, node in terms:
        while True:
            if isinstance(node, BigOperator):
                path, node = (*path, len(parts_of(node)) - 1), node.body
            elif isinstance(node, Product) and isinstance(node.factors[-1], BigOperator):
                path, node = (*path, len(node.factors) - 1), node.factors[-1]
            else:
                break
        if not isinstance(node, Addition):
            yield path, node


def insertions(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the side with a missing factor σ'(z) at the end of a term."""
    for piece in slopes(known):
        whole = piece.factors[-1] if isinstance(piece, Product) else piece
        operator = "odot" if known.entrywise and not has_indices(whole) else ""
        before = r" \odot " if operator else " "
        for path, node in ends(side):
            factors, operators = factored(node)
            new = Product((*factors, *factored(piece)[0]), (*operators, operator, *factored(piece)[1]), node.span)
            end = Span(node.span.source, node.span.end, node.span.end)
            yield Edit(Kind.PRIME, replaced(side, path, new), end, piece, 18, before=before)
        if isinstance(side, Addition) and len(side.terms) > 1:
            group = Group("(", side, side.span)
            new = Product((group, *factored(piece)[0]), (operator, *factored(piece)[1]), side.span)
            yield Edit(Kind.PRIME, new, side.span, new, 18)


def factored(node: Tree) -> tuple[tuple[Tree, ...], tuple[str, ...]]:
    """Return the factors and operators of a product, or the node as the only factor."""
    return (node.factors, node.operators) if isinstance(node, Product) else ((node,), ())


def slopes(known: Notation) -> Iterator[Tree]:
    """Yield f'(z) for every definition a = f(z), at every place of the relation."""
    seen: set[Tree] = set()
    for head, relation in known.definitions:
        for _, node in sites(relation.right):
            if not isinstance(node, Product):
                continue
            for operand in operands(known.lexicon, node):
                function = node.factors[operand.start]
                letter = scripted(function)
                if not operand.function or letter is None or letter.name not in known.lexicon.vocabulary.functions:
                    continue
                if letter.primes or scripted(bare(getattr(node.factors[operand.start + 1], "body", function))) is None:
                    continue
                primed = Product((with_primes(function, 1), node.factors[operand.start + 1]), ("",), node.span)
                for place in known.places:
                    piece = taken_at(known, head, primed, place)
                    if piece is not None and piece not in seen:
                        seen.add(piece)
                        yield piece


def has_indices(tree: Tree) -> bool:
    """Tell whether a letter of the tree has indices."""
    return any(isinstance(node, Script) and node.subscript is not None for _, node in sites(tree))


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
