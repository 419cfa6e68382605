"""Small wrong edits of a term, of the kinds that people make."""

from dataclasses import replace
from itertools import combinations

from derive.term.term import (
    OUTPUT,
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
from derive.theory import Claim


def children(term):
    """Return (part, function that puts another part in its place) for every direct part."""
    match term:
        case Apply():
            return [(term.argument, lambda x: replace(term, argument=x))]
        case Functional() | Sum():
            return [(term.body, lambda x: replace(term, body=x))]
        case Add(parts) | Mul(parts):
            kind = type(term)
            return [(p, lambda x, i=i: kind((*parts[:i], x, *parts[i + 1 :]))) for i, p in enumerate(parts)]
        case Power(base, exponent):
            return [(base, lambda x: Power(x, exponent)), (exponent, lambda x: Power(base, x))]
        case Partial(of, wrt):
            put = [(of, lambda x: Partial(x, wrt))]
            return [*put, (wrt, lambda x: Partial(of, x) if isinstance(x, Entry) else None)]
    return []


def everywhere(term, operator, scope=()):
    """Yield the term with `operator` applied at one place, for every place and every answer."""
    yield from operator(term, scope)
    inner = (*scope, term.index) if isinstance(term, Sum) else scope
    for part, put in children(term):
        for changed in everywhere(part, operator, inner):
            result = put(changed)
            if result is not None:
                yield result


def shift(position, offset):
    """Return the index with the layers of its sizes shifted."""
    if not isinstance(position, Index):
        return position
    sizes = tuple(
        s if s.layer is None else replace(s, layer=replace(s.layer, offset=s.layer.offset + offset))
        for s in position.sizes
    )
    return replace(position, sizes=sizes)


def swap_two_slots(term, scope):
    if isinstance(term, Entry):
        for i, j in combinations(range(len(term.indices)), 2):
            places = list(term.indices)
            places[i], places[j] = places[j], places[i]
            yield replace(term, indices=tuple(places))


def another_index(term, scope):
    if isinstance(term, Entry):
        for i in range(len(term.indices)):
            for index in scope:
                if index != term.indices[i]:
                    yield replace(term, indices=(*term.indices[:i], index, *term.indices[i + 1 :]))


def number_for_index(term, scope):
    if isinstance(term, Entry):
        for i in range(len(term.indices)):
            yield replace(term, indices=(*term.indices[:i], 1, *term.indices[i + 1 :]))


def shift_layer(term, scope):
    if isinstance(term, Entry) and term.layer is not None:
        for offset in (-1, 1):
            yield replace(term, layer=Layer(term.layer.base, term.layer.offset + offset))


def another_base(term, scope):
    if isinstance(term, Entry) and term.layer is not None:
        base = "l" if term.layer.base == OUTPUT else OUTPUT
        yield replace(term, layer=Layer(base, term.layer.offset))


def another_order(term, scope):
    if isinstance(term, Apply):
        yield replace(term, order=term.order + 1)
        if term.order:
            yield replace(term, order=term.order - 1)


def another_function(term, scope):
    if isinstance(term, Apply):
        yield replace(term, function="g" if term.function != "g" else "sigma")


def drop_part(term, scope):
    if isinstance(term, Add | Mul) and len(term_parts(term)) > 1:
        parts = term_parts(term)
        for i in range(len(parts)):
            yield type(term)((*parts[:i], *parts[i + 1 :]))


def term_parts(term):
    return term.terms if isinstance(term, Add) else term.factors


def double_factor(term, scope):
    if isinstance(term, Mul):
        for factor in term.factors:
            yield Mul((*term.factors, factor))


def drop_sum(term, scope):
    if isinstance(term, Sum):
        yield term.body


def add_sum(term, scope):
    if isinstance(term, Entry | Mul | Partial):
        for index in indices_of(term):
            yield Sum(index, term)


def indices_of(term):
    if isinstance(term, Entry):
        return [p for p in term.indices if isinstance(p, Index)]
    found = {}
    for part, _ in children(term):
        for index in indices_of(part):
            found[index] = None
    return list(found)


def negate(term, scope):
    yield Mul((number(-1), term))


def twice(term, scope):
    if not isinstance(term, Number):
        yield Mul((number(2), term))


def squared(term, scope):
    if isinstance(term, Entry | Apply | Partial):
        yield Power(term, number(2))


def another_family(term, scope):
    if isinstance(term, Entry):
        for symbol in ("z", "a", "b", "delta", "w", "y", "x", "p"):
            if symbol != term.symbol:
                yield replace(term, symbol=symbol)


def sum_for_product(term, scope):
    if isinstance(term, Mul) and len(term.factors) > 1:
        yield Add(term.factors)


def another_exponent(term, scope):
    if isinstance(term, Power) and isinstance(term.exponent, Number):
        yield Power(term.base, number(term.exponent.value + 1))
        yield Power(term.base, number(-term.exponent.value))


def no_argument_change(term, scope):
    if isinstance(term, Apply) and not isinstance(term.argument, Apply):
        yield replace(term, argument=replace(term, order=0))


def with_delta(term, scope):
    if isinstance(term, Mul) and len(scope) > 1:
        yield Mul((*term.factors, Delta(scope[0], scope[-1])))


def derivative_dropped(term, scope):
    if isinstance(term, Partial):
        yield term.of
        yield term.wrt


def shift_everything(term, scope):
    """Shift one entry with its indices: well formed where its indices are used nowhere else."""
    if isinstance(term, Entry) and term.layer is not None and term.indices:
        for offset in (-1, 1):
            layer = Layer(term.layer.base, term.layer.offset + offset)
            yield replace(term, layer=layer, indices=tuple(shift(p, offset) for p in term.indices))


OPERATORS = (
    swap_two_slots,
    another_index,
    number_for_index,
    shift_layer,
    shift_everything,
    another_base,
    another_order,
    another_function,
    drop_part,
    double_factor,
    drop_sum,
    add_sum,
    negate,
    twice,
    squared,
    another_family,
    sum_for_product,
    another_exponent,
    no_argument_change,
    with_delta,
    derivative_dropped,
)


def mutants(claim):
    """Yield (operator, mutated claim), each different from the claim and from the others."""
    free = tuple(dict.fromkeys((*indices_of(claim.lhs), *indices_of(claim.rhs))))
    free = tuple(index for index in free if index.uid == 0)
    seen = {claim}
    for operator in OPERATORS:
        for side in ("rhs", "lhs"):
            for changed in everywhere(getattr(claim, side), operator, free):
                mutant = replace(claim, **{side: changed})
                if mutant not in seen and isinstance(mutant, Claim):
                    seen.add(mutant)
                    yield operator.__name__, mutant
