"""Sums and products over layers or steps in time: Σ_{t=1}^T, Σ_{1≤k≤t}, Π_{i=k+1}^t, W^{t−k}."""

from collections.abc import Iterable

from derive.elaborate.lexicon import Lexicon, read_layer
from derive.elaborate.operands import Build
from derive.elaborate.ranges import Range, range_below
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope, fresh
from derive.elaborate.scripts import Scripted, counts_steps, is_number, letter_name, scripted
from derive.elaborate.tensor import Joint, Tensor, map_entries, rank
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Addition, BigOperator, Digits, Letter, Relation, Script, Tree
from derive.term.term import LITERAL, OUTPUT, Layer, LayerProduct, LayerSum, Term
from derive.term.traverse import free_indices, rebuild

FIRST = Layer(LITERAL, 1)
"""The first step where a sum does not say with which it begins."""


def over_layers(vocabulary: Vocabulary, tree: BigOperator) -> Range | None:
    """Return the range of a Σ or Π whose letter is a layer in the body, None for an ordinary index."""
    found = range_below(tree)
    if found is None:
        return None
    layered = any(found.letter in layer_names(vocabulary, part) for part in walk(tree.body))
    return found if layered else None


def layer_names(vocabulary: Vocabulary, tree: Tree) -> list[str]:
    """Return the letters in the layer slot of a letter, or in a power such as W^{t−k}."""
    letter = scripted(tree)
    slot = None if letter is None else layer_slot(vocabulary, letter)
    return [] if slot is None else [letter_name(part) for part in walk(slot) if isinstance(part, Letter)]


def layer_slot(vocabulary: Vocabulary, letter: Scripted) -> Tree | None:
    """Return the script that is the layer of a letter."""
    if letter.name in vocabulary.subscript_layers:
        return letter.subscripts[0] if letter.subscripts else None
    return letter.layer


def output_names(relations: list[Relation], trees: list[Tree], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the letters of the output layer: L, or the one capital that is written as a layer, and those of sums."""
    capitals = [name for name in vocabulary.layer_letters if len(name) == 1 and name.isupper() and name != "T"]
    name = "L" if "L" in capitals or len(capitals) != 1 else capitals[0]
    return tuple(dict.fromkeys((name, *last_letters(relations, trees, vocabulary))))


def last_letters(relations: Iterable[Relation], trees: Iterable[Tree], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the letters for the last layer: those that a Σ over layers runs to, and that count nothing themselves.

    So is the capital of a letter that counts layers: T beside t.
    """
    tops = {name: None for name in sorted(vocabulary.steps) if name.isupper() and name.lower() in vocabulary.steps}
    running: set[str] = set()
    for item in relations:
        running.update(layer_names(vocabulary, item.left))
    for tree in trees:
        for part in walk(tree):
            found = over_layers(vocabulary, part) if isinstance(part, BigOperator) else None
            if found is None:
                continue
            running.add(found.letter)
            name = None if found.last is None else top_name(found.last)
            if name is not None and isinstance(part, BigOperator) and part.name == "sum":
                tops[name] = None
    lasting = {name for name in tops if name.isupper() or name == "tau"}
    return tuple(name for name in tops if name in lasting or name not in running)


def top_name(tree: Tree) -> str | None:
    """Return T for T and T_x."""
    inner = bare(tree)
    if isinstance(inner, Script) and inner.superscript is None and not inner.primes:
        inner = bare(inner.base)
    return letter_name(inner) if isinstance(inner, Letter) else None


def ends(lexicon: Lexicon, found: Range, scope: Scope) -> tuple[Layer, Layer]:
    """Return the first and the last layer of a range; raise Refusal where they cannot be read."""
    first = FIRST if found.first is None else read_layer(lexicon, found.first, scope)
    last = Layer(OUTPUT) if found.last is None else read_end(lexicon, found.last, scope)
    return shifted(first, found.after_first), shifted(last, -found.before_last)


def read_end(lexicon: Lexicon, tree: Tree, scope: Scope) -> Layer:
    """Return the last layer; T_x is T."""
    return Layer(OUTPUT) if top_name(tree) in lexicon.output_names else read_layer(lexicon, tree, scope)


def shifted(layer: Layer, offset: int) -> Layer:
    """Return layer + offset."""
    return Layer(layer.base, layer.offset + offset)


def bound_letter(letter: str, scope: Scope) -> str:
    """Return a base of layers that nothing else in the statement has."""
    return f"{letter}.{next(scope.uids)}"


def with_bound(term: Term, letter: str, bound: str) -> Term:
    """Return the term with the layers at `letter` put at the bound letter."""

    def layer(old: Layer) -> Layer:
        return Layer(bound, old.offset) if old.base == letter else old

    return rebuild(term, lambda slot: slot, layer, lambda index: index)


def build_over_layers(build: Build, lexicon: Lexicon, tree: BigOperator, found: Range, scope: Scope) -> Tensor:
    """Return Σ or Π of the body over layers; raise Refusal where the letter is an index as well."""
    first, last = ends(lexicon, found, scope)
    body = build(lexicon, tree.body, scope)
    if any(index.letter == found.letter and index.uid == 0 for index in free_indices(body.term)):
        message = f"{found.letter} is a layer in one place and an index in another"
        raise Refusal("D501", message, tree.span)
    bound = bound_letter(found.letter, scope)
    term = with_bound(body.term, found.letter, bound)
    if tree.name == "sum":
        return map_entries(body, LayerSum(bound, first, last, term))
    return multiplied(map_entries(body, term), bound, (first, last), scope, tree)


def multiplied(body: Tensor, bound: str, ends: tuple[Layer, Layer], scope: Scope, tree: Tree) -> Tensor:
    """Return Π of numbers or of square matrices, which stand in falling order where the reading says so."""
    if rank(body) == 0:
        return map_entries(body, LayerProduct(bound, *ends, body.term))
    if body.row is None or body.column is None:
        raise Refusal("D501", "a product of vectors over layers is not understood", tree.span)
    row, column = fresh(scope, body.row.letter), fresh(scope, body.column.letter)
    key = (body.row.letter, body.row.uid)
    scope.joints.append(Joint(key, "D301", "product", body, body, tree.span.start, tree.span.end))
    term = LayerProduct(bound, *ends, body.term, (body.row, body.column), (row, column), scope.falling)
    return Tensor(row, column, term)


def repeated(lexicon: Lexicon, base: Tensor, exponent: Tree, scope: Scope) -> Tensor:
    """Return A^{t−k} as Π_{i=k+1}^t A; raise Refusal where the exponent is no difference of layers."""
    tree = bare(exponent)
    refusal = Refusal("D501", "this exponent is not understood", exponent.span)
    if not isinstance(tree, Addition) or not counts_steps(tree):
        raise refusal
    signed = list(zip(tree.terms, tree.signs, strict=True))
    upper, lower = (next(term for term, sign in signed if sign == s and not is_number(term)) for s in (1, -1))
    if not {letter_name(x) for x in (bare(upper), bare(lower)) if isinstance(x, Letter)} <= steps_of(lexicon):
        raise refusal
    more = sum(sign * int(term.text) for term, sign in signed if isinstance(term, Digits) and term.text.isdigit())
    first, last = read_layer(lexicon, lower, scope), read_layer(lexicon, upper, scope)
    bound = bound_letter("i", scope)
    return multiplied(base, bound, (shifted(first, 1), shifted(last, more)), scope, tree)


def steps_of(lexicon: Lexicon) -> set[str]:
    """Return the letters that stand for layers."""
    return {*lexicon.vocabulary.steps, *lexicon.output_names}
