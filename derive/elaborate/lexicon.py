"""What the letters of a document stand for, as the builder asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.elaborate.arrays import Array
from derive.elaborate.refusal import Refusal
from derive.elaborate.sampled import MARK
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import Scripted, letter_name, numbers, scripted
from derive.elaborate.shifts import index_letter, position, shifted_index
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare
from derive.syntax.tree import Addition, Digits, Group, Letter, Product, Script, Tree
from derive.term.term import LITERAL, OUTPUT, Entry, Index, Layer, Position


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The vocabulary with the ranks of letters that are never indexed, other spellings of one letter, and the output.

    `ranks` maps a letter to its number of axes when written whole. `aliases` maps W to w. `output_names` are the
    letters for the output layer. `carrier` is the output activation, `cost` the cost that ∇ and d stand before.
    `heads` are the letters that stand alone on the left of a relation. `rows` tells that vectors are rows
    (z = x W + b), `across` which run the other way, `loose` that the document has no sign for entrywise products,
    `from_zero` that indices begin with 0. `arrays` are the letters that are given by their own entries. `turned` is the
    layout of the derivatives of numbers, as in a scope. `meanings` has the right side of the first relation for a
    letter that stands alone or with one index, and that index. `unit` tells that I is the unit
    matrix.
    """

    vocabulary: Vocabulary
    ranks: Mapping[str, int]
    aliases: Mapping[str, str]
    output_names: tuple[str, ...]
    carrier: str | None = None
    cost: str | None = None
    heads: frozenset[str] = frozenset()
    rows: bool = False
    loose: bool = True
    from_zero: bool = False
    arrays: Mapping[str, Array] = field(default_factory=dict)
    across: frozenset[str] = frozenset()
    turned: frozenset[int] = frozenset()
    meanings: Mapping[str, tuple[Tree | None, Tree]] = field(default_factory=dict)
    unit: bool = False
    averaged: str | None = None


def family(lexicon: Lexicon, letter: Scripted) -> str:
    """Return the name of the family that a letter with its scripts belongs to."""
    vocabulary = lexicon.vocabulary
    name = lexicon.aliases.get(letter.name, letter.name)
    if letter.name in vocabulary.costs and letter.subscripts:
        name += "."
    if letter.name in vocabulary.sampled and letter.subscripts:
        name += MARK
    if letter.name in vocabulary.numbered:
        name += "_" + numbers(letter)
    return name


def arity(lexicon: Lexicon, name: str) -> int:
    """Return how many node indices an entry of the family has."""
    known = lexicon.vocabulary.arities.get(name)
    if name in lexicon.vocabulary.costs:
        return 0
    if name.endswith(".") and known is None:
        return lexicon.vocabulary.arities.get(name[:-1], 1)
    return lexicon.ranks.get(name, 0) if known is None else known


def node_subscripts(lexicon: Lexicon, letter: Scripted) -> tuple[Tree, ...]:
    """Return the subscripts that are node indices."""
    vocabulary = lexicon.vocabulary
    if letter.name in vocabulary.numbered:
        return ()
    own = letter.subscripts[1:] if letter.name in vocabulary.subscript_layers else letter.subscripts
    if len(own) == 1 and isinstance(own[0], Digits) and len(own[0].text) == vocabulary.arities.get(letter.name):
        return tuple(Digits(digit, own[0].span) for digit in own[0].text)
    return own


def layer_of(lexicon: Lexicon, letter: Scripted, scope: Scope) -> Layer | None:
    """Return the layer the letter is written with, or None."""
    vocabulary = lexicon.vocabulary
    if letter.name in vocabulary.subscript_layers:
        return read_layer(lexicon, letter.subscripts[0], scope) if letter.subscripts else None
    if letter.layer is not None and not (letter.name == "e" and vocabulary.euler):
        return read_layer(lexicon, letter.layer, scope)
    if letter.digits is not None and letter.name in vocabulary.layered:
        return Layer(LITERAL, small(letter.digits.text, letter.digits))
    return None


def small(text: str, tree: Tree) -> int:
    """Return the number of a layer or an index; raise Refusal where no network of that size is tried."""
    if len(text) > 3 or int(text) > LARGEST:
        raise Refusal("D901", f"layers and indices are judged up to {LARGEST}", tree.span)
    return int(text)


LARGEST = 24
"""The largest number of a layer or an index that is judged."""


