"""What a product is made of while it is read."""

from collections.abc import Callable
from dataclasses import dataclass

from derive.elaborate.lexicon import Lexicon
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import scripted
from derive.elaborate.tensor import Tensor
from derive.elaborate.uses import lists_letters
from derive.elaborate.walk import bare
from derive.source import Span
from derive.syntax.tree import Group, Product, Tree

Build = Callable[[Lexicon, Tree, Scope], Tensor]


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand of a product, its place, and the operator before it."""

    tensor: Tensor
    span: Span
    operator: str


def is_dependence(lexicon: Lexicon, factor: Tree, after: Tree) -> bool:
    """Tell whether a parenthesis only lists what a cost depends on: C(W, b)."""
    letter = scripted(factor)
    if letter is None or letter.name not in lexicon.vocabulary.costs or letter.primes:
        return False
    return isinstance(after, Group) and lists_letters(after)


def without_arguments(lexicon: Lexicon, tree: Tree) -> Tree:
    """Return C for C(W, b), any other tree as it is."""
    inner = bare(tree)
    if isinstance(inner, Product) and len(inner.factors) == 2 and is_dependence(lexicon, *inner.factors):
        return inner.factors[0]
    return tree
