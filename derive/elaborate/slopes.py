"""Derivatives as they are written: with a ∂ forgotten, inside each other, by one entry of an array."""

from derive.elaborate.lexicon import Lexicon, arity, family, node_subscripts
from derive.elaborate.scripts import scripted
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Derivative, Fraction, Group, Product, Script, Tree


def nested(tree: Tree) -> int:
    """Return how many derivatives stand inside each other on the way down the differentiated sides."""
    depth = 0
    while isinstance(tree, Derivative | Group):
        depth += isinstance(tree, Derivative)
        tree = bare(tree.of if isinstance(tree, Derivative) else tree.body)
    return depth


def forgotten_derivative(tree: Fraction) -> Derivative | None:
    """Return the derivative meant by a fraction with ∂ on one side of the bar only."""
    above = bare(tree.numerator)
    below = bare(tree.denominator)
    if isinstance(below, Product) and len(below.factors) == 2 and scripted(below.factors[1]) is not None:
        sign = scripted(below.factors[0])
        if sign is not None and sign.name == "partial":
            return Derivative(tree.numerator, below.factors[1], 1, "partial", tree.span)
    if not isinstance(above, Product) or scripted(tree.denominator) is None:
        return None
    first = scripted(above.factors[0])
    if first is None or first.name != "partial" or len(above.factors) != 2:
        return None
    return Derivative(above.factors[1], tree.denominator, 1, "partial", tree.span)


def is_entry_of_array(tree: Tree) -> bool:
    """Tell whether the tree is one entry of a letter in parentheses: (W_2)_{jk}."""
    inner = bare(tree)
    group = inner.base if isinstance(inner, Script) and inner.subscript is not None else None
    return isinstance(group, Group) and scripted(group.body) is not None


def by_whole_array(tree: Tree, lexicon: Lexicon, axes: int = 0) -> bool:
    """Tell whether the tree has a derivative of a cost by a letter written whole, of so many axes where they are given.

    A gradient ∇ has one shape in every layout.
    """
    for part in walk(tree):
        if isinstance(part, Derivative):
            of, wrt = scripted(part.of), scripted(part.wrt)
            if of is None or wrt is None or node_subscripts(lexicon, wrt):
                continue
            count = arity(lexicon, family(lexicon, wrt))
            if not arity(lexicon, family(lexicon, of)) and count and axes in (0, count):
                return True
    return False
