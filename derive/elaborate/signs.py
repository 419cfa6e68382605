"""Signs that a document has vectors, and the factors of a product with functions and gradients taken off."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from derive.elaborate.scripts import ONES, Scripted, numbers, scripted
from derive.elaborate.steps import over_layers
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import Vocabulary, named_function
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import (
    BigOperator,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Relation,
    Script,
    Sequence,
    Tree,
    Word,
)


def operands(vocabulary: Vocabulary, tree: Product) -> list[Tree]:
    """Return the factors with every function but diag replaced by its argument, a trace by a number, ∇_a C by a."""
    found: list[Tree] = []
    skip = False
    for position, factor in enumerate(tree.factors):
        if skip:
            skip = False
            continue
        after = tree.factors[position + 1] if position + 1 < len(tree.factors) else None
        if after is not None and isinstance(factor, Word) and factor.text in ("tr", "Tr", "trace"):
            found.append(Digits("1", factor.span))
            skip = True
            continue
        letter = scripted(factor)
        named = named_function(factor) or is_vector_function(factor)
        applied = (letter is not None and letter.name in vocabulary.functions) or named
        if letter is not None and letter.name == "nabla" and after is not None:
            wrt = factor.subscript if isinstance(factor, Script) else None
            found.append(wrt if wrt is not None else factor)
            skip = True
            continue
        differential = letter is not None and letter.name == "d"
        if after is not None and (applied or differential):
            diagonal = isinstance(factor, Word) and factor.text == "diag"
            found.append(Product((factor, after), ("",), tree.span) if diagonal else after)
            skip = True
        else:
            found.append(factor)
    return found


def is_diagonal(tree: Product) -> bool:
    """Tell whether the product is diag(v) alone."""
    return len(tree.factors) == 2 and isinstance(tree.factors[0], Word) and tree.factors[0].text == "diag"


def is_vector_function(tree: Tree) -> bool:
    """Tell whether the tree is softmax or diag, which take vectors."""
    return isinstance(tree, Word) and tree.text in ("softmax", "diag")


def single_entries(trees: Iterable[Tree], vocabulary: Vocabulary) -> list[Scripted]:
    """Return the letters without an index where entries are written with their numbers, w_{11}: none of them is whole.

    With W_1 alone, or a transpose, nothing is said.
    """
    found = [letter for tree in trees for part in walk(tree) if (letter := scripted(part)) is not None]
    entries = any(letter.name in vocabulary.numbered and len(numbers(letter).replace(",", "")) > 1 for letter in found)
    if not entries or any(letter.transposed or letter.bold for letter in found):
        return []
    return [letter for letter in found if letter.name not in vocabulary.arities]


def shows_arrays(trees: list[Tree], relations: list[Relation], vocabulary: Vocabulary) -> bool:
    """Tell whether anything in the document is a vector or a matrix: a sign, an index, or a capital in W a."""
    parts = (part for tree in trees for part in walk(tree))
    signs = (part for part in parts if not isinstance(part, BigOperator) or over_layers(vocabulary, part) is None)
    if any(shows_vectors(part) for part in signs) or any(vocabulary.arities.values()):
        return True
    return any(multiplies_capital(relation, vocabulary) for relation in relations)


def multiplies_capital(relation: Relation, vocabulary: Vocabulary) -> bool:
    """Tell whether a letter with layers is defined by a product of capital and small letter, W^l a^{l-1}."""
    head = scripted(relation.left)
    if head is None or head.name not in vocabulary.layered or not head.name.islower():
        return False
    for part in walk(relation.right):
        for one, other in pairwise(part.factors) if isinstance(part, Product) else ():
            names = [letter.name for side in (one, other) if (letter := scripted(side)) is not None]
            plain = len(names) == 2 and all(len(name) == 1 and name in vocabulary.layered for name in names)
            if plain and names[0].isupper() != names[1].isupper():
                return True
    return False


def only_transposes(trees: Iterable[Tree]) -> bool:
    """Tell whether transposed letters are the document's only sign of vectors: no ⊙, no norm, no Σ, no softmax."""
    signs = [part for tree in trees for part in walk(tree) if shows_vectors(part)]
    return bool(signs) and all(isinstance(part, Script) or (isinstance(part, Letter) and part.bold) for part in signs)


def bold_vectors(trees: Iterable[Tree]) -> list[str]:
    """Return the small letters that are always bold, in a document that has others which are not.

    Where two of them stand side by side, as in w a, one is a matrix, and nothing is said of either.
    """
    bold: dict[str, bool] = {}
    beside: set[str] = set()
    for tree in trees:
        for part in walk(tree):
            letter = scripted(part) if isinstance(part, Letter) else None
            if letter is not None and letter.name.isalpha() and len(letter.name) == 1:
                bold[letter.name] = bold.get(letter.name, True) and letter.bold
            if isinstance(part, Product):
                for (one, other), operator in zip(pairwise(part.factors), part.operators, strict=True):
                    first, second = scripted(one), scripted(other)
                    if not operator and first is not None and second is not None:
                        beside |= {first.name, second.name} if first.bold and second.bold else set()
    small = {name: always for name, always in bold.items() if name.islower()}
    return [name for name, always in small.items() if always and name not in beside] if not all(bold.values()) else []


def arguments(vocabulary: Vocabulary, tree: Tree) -> Iterable[Tree]:
    """Yield the letters that functions of the document are applied to."""
    for part in walk(tree):
        if isinstance(part, Product):
            for first, second in zip(part.factors, part.factors[1:], strict=False):
                letter = scripted(first)
                applied = letter is not None and letter.name in vocabulary.functions
                if (applied or is_vector_function(first)) and is_argument(second):
                    yield second


def counts(trees: Iterable[Tree]) -> set[str]:
    """Return the letters that a number is divided by: N in 1/N and in 1/(2N)."""
    below = [
        bare(part.denominator)
        for tree in trees
        for part in walk(tree)
        if isinstance(part, Fraction) and isinstance(bare(part.numerator), Digits)
    ]
    factors = [factor for tree in below for factor in (tree.factors if isinstance(tree, Product) else (tree,))]
    return {factor.name for factor in factors if isinstance(factor, Letter)}


def spread_columns(tree: Tree) -> Iterator[Tree]:
    """Yield x of every x 1^T, which repeats a column x for every sample."""
    for part in walk(tree):
        if isinstance(part, Product):
            for one, other in pairwise(part.factors):
                second = scripted(other)
                if second is not None and second.name == ONES and second.transposed:
                    yield one


def shows_vectors(part: Tree) -> bool:
    """Tell whether the node is a sign that the document has vectors."""
    match part:
        case Group("‖", _, _) | Group("⟨", Sequence(), _) | BigOperator("sum", _, _, _, _):
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
