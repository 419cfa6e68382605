"""The mean over samples in differentials: dW = 1/m dZ A^T where no definition mentions m.

By this convention dW, for a parameter W, is the slope of the mean of the losses of m samples, and dZ, for what is
computed, holds the slopes of the loss of each of them.
"""

from collections.abc import Iterable

from derive.elaborate.define import letters
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.scripts import scripted
from derive.elaborate.spread import INPUTS
from derive.elaborate.vocabulary import Vocabulary, letter_is_d
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import BigOperator, Derivative, Digits, Fraction, Letter, Product, Relation, Tree, Word


def averaged(relations: Iterable[Relation], vocabulary: Vocabulary) -> str | None:
    """Return m where a differential is 1/m times others and no definition mentions m, None elsewhere."""
    listed = list(relations) if vocabulary.differential == "short" else []
    defining = {x.name for item in listed if scripted(item.left) is not None for x in letters(item.right)}
    known = defining | vocabulary.functions | vocabulary.layered | {*vocabulary.arities}
    shares = (share_of(item.right) for item in listed if scripted(item.left) is None)
    return next((name for name in shares if name is not None and name not in known), None)


def share_of(tree: Tree) -> str | None:
    """Return m for 1/m times something with a differential."""
    product = bare(tree)
    if not isinstance(product, Product):
        return None
    share = bare(product.factors[0])
    if not isinstance(share, Fraction) or not isinstance(bare(share.numerator), Digits):
        return None
    number = bare(share.denominator)
    if not isinstance(number, Letter) or bare(share.numerator) != Digits("1", share.span):
        return None
    return number.name if any(letter_is_d(part) for factor in product.factors[1:] for part in walk(factor)) else None


def mean_cost(trees: Iterable[Tree], lexicon: Lexicon) -> str | None:
    """Return the cost that is differentiated by parameters only, J beside dZ = ∂L/∂Z; None where there is none."""
    slopes = [part for tree in trees for part in walk(tree) if isinstance(part, Derivative)]
    by: dict[str, set[bool]] = {}
    for part in slopes:
        of, wrt = scripted(part.of), scripted(part.wrt)
        if of is not None and wrt is not None and of.name in lexicon.vocabulary.costs:
            by.setdefault(of.name, set()).add(wrt.name in lexicon.heads or wrt.name in INPUTS)
    return next((name for name, kinds in by.items() if kinds == {False}), None)


def lacks_sum(relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether db, the slope of the mean in a vector of parameters, is said to be something not summed up.

    Where one sample stands for all, nothing shows that dz must be added up over the samples.
    """
    left = bare(relation.left)
    of = scripted(left.of) if isinstance(left, Derivative) else None
    wrt = left.wrt if isinstance(left, Derivative) and of is not None and of.name != lexicon.cost else None
    if isinstance(left, Product) and len(left.factors) == 2 and letter_is_d(left.factors[0]):
        wrt = left.factors[1]
    letter = None if wrt is None else scripted(wrt)
    if lexicon.averaged is None or letter is None or letter.name in lexicon.heads or letter.name in INPUTS:
        return False
    adds = any(isinstance(part, BigOperator) or part == Word("sum", relation.span) for part in walk(relation.right))
    same = isinstance(bare(relation.right), Derivative) or bare(relation.right) == left
    return lexicon.ranks.get(letter.name) == 1 and not adds and not same
