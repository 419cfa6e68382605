"""Whether a letter written without indices is a number, a vector or a matrix.

What is indexed somewhere is known. The rest follows from products, sums, norms and functions by propagation to a fixed
point; a bare square makes a number; a document with a sign of vectors anywhere (a transpose, ⊙, a norm, an indexed
letter) has vectors of neurons, one without is the chain of single neurons.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from derive.elaborate.scripts import ONES, Scripted, is_transpose, numbers, scripted
from derive.elaborate.signs import arguments, bold_vectors, operands, shows_vectors, single_entries, spread_columns
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import (
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Group,
    Product,
    Relation,
    Root,
    Script,
    Tree,
)

Shape = tuple[bool, bool]
"""Whether there is a row axis and a column axis."""

NUMBER: Shape = (False, False)
COLUMN: Shape = (True, False)
ROW: Shape = (False, True)
MATRIX: Shape = (True, True)


@dataclass(slots=True)
class Ranks:
    """Shapes of whole letters found so far."""

    vocabulary: Vocabulary
    aliases: dict[str, str]
    vector: Shape = COLUMN
    known: dict[str, Shape] = field(default_factory=dict)
    changed: bool = False
    guessing: bool = False


def infer(relations: list[Relation], trees: list[Tree], vocabulary: Vocabulary, aliases: dict[str, str]) -> Ranks:
    """Return the shapes of all letters; vectors are columns unless the document multiplies them from the left."""
    ranks = Ranks(vocabulary, aliases)
    settle_document(ranks, relations, trees)
    defining = [part for item in definitions(relations) for part in walk(item.right) if isinstance(part, Product)]
    if any(vector_first(ranks, part) for part in defining):
        rows = Ranks(vocabulary, aliases, ROW)
        settle_document(rows, relations, trees)
        return rows
    return ranks


def definitions(relations: list[Relation]) -> list[Relation]:
    """Return the first relation of every letter that stands alone on a left side."""
    first = {letter.name: item for item in reversed(relations) if (letter := scripted(item.left)) is not None}
    return list(first.values())


def vector_first(ranks: Ranks, product: Product) -> bool:
    """Tell whether a vector stands before a letter that only a matrix could be: a^{l-1} W^l."""
    parts = operands(ranks.vocabulary, product)
    if len(parts) != 2 or any(product.operators):
        return False
    first, second = scripted(parts[0]), scripted(parts[1])
    if first is None or second is None or first.transposed or is_entry(ranks, first) or is_entry(ranks, second):
        return False
    vector = ranks.known.get(own_name(ranks, first)) == COLUMN and first.name in ranks.vocabulary.layered
    no_vector = ranks.known.get(own_name(ranks, second)) in (None, NUMBER, MATRIX)
    return vector and no_vector and second.name in ranks.vocabulary.layered - set(ranks.vocabulary.arities)


def settle_document(ranks: Ranks, relations: list[Relation], trees: list[Tree]) -> None:
    """Find the shapes: what is indexed, what propagates, bare squares, then arguments of functions and matrices."""
    vocabulary = ranks.vocabulary
    by_arity = {0: NUMBER, 1: ranks.vector, 2: MATRIX}
    for name, count in vocabulary.arities.items():
        if count in by_arity:
            ranks.known[name] = by_arity[count]
    for name in vocabulary.costs:
        ranks.known[name] = NUMBER
    for letter in single_entries(trees, vocabulary):
        ranks.known.setdefault(own_name(ranks, letter), NUMBER)
    for name in bold_vectors(trees):
        ranks.known.setdefault(name, ranks.vector)
    spread = [column for tree in trees for column in spread_columns(tree)]
    for column in spread:
        expect(ranks, column, COLUMN)
    if spread:
        propagate(ranks, relations, [])
    for some in (definitions(relations), relations):
        own = trees if some is relations else [tree for item in some for tree in (item.left, item.right)]
        settle_relations(ranks, some, own, trees)


def settle_relations(ranks: Ranks, relations: list[Relation], own: list[Tree], trees: list[Tree]) -> None:
    """Find what the relations say of the shapes; definitions speak first, since a claim may be wrong."""
    propagate(ranks, relations, own)
    for tree in own:
        for part in walk(tree):
            if isinstance(part, Script) and is_power(part):
                expect(ranks, part.base, NUMBER)
    propagate(ranks, relations, own)
    if any(shows_vectors(part) for tree in trees for part in walk(tree)) or any(ranks.vocabulary.arities.values()):
        for tree in own:
            for argument in arguments(ranks.vocabulary, tree):
                expect(ranks, argument, ranks.vector)
        propagate(ranks, relations, own)
        ranks.guessing = True
        for tree in own:
            for part in walk(tree):
                settle_inner_product(ranks, part)
        for relation in relations:
            guess_matrices(ranks, relation)
        propagate(ranks, relations, own)


def propagate(ranks: Ranks, relations: list[Relation], trees: list[Tree]) -> None:
    """Carry shapes across relations, norms and entrywise products until nothing changes."""
    nodes = [part for tree in trees for part in walk(tree) if isinstance(part, Group | Addition | Product)]
    ranks.changed = True
    rounds = 0
    while ranks.changed and rounds < 20:
        ranks.changed = False
        rounds += 1
        for relation in relations:
            for one, other in ((relation.left, relation.right), (relation.right, relation.left)):
                shape = shape_of(ranks, one)
                if shape is not None:
                    expect(ranks, other, shape)
        for node in nodes:
            settle(ranks, node)


def settle(ranks: Ranks, part: Tree) -> None:
    """Use what one node says by itself: a norm holds a vector, a sum and an entrywise product have one shape."""
    match part:
        case Group("‖", body, _):
            expect(ranks, body, shape_of(ranks, body) or ranks.vector)
        case Addition(terms, _, _):
            share(ranks, [term for term in terms if not isinstance(bare(term), Digits)])
        case Product(factors, operators, _) if "odot" in operators and len(factors) == 2:
            share(ranks, list(factors))
        case _:
            pass


def settle_inner_product(ranks: Ranks, part: Tree) -> None:
    """Take r for a column in r^T r."""
    if isinstance(part, Product):
        for one, other in pairwise(part.factors):
            first, second = scripted(one), scripted(other)
            if first is not None and second is not None and first.transposed and first.name == second.name:
                expect(ranks, other, COLUMN)


def share(ranks: Ranks, trees: list[Tree]) -> None:
    """Give all trees the first shape known among them."""
    shapes = [shape for shape in (shape_of(ranks, tree) for tree in trees) if shape is not None]
    if shapes:
        for tree in trees:
            expect(ranks, tree, shapes[0])


def own_name(ranks: Ranks, letter: Scripted) -> str:
    """Return the name under which a letter's shape is kept; W_1 and W_2 are letters of their own."""
    name = ranks.aliases.get(letter.name, letter.name)
    if letter.name in ranks.vocabulary.numbered:
        name += "_" + numbers(letter)
    return name


