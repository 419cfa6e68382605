"""Steps of gradient descent: w ← w − η g says that g is ∂C/∂w."""

from collections.abc import Iterable

from derive.elaborate.lexicon import Lexicon, family
from derive.elaborate.scripts import scripted
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Relation,
    Tree,
    Word,
)

RATES = frozenset({"eta", "alpha", "epsilon", "varepsilon", "gamma", "mu"})
"""Letters that are a rate by convention, also where η(a − y) looks like a function of a − y."""


def is_claimed(relation: Relation) -> bool:
    """Tell whether the relation says something of values: an equality, or a step w → w − η g."""
    if relation.name != "->":
        return relation.name in ("=", ":=", "<-")
    return is_step(relation)


def is_step(relation: Relation) -> bool:
    """Tell whether the relation changes its left side: w = w − η g."""
    right = bare(relation.right)
    return isinstance(right, Addition) and bare(right.terms[0]) == bare(relation.left)


def heads_of(relations: Iterable[Relation]) -> frozenset[str]:
    """Return the letters that stand alone on a left side, save those that a step changes."""
    heads = (scripted(item.left) for item in relations if not is_step(item))
    return frozenset(letter.name for letter in heads if letter is not None)


def descent(relation: Relation, lexicon: Lexicon) -> Relation | None:
    """Return ∂C/∂w = ± g for w ← w ∓ η g, also where = or := is written; None for any other relation.

    A likelihood is climbed: there w ← w + η g says that g is ∂C/∂w.

    C is what g differentiates by w, or the document's cost. The rate η is a letter by itself, first in its product,
    alone or above a bar (η/m), that nothing defines.
    """
    right = bare(relation.right)
    if relation.name not in ("<-", "->", ":=", "=") or lexicon.cost is None or scripted(relation.left) is None:
        return None
    if not isinstance(right, Addition) or len(right.terms) != 2 or right.signs[0] < 0:
        return None
    stays, step = right.terms
    slope = without_rate(bare(step), lexicon)
    if bare(stays) != bare(relation.left) or slope is None:
        return None
    along = right.signs[1] < 0 or climbs(lexicon)
    gradient = slope if along else Addition((slope,), (-1,), slope.span)
    named = [part.of for part in walk(slope) if isinstance(part, Derivative) and bare(part.wrt) == bare(relation.left)]
    cost = named[0] if named else Letter(lexicon.cost, (), False, relation.left.span)
    claimed: Tree = Derivative(cost, relation.left, 1, "partial", relation.left.span)
    if lexicon.averaged is not None and not named:
        claimed = Product((Letter("d", (), False, relation.left.span), relation.left), ("",), relation.left.span)
    return Relation(claimed, "=", gradient, False, relation.span)


def climbs(lexicon: Lexicon) -> bool:
    """Tell whether the document's cost is the logarithm of a likelihood: what defines it has a log and no minus first.

    A cross-entropy is the negative of one.
    """
    known = lexicon.meanings.get(lexicon.cost or "")
    value = None if known is None else bare(known[1])
    while isinstance(value, BigOperator | Group):
        value = bare(value.body)
    if value is None or (isinstance(value, Addition) and value.signs[0] < 0):
        return False
    factors = factors_of(bare(value.terms[0]) if isinstance(value, Addition) else value)
    return any(isinstance(word := bare(factor), Word) and word.text in ("log", "ln") for factor in factors)


def without_rate(step: Tree, lexicon: Lexicon) -> Tree | None:
    """Return g of η g, and (1/m) g of (η/m) g; None where the first factor is no rate."""
    if not isinstance(step, Product):
        return None
    first, rest = bare(step.factors[0]), rest_of(step)
    if is_rate(first, lexicon):
        return rest
    if isinstance(first, Fraction) and is_rate(bare(first.numerator), lexicon):
        share = Fraction(Digits("1", first.numerator.span), first.denominator, first.span)
        return Product((share, *factors_of(rest)), ("", *operators_of(rest)), step.span)
    return None


def rest_of(step: Product) -> Tree:
    """Return the product without its first factor."""
    if len(step.factors) == 2:
        return step.factors[1]
    return Product(step.factors[1:], step.operators[1:], step.span)


def factors_of(tree: Tree) -> tuple[Tree, ...]:
    """Return the factors of a product, or the tree alone."""
    return tree.factors if isinstance(tree, Product) else (tree,)


def operators_of(tree: Tree) -> tuple[str, ...]:
    """Return the signs between the factors of a product."""
    return tree.operators if isinstance(tree, Product) else ()


def is_rate(tree: Tree, lexicon: Lexicon) -> bool:
    """Tell whether the tree is a letter by itself: without index or layer, no cost, on no left side."""
    letter = scripted(tree)
    if letter is None or letter.subscripts or letter.layer is not None or letter.primes:
        return False
    name, vocabulary = family(lexicon, letter), lexicon.vocabulary
    functions = vocabulary.functions - RATES
    known = {*vocabulary.costs, *functions, *vocabulary.layered, *lexicon.heads}
    return name not in known and name not in vocabulary.arities and letter.name not in ("partial", "nabla", "d")
