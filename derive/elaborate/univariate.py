r"""Functions of one variable whose argument an author leaves out: σ' = σ(1 − σ), dΦ/dz, t' for dt/dx.

A function is what some relation gives at a plain letter, Φ(z) = … or Φ'(z) = …, and what is nowhere a quantity. Where
it stands without its argument it is taken at that letter: σ(1 − σ) is then a product, for nobody applies σ to σ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from derive.elaborate.samples import sides
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import NAMED_FUNCTIONS
from derive.elaborate.walk import bare, parts, walk
from derive.syntax.tree import (
    BigOperator,
    Derivative,
    Digits,
    Group,
    Letter,
    Product,
    Relation,
    Script,
    Statement,
    Tree,
    Word,
)


@dataclass(frozen=True, slots=True)
class Univariate:
    """The letters at which functions are taken, and of every quantity t of a document with t' its one variable."""

    arguments: Mapping[str, Letter] = field(default_factory=lambda: MappingProxyType({}))
    variables: Mapping[str, Letter] = field(default_factory=lambda: MappingProxyType({}))


NO_FUNCTIONS = Univariate()


def univariate(statements: Iterable[Statement]) -> Univariate:
    """Return the functions of one variable of a document, and what its quantities with a prime depend on."""
    statements = tuple(statements)
    relations = [item for item in statements if isinstance(item, Relation)]
    arguments = taken_at(relations)
    if arguments:
        wrong = unfit(statements, relations, arguments)
        arguments = {name: letter for name, letter in arguments.items() if name not in wrong}
    return Univariate(arguments, sloped(relations, arguments))


def application(tree: Tree) -> tuple[Tree, Group] | None:
    """Return f and (x) where the tree is f(x), primes and words on f included, for a plain letter x."""
    inner = bare(tree)
    if not isinstance(inner, Product) or len(inner.factors) != 2 or inner.operators != ("",):
        return None
    function, group = inner.factors
    plain = isinstance(group, Group) and group.open in ("(", "[") and isinstance(bare(group.body), Letter)
    if not plain or not isinstance(group, Group) or function_of(function) is None:
        return None
    return function, group


def function_of(tree: Tree) -> str | None:
    """Return the name that a function has when the tree is one, whatever its primes: no index, layer or transpose."""
    inner = bare(tree)
    if isinstance(inner, Script) and isinstance(inner.base, Word) and inner.base.text in NAMED_FUNCTIONS:
        plain = inner.subscript is None and (inner.superscript is None or isinstance(bare(inner.superscript), Digits))
        return inner.base.text if plain else None
    if isinstance(inner, Word) and inner.text in NAMED_FUNCTIONS:
        return inner.text
    letter = scripted(inner)
    return None if letter is None or not is_plain(letter) else letter.name


def name_at(item: Relation) -> str | None:
    """Return the function that stands on the left at a plain letter, without primes."""
    found = application(item.left)
    return None if found is None or primes_of(found[0]) else function_of(found[0])


def primes_of(tree: Tree) -> int:
    """Return the number of primes on a function or a letter."""
    inner = bare(tree)
    return inner.primes if isinstance(inner, Script) else 0


def is_plain(letter: Scripted) -> bool:
    """Tell whether a letter has nothing but words, primes and a number above around it."""
    return not (letter.subscripts or letter.layer or letter.transposed or letter.others or letter.bold)


def taken_at(relations: list[Relation]) -> dict[str, Letter]:
    """Return the functions that are given at a plain letter, with the letter, those with a prime last."""
    found: dict[str, Letter] = {}
    for with_primes in (False, True):
        for item in relations:
            given = application(item.left) if item.name in ("=", ":=") else None
            if given is None:
                continue
            function, group = given
            name, letter = function_of(function), bare(group.body)
            primes = primes_of(function)
            assert name is not None and isinstance(letter, Letter)
            if bool(primes) == with_primes and letter.name != name and not letter.bold:
                found.setdefault(name, letter)
    return found


