"""Sums over an index."""

from collections.abc import Iterable

from derive.elaborate.lexicon import Lexicon, layer_of, read_layer, read_position
from derive.elaborate.numbers import logarithm
from derive.elaborate.operands import Build
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Bound, Scope, fresh, inside
from derive.elaborate.scripts import Scripted, flatten, scripted
from derive.elaborate.shifts import closed, index_letter
from derive.elaborate.steps import build_over_layers, over_layers
from derive.elaborate.tensor import Tensor, map_entries, product_term, rank, renamed, scalar
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Addition, BigOperator, Digits, Letter, Relate, Script, Sequence, Tree
from derive.term.term import ONE, Add, Apply, Delta, Index, Mul, Position, Size, Sum, Term, number
from derive.term.traverse import free_indices, free_layers


def big_operator(build: Build, lexicon: Lexicon, tree: BigOperator, scope: Scope) -> Tensor:
    """Return Σ or Π over the indices below the sign; raise Refusal for Π of arrays and for what has no index."""
    layers = over_layers(lexicon.vocabulary, tree)
    if layers is not None:
        return build_over_layers(build, lexicon, tree, layers, scope)
    if tree.name not in ("sum", "prod"):
        raise Refusal("D501", "this operator is not understood", tree.span)
    if tree.subscript is None:
        raise Refusal("D501", "this sum does not name its index", tree.span)
    if isinstance(bare(tree.subscript), Digits) and tree.superscript is None:
        return along(build(lexicon, tree.body, scope), bare(tree.subscript), lexicon, tree)
    binders: list[Index] = []
    excluded: list[tuple[Letter, Tree]] = []
    from_zero = False
    for item in items(tree.subscript):
        letter, other = binder(item, tree)
        from_zero = from_zero or starts_at_zero(item)
        binders.append(fresh(scope, letter.name))
        if other is not None:
            excluded.append((letter, other))
    within = inside(scope, {index.letter: index for index in binders})
    bounds(lexicon, tree, binders, from_zero, scope)
    mark = len(scope.shifts)
    body = closed(build(lexicon, tree.body, within), mark, scope)
    term = body.term
    if any(index.letter in free_layers(term) for index in binders):
        raise Refusal("D501", "this sum or product over layers is not understood", tree.span)
    if tree.name == "prod":
        if rank(body):
            raise Refusal("D501", "a product of arrays over an index is not understood", tree.span)
        term = logarithm(term)
    for letter, other in excluded:
        term = product_term(apart(within.bound[letter.name], lexicon, other, scope), term)
    total = nest(binders, term)
    # Π_i f_i = exp Σ_i log f_i
    return map_entries(body, total if tree.name == "sum" else Apply("exp", None, 0, total))


def along(matrix: Tensor, axis: Tree, lexicon: Lexicon, tree: BigOperator) -> Tensor:
    """Return the sum of a matrix along axis 0, down its columns, or 1, along its rows, as a vector of the document."""
    if matrix.row is None or matrix.column is None or not isinstance(axis, Digits) or axis.text not in ("0", "1"):
        raise Refusal("D501", "this range of a sum is not understood", tree.span)
    gone, left = (matrix.row, matrix.column) if axis.text == "0" else (matrix.column, matrix.row)
    term = Sum(gone, matrix.term)
    return Tensor(None, left, term) if lexicon.rows else Tensor(left, None, term)


def apart(index: Index, lexicon: Lexicon, other: Tree, scope: Scope) -> Term:
    """Return 1 where the index is summed over, else 0: Σ_{i≠j} x_i = Σ_i (1 − δ_ij) x_i; Σ_{i=3} leaves out 1 and 2."""
    if isinstance(other, Digits):
        left_out: list[Position] = list(range(1, int(other.text)))
    else:
        left_out = [read_position(lexicon, other, scope)]
    return Add((ONE, *(Mul((number(-1), Delta(index, position))) for position in left_out)))


def nest(binders: list[Index], term: Term) -> Term:
    """Return Σ_i Σ_j … term."""
    for index in reversed(binders):
        term = Sum(index, term)
    return term


def items(tree: Tree) -> tuple[Tree, ...]:
    """Return the indices below a sign: j, or m, n, or jk; a condition stays one item."""
    tree = bare(tree)
    if isinstance(tree, Sequence):
        return tree.items
    return (tree,) if isinstance(tree, Relate) else tuple(flatten(tree))


def binder(item: Tree, tree: BigOperator) -> tuple[Letter, Tree | None]:
    """Return the index letter, and what it must differ from."""
    item = bare(item)
    letter = index_letter(item.left if isinstance(item, Relate) else item)
    match item:
        case _ if letter is None:
            pass
        case Letter() | Script():
            return letter, None
        case Relate("=", _, Digits("0" | "1"), _):
            return letter, None
        case Relate("=", _, Digits(text), _) if text.isdigit() and int(text) <= 4:
            return letter, item.right
        case Relate("!=", _, other, _):
            return letter, other
        case Relate("in", _, _, _):
            return letter, None
    raise Refusal("D501", "this range of a sum is not understood", tree.span)


