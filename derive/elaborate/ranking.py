"""What one node of a tree says of shapes: that of a product from its factors, those of the factors from a product."""

from dataclasses import dataclass, field

from derive.elaborate.scripts import ONES, Scripted, is_transpose, numbers, scripted
from derive.elaborate.signs import is_diagonal, operands
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare
from derive.syntax.tree import (
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Product,
    Root,
    Script,
    Sequence,
    Tree,
    Word,
)

Shape = tuple[bool, bool]
"""Whether there is a row axis and a column axis."""

NUMBER: Shape = (False, False)
COLUMN: Shape = (True, False)
ROW: Shape = (False, True)
MATRIX: Shape = (True, True)


@dataclass(slots=True)
class Ranks:
    """Shapes of whole letters found so far.

    `vector` is that of a vector, `turned` the layout of derivatives of numbers, as in a scope. With `scalar_costs` a
    document has transposes, no other sign of whole arrays, and no layers, so that what is multiplied into a number is a
    number, but for w^T x. `guessing` allows what is likely.
    """

    vocabulary: Vocabulary
    aliases: dict[str, str]
    vector: Shape = COLUMN
    known: dict[str, Shape] = field(default_factory=dict)
    changed: bool = False
    guessing: bool = False
    scalar_costs: bool = False
    turned: frozenset[int] = frozenset()


def own_name(ranks: Ranks, letter: Scripted) -> str:
    """Return the name under which a letter's shape is kept; W_1 and W_2 are letters of their own."""
    name = ranks.aliases.get(letter.name, letter.name)
    if letter.name in ranks.vocabulary.numbered:
        name += "_" + numbers(letter)
    return name


def is_entry(ranks: Ranks, letter: Scripted) -> bool:
    """Tell whether the letter is written with its node indices."""
    below = letter.name in ranks.vocabulary.subscript_layers or letter.name in ranks.vocabulary.sampled
    return len(letter.subscripts) > below and letter.name not in ranks.vocabulary.numbered


def shape_of(ranks: Ranks, tree: Tree) -> Shape | None:
    """Return the shape of a tree as far as it is known."""
    tree = bare(tree)
    letter = scripted(tree)
    if letter is not None:
        if is_entry(ranks, letter):
            return NUMBER
        if letter.name in ranks.vocabulary.sampled and letter.subscripts:
            return (ranks.vector[1], ranks.vector[0]) if letter.transposed else ranks.vector
        if letter.name == ONES:
            return ROW if letter.transposed else COLUMN
        shape = ranks.known.get(own_name(ranks, letter))
        return (shape[1], shape[0]) if shape is not None and letter.transposed else shape
    match tree:
        case Digits():
            return NUMBER
        case Group("‖", _, _) | Group("⟨", Sequence(), _):
            return NUMBER
        case Group(_, body, _) | BigOperator(body=body) | Root(body=body) | Annotated(body=body):
            return shape_of(ranks, body)
        case Addition(terms, _, _):
            shapes = [shape_of(ranks, term) for term in terms if not isinstance(bare(term), Digits)]
            return next((shape for shape in shapes if shape is not None), NUMBER if not shapes else None)
        case Script(_, Word(), None, _, _):
            return None
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
            if above == NUMBER:
                return None if below is None else laid_out(ranks, below)
            return above if below == NUMBER else None
        case Product():
            return shape_of_product(ranks, tree)
        case Grid("matrix", rows):
            return len(rows) > 1, len(rows[0]) > 1
        case _:
            return None


def laid_out(ranks: Ranks, shape: Shape) -> Shape:
    """Return the shape of ∂C/∂x for x of this shape, and the other way round."""
    return (shape[1], shape[0]) if sum(shape) in ranks.turned else shape


def is_transposed(tree: Tree) -> bool:
    """Tell whether the tree is x^T or (…)^T."""
    tree = bare(tree)
    letter = scripted(tree)
    if letter is not None:
        return letter.transposed
    return isinstance(tree, Script) and tree.superscript is not None and is_transpose(tree.superscript)


def is_power(script: Script) -> bool:
    """Tell whether a parenthesis, no norm, is raised to a number."""
    inner = bare(script.base)
    above = None if script.superscript is None else bare(script.superscript)
    return isinstance(above, Digits) and isinstance(inner, Group) and inner.open in ("(", "[")


def shape_of_product(ranks: Ranks, tree: Product) -> Shape | None:
    """Return the shape of a product: any entrywise operand's, or the outer axes of a matrix product."""
    if is_diagonal(tree):
        return MATRIX
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
            expect(ranks, wrt, laid_out(ranks, shape))
        case Product():
            expect_product(ranks, tree, shape)
        case _:
            pass


def expect_product(ranks: Ranks, tree: Product, shape: Shape) -> None:
    """Settle the one unknown operand of a product of known shape."""
    if is_diagonal(tree):
        expect(ranks, tree.factors[1], ranks.vector)
        return
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
    if ranks.scalar_costs and shape == NUMBER and unknown and all(known in (None, NUMBER) for known in shapes):
        turned = [is_transposed(part) for part in parts]
        if turned == [True, False]:
            expect(ranks, parts[0], ROW)
            expect(ranks, parts[1], COLUMN)
        elif not any(turned):
            for part in parts:
                expect(ranks, part, NUMBER)
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
