"""Bases and their scripts: w^l_{jk}, {W^l}^T, f'(x), g^{\\prime[l]}."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from derive.source import Span, cover
from derive.syntax.derivative import Bare
from derive.syntax.product import Big, Item, UnreadableError
from derive.syntax.tree import Addition, Digits, Group, Letter, Product, Relate, Script, Sequence, Tree, Word


@dataclass(frozen=True, slots=True)
class Braced:
    """A TeX group: what stands in the braces, or None."""

    body: Tree | None
    span: Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A script or a prime, not yet on its base; the span holds its braces."""

    kind: str
    tree: Tree | None
    span: Span


Atom: TypeAlias = Tree | Big | Bare | Braced


def attach(base: Atom, marks: list[Mark]) -> Item | None:
    """Return the base with its scripts, given in any order; a second superscript begins a new base."""
    if not marks:
        return _settled(base) if isinstance(base, Braced) else base
    if isinstance(base, Big):
        return _limits(base, marks)
    tree = _base(base, marks[0].span)
    repeats = 0
    scripts: dict[str, Tree] = {}
    primes, end = 0, tree.span
    for mark in marks:
        count, script = (1, None) if mark.kind == "prime" else _without_primes(mark.tree)
        if script is not None and mark.kind in scripts:
            tree = Script(tree, scripts.get("subscript"), scripts.get("superscript"), primes, cover(tree.span, end))
            scripts, primes, repeats = {}, 0, repeats + 1
            if repeats > 1:
                raise UnreadableError(f"more than two {mark.kind}s", mark.span)
        if script is not None:
            scripts[mark.kind] = script
        primes, end = primes + count, mark.span
    if not scripts and not primes:
        return tree
    return Script(tree, scripts.get("subscript"), scripts.get("superscript"), primes, cover(tree.span, end))


def _limits(big_operator: Big, marks: list[Mark]) -> Big:
    below, above, span = big_operator.subscript, big_operator.superscript, big_operator.span
    for mark in marks:
        if mark.kind == "prime":
            raise UnreadableError("a prime after a sum or product sign", mark.span)
        below = mark.tree if mark.kind == "subscript" else below
        above = mark.tree if mark.kind == "superscript" else above
        span = cover(span, mark.span)
    return Big(big_operator.name, below, above, span)


def _base(atom: Atom, place: Span) -> Tree:
    match atom:
        case Braced(None):
            raise UnreadableError("a script without a base", place)
        case Braced(Letter() | Word() | Digits() as body):
            return replace(body, span=atom.span)
        case Braced(body) if body is not None:
            return body if isinstance(body, Group) else Group("{", body, atom.span)
        case Bare(fraction=fraction):
            return fraction
        case Big() | Braced():
            raise UnreadableError("a script without a base", place)
        case _:
            return atom


def _settled(group: Braced) -> Tree | None:
    """Braces that carry no script show nothing; a sum in them stays together."""
    if isinstance(group.body, Addition | Sequence | Relate):
        return Group("{", group.body, group.span)
    return None if group.body is None else replace(group.body, span=group.span)


def _without_primes(tree: Tree | None) -> tuple[int, Tree | None]:
    """f^\\prime, g^{\\prime[l]} and g^{[l]'}: the primes of a superscript, and what else stands in it."""
    match tree:
        case Letter("prime"):
            return 1, None
        case Script(Group("[" | "(") as layer, None, None, primes):
            return primes, layer
        case Product(factors, operators) if any(isinstance(f, Letter) and f.name == "prime" for f in factors):
            rest = tuple(factor for factor in factors if not (isinstance(factor, Letter) and factor.name == "prime"))
            count = len(factors) - len(rest)
            if not rest or any(operators):
                return count, rest[0] if rest else None
            return count, rest[0] if len(rest) == 1 else replace(tree, factors=rest, operators=("",) * (len(rest) - 1))
    return 0, tree