def unfit(statements: tuple[Statement, ...], relations: list[Relation], arguments: Mapping[str, Letter]) -> set[str]:
    """Return the names that are also quantities or costs, and those of functions whose variable is no number."""
    lefts = [letter for item in relations if (letter := scripted(item.left)) is not None]
    heads = {letter.name for letter in lefts if not letter.primes}
    decorated: set[str] = set()
    applied: set[str] = set()
    others: dict[str, set[str]] = {}
    for tree in (tree for item in statements for tree in sides(item)):
        for part in walk(tree):
            note_decoration(part, decorated)
            if isinstance(part, Derivative):
                of, wrt = function_of(part.of), scripted(part.wrt)
                others.setdefault(of or "", set()).add("" if wrt is None else wrt.name)
    for item in relations:
        applied |= used_inside(item.right) | used_with_primes(item.left)
    wrong = {name for name in arguments if name in heads | decorated or name not in applied | {*NAMED_FUNCTIONS}}
    for name, variable in arguments.items():
        elsewhere = others.get(name, set()) - {variable.name}
        if elsewhere or variable.name in heads | decorated or any(gives_sum(item, name) for item in relations):
            wrong.add(name)
    return wrong


def note_decoration(part: Tree, found: set[str]) -> None:
    """Note a letter with indices, layers or a transpose, and one inside a norm."""
    letter = scripted(part)
    if letter is not None and not is_plain(letter):
        found.add(letter.name)
    if isinstance(part, Group) and part.open == "‖":
        found |= {inner.name for inner in walk(part.body) if isinstance(inner, Letter)}


def gives_sum(item: Relation, name: str) -> bool:
    """Tell whether the relation gives the function by a sum over an index, as costs are given."""
    given = application(item.left)
    summed = any(isinstance(part, BigOperator) for part in walk(item.right))
    return summed and given is not None and function_of(given[0]) == name


def used_inside(tree: Tree) -> set[str]:
    """Return the functions that are applied in the tree, other than as what is differentiated or after ∇."""
    found: set[str] = set()
    stack = [tree]
    while stack:
        part = bare(stack.pop())
        if isinstance(part, Product):
            for place, (first, second) in enumerate(zip(part.factors, part.factors[1:], strict=False)):
                name = function_of(first)
                gradient = place > 0 and any(
                    isinstance(x, Letter) and x.name == "nabla" for x in walk(part.factors[place - 1])
                )
                if name is not None and part.operators[place] == "" and is_argument(second) and not gradient:
                    found.add(name)
        if isinstance(part, Derivative) and application(part.of) is not None:
            continue
        stack.extend(parts(part))
    return found | used_with_primes(tree)


def used_with_primes(tree: Tree) -> set[str]:
    """Return the letters with primes."""
    with_primes = [part for part in walk(tree) if isinstance(part, Script) and part.primes]
    return {name for part in with_primes if (name := function_of(part)) is not None}


def sloped(relations: list[Relation], arguments: Mapping[str, Letter]) -> dict[str, Letter]:
    """Return the quantities that stand with a prime somewhere, t', with the one variable that they depend on.

    The variables are those of the functions, and the x of d/dx; where there are several, t' says nothing.
    """
    given = given_quantities(relations)
    trees = [tree for item in relations for tree in (item.left, item.right)]
    primed = {name for tree in trees for name in used_with_primes(tree)} & given.keys()
    if not primed:
        return {}
    slopes = [part for tree in trees for part in walk(tree) if isinstance(part, Derivative) and part.symbol == "d"]
    by = (*(bare(part.wrt) for part in slopes), *arguments.values())
    letters = {letter.name: letter for letter in by if isinstance(letter, Letter)}
    free = [letter for name, letter in letters.items() if name not in given]
    if len(free) != 1:
        return {}
    return {name: free[0] for name in sorted(primed) if depends_on(name, free[0].name, given)}


def given_quantities(relations: Iterable[Relation]) -> dict[str, Tree]:
    """Return what the letters without index or layer are given by, each by the first relation that does so."""
    found: dict[str, Tree] = {}
    for item in relations:
        letter = scripted(item.left) if item.name in ("=", ":=") and not item.chain else None
        if letter is not None and is_quantity(letter):
            found.setdefault(letter.name, item.right)
    return found


def is_quantity(letter: Scripted) -> bool:
    """Tell whether the letter stands for one number by itself."""
    return is_plain(letter) and not letter.primes and letter.digits is None


def depends_on(name: str, variable: str, given: Mapping[str, Tree]) -> bool:
    """Tell whether what a quantity is given by leads to the variable."""
    waiting, seen = [name], {name}
    while waiting:
        tree = given.get(waiting.pop())
        inside = {part.name for part in walk(tree) if isinstance(part, Letter)} if tree is not None else set()
        if variable in inside:
            return True
        waiting += sorted(inside - seen)
        seen |= inside
    return False
