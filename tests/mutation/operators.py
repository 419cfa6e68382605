"""Mutants of a claim: one mistake in one place, as people make them in a derivation.

An operator gives the terms that may stand for one subterm; `mutants` puts each of them in its place.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from derive.term.term import (
    MINUS_ONE,
    ONE,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Index,
    Layer,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    number,
)
from derive.term.traverse import children, free_indices, free_layers, rebuild, subterms
from tests.mutation.claims import fitted


@dataclass(frozen=True, slots=True)
class Scope:
    """What a mistake can bring in: indices and layer letters of the statement, families of the document."""

    theory: object
    indices: tuple
    layers: tuple


def with_children(term, parts):
    """Return the term with other immediate subterms."""
    match term:
        case Apply():
            return replace(term, argument=parts[0])
        case Functional() | Sum():
            return replace(term, body=parts[0])
        case Add():
            return Add(tuple(parts))
        case Mul():
            return Mul(tuple(parts))
        case Power():
            return Power(*parts)
        case Partial():
            return Partial(*parts)
        case _:
            return term


def everywhere(operator, term, scope):
    """Yield the term with the operator used at one place; binders extend the scope."""
    yield from operator(term, scope)
    inner = replace(scope, indices=(*scope.indices, term.index)) if isinstance(term, Sum | Functional) else scope
    parts = children(term)
    for position, part in enumerate(parts):
        for other in everywhere(operator, part, inner):
            if isinstance(term, Partial) and position == 1 and not isinstance(other, Entry):
                continue
            yield with_children(term, (*parts[:position], other, *parts[position + 1 :]))


def replaced(term, index, by):
    """Return the term with a slot's index replaced."""
    key = (index.letter, index.uid)

    def position(slot):
        return by if isinstance(slot, Index) and (slot.letter, slot.uid) == key else slot

    return rebuild(term, position, lambda layer: layer, lambda binder: binder)


def depends(term, index):
    """Tell whether the index is free in the term."""
    return any((found.letter, found.uid) == (index.letter, index.uid) for found in free_indices(term))


def fresh(*terms):
    """Return a uid that no index of the terms has."""
    uids = [0]
    for term in terms:
        for part in subterms(term):
            slots = [*getattr(part, "indices", ()), getattr(part, "index", None)]
            uids += [slot.uid for slot in slots if isinstance(slot, Index)]
    return max(uids) + 900


def exchange_indices(term, scope):
    if isinstance(term, Entry) and len(term.indices) == 2 and term.indices[0] != term.indices[1]:
        yield replace(term, indices=term.indices[::-1])


def rename_index(term, scope):
    if isinstance(term, Entry):
        for position, slot in enumerate(term.indices):
            for other in scope.indices:
                if other != slot:
                    yield replace(term, indices=(*term.indices[:position], other, *term.indices[position + 1 :]))


def exchange_two_letters(term, scope):
    """j and k exchanged in a whole product or sum."""
    if isinstance(term, Mul | Partial):
        for position, first in enumerate(scope.indices):
            for second in scope.indices[position + 1 :]:
                marker = Index("exchange", -1, ())
                yield replaced(replaced(replaced(term, first, marker), second, first), marker, second)


def literal_index(term, scope):
    if isinstance(term, Entry):
        for position, slot in enumerate(term.indices):
            other = 1 if isinstance(slot, Index) else slot + 1
            yield replace(term, indices=(*term.indices[:position], other, *term.indices[position + 1 :]))


def shift_layer(term, scope):
    if isinstance(term, Entry | Apply) and term.layer is not None:
        for step in (-1, 1):
            yield replace(term, layer=Layer(term.layer.base, term.layer.offset + step))


def shift_all_layers(term, scope):
    """One factor of a product with all its layers shifted."""
    if isinstance(term, Partial | Apply | Sum):
        for step in (-1, 1):
            yield shifted(term, step)


def shifted(term, step):
    """Return the term with every layer moved."""
    return rebuild(term, lambda slot: slot, lambda layer: Layer(layer.base, layer.offset + step), lambda index: index)


