"""Polynomials in atoms: sum, product, power, renaming, and Σ over indices, all of them in normal form."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from derive.prove.kernel import atoms
from derive.prove.kernel.atoms import Atom, Factor, Label, Monomial, Polynomial, Rational, Result, Variable, atom, form
from derive.prove.kernel.budget import Budget, Refused, fresh, spend
from derive.prove.kernel.deltas import KINDS, delta, meet, shift, sides
from derive.prove.kernel.naming import orders


def add(terms: Iterable[Polynomial]) -> Result:
    """Return the sum of the polynomials."""
    result: Result = {}
    for term in terms:
        for monomial, coefficient in term.items():
            value = result.get(monomial, 0) + coefficient
            if value:
                result[monomial] = value
            else:
                del result[monomial]
    return result


def scale(polynomial: Polynomial, value: Rational) -> Result:
    """Return value · polynomial, for a value other than 0."""
    return {monomial: coefficient * value for monomial, coefficient in polynomial.items()}


def multiply(left: Polynomial, right: Polynomial, budget: Budget) -> Result:
    """Return left · right."""
    terms: list[Polynomial] = []
    for monomial, first in left.items():
        for other, second in right.items():
            spend(budget)
            product = _settle(merge((*monomial, *other)), budget) if monomial and other else {monomial or other: 1}
            terms.append(scale(product, first * second))
    return add(terms)


def multiply_all(polynomials: Iterable[Polynomial], budget: Budget) -> Result:
    """Return the product of the polynomials."""
    result: Result = {(): 1}
    for polynomial in polynomials:
        result = multiply(result, polynomial, budget)
    return result


def merge(factors: Iterable[Factor]) -> Monomial:
    """Return the product of the factors: x^a x^b = x^(a+b), and S² = S for a shift."""
    exponents: dict[Atom, Rational] = {}
    for factor, exponent in factors:
        total = exponents.get(factor, 0) + exponent
        exponents[factor] = min(total, 1) if factor.label[0] == atoms.SHIFT else total
    return tuple(sorted((factor, exponent) for factor, exponent in exponents.items() if exponent))


def _settle(monomial: Monomial, budget: Budget) -> Result:
    """Return the product in normal form: deltas used, positive powers of sums expanded, partial fractions taken."""
    for factor, exponent in monomial:
        if factor.label[0] == atoms.DELTA:
            return _use_deltas(monomial, budget)
        if factor.label[0] == atoms.BASE and exponent >= 1:
            # B^e = B^⌊e⌋ B^(e-⌊e⌋)
            whole = int(exponent // 1)
            rest = _settle(merge((*monomial, (factor, -whole))), budget)
            return multiply(rest, power(dict(factor.arguments[0]), whole, budget), budget)
    if (met := meet(monomial)) is not None:
        return multiply({met[0]: 1}, met[1], budget)
    for factor, exponent in monomial:
        if factor.label[0] == atoms.BASE and exponent.denominator == 1 and _is_binomial(factor):
            divided = _divide(monomial, factor, budget)
            if divided is not None:
                return divided
    return {monomial: 1}


def _is_binomial(base: Atom) -> bool:
    """Return whether the base is c + d u with numbers c, d and a monomial u of positive exponents."""
    first, *others = base.arguments[0]
    return first[0] == () and len(others) == 1 and all(exponent > 0 for _, exponent in others[0][0])


def _divide(monomial: Monomial, base: Atom, budget: Budget) -> Result | None:
    """Return the partial fractions of a monomial with B = c + d u in its denominator, None if there is but one.

    m u B^n = (m B^(n+1) − c m B^n) / d and m u^-1 B^n = (m u^-1 B^(n+1) − d m B^n) / c, with n < 0.
    """
    (_, c), (u, d) = base.arguments[0]
    exponents = dict(monomial)
    inverse = tuple((factor, -exponent) for factor, exponent in u)
    if all(exponents.get(factor, 0) >= exponent for factor, exponent in u):
        first, second = (*monomial, *inverse, (base, 1)), (*monomial, *inverse)
    elif all(exponents.get(factor, 0) <= -exponent for factor, exponent in u):
        first, second, c, d = (*monomial, (base, 1)), (*monomial, *u), d, c
    else:
        return None
    spend(budget, 3)
    parts = _settle(merge(first), budget), _settle(merge(second), budget)
    return add((scale(parts[0], Fraction(1) / d), scale(parts[1], Fraction(-c) / d)))


def _use_deltas(monomial: Monomial, budget: Budget) -> Result:
    """Return the monomial with δ_{jk} f(k) = δ_{jk} f(j) used: one name for indices that its deltas make equal."""
    names: dict[Variable, Variable] = {}
    for factor, _ in monomial:
        if factor.label[0] == atoms.DELTA:
            first, last = sorted(names.get(position, position) for position in factor.positions)
            if last[0] == atoms.LITERAL and first != last:
                return {}
            names = {name: first if value == last else value for name, value in names.items()} | {last: first}
    names = {name: value for name, value in names.items() if name != value}
    deltas = tuple((atom((atoms.DELTA,), (value, name)), 1) for name, value in names.items())
    rest = rename_monomial((f for f in monomial if f[0].label[0] != atoms.DELTA), names, budget)
    return {merge((*product, *deltas)): coefficient for product, coefficient in rest.items()}


def power(base: Polynomial, exponent: Rational, budget: Budget) -> Result:
    """Return base ** exponent."""
    if exponent.denominator == 1 and exponent >= 0:
        if exponent > 12:
            raise Refused("a large exponent")
        return multiply_all([base] * int(exponent), budget)
    if not base:
        raise Refused("division by zero")
    if len(base) == 1:
        ((monomial, coefficient),) = base.items()
        if exponent.denominator == 1 or (coefficient == 1 and _splits(monomial)):
            if any(factor.label[0] in KINDS for factor, _ in monomial):
                raise Refused("a delta in a denominator")
            product = tuple((factor, atoms.rational(value * exponent)) for factor, value in monomial)
            return scale(_settle(product, budget), Fraction(coefficient) ** int(exponent) if coefficient != 1 else 1)
    if exponent.denominator != 1:
        return _settle(((atom((atoms.BASE,), arguments=(form(base),)), exponent),), budget)
    numerator, denominators = over_common_denominator(base, budget)
    if denominators:
        # (N Π B^e)^x = N^x Π B^(e x)
        raised = [(factor, value * exponent) for factor, value in denominators]
        return multiply(power(numerator, exponent, budget), _settle(merge(raised), budget), budget)
    common, content, rest = _content(base)
    outer = {tuple((factor, value * exponent) for factor, value in common): content ** int(exponent)}
    return multiply(outer, atoms.unit(atom((atoms.BASE,), arguments=(form(rest),)), exponent), budget)


def over_common_denominator(polynomial: Polynomial, budget: Budget) -> tuple[Result, list[Factor]]:
    """Return N and Π B^e, e < 0, with polynomial = N Π B^e, for the sums B in denominators outside of Σ."""
    lowest: dict[Atom, Rational] = {}
    for monomial in polynomial:
        for factor, exponent in monomial:
            if factor.label[0] == atoms.BASE and exponent < 0:
                lowest[factor] = min(exponent, lowest.get(factor, exponent))
    numerator = dict(polynomial)
    for base, exponent in lowest.items():
        raised = [(_settle(merge((*m, (base, -exponent))), budget), value) for m, value in numerator.items()]
        numerator = add(scale(product, value) for product, value in raised)
    return numerator, list(lowest.items())


def _splits(monomial: Monomial) -> bool:
    """Return whether (m)^e is the product of the powers of its atoms for any e: one atom, or positive ones (exp)."""
    return (len(monomial) == 1 and monomial[0][1] == 1) or all(f.label[:2] == atoms.EXP for f, _ in monomial)


def _content(base: Polynomial) -> tuple[Monomial, Fraction, Result]:
    """Return m, c and Q with base = m·c·Q: m the greatest common monomial, c the greatest common coefficient."""
    exponents: dict[Atom, Rational] = {}
    for monomial in base:
        for factor, exponent in monomial:
            if factor.label[0] not in (*KINDS, atoms.BASE):
                exponents[factor] = min(exponent, exponents.get(factor, exponent))
    for monomial in base:
        present = {factor for factor, _ in monomial}
        exponents = {f: least if f in present else min(least, 0) for f, least in exponents.items()}
    common = merge(exponents.items())
    numerator = reduce(gcd, (value.numerator for value in base.values()))
    denominator = reduce(lcm, (value.denominator for value in base.values()))
    inverse = tuple((factor, -exponent) for factor, exponent in common)
    rest = {merge((*m, *inverse)): value for m, value in base.items()}
    content = Fraction(numerator, denominator) * (1 if rest[max(rest)] > 0 else -1)
    return common, content, {m: atoms.rational(value / content) for m, value in rest.items()}


def rename(factor: Atom, names: Mapping[Variable, Variable], budget: Budget) -> Result:
    """Return the atom with free index variables replaced, in normal form."""
    spend(budget)
    positions = tuple(names.get(position, position) for position in factor.positions)
    binders = {binder: temporary(binder, budget) for binder in factor.binders}
    inner = {**names, **binders}
    arguments = [rename_polynomial(dict(argument), inner, budget) for argument in factor.arguments]
    match factor.label[0]:
        case atoms.DELTA:
            return delta(*positions)
        case atoms.SHIFT:
            left, _, offset = sides(factor)
            return shift(positions[: len(left)], positions[len(left) :], offset)
        case atoms.SUM:
            return sum_over(list(binders.values()), arguments[0], budget)
        case atoms.FUNCTIONAL:
            return functional(factor.label, positions, next(iter(binders.values())), arguments[0], budget)
        case atoms.BASE:
            return arguments[0]
        case atoms.APPLY:
            return apply(factor.label, arguments[0], budget)
        case _:
            return atoms.unit(atom(factor.label, positions, (), tuple(map(form, arguments))))


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
    return multiply_all([{tuple(same): 1}, *changed], budget)


def rename_polynomial(polynomial: Polynomial, names: Mapping[Variable, Variable], budget: Budget) -> Result:
    """Return the polynomial with free index variables replaced."""
    return add(scale(rename_monomial(m, names, budget), value) for m, value in polynomial.items())


def temporary(variable: Variable, budget: Budget) -> Variable:
    """Return an index variable of the same extent that occurs nowhere yet."""
    return atoms.FREE, "", fresh(budget), variable[3]


def sum_over(variables: list[Variable], polynomial: Polynomial, budget: Budget) -> Result:
    """Return Σ over all the variables of the polynomial."""
    return add(scale(_sum_monomial(variables, m, budget), value) for m, value in polynomial.items())


def _sum_monomial(variables: list[Variable], monomial: Monomial, budget: Budget) -> Result:
    spend(budget, 2)
    for pair in monomial:
        bound = [v for v in variables if v in pair[0].free] if pair[0].label[0] == atoms.DELTA else []
        if bound:
            # Σ_k δ_{jk} f(k) = f(j): both run over one extent, and a number is within it
            (other,) = (position for position in pair[0].positions if position != bound[0])
            rest = rename_monomial((f for f in monomial if f != pair), {bound[0]: other}, budget)
            return sum_over([v for v in variables if v != bound[0]], rest, budget)
    opened = [f for f in monomial if _opens(f) and not f[0].free.isdisjoint(variables)]
    if not opened:
        return _close(variables, monomial, budget)
    pieces: list[Polynomial] = [{tuple(f for f in monomial if f not in opened): 1}]
    wider = list(variables)
    for factor, exponent in opened:
        for _ in range(int(exponent)):
            # f(k) Σ_l g(k, l) = Σ_l f(k) g(k, l)
            binders = {binder: temporary(binder, budget) for binder in factor.binders}
            wider.extend(binders.values())
            pieces.append(rename_polynomial(dict(factor.arguments[0]), binders, budget))
    return sum_over(wider, multiply_all(pieces, budget), budget)


def _opens(factor: Factor) -> bool:
    return factor[0].label[0] == atoms.SUM and factor[1] > 0 and factor[1].denominator == 1


def _close(variables: list[Variable], monomial: Monomial, budget: Budget) -> Result:
    """Return Σ over all variables of the monomial, as a product of irreducible sums and sizes: Σ_k c = n c."""
    parts: list[Polynomial] = [{tuple(f for f in monomial if f[0].free.isdisjoint(variables)): 1}]
    pending = list(variables)
    while pending:
        group: set[Variable] = set()
        larger = {pending[0]}
        while len(larger) > len(group):
            group = larger
            factors = [factor for factor in monomial if not factor[0].free.isdisjoint(group)]
            larger = group.union(*(factor.free.intersection(variables) for factor, _ in factors))
        if factors:
            parts.append(_irreducible([v for v in variables if v in group], factors, budget))
        else:
            parts.append(atoms.unit(atom((atoms.SIZE, *pending[0][3]))))
        pending = [v for v in pending if v not in group]
    return multiply_all(parts, budget)


def _irreducible(variables: list[Variable], factors: list[Factor], budget: Budget) -> Result:
    """Return Σ over the variables of the product, as one atom: the least of its spellings over the orders of naming."""
    kind = atoms.BOUND + max(factor.height for factor, _ in factors)
    spellings = []
    for order in orders(variables, factors, budget):
        names = {v: (kind, "", number, v[3]) for number, v in enumerate(order)}
        spellings.append((form(rename_monomial(factors, names, budget)), tuple(names.values())))
    spelling, binders = min(spellings)
    # renaming can turn the sign of a denominator
    sign = spelling[0][1]
    argument = tuple((monomial, atoms.rational(Fraction(value) / sign)) for monomial, value in spelling)
    return scale(atoms.unit(atom((atoms.SUM,), (), binders, (argument,))), sign)


def functional(
    label: Label, parameters: tuple[Variable, ...], variable: Variable, body: Polynomial, budget: Budget
) -> Result:
    """Return F(x) with x_i the body at variable = i."""
    height = max((factor.height for monomial in body for factor, _ in monomial), default=0)
    binder = (atoms.BOUND + height, "", 0, variable[3])
    argument = form(rename_polynomial(body, {variable: binder}, budget))
    return atoms.unit(atom(label, parameters, (binder,), (argument,)))


def apply(label: Label, argument: Polynomial, budget: Budget) -> Result:
    """Return f(argument) for the function that the label names; exp of a sum is a product of exps."""
    spend(budget)
    if label[:2] != atoms.EXP:
        return atoms.unit(atom(label, arguments=(form(argument),)))
    # exp(Σ_i c_i m_i) = Π_i exp(m_i)^{c_i}
    factors = ((atom(label, arguments=(((monomial, 1),),)), value) for monomial, value in argument.items())
    return {merge(factors): 1}
