"""What every letter of a document is, decided from all its uses.

A letter that is applied is a function; a letter whose superscript is a layer somewhere is layered everywhere; the
number of node indices is the one it has in most of its uses. Nothing here knows a letter's usual meaning but for the
output layer, which authors write with a capital, and e^x.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from derive.elaborate.costs import differentiated
from derive.elaborate.differentials import has_total
from derive.elaborate.layer_scripts import step_letters, subscript_layers
from derive.elaborate.sampled import MARK, sampled_letters
from derive.elaborate.scripts import scripted
from derive.elaborate.uses import Use, collect, without_derivatives
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Digits, Letter, Product, Script, Sequence, Tree, Word

NAMED_FUNCTIONS = {
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "tanh": "tanh",
    "sinh": "sinh",
    "cosh": "cosh",
    "sech": "sech",
    "sin": "sin",
    "cos": "cos",
    "sigmoid": "sigmoid",
    "softplus": "softplus",
    "erf": "erf",
    "relu": "relu",
    "ReLU": "relu",
    "step": "step",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The decisions: functions, cost letters, layered letters, arities, and letters whose layer is a subscript.

    `arities` has the number of node indices of every letter that is written with indices somewhere; `numbered` are
    letters whose numeric subscript belongs to the name (h_1, h_2), `layer_letters` the letters seen in layer slots,
    `droppers` the letters without layers that lose their index among indexed ones, `indices` the
    letters that stand alone in a subscript or in a layer slot. `euler` tells that e is Euler's number. `sampled` are
    vectors with the number of a sample below, whose families are called x· beside the plain x. `steps` are the letters
    in layer slots, above or below. `differential` is "short" where dW stands for ∂C/∂W, "total" where a d stands before
    a cost, too, dC = … dx, else empty.
    """

    functions: frozenset[str]
    costs: tuple[str, ...]
    layered: frozenset[str]
    subscript_layers: frozenset[str]
    arities: dict[str, int]
    numbered: frozenset[str]
    layer_letters: tuple[str, ...]
    differential: str
    droppers: frozenset[str] = frozenset()
    indices: frozenset[str] = frozenset()
    euler: bool = True
    letters: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    sloped: frozenset[str] = frozenset()
    sampled: Mapping[str, bool] = field(default_factory=dict)
    steps: frozenset[str] = frozenset()


def learn(
    trees: list[tuple[Tree, bool]],
    slopes: Iterable[Tree] = (),
    values: Iterable[Tree] = (),
    heads: Iterable[Tree] = (),
    indexed: frozenset[str] = frozenset(),
) -> Vocabulary:
    """Return the vocabulary of the trees of a document; the flag tells a mention from a side of a relation.

    `slopes` are the right sides of relations that give a derivative: what they contain is no cost. `values` are the
    other right sides: what is applied there to one letter, and nowhere stands alone, is a function. `heads` are the
    left sides: an e that stands alone on one is not Euler's number. The numbers below `indexed` letters are indices.
    """
    uses = uses_of(trees)
    applied, plain = applied_letters(uses), no_costs(slopes, values, uses) | indexed
    costs = tuple(name for name in differentiated(trees, applied, uses) if name not in plain)
    functions = applied - set(costs)
    euler = is_euler(uses.get("e", []), heads)
    layered = frozenset(name for name, all_uses in uses.items() if not (name == "e" and euler) and has_layers(all_uses))
    below = subscript_layers(uses, layered, functions, [tree for tree, _ in trees])
    numbered = numbered_letters(uses, {*costs, *indexed})
    arities = {
        name: count - (name in below)
        for name, all_uses in uses.items()
        if name not in functions and name not in numbered and (count := arity(all_uses))
    }
    sampled = sampled_letters((tree for tree, _ in trees), functions | layered | below | set(costs))
    return Vocabulary(
        functions,
        tuple(name for name in costs if name not in below),
        layered | below,
        below,
        {name: count for name, count in arities.items() if count} | with_samples(sampled),
        numbered,
        layer_letters(uses),
        writes_differentials(trees, uses, costs),
        frozenset(name for tree, _ in trees for name in dropped_indices(tree, arities, layered | below)),
        index_letters(uses),
        euler,
        frozenset(uses),
        frozenset(name for name, all_uses in uses.items() if any(use.listed for use in all_uses)),
        frozenset(name for name, all_uses in uses.items() if any(use.letter.primes == 1 for use in all_uses)),
        sampled,
        step_letters(uses, below),
    )


def numbered_letters(uses: dict[str, list[Use]], others: set[str]) -> frozenset[str]:
    """Return the letters whose numbers are parts of their names, the others left out."""
    return frozenset(name for name, all_uses in uses.items() if name not in others and is_numbered(all_uses))


def with_samples(sampled: Iterable[str]) -> dict[str, int]:
    """Return the numbers of indices of x, a vector, and of x· with a sample before its index."""
    return {name + mark: count for name in sampled for mark, count in (("", 1), (MARK, 2))}


def uses_of(trees: list[tuple[Tree, bool]]) -> dict[str, list[Use]]:
    """Return the occurrences of every letter."""
    uses: dict[str, list[Use]] = {}
    for tree, mention in trees:
        collect(tree, mention, uses)
    return uses


