r"""Functions given through other quantities: f(x) = ½ x (1 + tanh u) with u = c (x + a x³), and f_approx by f(x) ≈ …

What a function's value is made of must mention its variable itself, or its slope would hold u fixed.
"""

from collections.abc import Mapping
from dataclasses import replace

from derive.elaborate.samples import mapped
from derive.elaborate.scripts import scripted
from derive.elaborate.univariate import application, depends_on, given_quantities, is_quantity, name_at, primes_of
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Group, Letter, Product, Relation, Script, Statement, Tree, Word

DEEPEST, LONGEST = 4, 2_000
"""How often quantities are put into each other, and how many nodes a value may have then."""

APPROXIMATE = "approx"
"""How the word begins that tells f_approx from f."""


def with_quantities_inside(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with every value f(x) = … written by x, where it is written by what depends on x."""
    relations = [item for item in statements if isinstance(item, Relation)]
    given = given_quantities(relations)
    if not given:
        return statements
    return tuple(opened(item, given) if isinstance(item, Relation) else item for item in statements)


def opened(item: Relation, given: Mapping[str, Tree]) -> Relation:
    """Return the relation, where it gives f(x), with what depends on x on its right side written by x."""
    found = application(item.left)
    if found is None or primes_of(found[0]):
        return item
    variable = bare(found[1].body)
    assert isinstance(variable, Letter)
    inside = {name for name in given if name != variable.name and depends_on(name, variable.name, given)}
    right = item.right
    for _ in range(DEEPEST):
        new = mapped(right, lambda part: put_in(part, inside, given))
        if new is right:
            break
        if sum(1 for _ in walk(new)) > LONGEST:
            return item
        right = new
    return item if right is item.right else replace(item, right=right)


def put_in(part: Tree, inside: set[str], given: Mapping[str, Tree]) -> Tree:
    """Return what a quantity is given by, in parentheses, for the quantity."""
    letter = scripted(part) if isinstance(part, Letter | Word) else None
    if letter is None or letter.name not in inside or not is_quantity(letter):
        return part
    return Group("(", given[letter.name], part.span)


def approximations(statements: tuple[Statement, ...]) -> tuple[Relation, ...]:
    """Return f_approx(x) := … for every f(x) ≈ … of a document that applies f_approx and never gives it."""
    relations = [item for item in statements if isinstance(item, Relation)]
    given = {name_at(item) for item in relations if item.name in ("=", ":=")}
    trees = [tree for item in relations for tree in (item.left, item.right)]
    used = {name for tree in trees for part in walk(tree) if (name := approximated(part)) is not None}
    found: dict[str, Relation] = {}
    for item in relations:
        left = application(item.left)
        name = name_at(item)
        if item.name != "~" or left is None or name is None or name not in given:
            continue
        for other in sorted(used - given):
            if other.partition("_")[0] == name:
                function = Script(left[0], Word(other.partition("_")[2], item.left.span), None, 0, item.left.span)
                head = Product((function, left[1]), ("",), item.left.span)
                found.setdefault(other, Relation(head, ":=", item.right, False, item.span))
    return tuple(found.values())


def approximated(part: Tree) -> str | None:
    """Return the name f_approx of a letter with that word below it."""
    letter = scripted(part) if isinstance(part, Script) else None
    one = letter is not None and len(letter.words) == 1 and letter.words[0].startswith(APPROXIMATE)
    return letter.name if one and letter is not None else None
