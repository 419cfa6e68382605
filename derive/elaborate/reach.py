"""How far an operator without parentheses reaches: ∂/∂w Σ_k w_k x_k + b is often meant as ∂/∂w (Σ_k w_k x_k + b)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from derive.elaborate.samples import mapped
from derive.elaborate.walk import bare, parts, walk
from derive.source import cover
from derive.syntax.tree import Addition, BigOperator, Derivative, Letter, Product, Relation, Tree


def widened(relation: Relation) -> Relation | None:
    """Return the relation with such operators reaching to the end of their sums, None where there are none."""
    left, right = (mapped(side, reaching) for side in (relation.left, relation.right))
    if left is relation.left and right is relation.right:
        return None
    return replace(relation, left=left, right=right)


def reaching(tree: Tree) -> Tree:
    """Return a sum with the terms after an operator taken into it."""
    if not isinstance(tree, Addition):
        return tree
    for position, term in enumerate(tree.terms[:-1]):
        rest, signs_after = tree.terms[position + 1 :], tree.signs[position + 1 :]
        slope = partial(absorbed_by_slope, rest=rest, signs=signs_after)
        total = partial(absorbed_by_sum, rest=rest, signs=signs_after)
        taken = at_edge(term, slope) or at_edge(term, total)
        if taken is not None:
            terms, signs = (*tree.terms[:position], taken), tree.signs[: position + 1]
            return taken if len(terms) == 1 and signs[0] > 0 else Addition(terms, signs, tree.span)
    return tree


def at_edge(term: Tree, change: Callable[[Tree], Tree | None]) -> Tree | None:
    """Return the term with an operator at its right end changed, None where there is none that changes."""
    changed = change(term)
    if changed is not None:
        return changed
    match term:
        case Product(factors):
            last = at_edge(factors[-1], change)
            return (
                None if last is None else replace(term, factors=(*factors[:-1], last), span=cover(term.span, last.span))
            )
        case BigOperator(body=body):
            inner = at_edge(body, change)
            return None if inner is None else replace(term, body=inner, span=cover(term.span, inner.span))
        case _:
            return None


def absorbed_by_slope(operator: Tree, rest: tuple[Tree, ...], signs: tuple[int, ...]) -> Tree | None:
    """Return ∂/∂w with the terms after it in what it acts on."""
    if not isinstance(operator, Derivative) or operator.of.span.start < operator.wrt.span.end:
        return None
    return replace(operator, of=joined(operator.of, rest, signs), span=cover(operator.span, rest[-1].span))


def absorbed_by_sum(operator: Tree, rest: tuple[Tree, ...], signs: tuple[int, ...]) -> Tree | None:
    """Return Σ with the terms after it in its body, when they have its index."""
    if not isinstance(operator, BigOperator) or operator.name != "sum" or operator.subscript is None:
        return None
    if not binds(operator.subscript, rest):
        return None
    return replace(operator, body=joined(operator.body, rest, signs), span=cover(operator.span, rest[-1].span))


def joined(first: Tree, rest: tuple[Tree, ...], signs: tuple[int, ...]) -> Addition:
    """Return the sum of all."""
    inner = bare(first)
    before = (inner.terms, inner.signs) if isinstance(inner, Addition) else ((inner,), (1,))
    return Addition((*before[0], *rest), (*before[1], *signs), cover(first.span, rest[-1].span))


def binds(subscript: Tree, rest: tuple[Tree, ...]) -> bool:
    """Tell whether every term after a Σ has an index that it binds, other than below a Σ of its own."""
    letters = letters_of(subscript)
    return all(stands_free(term, letters) for term in rest)


def letters_of(tree: Tree) -> frozenset[str]:
    """Return the letters of a tree."""
    return frozenset(part.name for part in walk(tree) if isinstance(part, Letter))


def stands_free(tree: Tree, letters: frozenset[str]) -> bool:
    """Tell whether one of the letters stands in the tree where no Σ inside it binds that letter."""
    if isinstance(tree, Letter):
        return tree.name in letters
    if isinstance(tree, BigOperator) and tree.subscript is not None:
        letters -= letters_of(tree.subscript)
    return any(stands_free(part, letters) for part in parts(tree))