def no_costs(slopes: Iterable[Tree], values: Iterable[Tree], uses: dict[str, list[Use]]) -> set[str]:
    """Return the letters that a derivative is made of, and those applied to one letter and nowhere alone."""
    inner: dict[str, list[Use]] = {}
    for tree in slopes:
        collect(without_derivatives(tree), False, inner)
    plain = {name for name, found in inner.items() if any(not use.applied and not use.letter.primes for use in found)}
    outer: dict[str, list[Use]] = {}
    for tree in values:
        collect(tree, False, outer)
    for name, found in outer.items():
        if all(use.applied for use in uses[name]) and any(use.listed and not use.several for use in found):
            plain.add(name)
    return plain


def dropped_indices(tree: Tree, arities: dict[str, int], layered: frozenset[str]) -> Iterator[str]:
    """Yield the letters that are whole in a formula where others, or they themselves, are written with indices."""
    found = [letter for part in walk(tree) if (letter := scripted(part)) is not None]
    if any(any(isinstance(part, Letter) for part in letter.subscripts) for letter in found):
        for letter in found:
            if arities.get(letter.name) and not letter.subscripts and letter.name not in layered:
                yield letter.name


def is_loose(vocabulary: Vocabulary, tree: Tree) -> bool:
    """Tell whether a letter of the tree stands whole and is one that loses its index in this document."""
    found = (scripted(part) for part in walk(tree))
    return any(letter is not None and not letter.subscripts and letter.name in vocabulary.droppers for letter in found)


def applied_letters(uses: dict[str, list[Use]]) -> frozenset[str]:
    """Return the letters that are functions."""
    return frozenset(name for name, all_uses in uses.items() if is_function(all_uses))


def is_function(uses: list[Use]) -> bool:
    """Tell whether the letter is applied: f(x) or f'(x), and not also used as a number."""
    applied = [use for use in uses if use.applied]
    if not applied:
        return False
    if any(use.letter.primes for use in applied):
        return True
    return all(use.applied or use.alone for use in uses)


def has_layers(uses: list[Use]) -> bool:
    """Tell whether a superscript of the letter is a layer in some use."""
    if any(use.letter.layer is not None for use in uses):
        return True
    numbers = [use.letter.digits.text for use in uses if use.letter.digits is not None]
    return any(number in ("0", "1") for number in numbers)


def is_euler(uses: list[Use], heads: Iterable[Tree]) -> bool:
    """Tell whether e is Euler's number: never bold, never with an index, and on no left side by itself."""
    if any(use.letter.bold or use.letter.subscripts for use in uses):
        return False
    return not any(letter is not None and letter.name == "e" for letter in map(scripted, heads))


def is_numbered(uses: list[Use]) -> bool:
    """Tell whether every use has a numeric subscript, which then is part of the name."""
    return all(
        use.letter.subscripts and all(isinstance(part, Digits) for part in use.letter.subscripts) for use in uses
    )


def arity(uses: list[Use]) -> int:
    """Return the number of subscripts in most of the uses that have any; ties go to the larger number."""
    indexed = [use.letter.subscripts for use in uses if use.letter.subscripts]
    lettered = [subscripts for subscripts in indexed if any(isinstance(part, Letter) for part in subscripts)]
    counts = Counter(index_count(subscripts) for subscripts in (lettered or indexed))
    return max(counts, key=lambda count: (counts[count], count), default=0)


def index_count(subscripts: tuple[Tree, ...]) -> int:
    """Return the number of indices of a subscript; a lone number of two digits is two: w_{47}."""
    if len(subscripts) == 1 and isinstance(subscripts[0], Digits):
        return len(subscripts[0].text)
    return len(subscripts)


def index_letters(uses: dict[str, list[Use]]) -> frozenset[str]:
    """Return the letters that are an index or a layer somewhere."""
    scripts = [
        script
        for all_uses in uses.values()
        for use in all_uses
        for script in (*use.letter.subscripts, use.letter.layer)
    ]
    return frozenset(script.name for script in scripts if isinstance(script, Letter))


def layer_letters(uses: dict[str, list[Use]]) -> tuple[str, ...]:
    """Return the letters seen in superscript layers, in order of first appearance."""
    found: dict[str, None] = {}
    for all_uses in uses.values():
        for use in all_uses:
            if use.letter.layer is not None:
                for part in walk(use.letter.layer):
                    if isinstance(part, Letter):
                        found.setdefault(part.name)
    return tuple(found)


def writes_differentials(trees: list[tuple[Tree, bool]], uses: dict[str, list[Use]], costs: tuple[str, ...]) -> str:
    """Return what a d says that is never a letter of its own but always before another: dW for ∂C/∂W, or dC."""
    before = 0
    for tree, _ in trees:
        for part in walk(tree):
            if isinstance(part, Product):
                before += sum(
                    isinstance(bare(first), Letter) and scripted(first) is not None and letter_is_d(first)
                    for first, operator in zip(part.factors, part.operators, strict=False)
                    if operator == ""
                )
    total = sum(1 for use in uses.get("d", ()) if not use.letter.subscripts)
    if before == 0 or before != total:
        return ""
    return "total" if has_total((tree for tree, _ in trees), costs) else "short"


def letter_is_d(tree: Tree) -> bool:
    """Tell whether the tree is the plain letter d."""
    letter = scripted(tree)
    return letter is not None and letter.name == "d" and not letter.subscripts and letter.layer is None


def named_function(tree: Tree) -> str | None:
    """Return the catalogue's name of a function written as a word."""
    tree = bare(tree)
    while isinstance(tree, Script):
        tree = tree.base
    return NAMED_FUNCTIONS.get(tree.text) if isinstance(tree, Word) else None


def sequence_items(tree: Tree) -> Iterable[Tree]:
    """Return the items of a sequence, or the tree alone."""
    tree = bare(tree)
    return tree.items if isinstance(tree, Sequence) else (tree,)
