"""Polynomials in atoms: sum, product, power, renaming, and Σ over an index, all of them in normal form."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import TypeAlias

from derive.prove.kernel.atoms import (
    ADJOINT,
    APPLY,
    BASE,
    BOUND,
    DELTA,
    ENTRY,
    FREE,
    FUNCTIONAL,
    LITERAL,
    POWER,
    SIZE,
    SUM,
    Atom,
    Factor,
    Monomial,
    Polynomial,
    Variable,
    atom,
    constant,
    form,
    height_of,
    unit,
)
from derive.prove.kernel.budget import Budget, Refused, fresh, spend
from derive.prove.kernel.naming import orders

Result: TypeAlias = dict[Monomial, Fraction]

EXP = "exp"


def add(terms: Iterable[Polynomial]) -> Result:
    """Return the sum of the polynomials."""
    result: Result = {}
    for term in terms:
        for monomial, coefficient in term.items():
            value = result.get(monomial, 0) + coefficient
            if value:
                result[monomial] = value
            else:
                result.pop(monomial, None)
    return result


def scale(polynomial: Polynomial, value: Fraction) -> Result:
    """Return value · polynomial."""
    return {monomial: coefficient * value for monomial, coefficient in polynomial.items()} if value else {}


def multiply(left: Polynomial, right: Polynomial, budget: Budget) -> Result:
    """Return left · right."""
    terms = []
    for monomial, first in left.items():
        for other, second in right.items():
            spend(budget)
            if monomial and other:
                terms.append(scale(_settle(merge((*monomial, *other)), budget), first * second))
            else:
                terms.append({monomial or other: first * second})
    return add(terms)


def multiply_all(polynomials: Iterable[Polynomial], budget: Budget) -> Result:
    """Return the product of the polynomials."""
    result = constant(1)
    for polynomial in polynomials:
        result = multiply(result, polynomial, budget)
    return result


def merge(factors: Iterable[Factor]) -> Monomial:
    """Return the product of the factors: x^a x^b = x^(a+b)."""
    exponents: dict[Atom, Fraction] = {}
    for factor, exponent in factors:
        exponents[factor] = exponents.get(factor, Fraction(0)) + exponent
    return tuple(sorted((factor, exponent) for factor, exponent in exponents.items() if exponent))


def _settle(monomial: Monomial, budget: Budget) -> Result:
    """Return the product as a normal form: positive powers of sums expanded, deltas used, quotients divided out."""
    for factor, exponent in monomial:
        kind = factor.label[0]
        if kind == DELTA:
            return _use_deltas(monomial, budget)
        if kind == BASE and exponent >= 1:
            # B^e = B^⌊e⌋ B^(e-⌊e⌋)
            whole = exponent // 1
            rest = merge((*monomial, (factor, Fraction(-whole))))
            expanded = power(dict(factor.arguments[0]), Fraction(whole), budget)
            return multiply(_settle(rest, budget), expanded, budget)
    for factor, exponent in monomial:
        if factor.label[0] == BASE and exponent < 0 and exponent.denominator == 1 and _is_binomial(factor):
            divided = _divide(monomial, factor, budget)
            if divided is not None:
                return divided
    return {monomial: Fraction(1)}


def _is_binomial(base: Atom) -> bool:
    """Return whether the base is c + d u with numbers c, d and a monomial u."""
    return len(base.arguments[0]) == 2 and base.arguments[0][0][0] == ()


def _divide(monomial: Monomial, base: Atom, budget: Budget) -> Result | None:
    """Return the partial fractions of a monomial with B = c + d u in its denominator, None if there is but one.

    m u B^n = (m B^(n+1) − c m B^n) / d and m u^-1 B^n = (m u^-1 B^(n+1) − d m B^n) / c, with n < 0.
    """
    (_, c), (u, d) = base.arguments[0]
    exponents = dict(monomial)
    inverse = tuple((factor, -exponent) for factor, exponent in u)
    once = (base, Fraction(1))
    if all(exponents.get(factor, 0) * exponent >= exponent**2 for factor, exponent in u):
        first, second, c, d = (*monomial, *inverse, once), (*monomial, *inverse), c, d
    elif all(exponents.get(factor, 0) * exponent <= -(exponent**2) for factor, exponent in u):
        first, second, c, d = (*monomial, once), (*monomial, *u), d, c
    else:
        return None
    spend(budget, 3)
    parts = scale(_settle(merge(first), budget), 1 / d), scale(_settle(merge(second), budget), -c / d)
    return add(parts)


def _use_deltas(monomial: Monomial, budget: Budget) -> Result:
    """Return the monomial with δ_{jk} f(k) = δ_{jk} f(j) used: one name for indices that its deltas make equal."""
    names: dict[Variable, Variable] = {}
    for factor, exponent in monomial:
        if factor.label[0] == DELTA:
            if exponent < 0 or exponent.denominator != 1:
                raise Refused("division by a delta")
            left, right = (names.get(position, position) for position in factor.positions)
            first, last = sorted((left, right))
            if first[0] == LITERAL and last[0] == LITERAL and first != last:
                return {}
            names = {name: first if value == last else value for name, value in names.items()} | {last: first}
    names = {name: value for name, value in names.items() if name != value}
    others = [(factor, exponent) for factor, exponent in monomial if factor.label[0] != DELTA]
    deltas = merge((atom((DELTA,), (value, name)), Fraction(1)) for name, value in names.items())
    rest = rename_monomial(others, names, budget)
    result = []
    for product, coefficient in rest.items():
        merged = merge((*product, *deltas))
        again = any(factor.label[0] == DELTA for factor, _ in product)
        result.append(scale(_use_deltas(merged, budget) if again else {merged: Fraction(1)}, coefficient))
    return add(result)


def delta(left: Variable, right: Variable) -> Result:
    """Return δ of the two positions."""
    if left == right:
        return constant(1)
    if left[0] == LITERAL and right[0] == LITERAL:
        return {}
    if LITERAL not in (left[0], right[0]) and left[3] != right[3]:
        raise Refused("a delta of two extents")
    return unit(atom((DELTA,), sorted((left, right))))


def power(base: Polynomial, exponent: Fraction, budget: Budget) -> Result:
    """Return base ** exponent."""
    if exponent.denominator == 1 and exponent >= 0:
        if exponent > 12:
            raise Refused("a large exponent")
        return multiply_all([base] * int(exponent), budget)
    if not base:
        raise Refused("division by zero")
    if len(base) == 1:
        ((monomial, coefficient),) = base.items()
        positive = coefficient == 1 and all(_is_exp(factor) for factor, _ in monomial)
        if exponent.denominator == 1 or positive or (coefficient == 1 and _is_simple(monomial)):
            if any(factor.label[0] == DELTA for factor, _ in monomial):
                raise Refused("division by a delta")
            raised = tuple((factor, power_ * exponent) for factor, power_ in monomial)
            return scale(_settle(raised, budget), coefficient ** int(exponent) if coefficient != 1 else Fraction(1))
    if exponent.denominator != 1:
        return _settle(((atom((BASE,), arguments=(form(base),)), exponent),), budget)
    common, content, rest = _content(base)
    outer = {tuple((factor, power_ * exponent) for factor, power_ in common): content ** int(exponent)}
    return multiply(outer, unit(atom((BASE,), arguments=(form(rest),)), exponent), budget)


def _is_exp(factor: Atom) -> bool:
    return factor.label[:2] == (APPLY, EXP)


def _is_simple(monomial: Monomial) -> bool:
    """Return whether the monomial is one atom, so that its powers are powers of an atom."""
    return len(monomial) == 1 and monomial[0][1] == 1


def _content(base: Polynomial) -> tuple[Monomial, Fraction, Result]:
    """Return m, c and Q with base = m·c·Q: m the greatest common monomial, c the greatest common coefficient."""
    exponents: dict[Atom, Fraction] = {}
    for monomial in base:
        for factor, exponent in monomial:
            if exponent.denominator == 1 and factor.label[0] not in (DELTA, BASE):
                exponents[factor] = min(exponent, exponents.get(factor, exponent))
    for factor, least in list(exponents.items()):
        if least > 0 and any(all(other != factor for other, _ in monomial) for monomial in base):
            exponents[factor] = Fraction(0)
    common = tuple(sorted((factor, exponent) for factor, exponent in exponents.items() if exponent))
    numerator = reduce(gcd, (value.numerator for value in base.values()))
    denominator = reduce(lcm, (value.denominator for value in base.values()))
    content = Fraction(numerator, denominator) * (1 if base[max(base)] > 0 else -1)
    inverse = tuple((factor, -exponent) for factor, exponent in common)
    return common, content, {merge((*m, *inverse)): value / content for m, value in base.items()}


def rename(factor: Atom, names: Mapping[Variable, Variable], budget: Budget) -> Result:
    """Return the atom with free index variables replaced, in normal form."""
    if factor.free.isdisjoint(names):
        return unit(factor)
    spend(budget)
    positions = tuple(names.get(position, position) for position in factor.positions)
    kind = factor.label[0]
    if kind in (ENTRY, ADJOINT, SIZE):
        return unit(atom(factor.label, positions))
    if kind == DELTA:
        return delta(*positions)
    binders = {binder: temporary(binder[3], budget) for binder in factor.binders}
    arguments = [rename_polynomial(argument, {**names, **binders}, budget) for argument in map(dict, factor.arguments)]
    if kind == SUM:
        result = arguments[0]
        for binder in binders.values():
            result = sum_over(binder, result, budget)
        return result
    if kind == FUNCTIONAL:
        (binder,) = binders.values()
        return functional(factor.label, positions, binder, arguments[0], budget)
    if kind == BASE:
        return arguments[0]
    if kind == POWER:
        return unit(atom(factor.label, arguments=(form(arguments[0]), form(arguments[1]))))
    return apply(factor.label, arguments[0], budget)


def rename_monomial(factors: Iterable[Factor], names: Mapping[Variable, Variable], budget: Budget) -> Result:
    """Return the product of the factors with free index variables replaced."""
    same: list[Factor] = []
    changed: list[Polynomial] = []
    for factor, exponent in factors:
        if factor.free.isdisjoint(names):
            same.append((factor, exponent))
        else:
            renamed = rename(factor, names, budget)
            changed.append(renamed if exponent == 1 else power(renamed, exponent, budget))
    return multiply_all([{tuple(sorted(same)): Fraction(1)}, *changed], budget)


def rename_polynomial(polynomial: Polynomial, names: Mapping[Variable, Variable], budget: Budget) -> Result:
    """Return the polynomial with free index variables replaced."""
    return add(scale(rename_monomial(m, names, budget), value) for m, value in polynomial.items())


def temporary(extent: tuple[str, str, int], budget: Budget) -> Variable:
    """Return an index variable that occurs nowhere yet."""
    return FREE, "", fresh(budget), extent


def sum_over(variable: Variable, polynomial: Polynomial, budget: Budget) -> Result:
    """Return Σ over the variable of the polynomial."""
    return add(scale(_sum_monomial(variable, m, budget), value) for m, value in polynomial.items())


def _sum_monomial(variable: Variable, monomial: Monomial, budget: Budget) -> Result:
    spend(budget, 2)
    inside = [factor for factor in monomial if variable in factor[0].free]
    for factor, _ in inside:
        if factor.label[0] == DELTA:
            # Σ_k δ_{jk} f(k) = f(j); both run over the same extent, a number is within it
            (other,) = (position for position in factor.positions if position != variable)
            rest = [pair for pair in monomial if pair[0] != factor]
            return rename_monomial(rest, {variable: other}, budget)
    outside = tuple(factor for factor in monomial if variable not in factor[0].free)
    if not inside:
        # Σ_k c = n c
        return multiply({outside: Fraction(1)}, unit(atom((SIZE, *variable[3]))), budget)
    variables = [variable]
    pieces: list[Polynomial] = [{tuple(f for f in inside if not _opens(f)): Fraction(1)}]
    for factor, exponent in (f for f in inside if _opens(f)):
        for _ in range(int(exponent)):
            # f(k) Σ_l g(k, l) = Σ_l f(k) g(k, l)
            binders = {binder: temporary(binder[3], budget) for binder in factor.binders}
            variables.extend(binders.values())
            pieces.append(rename_polynomial(dict(factor.arguments[0]), binders, budget))
    if len(pieces) == 1:
        closed = _close(variables, tuple(inside), budget)
    else:
        product = multiply_all(pieces, budget)
        closed = add(scale(_close(variables, m, budget), value) for m, value in product.items())
    return multiply({outside: Fraction(1)}, closed, budget)


def _opens(factor: Factor) -> bool:
    return factor[0].label[0] == SUM and factor[1] > 0 and factor[1].denominator == 1


def _close(variables: list[Variable], monomial: Monomial, budget: Budget) -> Result:
    """Return Σ over all variables of the monomial, as a product of irreducible sums and sizes."""
    result: Result = {tuple(f for f in monomial if f[0].free.isdisjoint(variables)): Fraction(1)}
    pending = list(variables)
    while pending:
        group, factors = {pending[0]}, list[Factor]()
        grown = True
        while grown:
            factors = [factor for factor in monomial if not factor[0].free.isdisjoint(group)]
            larger = {v for v in variables if v in group or any(v in factor.free for factor, _ in factors)}
            grown, group = len(larger) > len(group), larger
        if factors:
            part = _irreducible([v for v in variables if v in group], factors, budget)
        else:
            part = unit(atom((SIZE, *pending[0][3])))
        result = multiply(result, part, budget)
        pending = [v for v in pending if v not in group]
    return result


def _irreducible(variables: list[Variable], factors: list[Factor], budget: Budget) -> Result:
    """Return Σ over the variables of the product, as one atom: the least of its spellings over the orders of naming."""
    height = height_of(factors) + 1
    spellings = []
    for order in orders(variables, factors, budget):
        names = {v: (BOUND + height, "", number, v[3]) for number, v in enumerate(order)}
        renamed = form(rename_monomial(factors, names, budget))
        if len(renamed) != 1:
            raise Refused("a sum that is not in normal form")
        spellings.append((renamed[0], tuple(names.values())))
    ((monomial, coefficient), binders) = min(spellings)
    return {((atom((SUM,), (), binders, (((monomial, Fraction(1)),),)), Fraction(1)),): coefficient}


def functional(
    label: tuple[str | int, ...], parameters: tuple[Variable, ...], variable: Variable, body: Polynomial, budget: Budget
) -> Result:
    """Return F(x) with x_i the body at variable = i."""
    height = max((height_of(monomial) for monomial in body), default=0) + 1
    binder = (BOUND + height, "", 0, variable[3])
    argument = form(rename_polynomial(body, {variable: binder}, budget))
    return unit(atom(label, parameters, (binder,), (argument,)))


def apply(label: tuple[str | int, ...], argument: Polynomial, budget: Budget) -> Result:
    """Return f(argument) for the function that the label names; exp of a sum is a product of exps."""
    spend(budget)
    if label[:2] != (APPLY, EXP):
        return unit(atom(label, arguments=(form(argument),)))
    # exp(Σ_i c_i m_i) = Π_i exp(m_i)^{c_i}
    factors = [(atom(label, arguments=(((monomial, Fraction(1)),),)), value) for monomial, value in argument.items()]
    return {merge(factors): Fraction(1)}
