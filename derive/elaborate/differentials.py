"""Relations between differentials, dC = (∂C/∂x)^T dx, told from the short dW for ∂C/∂W: there d stands before C too."""

from collections.abc import Iterable, Iterator

from derive.elaborate.scripts import scripted
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Letter, Product, Relation, Tree


def follows_d(trees: Iterable[Tree]) -> Iterator[Tree]:
    """Yield what stands right after a d."""
    for tree in trees:
        for part in walk(tree):
            if isinstance(part, Product):
                for first, second, operator in zip(part.factors, part.factors[1:], part.operators, strict=False):
                    if operator == "" and is_d(first):
                        yield second


def is_d(tree: Tree) -> bool:
    """Tell whether the tree is d, upright or not."""
    letter = scripted(tree) if isinstance(bare(tree), Letter) else None
    return letter is not None and letter.name == "d"


def has_total(trees: Iterable[Tree], costs: tuple[str, ...]) -> bool:
    """Tell whether a d stands before a cost."""
    letters = (scripted(tree) for tree in follows_d(trees))
    return any(letter is not None and letter.name in costs for letter in letters)


def is_between_differentials(relation: Relation) -> bool:
    """Tell whether a side of the relation has a d before a letter."""
    return any(True for _ in follows_d((relation.left, relation.right)))
