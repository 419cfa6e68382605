"""Signs that a document has vectors, and the factors of a product with functions and gradients taken off."""

from derive.elaborate.scripts import scripted
from derive.elaborate.vocabulary import Vocabulary, named_function
from derive.elaborate.walk import walk
from derive.syntax.tree import BigOperator, Group, Letter, Product, Script, Tree, Word


def operands(vocabulary: Vocabulary, tree: Product) -> list[Tree]:
    """Return the factors with every function replaced by its argument."""
    found: list[Tree] = []
    skip = False
    for position, factor in enumerate(tree.factors):
        if skip:
            skip = False
            continue
        after = tree.factors[position + 1] if position + 1 < len(tree.factors) else None
        letter = scripted(factor)
        named = named_function(factor) or is_vector_function(factor)
        applied = (letter is not None and letter.name in vocabulary.functions) or named
        gradient = letter is not None and letter.name in ("nabla", "d") and after is not None
        if after is not None and (applied or gradient):
            found.append(after)
            skip = True
        else:
            found.append(factor)
    return found


def is_vector_function(tree: Tree) -> bool:
    """Tell whether the tree is softmax or diag, which take vectors."""
    return isinstance(tree, Word) and tree.text in ("softmax", "diag")


def shows_vectors(part: Tree) -> bool:
    """Tell whether the node is a sign that the document has vectors."""
    match part:
        case Group("‖", _, _) | BigOperator("sum", _, _, _, _):
            return True
        case Product(_, operators, _):
            return "odot" in operators or "circ" in operators
        case Script(_, _, superscript, _, _) if superscript is not None:
            return any(
                isinstance(inner, Letter) and inner.name in ("T", "top", "intercal") for inner in walk(superscript)
            )
        case Letter("nabla", _, _, _) | Word("softmax" | "diag", _):
            return True
        case Letter(_, _, bold, _):
            return bold
        case _:
            return False