def counts_from_zero(trees: Iterable[Tree], costs: tuple[str, ...]) -> bool:
    """Tell whether a document counts from 0: a sum runs from 0 to n − 1, or a cost is C_0."""
    return any(begins_with_zero(part, costs) for tree in trees for part in walk(tree))


def begins_with_zero(part: Tree, costs: tuple[str, ...]) -> bool:
    """Tell whether a node counts from 0."""
    match part:
        case BigOperator(_, below, above) if below is not None and above is not None:
            return isinstance(bare(above), Addition) and any(starts_at_zero(item) for item in items(below))
        case Script(Letter(name), Digits("0")):
            return name in costs
        case _:
            return False


def starts_at_zero(item: Tree) -> bool:
    """Tell whether an index runs from 0."""
    return isinstance(item, Relate) and isinstance(item.right, Digits) and item.right.text == "0"


def bounds(lexicon: Lexicon, tree: BigOperator, binders: list[Index], from_zero: bool, scope: Scope) -> None:
    """Remember an upper bound n_{l-1}, which must be the size of the slots that the index fills.

    A plain letter (m, N, n − 1 for an index from 0) names that size whatever it is. Raise Refusal for any other bound.
    """
    if tree.superscript is None:
        return
    above = bare(tree.superscript)
    if from_zero or (lexicon.from_zero and isinstance(above, Addition)):
        match above:
            case Addition((first, Digits("1")), (1, -1)):
                above = bare(first)
            case _:
                raise Refusal("D501", "an index from 0 whose bound is not n − 1 is not understood", tree.span)
    letter = scripted(above)
    if letter is None or len(binders) != 1:
        raise Refusal("D501", "this bound of a sum is not understood", tree.superscript.span)
    size = size_layer(lexicon, letter, scope)
    if size is not None:
        scope.bounds.append(Bound((binders[0].letter, binders[0].uid), size, tree.superscript.span))
    elif letter.subscripts or letter.layer is not None or letter.digits is not None:
        raise Refusal("D501", "this bound of a sum is not understood", tree.superscript.span)


def size_layer(lexicon: Lexicon, letter: Scripted, scope: Scope) -> Size | None:
    """Return the size n_l that a bound with a layer names, None for a plain number such as m."""
    if letter.layer is not None:
        layer = layer_of(lexicon, letter, scope) or read_layer(lexicon, letter.layer, scope)
        return Size("n", layer)
    if len(letter.subscripts) != 1:
        return None
    below = letter.subscripts[0]
    names = [part.name for part in (below, *getattr(below, "terms", ())) if isinstance(part, Letter)]
    known = {*lexicon.vocabulary.layer_letters, *lexicon.output_names}
    if isinstance(below, Digits) or any(name in known for name in names):
        return Size("n", read_layer(lexicon, below, scope))
    return None


def positions(lexicon: Lexicon, tree: Tree, scope: Scope) -> tuple[Position, ...]:
    """Return the indices of a subscript."""
    return tuple(read_position(lexicon, part, scope) for part in flatten(tree))


def select(lexicon: Lexicon, tensor: Tensor, subscript: Tree, scope: Scope) -> Tensor:
    """Return the entry (…)_j of a vector or (…)_{ij} of a matrix."""
    from_tree = positions(lexicon, subscript, scope)
    if rank(tensor) == 0 and (opened := with_axes(tensor.term, from_tree, scope)) is not None:
        return opened
    axes = [axis for axis in (tensor.row, tensor.column) if axis is not None]
    if len(from_tree) != len(axes):
        raise Refusal("D302", "the number of indices is not that of the axes", subscript.span, ill_formed=bool(axes))
    term = tensor.term
    for axis, position in zip(axes, from_tree, strict=True):
        term = renamed(term, axis, position)
    return scalar(term)


def with_axes(term: Term, indices: tuple[Position, ...], scope: Scope) -> Tensor | None:
    """Return the array (x_ij)_ij whose entries are the term; None where these are not its free indices."""
    free = {(index.letter, index.uid) for index in free_indices(term)}
    axes = [index for index in indices if isinstance(index, Index)]
    if len(axes) not in (1, 2) or len(axes) != len(indices) or {(axis.letter, axis.uid) for axis in axes} != free:
        return None
    opened = [fresh(scope, axis.letter) for axis in axes]
    for axis, new in zip(axes, opened, strict=True):
        term = renamed(term, axis, new)
    return Tensor(opened[0], opened[1] if len(opened) > 1 else None, term)
