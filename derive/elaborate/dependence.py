"""Quantities written with what they depend on: the φ(z)_i of φ_k = …z_k…, and the slope C'(a) of a cost.

φ(z) is φ where a relation gives φ by z, or by what z is; C'(a) is ∂C/∂a.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derive.elaborate.samples import rewritten
from derive.elaborate.scripts import scripted
from derive.elaborate.uses import is_argument, lists_letters
from derive.elaborate.vocabulary import Vocabulary
from derive.elaborate.walk import bare, walk
from derive.source import cover
from derive.syntax.tree import Derivative, Group, Product, Relation, Script, Statement, Tree


@dataclass(frozen=True, slots=True)
class Dependence:
    """The letters that are given by others, each with those, what those others are, and the costs with a slope."""

    given: dict[str, frozenset[str]]
    meanings: dict[str, tuple[Tree, ...]]
    costs: frozenset[str]


def dependence(statements: Iterable[Statement], vocabulary: Vocabulary) -> Dependence:
    """Return which letters are written with what they depend on."""
    relations = [item for item in statements if isinstance(item, Relation) and item.name in ("=", ":=")]
    quantities = vocabulary.listed - vocabulary.functions - set(vocabulary.costs)
    sloped = vocabulary.sloped & set(vocabulary.costs)
    given: dict[str, frozenset[str]] = {}
    meanings: dict[str, list[Tree]] = {}
    for item in relations if quantities else ():
        head = scripted(item.left)
        if head is None:
            given.update(stated(item.left, quantities))
            continue
        if head.name in quantities:
            inside = {letter.name for part in walk(item.right) if (letter := scripted(part)) is not None}
            given[head.name] = given.get(head.name, frozenset()) | inside
        if not head.subscripts and head.layer is None:
            meanings.setdefault(head.name, []).append(item.right)
    return Dependence(given, {name: tuple(trees) for name, trees in meanings.items()}, sloped)


def stated(left: Tree, quantities: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the letters in the parenthesis of a quantity that a relation gives with what it depends on: ℓ(β) = …"""
    inner = bare(left)
    if not isinstance(inner, Product) or len(inner.factors) != 2 or inner.operators != ("",):
        return {}
    head, group = scripted(inner.factors[0]), inner.factors[1]
    if head is None or head.subscripts or head.primes or head.name not in quantities or not isinstance(group, Group):
        return {}
    if not is_argument(group) or not lists_letters(group):
        return {}
    return {head.name: frozenset(letter.name for part in walk(group.body) if (letter := scripted(part)) is not None)}


def without_dependence_lists(statements: tuple[Statement, ...], found: Dependence) -> tuple[Statement, ...]:
    """Return the statements with φ for φ(z) and ∂C/∂a for C'(a)."""
    if not found.given and not found.costs:
        return statements

    def change(tree: Tree) -> Tree:
        return shortened(tree, found) if isinstance(tree, Product) else tree

    return rewritten(statements, change)


def shortened(tree: Product, found: Dependence) -> Tree:
    """Return the product with every letter that is followed by what it depends on standing alone."""
    factors: list[Tree] = []
    operators: list[str] = []
    for operator, factor in zip(("", *tree.operators), tree.factors, strict=True):
        one = meant(factors[-1], factor, found) if factors and operator == "" else None
        if one is not None:
            factors[-1] = one
        else:
            factors.append(factor)
            operators.append(operator)
    if len(factors) == len(tree.factors):
        return tree
    return factors[0] if len(factors) == 1 else replace(tree, factors=tuple(factors), operators=tuple(operators[1:]))


def meant(factor: Tree, after: Tree, found: Dependence) -> Tree | None:
    """Return what a factor and the parenthesis after it are together, None when they are a product."""
    letter = scripted(factor)
    if letter is None or not is_argument(after) or (isinstance(after, Script) and after.superscript is not None):
        return None
    group = after
    while isinstance(group, Script):
        group = group.base
    assert isinstance(group, Group)
    if letter.primes == 1 and letter.name in found.costs and scripted(group.body) is not None:
        plain = bare(factor)
        of = plain.base if isinstance(plain, Script) else plain
        return Derivative(of, group.body, 1, "partial", cover(factor.span, after.span))
    if letter.name not in found.given or letter.subscripts or not depends(group, found.given[letter.name], found):
        return None
    if not isinstance(after, Script):
        return factor
    return Script(factor, after.subscript, None, after.primes, cover(factor.span, after.span))


def depends(group: Group, on: frozenset[str], found: Dependence) -> bool:
    """Tell whether the parenthesis holds nothing but letters that give the one before it, or what such a letter is."""
    if lists_letters(group):
        inside = {letter.name for part in walk(group.body) if (letter := scripted(part)) is not None}
        return bool(inside & on)
    body = bare(group.body)
    return any(body == meaning for name in sorted(on) for meaning in found.meanings.get(name, ()))