def exchange_layer_letter(term, scope):
    if isinstance(term, Entry | Apply) and term.layer is not None:
        for base in (*scope.layers, "L"):
            if base != term.layer.base:
                yield replace(term, layer=Layer(base, term.layer.offset))


def drop_prime(term, scope):
    if isinstance(term, Apply) and term.order:
        yield replace(term, order=term.order - 1)


def add_prime(term, scope):
    if isinstance(term, Apply):
        yield replace(term, order=term.order + 1)


def drop_factor(term, scope):
    if isinstance(term, Mul):
        for position in range(len(term.factors)):
            rest = term.factors[:position] + term.factors[position + 1 :]
            yield rest[0] if len(rest) == 1 else Mul(rest)
    elif isinstance(term, Apply) and term.order:
        yield ONE


def double_factor(term, scope):
    if isinstance(term, Mul):
        for factor in term.factors:
            yield Mul((*term.factors, factor))


def square_derivative(term, scope):
    if isinstance(term, Apply) and term.order:
        yield Mul((term, term))


def second_derivative_factor(term, scope):
    """σ'(z) again, at another entry of the same family."""
    if isinstance(term, Mul):
        slopes = [part for part in subterms(term) if isinstance(part, Apply) and part.order]
        for slope in slopes[:1]:
            for old in free_indices(slope):
                for new in scope.indices:
                    if new != old:
                        yield Mul((*term.factors, replaced(slope, old, new)))


def negate(term, scope):
    if not isinstance(term, Number):
        yield Mul((MINUS_ONE, term))


def scale(term, scope):
    if isinstance(term, Entry | Mul | Sum | Partial | Apply):
        yield Mul((number(2), term))
        yield Mul((number(Fraction(1, 2)), term))


def drop_addend(term, scope):
    if isinstance(term, Add):
        for position in range(len(term.terms)):
            rest = term.terms[:position] + term.terms[position + 1 :]
            yield rest[0] if len(rest) == 1 else Add(rest)


def double_addend(term, scope):
    if isinstance(term, Add):
        for part in term.terms:
            yield Add((*term.terms, part))


def drop_sum(term, scope):
    if isinstance(term, Sum):
        for other in scope.indices:
            yield replaced(term.body, term.index, other)
        yield replaced(term.body, term.index, 1)


def double_sum(term, scope):
    if isinstance(term, Sum):
        again = Index(term.index.letter, fresh(term), term.index.sizes)
        yield Sum(again, term)


def split_sum(term, scope):
    """Σ a b read as Σ a · Σ b."""
    if isinstance(term, Sum) and isinstance(term.body, Mul) and len(term.body.factors) > 1:
        again = Index(term.index.letter, fresh(term), term.index.sizes)
        first, *rest = term.body.factors
        yield Mul((Sum(term.index, first), Sum(again, replaced(Mul(tuple(rest)), term.index, again))))


def pull_factor_out(term, scope):
    """A factor that has the bound index, put before the Σ with a free index."""
    if isinstance(term, Sum) and isinstance(term.body, Mul):
        factors = term.body.factors
        for position, factor in enumerate(factors):
            rest = Mul(factors[:position] + factors[position + 1 :])
            if depends(factor, term.index) and depends(rest, term.index):
                for other in scope.indices:
                    yield Mul((replaced(factor, term.index, other), Sum(term.index, rest)))


def bind_free_index(term, scope):
    """Σ over an index that the left side has free."""
    if isinstance(term, Mul):
        for index in free_indices(term):
            if index.uid == 0:
                again = Index(index.letter, fresh(term), index.sizes)
                yield Sum(again, replaced(term, index, again))


def replace_family(term, scope):
    if isinstance(term, Entry):
        own = scope.theory.symbols[term.symbol]
        for name, other in scope.theory.symbols.items():
            if name != term.symbol and len(other.extents) == len(own.extents) and other.layered == own.layered:
                yield replace(term, symbol=name)


def restrict_by_delta(term, scope):
    if isinstance(term, Entry | Partial | Mul) and len(scope.indices) > 1:
        yield Mul((term, Delta(scope.indices[0], scope.indices[1])))


