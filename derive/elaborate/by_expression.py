r"""Derivatives by an expression: ∂φ(w^T x)/∂(w^T x) = φ'(w^T x), ∂L/∂σ(z) = ∂L/∂a where a = σ(z).

What is differentiated is written as a function of one variable in place of the expression; its slope is taken at the
expression. It must contain the expression as it stands, at most after a letter is replaced by what defines it.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from derive.elaborate.lexicon import Lexicon
from derive.elaborate.operands import Build, without_arguments
from derive.elaborate.refusal import Refusal
from derive.elaborate.samples import mapped
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import scripted
from derive.elaborate.tensor import Tensor, freshened, product_term, rank, scalar
from derive.elaborate.uses import is_argument, lists_letters
from derive.elaborate.walk import bare
from derive.source import Span
from derive.syntax.tree import Derivative, Group, Letter, Product, Relation, Tree
from derive.term.term import (
    ONE,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Power,
    Shift,
    Sum,
    Term,
    number,
)
from derive.term.traverse import entries

VARIABLE = "expression of a slope"
"""The letter that stands for the expression; no document has letters of this length."""

UNFOLDED = 3
"""How many letters are replaced by what defines them until the expression is found."""


def by_expression(build: Build, lexicon: Lexicon, tree: Derivative, scope: Scope) -> Tensor:
    """Return the slope by an expression; raise Refusal where what is differentiated does not contain it."""
    wrt = opened(tree.wrt)
    at = build(lexicon, wrt, scope)
    if rank(at) or tree.order != 1:
        raise Refusal("D501", "a derivative with respect to an expression is not understood", tree.wrt.span)
    variable = Entry(VARIABLE, None, ())
    inner = replace(scope, parameters={**scope.parameters, VARIABLE: variable})
    of: Tree | None = without_arguments(lexicon, tree.of)
    for _ in range(UNFOLDED):
        if of is None:
            break
        changed = mapped(of, lambda part: with_variable(part, wrt))
        if changed is not of:
            value = build(lexicon, changed, inner)
            if rank(value):
                raise Refusal("D501", "a slope of an array by an expression is not understood", tree.span)
            return scalar(substituted(slope(value.term, tree.span), at.term, scope))
        of = meaning(of, lexicon.meanings)
    raise Refusal("D501", "a derivative with respect to an expression is not understood", tree.wrt.span)


def opened(tree: Tree) -> Tree:
    """Return the tree without parentheses around it."""
    inner = bare(tree)
    while isinstance(inner, Group) and inner.open in ("(", "[") and scripted(inner) is None:
        inner = bare(inner.body)
    return inner


def meaning(tree: Tree, meanings: Mapping[str, tuple[Tree | None, Tree]]) -> Tree | None:
    """Return what defines the letter that the tree is, with its own index in place of the definition's."""
    letter = scripted(tree)
    known = None if letter is None else meanings.get(letter.name)
    if letter is None or known is None or letter.layer is not None or letter.primes or len(letter.subscripts) > 1:
        return None
    index, value = known
    own = letter.subscripts[0] if letter.subscripts else None
    if (index is None) != (own is None):
        return None
    return value if index is None or own is None or index == own else mapped(value, lambda p: own if p == index else p)


def stated(left: Tree) -> Tree:
    """Return ℓ for ℓ(θ), anything else as it is."""
    inner = bare(left)
    lists = isinstance(inner, Product) and len(inner.factors) == 2 and is_argument(inner.factors[1])
    return inner.factors[0] if isinstance(inner, Product) and lists and lists_letters(inner.factors[1]) else left


def meanings(relations: list[Relation]) -> dict[str, tuple[Tree | None, Tree]]:
    """Return the first right side for every letter that stands alone or with one letter below, and that letter."""
    found: dict[str, tuple[Tree | None, Tree]] = {}
    for item in relations:
        left = scripted(stated(item.left))
        if left is None or left.layer is not None or left.primes or left.transposed or item.name not in ("=", ":="):
            continue
        if not left.subscripts or (len(left.subscripts) == 1 and isinstance(left.subscripts[0], Letter)):
            found.setdefault(left.name, (left.subscripts[0] if left.subscripts else None, item.right))
    return found


def with_variable(part: Tree, wrt: Tree) -> Tree:
    """Return the node with the variable in place of the expression, which may be some factors of a product."""
    if part == wrt:
        return Letter(VARIABLE, (), False, part.span)
    if not isinstance(part, Product) or not isinstance(wrt, Product) or len(part.factors) <= len(wrt.factors):
        return part
    count = len(wrt.factors)
    for start in range(len(part.factors) - count + 1):
        same = part.factors[start : start + count] == wrt.factors
        if same and part.operators[start : start + count - 1] == wrt.operators:
            letter = Letter(VARIABLE, (), False, part.factors[start].span)
            factors = (*part.factors[:start], letter, *part.factors[start + count :])
            operators = (*part.operators[:start], *part.operators[start + count - 1 :])
            return with_variable(replace(part, factors=factors, operators=operators), wrt)
    return part


def slope(term: Term, span: Span) -> Term:
    """Return the derivative by the variable; raise Refusal where a cost or a derivative depends on it."""
    match term:
        case Number() | Delta() | Shift():
            return ZERO
        case Entry(symbol):
            return ONE if symbol == VARIABLE else ZERO
        case Apply(function, layer, order, argument):
            # f(u)' = f'(u) u'
            inner = slope(argument, span)
            return ZERO if inner == ZERO else product_term(Apply(function, layer, order + 1, argument), inner)
        case Add(terms):
            return Add(tuple(slope(part, span) for part in terms))
        case Mul(factors):
            # (u v)' = u' v + u v'
            return Add(
                tuple(Mul((*factors[:i], slope(part, span), *factors[i + 1 :])) for i, part in enumerate(factors))
            )
        case Power(base, Number(value)):
            # (u^c)' = c u^{c−1} u'
            return Mul((number(value), Power(base, Number(value - Fraction(1))), slope(base, span)))
        case Sum(index, body):
            return Sum(index, slope(body, span))
        case LayerSum(body=body):
            return replace(term, body=slope(body, span))
        case Power() | Functional() | Partial() | LayerProduct() | Immediate():
            if any(entry.symbol == VARIABLE for entry in entries(term)):
                raise Refusal("D501", "a derivative with respect to an expression is not understood", span)
            return ZERO
        case _:
            assert_never(term)


def substituted(term: Term, value: Term, scope: Scope) -> Term:
    """Return the term with the value in place of the variable, with binders of its own each time."""
    match term:
        case Entry(symbol):
            return freshened(value, scope.uids) if symbol == VARIABLE else term
        case Apply(argument=argument):
            return replace(term, argument=substituted(argument, value, scope))
        case Functional(body=body) | Sum(body=body) | LayerSum(body=body) | LayerProduct(body=body):
            return replace(term, body=substituted(body, value, scope))
        case Add(terms):
            return Add(tuple(substituted(part, value, scope) for part in terms))
        case Mul(factors):
            return Mul(tuple(substituted(part, value, scope) for part in factors))
        case Power(base, exponent):
            return Power(substituted(base, value, scope), exponent)
        case Number() | Delta() | Shift() | Partial() | Immediate():
            return term
        case _:
            assert_never(term)
