"""Whether a letter written without indices is a number, a vector or a matrix.

What is indexed somewhere is known. The rest follows from products, sums, norms and functions by propagation to a fixed
point; a bare square makes a number; a document with a sign of vectors anywhere (a transpose, ⊙, a norm, an indexed
letter) has vectors of neurons, one without is the chain of single neurons.
"""

from itertools import pairwise

from derive.elaborate.ranking import (
    COLUMN,
    MATRIX,
    NUMBER,
    ROW,
    Ranks,
    Shape,
    expect,
    is_entry,
    is_power,
    is_transposed,
    own_name,
    shape_of,
)
from derive.elaborate.scripts import is_transpose, scripted
from derive.elaborate.signs import (
    arguments,
    bold_vectors,
    only_transposes,
    operands,
    shows_arrays,
    single_entries,
    spread_columns,
)
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import (
    Addition,
    Digits,
    Grid,
    Group,
    Product,
    Relation,
    Script,
    Sequence,
    Tree,
)


def infer(
    relations: list[Relation],
    trees: list[Tree],
    vocabulary: Vocabulary,
    aliases: dict[str, str],
    turned: frozenset[int] = frozenset(),
) -> Ranks:
    """Return the shapes of all letters; vectors are columns unless the document multiplies them from the left."""
    ranks = Ranks(vocabulary, aliases, turned=turned)
    settle_document(ranks, relations, trees)
    defining = [
        part for item in definitions(relations, vocabulary) for part in walk(item.right) if isinstance(part, Product)
    ]
    if any(vector_first(ranks, part) for part in defining) or rows_first(ranks, defining):
        rows = Ranks(vocabulary, aliases, ROW, turned=turned)
        settle_document(rows, relations, trees)
        return rows
    return ranks


def across(ranks: Ranks, heads: frozenset[str]) -> frozenset[str]:
    """Return the vectors among the letters on left sides that run the other way than most, W_2 for the head W."""
    vectors = (name for name, shape in ranks.known.items() if shape == ranks.vector[::-1])
    return frozenset(name for name in vectors if name in heads or is_numbered_head(ranks, name, heads))


def is_numbered_head(ranks: Ranks, name: str, heads: frozenset[str]) -> bool:
    """Tell whether the name is that of a head with its number."""
    letter = name.rpartition("_")[0]
    return letter in heads and letter in ranks.vocabulary.numbered


def definitions(relations: list[Relation], vocabulary: Vocabulary) -> list[Relation]:
    """Return the first relation of every letter that stands alone on a left side."""
    first = {
        letter.name: item
        for item in reversed(relations)
        if (letter := scripted(defined(item.left, vocabulary))) is not None
    }
    return list(first.values())


def defined(left: Tree, vocabulary: Vocabulary) -> Tree:
    """Return what a left side defines: the cost C for C(w, b)."""
    inner = bare(left)
    if isinstance(inner, Product) and len(inner.factors) == 2 and is_argument(inner.factors[1]):
        letter = scripted(inner.factors[0])
        return inner.factors[0] if letter is not None and letter.name in vocabulary.costs else left
    return left


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


def rows_first(ranks: Ranks, products: list[Product]) -> bool:
    """Tell whether a vector stands before a matrix, x W, and none after one, in a document without layers."""
    if ranks.vocabulary.layered:
        return False
    kinds = [tuple(whole_kind(ranks, part) for part in operands(ranks.vocabulary, item)) for item in products]
    return (COLUMN, MATRIX) in kinds and (MATRIX, COLUMN) not in kinds


def whole_kind(ranks: Ranks, tree: Tree) -> Shape | None:
    """Return the shape of a whole letter, untransposed, that has entries in the document."""
    letter = scripted(tree)
    if letter is None or letter.transposed or is_entry(ranks, letter):
        return None
    name = own_name(ranks, letter)
    return ranks.known.get(name) if ranks.vocabulary.arities.get(name) else None


def settle_arrays(ranks: Ranks, relations: list[Relation]) -> None:
    """Give every letter that is an array written out the shape of the array."""
    for item in relations:
        letter, value = scripted(item.left), bare(item.right)
        if letter is not None and isinstance(value, Grid) and value.kind == "matrix":
            expect(ranks, item.left, (len(value.rows) > 1, len(value.rows[0]) > 1))


def settle_document(ranks: Ranks, relations: list[Relation], trees: list[Tree]) -> None:
    """Find the shapes: what is indexed, what propagates, bare squares, then arguments of functions and matrices."""
    vocabulary = ranks.vocabulary
    by_arity = {0: NUMBER, 1: ranks.vector, 2: MATRIX}
    ranks.scalar_costs = not vocabulary.layered and only_transposes(trees)
    for name, count in vocabulary.arities.items():
        if count in by_arity:
            ranks.known[name] = by_arity[count]
    for name in vocabulary.costs:
        ranks.known[name] = NUMBER
    settle_arrays(ranks, relations)
    for letter in single_entries(trees, vocabulary):
        ranks.known.setdefault(own_name(ranks, letter), NUMBER)
    for name in bold_vectors(trees):
        ranks.known.setdefault(name, ranks.vector)
    spread = [column for tree in trees for column in spread_columns(tree)]
    for column in spread:
        expect(ranks, column, COLUMN)
    if spread:
        propagate(ranks, relations, [])
    for some in (definitions(relations, vocabulary), relations):
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
    if shows_arrays(trees, relations, ranks.vocabulary):
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
    nodes = [part for tree in trees for part in walk(tree) if isinstance(part, (Group, Addition, Product, Script))]
    ranks.changed = True
    rounds = 0
    while ranks.changed and rounds < 20:
        ranks.changed = False
        rounds += 1
        for relation in relations:
            left = defined(relation.left, ranks.vocabulary)
            for one, other in ((left, relation.right), (relation.right, left)):
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
        case Group("⟨", Sequence(items), _):
            share(ranks, list(items))
        case Addition(terms, _, _):
            share(ranks, [term for term in terms if not isinstance(bare(term), Digits)])
        case Product(factors, operators, _) if "odot" in operators and len(factors) == 2:
            share(ranks, list(factors))
        case Script(Group() as base, None, Script() as above) if not is_transpose(above):
            # p^{y_i}
            expect(ranks, base, NUMBER)
        case _:
            pass


def settle_inner_product(ranks: Ranks, part: Tree) -> None:
    """Take r for a column in r^T r and in (u − v)^T (u − v)."""
    if isinstance(part, Product):
        for one, other in pairwise(part.factors):
            first, second = scripted(one), scripted(other)
            whole = bare(one)
            alike = first is not None and second is not None and first.transposed and first.name == second.name
            if alike or (isinstance(whole, Script) and is_transposed(whole) and bare(whole.base) == bare(other)):
                expect(ranks, other, COLUMN)


def share(ranks: Ranks, trees: list[Tree]) -> None:
    """Give all trees the first shape known among them."""
    shapes = [shape for shape in (shape_of(ranks, tree) for tree in trees) if shape is not None]
    if shapes:
        for tree in trees:
            expect(ranks, tree, shapes[0])


def guess_matrices(ranks: Ranks, relation: Relation) -> None:
    """Take the unknown factor before a vector for a matrix: w a in z = w a + b."""
    shape = shape_of(ranks, relation.left)
    if shape is not None:
        expect(ranks, relation.right, shape)
