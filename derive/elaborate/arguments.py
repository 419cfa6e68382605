r"""Functions at their letter: σ(x) for a bare σ, f''(x) for d²f/dx², dt/dx for t'."""

from dataclasses import replace

from derive.elaborate.scripts import scripted
from derive.elaborate.univariate import Univariate, application, function_of, is_plain, primes_of
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import NAMED_FUNCTIONS
from derive.elaborate.walk import bare, parts, rebuilt
from derive.syntax.tree import Addition, Derivative, Digits, Group, Letter, Product, Relation, Script, Statement, Tree


def with_arguments(statements: tuple[Statement, ...], found: Univariate) -> tuple[Statement, ...]:
    """Return the statements with every function at its letter, and dt/dx for t'."""
    if not found.arguments and not found.variables:
        return statements
    known: dict[int, Tree] = {}

    def side(tree: Tree) -> Tree:
        if id(tree) not in known:
            known[id(tree)] = completed(tree, found)
        return known[id(tree)]

    def statement(item: Statement) -> Statement:
        if not isinstance(item, Relation):
            return item
        left, right = side(item.left), side(item.right)
        unchanged = left is item.left and right is item.right
        return item if unchanged else replace(item, left=left, right=right)

    return tuple(statement(item) for item in statements)


def completed(tree: Tree, found: Univariate) -> Tree:
    """Return the tree with every function at its letter, and dt/dx for t'."""
    if isinstance(tree, Product):
        return completed_product(tree, found)
    if isinstance(tree, Derivative) and tree.order > 1:
        return higher(tree, found)
    letter = scripted(tree)
    if letter is not None and letter.name in found.variables and letter.primes == 1 and is_plain(letter):
        variable = found.variables[letter.name]
        return Derivative(Letter(letter.name, (), False, tree.span), variable, 1, "d", tree.span)
    if is_bare_function(tree, found):
        return at_letter(tree, found)
    if letter is not None:
        return tree
    old = parts(tree)
    new = [completed(part, found) for part in old]
    if all(one is other for one, other in zip(old, new, strict=True)):
        return tree
    waiting = iter(new)
    return rebuilt(tree, lambda part: next(waiting))


def is_bare_function(tree: Tree, found: Univariate) -> bool:
    """Tell whether the tree is a function of the document, which needs an argument."""
    name = function_of(tree)
    return name is not None and name in found.arguments and not isinstance(tree, Group)


def at_letter(tree: Tree, found: Univariate) -> Tree:
    """Return f(x) for f, f'(x) for f', f(x)² for f²."""
    name = function_of(tree)
    assert name is not None
    letter = replace(found.arguments[name], span=tree.span)
    group = Group("(", letter, tree.span)
    if isinstance(tree, Script) and tree.superscript is not None:
        plain = Script(tree.base, tree.subscript, None, tree.primes, tree.span) if tree.primes else tree.base
        value = Group("(", Product((plain, group), ("",), tree.span), tree.span)
        return Script(value, None, tree.superscript, 0, tree.span)
    return Product((tree, group), ("",), tree.span)


def completed_product(tree: Product, found: Univariate) -> Tree:
    """Return the product with every function in it at its letter; a parenthesis that is its argument stays."""
    factors: list[Tree] = []
    operators: list[str] = []
    place = 0
    while place < len(tree.factors):
        factor = tree.factors[place]
        operator = "" if place == 0 else tree.operators[place - 1]
        after = tree.factors[place + 1] if place + 1 < len(tree.factors) and tree.operators[place] == "" else None
        if after is not None and is_bare_function(factor, found) and is_own_argument(factor, after, found):
            factors += [factor, completed(after, found)]
            operators += [operator, ""]
            place += 2
            continue
        new = completed(factor, found)
        taken = new.factors if new is not factor and isinstance(new, Product) else (new,)
        factors += taken
        operators += [operator, *[""] * (len(taken) - 1)]
        place += 1
    if len(factors) == len(tree.factors) and all(one is two for one, two in zip(factors, tree.factors, strict=True)):
        return tree
    return replace(tree, factors=tuple(factors), operators=tuple(operators[1:]))


def is_own_argument(factor: Tree, after: Tree, found: Univariate) -> bool:
    """Tell whether what follows a function is its argument, and no factor in which functions stand bare.

    tanh u needs no parenthesis; σ(1 − σ) and σ(1 − s) are products.
    """
    name = function_of(factor)
    if name in NAMED_FUNCTIONS and not is_argument(after):
        return True
    if not is_argument(after) or stands_bare(after, name or "", found):
        return False
    inner = bare(after.body) if isinstance(after, Group) else after
    counted = isinstance(inner, Addition) and any(isinstance(bare(term), Digits) for term in inner.terms)
    return not (counted and any(stands_bare(after, other, found) for other in found.arguments))


def stands_bare(tree: Tree, name: str, found: Univariate) -> bool:
    """Tell whether the function stands in the tree without an argument."""
    if isinstance(tree, Product):
        after = zip(tree.operators, tree.factors[1:], strict=True)
        followed = [operator == "" and is_argument(factor) for operator, factor in after]
        for factor, argument in zip(tree.factors, (*followed, False), strict=True):
            if not (argument and function_of(factor) == name) and stands_bare(factor, name, found):
                return True
        return False
    if function_of(tree) == name and not isinstance(tree, Group):
        return True
    return any(stands_bare(part, name, found) for part in parts(tree))


def higher(tree: Derivative, found: Univariate) -> Tree:
    """Return f''(x) for d²f/dx² and d²f(x)/dx²."""
    name = function_of(tree.of)
    given = application(tree.of)
    wrt = bare(tree.wrt)
    if given is not None and bare(given[1].body) == wrt:
        name, function = function_of(given[0]), given[0]
    else:
        function = tree.of
    primes = primes_of(function)
    if name is None or name not in found.arguments or primes or wrt != found.arguments[name]:
        return tree
    group = Group("(", tree.wrt, tree.wrt.span)
    return Product((Script(bare(function), None, None, tree.order, tree.span), group), ("",), tree.span)
