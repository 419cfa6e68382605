"""Costs of single steps beside their total: L_t in L = Σ_t L_t, and L^{(t)}, which are another letter than L.

Steps are known by their neighbours: somewhere t − 1 or t + 1 stands in a script.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.elaborate.names import Naming
from derive.elaborate.ranges import linked, names_in, range_below
from derive.elaborate.samples import rewritten, sides
from derive.elaborate.scripts import flatten, letter_name
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Group,
    Letter,
    Relation,
    Script,
    Statement,
    Tree,
)

STEP = "·"
"""What tells the letter of one step's cost from that of the total."""


def naming_steps(statements: tuple[Statement, ...], naming: Naming) -> Naming:
    """Return the naming with the letters that count steps, and those of totals over them."""
    trees = [tree for item in statements for tree in sides(item)]
    steps = linked(trees, frozenset(neighbours(trees)))
    totals = {name for item in statements if isinstance(item, Relation) for name in total_of(item, steps)}
    return replace(naming, steps=steps, totals=frozenset(totals))


def with_step_costs(statements: tuple[Statement, ...], naming: Naming) -> tuple[Statement, ...]:
    """Return the statements with the cost of one step, beside its total, as a letter of its own."""
    if not naming.totals:
        return statements

    def apart(tree: Tree) -> Tree:
        match tree:
            case Script(Letter() as letter) if letter_name(letter) in naming.totals and step_of(tree, naming.steps):
                named = Letter(letter.name + STEP, letter.accents, letter.bold, letter.span)
                return Script(named, tree.subscript, tree.superscript, tree.primes, tree.span)
            case _:
                return tree

    return rewritten(statements, apart)


def neighbours(trees: Iterable[Tree]) -> Iterator[str]:
    """Yield the letters that stand with a number added or subtracted in a script."""
    for tree in trees:
        for part in walk(tree):
            if isinstance(part, Script):
                for slot in slots(part):
                    if isinstance(slot, Addition) and any(isinstance(term, Digits) for term in slot.terms):
                        yield from names_in(slot)


def slots(script: Script) -> Iterator[Tree]:
    """Yield what can be a step: the first subscript, and what stands above in brackets or by itself."""
    yield from flatten(script.subscript)[:1]
    above = None if script.superscript is None else bare(script.superscript)
    if above is not None:
        yield bare(above.body) if isinstance(above, Group) else above


def step_of(tree: Tree, steps: frozenset[str]) -> bool:
    """Tell whether a letter has a step as its only script."""
    if not isinstance(tree, Script) or tree.primes or not isinstance(bare(tree.base), Letter):
        return False
    found = [*slots(tree)]
    whole = len(found) == 1 and len(flatten(tree.subscript)) < 2
    return whole and (isinstance(found[0], Digits) or any(name in steps | LAST for name in names_in(found[0])))


LAST = frozenset({"T", "tau"})
"""Letters for the last step."""


def total_of(relation: Relation, steps: frozenset[str]) -> Iterator[str]:
    """Yield L where L, or a slope of it, is a sum over steps of L_t, or of slopes of that."""
    whole = (bare(relation.left), differentiated(relation.left))
    names = {letter_name(part) for part in whole if isinstance(part, Letter)}
    for part in walk(relation.right):
        found = range_below(part) if isinstance(part, BigOperator) and part.name == "sum" else None
        if found is None or found.letter not in steps or not isinstance(part, BigOperator):
            continue
        for inner in walk(part.body):
            if isinstance(inner, Script) and step_of(inner, steps):
                base = bare(inner.base)
                yield from {letter_name(base)} & names if isinstance(base, Letter) else ()


def differentiated(tree: Tree) -> Tree:
    """Return what a derivative is of, any other tree as it is."""
    inner = bare(tree)
    return bare(inner.of) if isinstance(inner, Derivative) else inner
