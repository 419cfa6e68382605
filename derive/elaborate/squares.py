"""Variances: the σ² of σ_j² = … is a letter of its own, and σ its root unless the document gives σ too."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derive.elaborate.samples import sides
from derive.elaborate.scripts import letter_name, scripted
from derive.elaborate.walk import bare, parts, rebuilt, walk
from derive.syntax.tree import Derivative, Digits, Group, Letter, Product, Relation, Root, Script, Statement, Tree


@dataclass(frozen=True, slots=True)
class Squares:
    """The letters whose squares are quantities, with their accents, and those that are roots of these squares."""

    letters: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()


def squares(statements: Iterable[Statement]) -> Squares:
    """Return the letters whose squares a document gives; a letter with layers is none."""
    statements = tuple(statements)
    relations = [item for item in statements if isinstance(item, Relation) and item.name in ("=", ":=")]
    found = {name for item in relations if (name := squared(bare(item.left))) is not None}
    if not found:
        return Squares()
    other: set[str] = set()
    layered: set[str] = set()
    for item in statements:
        for tree in sides(item):
            for part in walk(tree):
                letter = scripted(part)
                name = base_of(part)
                layered |= {name} if letter is not None and name is not None and letter.layer is not None else set()
                other |= taken_otherwise(part)
    given = {base_of(item.left) for item in relations if squared(bare(item.left)) is None}
    found -= layered
    return Squares(frozenset(found), frozenset(found - given - other))


def squared(tree: Tree) -> str | None:
    """Return the letter σ of σ², whatever stands below it."""
    if not isinstance(tree, Script) or tree.primes or tree.superscript is None:
        return None
    above = bare(tree.superscript)
    return base_of(tree) if isinstance(above, Digits) and above.text == "2" else None


def base_of(tree: Tree) -> str | None:
    """Return the letter that stands below all scripts, with its accents."""
    inner = bare(tree)
    while isinstance(inner, Script):
        inner = bare(inner.base)
    return letter_name(inner) if isinstance(inner, Letter) else None


def taken_otherwise(part: Tree) -> set[str]:
    """Return the letter that the node applies to a letter, σ(z), or differentiates by, ∂L/∂σ, which is no root then."""
    match part:
        case Derivative(_, wrt) if squared(bare(wrt)) is None and (name := base_of(wrt)) is not None:
            return {name}
        case Product(factors, operators):
            pairs = zip(factors, operators, factors[1:], strict=False)
            functions = {base_of(factor) for factor, operator, after in pairs if operator == "" and holds_letter(after)}
            return {name for name in functions if name is not None}
        case _:
            return set()


def holds_letter(tree: Tree) -> bool:
    """Tell whether the tree is a letter in parentheses."""
    return isinstance(tree, Group) and tree.open == "(" and scripted(tree.body) is not None


def with_squares(statements: tuple[Statement, ...], found: Squares) -> tuple[Statement, ...]:
    """Return the statements with σ² as one letter, and √σ² for σ where σ is nothing else."""
    if not found.letters:
        return statements
    known: dict[int, Tree] = {}

    def side(tree: Tree) -> Tree:
        if id(tree) not in known:
            known[id(tree)] = spelt(tree, found)
        return known[id(tree)]

    def statement(item: Statement) -> Statement:
        if not isinstance(item, Relation):
            return replace(item, tree=side(item.tree))
        return replace(item, left=side(item.left), right=side(item.right))

    return tuple(statement(item) for item in statements)


def spelt(tree: Tree, found: Squares) -> Tree:
    """Return the tree with σ² as one letter."""
    name = squared(tree)
    if name is not None and name in found.letters and isinstance(tree, Script):
        square = renamed(tree.base)
        if tree.subscript is None:
            return replace(square, span=tree.span)
        return Script(square, tree.subscript, None, 0, tree.span)
    base = base_of(tree) if isinstance(tree, Letter | Script) else None
    if base is not None and base in found.roots:
        return root(tree)
    if base is not None and isinstance(bare(tree), Letter | Script) and scripted(tree) is not None:
        return tree
    old = parts(tree)
    new = [spelt(part, found) for part in old]
    if all(one is other for one, other in zip(old, new, strict=True)):
        return tree
    waiting = iter(new)
    return rebuilt(tree, lambda part: next(waiting))


def renamed(tree: Tree) -> Letter | Script:
    """Return the letter σ², with what stood below σ by itself."""
    inner = bare(tree)
    if isinstance(inner, Script):
        return Script(renamed(inner.base), inner.subscript, inner.superscript, inner.primes, inner.span)
    assert isinstance(inner, Letter)
    return Letter(f"{inner.name}^2", inner.accents, inner.bold, inner.span)


def root(tree: Tree) -> Tree:
    """Return √σ² for σ, and (√σ²)³ for σ³."""
    if isinstance(tree, Letter):
        return Root(None, renamed(tree), tree.span)
    assert isinstance(tree, Script)
    square = renamed(tree.base)
    below = square if tree.subscript is None else Script(square, tree.subscript, None, 0, tree.span)
    value = Root(None, below, tree.span)
    if tree.superscript is None:
        return value
    return Script(Group("(", value, tree.span), None, tree.superscript, 0, tree.span)
