"""Edits of the factor σ'(z): missing at the end of a term, or taken at another argument."""

from collections.abc import Iterator
from dataclasses import replace

from derive.elaborate.lexicon import node_subscripts
from derive.elaborate.scripts import scripted
from derive.elaborate.walk import bare
from derive.source import Span, cover
from derive.suggest.edits import Edit, Kind
from derive.suggest.letter_edits import with_primes
from derive.suggest.notation import Notation, taken_at
from derive.suggest.product_edits import half_of, joined, operands, parts_of
from derive.suggest.sites import Path, letter_sites, replaced, sites
from derive.syntax.tree import Addition, BigOperator, Group, Product, Script, Tree


def slope_edits(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the side with a missing factor σ'(z) at the end of a term, and with σ'(z) in the place of another."""
    for piece in slopes(known):
        operator = "odot" if known.entrywise and not has_indices(known, piece) else ""
        before = r" \odot " if operator else " "
        for path, node in ends(side):
            new = beside(node, operator, piece)
            end = Span(node.span.source, node.span.end, node.span.end)
            yield Edit(Kind.PRIME, replaced(side, path, new), end, piece, 18, before=before)
            if operator and isinstance(node, Product) and len(node.factors) > 1:
                yield from inside(known, side, path, node, piece)
        if isinstance(side, Addition) and len(side.terms) > 1:
            new = beside(Group("(", side, side.span), operator, piece)
            yield Edit(Kind.PRIME, new, side.span, new, 18)
        yield from exchanged(known, side, piece)


def beside(node: Tree, operator: str, piece: Product) -> Product:
    """Return the node times the piece."""
    factors, operators = factored(node)
    return Product((*factors, *piece.factors), (*operators, operator, *piece.operators), node.span)


def inside(known: Notation, side: Tree, path: Path, node: Product, piece: Product) -> Iterator[Edit]:
    """Yield ((A ⊙ σ'(z)) B for A B: the factor belongs to the first operand."""
    first = operands(known.lexicon, node)[0]
    if first.end == len(node.factors):
        return
    head = half_of(node, first)
    span = cover(head.factors[0].span, head.factors[-1].span)
    one = joined(head.factors, head.operators, span)
    group = Group("(", beside(one, "odot", piece), span)
    rest = Product((group, *node.factors[first.end :]), node.operators[first.end - 1 :], node.span)
    yield Edit(Kind.PRIME, replaced(side, path, rest), span, group, 19)


def exchanged(known: Notation, side: Tree, piece: Product) -> Iterator[Edit]:
    """Yield the side with σ'(z) in the place of σ' at another argument."""
    for path, node in sites(side):
        if not isinstance(node, Product):
            continue
        for operand in operands(known.lexicon, node):
            first = node.factors[operand.start]
            if operand.function and isinstance(first, Script) and first.primes:
                factors = (*node.factors[: operand.start], *piece.factors, *node.factors[operand.end :])
                span = cover(first.span, node.factors[operand.end - 1].span)
                new = replaced(side, path, replace(node, factors=factors))
                yield Edit(Kind.PRIME, new, span, piece, 19)


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


def factored(node: Tree) -> tuple[tuple[Tree, ...], tuple[str, ...]]:
    """Return the factors and operators of a product, or the node as the only factor."""
    return (node.factors, node.operators) if isinstance(node, Product) else ((node,), ())


def slopes(known: Notation) -> Iterator[Product]:
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
                    if isinstance(piece, Product) and piece not in seen:
                        seen.add(piece)
                        yield piece


def has_indices(known: Notation, tree: Tree) -> bool:
    """Tell whether a letter of the tree has node indices."""
    return any(node_subscripts(known.lexicon, letter) for _, _, letter in letter_sites(tree))
