"""Numbers typed beside their letter instead of below it: h1 where the document otherwise writes h_1."""

from collections.abc import Iterable

from derive.elaborate.samples import rewritten, sides
from derive.elaborate.scripts import flatten
from derive.elaborate.walk import walk
from derive.syntax.tree import Digits, Letter, Product, Script, Statement, Tree


def with_numbers_below(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with h1 read as h_1 for every letter that has nothing but numbers below it elsewhere."""
    letters = numbered_letters(tree for item in statements for tree in sides(item))
    if not letters:
        return statements

    def lowered(tree: Tree) -> Tree:
        if not isinstance(tree, Product):
            return tree
        factors: list[Tree] = []
        operators: list[str] = []
        for factor, operator in zip(tree.factors, ("", *tree.operators), strict=True):
            last = factors[-1] if factors else None
            touching = last is not None and not operator and last.span.end == factor.span.start
            if touching and isinstance(last, Letter) and last.name in letters and isinstance(factor, Digits):
                factors[-1] = Script(last, factor, None, 0, tree.span)
                continue
            operators += [operator] if factors else []
            factors.append(factor)
        if len(factors) == len(tree.factors):
            return tree
        return factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(operators), tree.span)

    return rewritten(statements, lowered)


def numbered_letters(trees: Iterable[Tree]) -> frozenset[str]:
    """Return the letters with a number below somewhere and nothing else below anywhere."""
    numbered: set[str] = set()
    others: set[str] = set()
    for tree in trees:
        for part in walk(tree):
            if isinstance(part, Script) and isinstance(part.base, Letter) and part.subscript is not None:
                plain = all(isinstance(inner, Digits) for inner in flatten(part.subscript))
                (numbered if plain else others).add(part.base.name)
    return frozenset(numbered - others)