def is_entry(ranks: Ranks, letter: Scripted) -> bool:
    """Tell whether the letter is written with its node indices."""
    below = letter.name in ranks.vocabulary.subscript_layers
    return len(letter.subscripts) > below and letter.name not in ranks.vocabulary.numbered


def shape_of(ranks: Ranks, tree: Tree) -> Shape | None:
    """Return the shape of a tree as far as it is known."""
    tree = bare(tree)
    letter = scripted(tree)
    if letter is not None:
        if is_entry(ranks, letter):
            return NUMBER
        if letter.name == ONES:
            return ROW if letter.transposed else COLUMN
        shape = ranks.known.get(own_name(ranks, letter))
        return (shape[1], shape[0]) if shape is not None and letter.transposed else shape
    match tree:
        case Digits():
            return NUMBER
        case Group("‖", _, _):
            return NUMBER
        case Group(_, body, _) | BigOperator(body=body) | Root(body=body) | Annotated(body=body):
            return shape_of(ranks, body)
        case Addition(terms, _, _):
            shapes = [shape_of(ranks, term) for term in terms if not isinstance(bare(term), Digits)]
            return next((shape for shape in shapes if shape is not None), NUMBER if not shapes else None)
        case Script(base, subscript, superscript, _, _):
            if subscript is not None or superscript is None or not is_transpose(superscript):
                return NUMBER if not is_argument(base) or subscript is not None or is_power(tree) else None
            shape = shape_of(ranks, base)
            return None if shape is None else (shape[1], shape[0])
        case Fraction(numerator, denominator, _):
            above, below = shape_of(ranks, numerator), shape_of(ranks, denominator)
            return below if above == NUMBER else above
        case Derivative(of, wrt, _, _, _):
            above, below = shape_of(ranks, of), shape_of(ranks, wrt)
            return below if above == NUMBER else (above if below == NUMBER else None)
        case Product():
            return shape_of_product(ranks, tree)
        case _:
            return None


