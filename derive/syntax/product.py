"""Factors in a row to one tree: the reach of sums and of bare derivatives, derivatives written with a slash."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from derive.source import Span, cover
from derive.syntax.derivative import Bare, derivative_symbol, quotient
from derive.syntax.tree import Addition, BigOperator, Derivative, Letter, Product, Script, Tree


class UnreadableError(Exception):
    """A side that cannot be read: what stopped the parser, and where if that is known."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


@dataclass(frozen=True, slots=True)
class Operator:
    """An infix operator between two factors."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Big:
    """A Σ or Π that has not met its body."""

    name: str
    subscript: Tree | None
    superscript: Tree | None
    span: Span


Item: TypeAlias = Tree | Operator | Big | Bare


def product(items: Sequence[Item]) -> Tree:
    """Return the product of the items; a Σ, Π or bare derivative takes everything to its right."""
    if len(items) == 1:
        item = items[0]
        if not isinstance(item, Operator | Big | Bare):
            return item
        if isinstance(item, Operator):
            return Letter(item.name, (), False, item.span)
    items = _with_subscripted(_with_slashes(items))
    factors: list[Tree] = []
    operators: list[str] = []
    pending: Operator | None = None
    for item in reversed(items):
        match item:
            case Operator():
                if not factors or pending is not None:
                    raise UnreadableError(f"nothing follows '{_spelled(item.name)}'", item.span)
                pending = item
                continue
            case Big():
                if not factors or pending is not None:
                    raise UnreadableError(f"nothing follows the {item.name} sign", item.span)
                body = _product(factors, operators)
                spread = cover(item.span, body.span)
                factors = [BigOperator(item.name, item.subscript, item.superscript, body, spread)]
                operators = []
            case Bare() if factors:
                of = _product(factors, operators)
                factors = [Derivative(of, item.wrt, item.order, item.symbol, cover(item.span, of.span))]
                operators = []
            case _:
                if factors:
                    operators.append(pending.name if pending else "")
                factors.append(item.fraction if isinstance(item, Bare) else item)
        pending = None
    if pending is not None:
        raise UnreadableError(f"nothing stands before '{_spelled(pending.name)}'", pending.span)
    return _product(factors, operators)


def awaits_factor(items: Sequence[Item]) -> bool:
    """Tell whether the items end in an operator or a Σ, so that a sign that follows belongs to the next factor."""
    return isinstance(items[-1], Operator | Big) and len(items) > isinstance(items[-1], Operator)


def signed(items: Sequence[Item], sign: int, span: Span) -> Tree:
    """Return ± the product of the items."""
    tree = product(items)
    return Addition((tree,), (-1,), cover(span, tree.span)) if sign < 0 else tree


def _product(factors: list[Tree], operators: list[str]) -> Tree:
    """The factors come from right to left."""
    if len(factors) == 1:
        return factors[0]
    return Product(tuple(reversed(factors)), tuple(reversed(operators)), cover(factors[-1].span, factors[0].span))


def _spelled(operator: str) -> str:
    return operator if operator in "*/" else f"\\{operator}"


def _with_slashes(items: Sequence[Item]) -> list[Item]:
    r"""∂C/∂w, written `\partial C / \partial w`, and dL/dz."""
    out: list[Item] = []
    i = 0
    while i < len(items):
        item = items[i]
        if isinstance(item, Operator) and item.name == "/" and i + 2 < len(items):
            derivative = _slashed(out, items[i + 1], items[i + 2])
            if derivative is not None:
                begin, found = derivative
                del out[begin:]
                out.append(found)
                i += 3
                continue
        out.append(item)
        i += 1
    return out


def _slashed(before: list[Item], sign: Item, wrt: Item) -> tuple[int, Item] | None:
    """Return where the numerator begins among the items before the slash, and the derivative."""
    if isinstance(sign, Operator | Big | Bare) or isinstance(wrt, Operator | Big | Bare):
        return None
    below = derivative_symbol(sign)
    if below is None or below[1] != 1:
        return None
    for begin in range(len(before) - 1, max(len(before) - 9, -1), -1):
        item = before[begin]
        if isinstance(item, Operator | Big | Bare):
            return None
        above = derivative_symbol(item)
        if above is None or above[0] != below[0]:
            continue
        trees = [tree for tree in before[begin:] if not isinstance(tree, Operator | Big | Bare)]
        numerator = _product(trees[::-1], [""] * (len(trees) - 1))
        denominator = Product((sign, wrt), ("",), cover(sign.span, wrt.span))
        return begin, quotient(numerator, denominator, cover(item.span, wrt.span))
    return None


def _with_subscripted(items: list[Item]) -> list[Item]:
    r"""∂_w C, written `\partial_w C`: the derivative of the factor that follows."""
    out: list[Item] = []
    i = 0
    while i < len(items):
        item = items[i]
        following = items[i + 1] if i + 1 < len(items) else None
        match item:
            case Script(Letter("partial"), subscript, None, 0) if subscript is not None and following is not None:
                if not isinstance(following, Operator | Big | Bare):
                    span = cover(item.span, following.span)
                    out.append(Derivative(following, subscript, 1, "partial", span))
                    i += 2
                    continue
        out.append(item)
        i += 1
    return out
