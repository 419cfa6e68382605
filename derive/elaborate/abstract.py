r"""Maps that a document only names: the F(x, W) of y = x + F(x, W) is any smooth vector F of the vectors x and W.

Such an F stands with one and the same list of letters everywhere, or alone under ∂, and no relation gives it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from derive.elaborate.samples import rewritten, sides
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import (
    Addition,
    Derivative,
    Group,
    Letter,
    Mention,
    Product,
    Relation,
    Sequence,
    Statement,
    Tree,
)
from derive.term.term import Apply, Entry, Functional, Index, Mul, Term
from derive.theory import Definition


@dataclass(frozen=True, slots=True)
class Abstract:
    """The maps of a document, each with the letters that it depends on; `whole` when these are vectors."""

    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    whole: bool = False


NO_MAPS = Abstract()


def abstract_maps(statements: Iterable[Statement]) -> Abstract:
    """Return the maps that a document names, of vectors where it has the unit matrix I: ∂y/∂x = I + ∂F/∂x."""
    relations = [item for item in statements if isinstance(item, Relation)]
    trees = [tree for item in relations for tree in (item.left, item.right)]
    heads = {letter.name for item in relations for letter in given_by(item.left)}
    found: dict[str, set[tuple[str, ...]]] = {}
    for item in relations:
        for name, letters in applications(item.right):
            found.setdefault(name, set()).add(letters)
    sloped = {letter.name for tree in trees for part in walk(tree) if (letter := under_slope(part)) is not None}
    whole = UNIT not in heads and has_unit(trees)
    maps = {
        name: next(iter(lists))
        for name, lists in sorted(found.items())
        if len(lists) == 1 and name in sloped and name not in heads and stands_whole(name, trees)
    }
    plain = {
        name: letters for name, letters in maps.items() if (whole or len(letters) > 1) and bare_in(name, relations)
    }
    return Abstract(plain, whole)


def bare_in(name: str, relations: list[Relation]) -> bool:
    """Tell whether a definition is made of the map: F(x, W) stands on the right of a letter, outside derivatives."""
    given = [item for item in relations if item.name in ("=", ":=") and scripted(item.left) is not None]
    plain = [item.right for item in given if not any(isinstance(part, Derivative) for part in walk(item.right))]
    return any(name == found for tree in plain for found, _ in applications(tree))


def has_unit(trees: list[Tree]) -> bool:
    """Tell whether I stands in the trees, and nowhere but as a term of a sum with a derivative: I + ∂F/∂x."""
    inside = [part for tree in trees for part in walk(tree) if isinstance(part, Letter) and part.name == UNIT]
    sums = [part for tree in trees for part in walk(tree) if isinstance(part, Addition)]
    terms = [
        bare(term) for part in sums if any(isinstance(inner, Derivative) for inner in walk(part)) for term in part.terms
    ]
    return bool(inside) and all(any(one is term for term in terms) for one in inside)


UNIT = "I"
"""The letter of the unit matrix."""


def given_by(left: Tree) -> Iterator[Scripted]:
    """Yield the letter or the function that a left side gives."""
    inner = bare(left)
    if isinstance(inner, Product) and len(inner.factors) == 2 and is_argument(inner.factors[1]):
        inner = inner.factors[0]
    letter = scripted(inner)
    if letter is not None:
        yield letter


def applications(tree: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every letter that is followed by a list of plain letters, with these."""
    for part in walk(tree):
        for first, operator, second in (
            zip(part.factors, part.operators, part.factors[1:], strict=False) if isinstance(part, Product) else ()
        ):
            letters = listed(second)
            if operator == "" and isinstance(bare(first), Letter) and letters is not None:
                letter = scripted(first)
                assert letter is not None
                yield letter.name, letters


def listed(tree: Tree) -> tuple[str, ...] | None:
    """Return the plain letters that a parenthesis lists."""
    if not isinstance(tree, Group) or tree.open != "(":
        return None
    inner = bare(tree.body)
    items = [bare(item) for item in (inner.items if isinstance(inner, Sequence) else (inner,))]
    letters = tuple(item.name for item in items if isinstance(item, Letter))
    return letters if len(letters) == len(items) else None


def under_slope(part: Tree) -> Scripted | None:
    """Return the letter that the node differentiates, with or without its list."""
    return next(given_by(part.of), None) if isinstance(part, Derivative) else None


def stands_whole(name: str, trees: list[Tree]) -> bool:
    """Tell whether the letter has no script anywhere."""
    letters = (scripted(part) for tree in trees for part in walk(tree))
    found = [letter for letter in letters if letter is not None and letter.name == name]
    return not any(x.subscripts or x.layer or x.digits or x.primes or x.transposed for x in found)


def with_maps(statements: tuple[Statement, ...], found: Abstract) -> tuple[Statement, ...]:
    """Return the statements with F for F(x, W)."""
    if not found.arguments:
        return statements

    def change(tree: Tree) -> Tree:
        if not isinstance(tree, Product):
            return tree
        factors: list[Tree] = []
        operators: list[str] = []
        for operator, factor in zip(("", *tree.operators), tree.factors, strict=True):
            before = scripted(factors[-1]) if factors and operator == "" else None
            if before is not None and before.name in found.arguments and listed(factor) == found.arguments[before.name]:
                continue
            factors.append(factor)
            operators.append(operator)
        if len(factors) == len(tree.factors):
            return tree
        return (
            factors[0] if len(factors) == 1 else replace(tree, factors=tuple(factors), operators=tuple(operators[1:]))
        )

    return rewritten(statements, change)


def vectors(statements: tuple[Statement, ...], found: Abstract) -> tuple[Mention, ...]:
    """Return ‖F‖ and ‖x‖ as formulas, which say that maps and what they depend on are vectors."""
    places = {
        letter.name: part
        for item in reversed(statements)
        for tree in sides(item)
        for part in walk(tree)
        if isinstance(part, Letter) and (letter := scripted(part)) is not None
    }
    maps = found.arguments.items() if found.whole else ()
    names = dict.fromkeys(name for map_name, others in maps for name in (map_name, *others))
    return tuple(Mention(Group("‖", places[name], places[name].span), places[name].span) for name in names)


def definition_of(name: str, arguments: tuple[str, ...], ranks: Mapping[str, int]) -> Definition | None:
    """Return F_i = A_i(x) B_i(W) for unspecified smooth A and B, so that no two slopes of F are tied to each other.

    F and its arguments are vectors or numbers; there is none for a matrix.
    """
    i = Index("i", 0, ())
    own = (i,) if ranks.get(name, 0) else ()
    factors: list[Term] = []
    for number, argument in enumerate(arguments):
        label = name if number == 0 else f"{name} {number}"
        k = Index("k", 1 + number, ())
        match ranks.get(argument, 0):
            case 0 if not own:
                factors.append(Apply(label, None, 0, Entry(argument, None, ())))
            case 1:
                factors.append(Functional(label, own, k, Entry(argument, None, (k,))))
            case _:
                return None
    return Definition(Entry(name, None, own), factors[0] if len(factors) == 1 else Mul(tuple(factors)), 0, None)


def without_costs(vocabulary: Vocabulary, found: Abstract) -> Vocabulary:
    """Return the vocabulary in which the maps are no costs, though they are differentiated."""
    costs = tuple(name for name in vocabulary.costs if name not in found.arguments)
    return replace(vocabulary, costs=costs) if found.arguments else vocabulary