def is_power(script: Script) -> bool:
    """Tell whether a parenthesis, no norm, is raised to a number."""
    inner = bare(script.base)
    above = None if script.superscript is None else bare(script.superscript)
    return isinstance(above, Digits) and isinstance(inner, Group) and inner.open in ("(", "[")


def shape_of_product(ranks: Ranks, tree: Product) -> Shape | None:
    """Return the shape of a product: any entrywise operand's, or the outer axes of a matrix product."""
    shapes = [shape_of(ranks, operand) for operand in operands(ranks.vocabulary, tree)]
    if "odot" in tree.operators:
        return shapes[-1] if len(shapes) == 2 else None
    result: Shape | None = NUMBER
    for shape in shapes:
        if shape is None or result is None:
            return None
        if NUMBER in (shape, result):
            result = (result[0] or shape[0], result[1] or shape[1])
        elif (result[1] and shape[0]) or (not result[1] and not shape[0]):
            result = (result[0], shape[1])
        else:
            return None
    return result


def expect(ranks: Ranks, tree: Tree, shape: Shape) -> None:
    """Record that the tree has this shape, down to the letters that it settles."""
    tree = bare(tree)
    letter = scripted(tree)
    if letter is not None:
        name = own_name(ranks, letter)
        if name == ONES:
            return
        if not is_entry(ranks, letter) and name not in ranks.known and name not in ranks.vocabulary.functions:
            ranks.known[name] = (shape[1], shape[0]) if letter.transposed else shape
            ranks.changed = True
        return
    match tree:
        case Group("(" | "[" | "|", body, _) | BigOperator(body=body) | Annotated(body=body):
            expect(ranks, body, shape)
        case Addition(terms, _, _):
            for term in terms:
                if not isinstance(bare(term), Digits):
                    expect(ranks, term, shape)
        case Fraction(numerator, _, _):
            expect(ranks, numerator, shape)
        case Derivative(of, wrt, _, _, _) if shape_of(ranks, of) == NUMBER:
            expect(ranks, wrt, shape)
        case Product():
            expect_product(ranks, tree, shape)
        case _:
            pass


def expect_product(ranks: Ranks, tree: Product, shape: Shape) -> None:
    """Settle the one unknown operand of a product of known shape."""
    parts = operands(ranks.vocabulary, tree)
    shapes = [shape_of(ranks, part) for part in parts]
    if "odot" in tree.operators:
        if len(parts) == 2:
            expect(ranks, parts[0], shape)
            expect(ranks, parts[1], shape)
        return
    unknown = [position for position, known in enumerate(shapes) if known is None]
    if ranks.guessing and len(unknown) == 2 == len(parts) and shape == ranks.vector and not any(tree.operators):
        # W x: the matrix stands before the column, after the row
        vector, matrix = (parts[1], parts[0]) if shape == COLUMN else (parts[0], parts[1])
        expect(ranks, vector, shape)
        expect(ranks, matrix, MATRIX)
        return
    if ranks.guessing and len(unknown) == 2 == len(parts) and shape == MATRIX and not any(tree.operators):
        for part in parts:
            expect(ranks, part, MATRIX)
        return
    if len(unknown) != 1:
        return
    place = unknown[0]
    before = [known for known in shapes[:place] if known not in (None, NUMBER)]
    after = [known for known in shapes[place + 1 :] if known not in (None, NUMBER)]
    if not before and not after:
        expect(ranks, parts[place], shape)
    elif not before and len(after) == 1 and after[0] is not None:
        # X·V of shape (r, c): X has the row axis of the result and contracts with V's
        expect(ranks, parts[place], (shape[0], after[0][0]))
    elif not after and len(before) == 1 and before[0] is not None:
        expect(ranks, parts[place], (before[0][1], shape[1]))


def guess_matrices(ranks: Ranks, relation: Relation) -> None:
    """Take the unknown factor before a vector for a matrix: w a in z = w a + b."""
    shape = shape_of(ranks, relation.left)
    if shape is not None:
        expect(ranks, relation.right, shape)
