"""Edits of one letter with its scripts: an index, a layer, a prime, a transpose, another family."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from derive.elaborate.lexicon import function_name, node_subscripts
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.walk import walk
from derive.suggest.edits import Edit, Kind, substitution
from derive.suggest.notation import Notation, arity_of, at_layer, safe_layer, swapped
from derive.suggest.sites import Path, letter_sites, sites
from derive.syntax.tree import BigOperator, Derivative, Group, Letter, Product, Script, Sequence, Tree
from derive.term.term import LITERAL, OUTPUT, Layer


def letter_edits(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the edits of every letter of the side, and of the indices under its sums."""
    inside = [path for path, node in sites(side) if isinstance(node, Derivative)]
    for path, node, letter in letter_sites(side):
        if letter.name in known.lexicon.vocabulary.functions:
            variants = function_variants(known, node, letter)
        else:
            variants = family_variants(known, node, letter)
        parts = [path[len(outer)] for outer in inside if path[: len(outer)] == outer]
        topic = "argument" if is_argument_of_slope(known, side, path) else ""
        for kind, new, weight in variants:
            yield substitution(kind, side, path, node, new, weight + inside_derivative(kind, parts), topic)
    for path, node in sites(side):
        if isinstance(node, BigOperator) and node.subscript is not None:
            for inner, part in sites(node.subscript):
                if isinstance(part, Letter) and part.name in known.indices:
                    for name in known.indices:
                        if name != part.name:
                            new = replace(part, name=name)
                            yield substitution(Kind.INDEX, side, (*path, 0, *inner), part, new, 12)


def inside_derivative(kind: Kind, parts: list[int]) -> int:
    """Return what an edit weighs more inside ∂of/∂wrt; `parts` has 0 for of and 1 for wrt.

    The wrong quantity is likelier there, most of all below the line; a wrong index or layer is not.
    """
    if not parts:
        return 0
    return (-5 if 0 in parts else -6) if kind is Kind.FAMILY else 1


def is_argument_of_slope(known: Notation, side: Tree, path: Path) -> bool:
    """Tell whether the letter at the path is the whole argument of the derivative of a function: z in σ'(z)."""
    if len(path) < 2:
        return False
    nodes = dict(sites(side))
    product, number = nodes[path[:-2]], path[-2]
    if not isinstance(product, Product) or not number or not isinstance(product.factors[number], Group):
        return False
    function = scripted(product.factors[number - 1])
    return function is not None and function.name in known.lexicon.vocabulary.functions and bool(function.primes)


def function_variants(known: Notation, node: Tree, letter: Scripted) -> Iterator[tuple[Kind, Tree, int]]:
    """Yield σ' for σ, σ for σ', another layer, and the other functions of the document."""
    primed = innermost(node)
    if primed is not None:
        yield Kind.PRIME, with_primes(node, letter.primes + 1), 10
        if letter.primes:
            yield Kind.PRIME, with_primes(node, letter.primes - 1), 10
    yield from layer_variants(known, node, letter)
    own = function_name(letter, known.lexicon)
    for name, example in known.functions.items():
        if name != own:
            yield Kind.FAMILY, with_primes(example, letter.primes), 25


def innermost(tree: Tree) -> Tree | None:
    """Return the tree when its letter can carry a prime."""
    return tree if isinstance(tree, Letter | Script) else None


def with_primes(tree: Tree, primes: int) -> Tree:
    """Return the letter with this many primes."""
    if isinstance(tree, Script):
        plain = replace(tree, primes=primes)
        return plain.base if not primes and plain.subscript is None and plain.superscript is None else plain
    return Script(tree, None, None, primes, tree.span) if primes else tree


def family_variants(known: Notation, node: Tree, letter: Scripted) -> Iterator[tuple[Kind, Tree, int]]:
    """Yield the letter with one slip put right."""
    yield from index_variants(known, node, letter)
    yield from layer_variants(known, node, letter)
    yield from other_families(known, node, letter)
    yield from whole_and_entry(known, node, letter)


def index_variants(known: Notation, node: Tree, letter: Scripted) -> Iterator[tuple[Kind, Tree, int]]:
    """Yield the letter with another index in one slot, and with two indices exchanged."""
    below = node_subscripts(known.lexicon, letter)
    for part in below:
        for name in known.indices:
            if isinstance(part, Letter) and part.name != name:
                yield Kind.INDEX, swapped(node, part, replace(part, name=name)), 10
    if len(below) == 2 and below[0] != below[1]:
        first, second = below
        moved = swapped(
            swapped(node, first, replace(second, span=first.span)), second, replace(first, span=second.span)
        )
        yield Kind.INDEX, moved, 11