def exchange_derivative(term, scope):
    """∂z/∂a written as ∂a/∂z."""
    if isinstance(term, Partial) and isinstance(term.of, Entry):
        yield Partial(term.wrt, term.of)


def drop_derivative(term, scope):
    if isinstance(term, Partial):
        yield term.of
        yield ONE


def change_number(term, scope):
    if isinstance(term, Number):
        for step in (-1, 1):
            yield Number(term.value + step)
        if term.value:
            yield Number(1 / term.value)


def change_exponent(term, scope):
    if isinstance(term, Power) and isinstance(term.exponent, Number):
        for step in (-1, 1):
            yield Power(term.base, Number(term.exponent.value + step))
        yield Power(term.base, Number(-term.exponent.value))
    elif isinstance(term, Entry | Apply):
        yield Power(term, number(2))


def factor_into_argument(term, scope):
    if isinstance(term, Mul):
        for position, part in enumerate(term.factors):
            if isinstance(part, Apply):
                rest = term.factors[:position] + term.factors[position + 1 :]
                yield replace(part, argument=Mul((*rest, part.argument)))


def addend_out_of_argument(term, scope):
    if isinstance(term, Apply) and isinstance(term.argument, Add):
        first, *rest = term.argument.terms
        yield Add((first, replace(term, argument=Add(tuple(rest)))))


def drop_function(term, scope):
    if isinstance(term, Apply):
        yield term.argument


def apply_function(term, scope):
    if isinstance(term, Entry):
        for name in list(scope.theory.functions)[:2]:
            yield Apply(name, None, 0, term)


def other_function(term, scope):
    if isinstance(term, Apply):
        for name in scope.theory.functions:
            if name != term.function:
                yield replace(term, function=name)


def product_for_sum(term, scope):
    if isinstance(term, Add):
        yield Mul(term.terms)
    if isinstance(term, Mul) and len(term.factors) > 1:
        yield Add(term.factors)


def invert_factor(term, scope):
    if isinstance(term, Mul):
        for position, factor in enumerate(term.factors):
            if not isinstance(factor, Number):
                below = Power(factor, MINUS_ONE)
                yield Mul((*term.factors[:position], below, *term.factors[position + 1 :]))


def add_term(term, scope):
    """One more term, such as a bias, of a family of the document."""
    if isinstance(term, Mul | Sum | Partial):
        for name, symbol in scope.theory.symbols.items():
            if len(symbol.extents) == 1 and symbol.layered and scope.indices and scope.layers:
                yield Add((term, Entry(name, Layer(scope.layers[0]), scope.indices[:1])))


OPERATORS = (
    exchange_indices,
    rename_index,
    exchange_two_letters,
    literal_index,
    shift_layer,
    shift_all_layers,
    exchange_layer_letter,
    drop_prime,
    add_prime,
    drop_factor,
    double_factor,
    square_derivative,
    second_derivative_factor,
    negate,
    scale,
    drop_addend,
    double_addend,
    drop_sum,
    double_sum,
    split_sum,
    pull_factor_out,
    bind_free_index,
    replace_family,
    restrict_by_delta,
    exchange_derivative,
    drop_derivative,
    change_number,
    change_exponent,
    factor_into_argument,
    addend_out_of_argument,
    drop_function,
    apply_function,
    other_function,
    product_for_sum,
    invert_factor,
    add_term,
)


def scope_of(theory, claim):
    """Return what the statement itself has in scope."""
    indices = dict.fromkeys((*free_indices(claim.lhs), *free_indices(claim.rhs)))
    return Scope(theory, tuple(indices), free_layers(claim.lhs, claim.rhs))


def mutants(theory, claim, operator):
    """Return the distinct claims that one use of the operator on either side gives, their indices sized anew."""
    scope = scope_of(theory, claim)
    found = {}
    for lhs in everywhere(operator, claim.lhs, scope):
        found.setdefault(fitted(theory, lhs, claim.rhs))
    for rhs in everywhere(operator, claim.rhs, scope):
        found.setdefault(fitted(theory, claim.lhs, rhs))
    return [mutant for mutant in found if mutant != claim]
