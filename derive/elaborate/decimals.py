"""Worked examples: numbers given to letters, and decimals that are rounded."""

from fractions import Fraction

from derive.elaborate.cells import is_array
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Addition, BigOperator, Derivative, Digits, Letter, Relation, Script, Tree, Word
from derive.term.traverse import entries
from derive.theory import Claim

GIVEN = "the numbers of this example are not all given"
"""Why a number that is claimed of a letter is not checked."""


def half_unit(relation: Relation) -> Fraction | None:
    """Return half a unit of the last digit of the decimal that one side is; None where neither side is a decimal."""
    for side in (relation.right, relation.left):
        inner = bare(side)
        if isinstance(inner, Addition) and len(inner.terms) == 1:
            inner = bare(inner.terms[0])
        if isinstance(inner, Digits) and "." in inner.text:
            return Fraction(1, 2 * 10 ** len(inner.text.partition(".")[2]))
    return None


def is_example(relation: Relation, claim: Claim) -> bool:
    """Tell whether one side speaks of letters and the other is made of decimals alone."""
    sides = ((relation.left, claim.lhs, claim.rhs), (relation.right, claim.rhs, claim.lhs))
    return any(
        any(isinstance(part, Digits) and "." in part.text for part in walk(tree))
        and not any(entries(term))
        and any(entries(other))
        for tree, term, other in sides
    )


def is_worked_array(relation: Relation) -> bool:
    """Tell whether one side is an array of numbers, as in an example: the letters of the other have others in general.

    An array of zeros and ones may be a derivative: ∂z/∂b is the unit matrix.
    """
    for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
        if not is_constant(side) or not any(map(is_array, walk(side))) or is_constant(other):
            continue
        plain = all(part.text in ("0", "1") for part in walk(side) if isinstance(part, Digits))
        if not plain or not any(isinstance(part, Derivative) for part in walk(other)):
            return True
    return False


def gives_number(relation: Relation, mirrored: bool = False) -> bool:
    """Tell whether the relation only gives a letter a number: w_1 = 0.15. A 0 or 1 belongs to the network: x_0 = 1."""
    side = bare(relation.left if mirrored else relation.right)
    return not (isinstance(side, Digits) and side.text in ("0", "1")) and is_constant(side)


def is_constant(tree: Tree) -> bool:
    """Tell whether the tree has numbers and no letters but e."""
    kinds = (Letter, Word, Derivative, BigOperator)
    letters = [part for part in walk(tree) if isinstance(part, kinds)]
    powers = [bare(part.base) for part in walk(tree) if isinstance(part, Script)]
    euler = [part for part in powers if isinstance(part, Letter) and part.name == "e"]
    return len(letters) == len(euler) and any(isinstance(part, Digits) for part in walk(tree))