def layer_variants(known: Notation, node: Tree, letter: Scripted) -> Iterator[tuple[Kind, Tree, int]]:
    """Yield the letter one layer up and down, and with another letter for its layer."""
    layer = safe_layer(known.lexicon, letter)
    if layer is None:
        return
    candidates = [(Layer(layer.base, layer.offset + step), 10) for step in (-1, 1)]
    candidates += [(Layer(base, layer.offset), 11) for base in known.layers if base != layer.base != LITERAL]
    if layer.base == OUTPUT:
        candidates = [item for item in candidates if item[0].base != OUTPUT or item[0].offset <= 0]
    for candidate, weight in candidates:
        new = at_layer(known.lexicon, node, letter, candidate)
        if new is not None:
            yield Kind.LAYER, new, weight


def other_families(known: Notation, node: Tree, letter: Scripted) -> Iterator[tuple[Kind, Tree, int]]:
    """Yield z for a, w for b: another family under the same scripts."""
    core = next((part for part in walk(node) if isinstance(part, Letter)), None)
    if core is None:
        return
    for example in known.families.values():
        other = next((part for part in walk(example) if isinstance(part, Letter)), None)
        found = next((item for path, item, item_letter in letter_sites(example) if not path), None)
        if other is None or found is None or other == core or other.name == "e":
            continue
        yield Kind.FAMILY, swapped(node, core, replace(other, span=core.span)), 26


def whole_and_entry(known: Notation, node: Tree, letter: Scripted) -> Iterator[tuple[Kind, Tree, int]]:
    """Yield b_j for b, b for b_j, and W^T for W."""
    count = arity_of(known, letter)
    below = node_subscripts(known.lexicon, letter)
    layered_below = letter.name in known.lexicon.vocabulary.subscript_layers
    if below and not layered_below:
        bare = without_subscripts(node)
        if bare is not None:
            yield Kind.ENTRY, bare, 20
    if not below and 0 < count <= 2 and not layered_below:
        for names in permutations(known.indices, count):
            yield Kind.ENTRY, subscripted(node, names), 20
    if not below and count:
        if letter.transposed:
            plain = untransposed(node)
            if plain is not None:
                yield Kind.TRANSPOSE, plain, 10
        else:
            yield Kind.TRANSPOSE, transposed(known, node), 10


def without_subscripts(node: Tree) -> Tree | None:
    """Return the letter without its indices."""
    if not isinstance(node, Script) or node.subscript is None:
        return None
    bare = replace(node, subscript=None)
    return bare.base if bare.superscript is None and not bare.primes else bare


def subscripted(node: Tree, names: tuple[str, ...]) -> Tree:
    """Return the letter, or the expression in parentheses, with indices."""
    letters = tuple(Letter(name, (), False, node.span) for name in names)
    below: Tree = letters[0] if len(letters) == 1 else Product(letters, ("",) * (len(letters) - 1), node.span)
    if isinstance(node, Script) and node.subscript is None:
        return replace(node, subscript=below)
    if isinstance(node, Letter | Group):
        return Script(node, below, None, 0, node.span)
    return Script(Group("(", node, node.span), below, None, 0, node.span)


def transposed(known: Notation, node: Tree) -> Tree:
    """Return A^T; what has scripts already is put in parentheses."""
    sign = known.transposition
    if isinstance(node, Letter | Group):
        return Script(node, None, sign, 0, node.span)
    return Script(Group("(", node, node.span), None, sign, 0, node.span)


def untransposed(node: Tree) -> Tree | None:
    """Return A for A^T and (A)^T."""
    if not isinstance(node, Script) or node.superscript is None:
        return None
    above = node.superscript
    if isinstance(above, Letter) and node.subscript is None:
        base = node.base
        return base.body if isinstance(base, Group) and scripted(base.body) is not None else base
    if isinstance(above, Product | Sequence):
        items = above.factors if isinstance(above, Product) else above.items
        kept = tuple(item for item in items if not (isinstance(item, Letter) and item.name in ("T", "top")))
        if len(kept) == 1:
            return replace(node, superscript=kept[0])
    return None