def read_layer(lexicon: Lexicon, tree: Tree, scope: Scope) -> Layer:
    """Return l, l ± n, L, L − n or a number; raise Refusal for anything else."""
    tree = bare(tree)
    match tree:
        case Digits(text) if text.isdigit():
            return Layer(LITERAL, small(text, tree))
        case Letter():
            name = letter_name(tree)
            return Layer(OUTPUT if name in lexicon.output_names else name)
        case Addition((first, Digits(text)), (1, sign)) if text.isdigit():
            inner = read_layer(lexicon, first.body if isinstance(first, Group) else first, scope)
            return Layer(inner.base, inner.offset + sign * small(text, tree))
        case _:
            raise Refusal("D501", "this superscript is not read as a layer", tree.span)


def read_position(lexicon: Lexicon, tree: Tree, scope: Scope) -> Position:
    """Return the index or the number in an index slot, also for i + k − 1; raise Refusal for anything else."""
    tree = bare(tree)
    match tree:
        case Digits(text) if text.isdigit() and small(text, tree) + lexicon.from_zero > 0:
            return small(text, tree) + lexicon.from_zero
        case Addition() if (index := shifted_index(tree, lexicon.from_zero, scope)) is not None:
            return index
        case _ if (letter := index_letter(tree)) is not None:
            return position(letter, scope)
        case _:
            raise Refusal("D501", "this subscript is not read as an index", tree.span)


def reference(lexicon: Lexicon, letter: Scripted, scope: Scope) -> tuple[Entry, tuple[Index, ...]]:
    """Return the entry the letter stands for, with fresh indices where it is whole, and those.

    Raise Refusal where the scripts do not fit the family: `a_{in}` beside a_k, `w` without its layer.
    """
    name = family(lexicon, letter)
    count = arity(lexicon, name)
    layer = layer_of(lexicon, letter, scope)
    layered = letter.name in lexicon.vocabulary.layered
    if layered and layer is None and letter.name not in lexicon.heads:
        layer = scope.layer
    if layered and layer is None:
        layer = scope.borrowed
    if layered and layer is None:
        raise Refusal("D502", f"{letter.name} is written without its layer here", letter.span)
    subscripts = node_subscripts(lexicon, letter)
    if letter.others:
        raise Refusal("D501", f"{letter.name} has more superscripts than a layer", letter.span)
    if not subscripts and count:
        if count > 2:
            raise Refusal("D501", f"{letter.name} has {count} indices and is written without them", letter.span)
        axes = tuple(Index(mark, next(scope.uids), ()) for mark in ("i", "j")[:count])
        return Entry(name, layer, axes), axes
    if len(subscripts) == 1 and letter.name in lexicon.vocabulary.sampled:
        sample, axis = read_position(lexicon, subscripts[0], scope), Index("j", next(scope.uids), ())
        last = lexicon.vocabulary.sampled[letter.name]
        return Entry(name, layer, (axis, sample) if last else (sample, axis)), (axis,)
    if len(subscripts) != count:
        wanted = "no index" if count == 0 else f"{count} {'index' if count == 1 else 'indices'}"
        raise Refusal("D502", f"{letter.name} has {wanted} elsewhere in this document", letter.span)
    return Entry(name, layer, tuple(read_position(lexicon, part, scope) for part in subscripts)), ()


def is_function(lexicon: Lexicon, tree: Tree) -> Scripted | None:
    """Return the letter when the tree is a function of the document, primes and layer included."""
    letter = scripted(tree)
    return letter if letter is not None and letter.name in lexicon.vocabulary.functions else None


def function_name(letter: Scripted, lexicon: Lexicon) -> str:
    """Return the name of a function: subscripts that are no layer belong to it (g_o)."""
    if letter.name in lexicon.vocabulary.subscript_layers:
        return letter.name
    suffix = [
        part.name if isinstance(part, Letter) else part.text
        for part in letter.subscripts
        if isinstance(part, Letter | Digits)
    ]
    return "_".join((letter.name, *suffix))


def without_power(tree: Tree) -> tuple[Tree, Tree | None]:
    """Return a letter without its outermost superscript, and that superscript: σ^2(z)."""
    tree = bare(tree)
    if isinstance(tree, Script) and tree.superscript is not None:
        return Script(tree.base, tree.subscript, None, tree.primes, tree.span), tree.superscript
    return tree, None


def is_juxtaposed(product: Product, position: int) -> bool:
    """Tell whether nothing stands between the factor and the next."""
    return position < len(product.operators) and product.operators[position] == ""
