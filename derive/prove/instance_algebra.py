"""SymPy expressions as quotients of polynomials in symbols and atoms.

An atom is a value of a function, σ(z), known by the function and the normal form of its argument. Values of unspecified
functions are algebraically independent, so the quotient is zero exactly when the expression is. Values of named
functions obey identities, of which these are used: σ' = σ(1 − σ) and tanh' = 1 − tanh² (SymPy has taken the
derivatives), e^{a+b} = e^a e^b, step² = step, sin² + cos² = 1, (x^{1/q})^q = x, and the logarithm of a product of
positive factors. With `exponential`, sigmoid, tanh, sinh, cosh and softplus are written with e^x, and
relu(x) as x step(x).
"""

from sympy import (
    QQ,
    Add,
    E,
    Expr,
    Mul,
    NumberSymbol,
    Pow,
    Rational,
    Symbol,
    cos,
    cosh,
    erf,
    exp,
    log,
    sin,
    sinh,
    tan,
    tanh,
)

from derive.network.functions import Absolute, NaturalPower, Relu, Sigmoid, Softplus, Step, Unspecified
from derive.prove.instance_entries import NoValueError
from derive.prove.instance_generators import Algebra, Key, generator, normal, reduced
from derive.prove.instance_quotient import (
    Polynomial,
    Quotient,
    add,
    common_monomial,
    hashable,
    multiply,
    power,
    whole,
)

POSITIVE = ("exp", "sigmoid", "constant")
"""The atoms that are positive whatever their arguments."""


def difference(lhs: Expr, rhs: Expr, algebra: Algebra) -> Polynomial:
    """Return the numerator of lhs − rhs."""
    left, right = quotient(lhs, algebra), quotient(rhs, algebra)
    return reduced(add(left, _linear(-1, right, 0)), algebra).numerator


def quotient(expression: Expr, algebra: Algebra) -> Quotient:
    """Return the expression as a quotient; defined entries are written out down to the free ones.

    Raises NoValueError for a division by zero and for an expression that is too large.
    """
    known = algebra.values.get(expression)
    if known is None:
        known = reduced(_quotient(expression, algebra), algebra)
        algebra.values[expression] = known
    return known


def _quotient(expression: Expr, algebra: Algebra) -> Quotient:
    match expression:
        case Rational():
            return whole(algebra.ring.ground_new(QQ(expression.p, expression.q)))
        case Symbol():
            return _symbol(expression, algebra)
        case Add():
            return _sum([quotient(part, algebra) for part in expression.args], algebra)
        case Mul():
            product = whole(algebra.ring.one)
            for part in expression.args:
                product = multiply(product, quotient(part, algebra))
            return product
        case Pow():
            return _power(expression.base, expression.exp, algebra)
        case NaturalPower():
            return power(quotient(expression.args[0], algebra), int(expression.args[1]))
        case NumberSymbol():
            if expression == E:
                return _exponential(whole(algebra.ring.one), algebra)
            return whole(generator(("constant", str(expression)), algebra))
        case Unspecified():
            arguments = (normal(quotient(part, algebra)) for part in expression.args)
            return whole(generator((type(expression), *arguments), algebra))
        case _ if len(expression.args) == 1:
            return _function(expression, quotient(expression.args[0], algebra), algebra)
        case _:
            raise NoValueError("a value that is not finite")


def _symbol(symbol: Symbol, algebra: Algebra) -> Quotient:
    body = algebra.unfold(symbol)
    if body is None:
        return whole(generator(("symbol", symbol), algebra))
    if symbol in algebra.unfolding:
        raise NoValueError("something is defined by itself")
    algebra.unfolding.append(symbol)
    try:
        return quotient(body, algebra)
    finally:
        algebra.unfolding.pop()


def _sum(parts: list[Quotient], algebra: Algebra) -> Quotient:
    polynomial = algebra.ring.zero
    total = None
    for part in parts:
        if not part.factors:
            polynomial += part.numerator
        else:
            total = part if total is None else add(total, part)
    return whole(polynomial) if total is None else add(whole(polynomial), total)


def _power(base: Expr, exponent: Expr, algebra: Algebra) -> Quotient:
    """x^n, with n + p/q taken apart into x^n (x^{1/q})^p, and x^{n+e} into x^n x^e."""
    below = quotient(base, algebra)
    if exponent.is_Integer:
        return power(below, int(exponent))
    if exponent.is_Rational:
        whole_part = int(exponent.p // exponent.q)
        key = ("root", normal(below), exponent.q)
        atom = generator(key, algebra)
        if not below.factors:
            algebra.rules[algebra.generators[key]] = (exponent.q, below.numerator)
        return multiply(power(below, whole_part), whole(atom ** int(exponent.p - whole_part * exponent.q)))
    above = quotient(exponent, algebra)
    constant = QQ(0) if above.factors else above.numerator.coeff(1)
    shift = int(QQ.numer(constant) // QQ.denom(constant))
    rest = add(above, whole(algebra.ring.ground_new(QQ(-shift))))
    return multiply(power(below, shift), whole(generator(("power", normal(below), normal(rest)), algebra)))


def _function(expression: Expr, argument: Quotient, algebra: Algebra) -> Quotient:
    ring = algebra.ring
    one = whole(ring.one)
    match expression:
        case exp():
            return _exponential(argument, algebra)
        case log():
            return _logarithm(argument, algebra)
        case Step():
            return _step(argument, algebra)
        case Relu() if algebra.exponential:
            return multiply(argument, _step(argument, algebra))
        case Absolute():
            return multiply(argument, _linear(2, _step(argument, algebra), -1))
        case Sigmoid() if algebra.exponential:
            e = _exponential(argument, algebra)
            return multiply(e, power(add(one, e), -1))
        case Softplus() if algebra.exponential:
            return _logarithm(add(one, _exponential(argument, algebra)), algebra)
        case tanh() if algebra.exponential:
            square = power(_exponential(argument, algebra), 2)
            return multiply(_linear(1, square, -1), power(add(one, square), -1))
        case sinh() | cosh() if algebra.exponential:
            e = _exponential(argument, algebra)
            sign = 1 if isinstance(expression, cosh) else -1
            return multiply(whole(ring.ground_new(QQ(1, 2))), add(e, _linear(sign, power(e, -1), 0)))
        case tan():
            cosine = _function(cos(expression.args[0]), argument, algebra)
            return multiply(_atom("sin", argument, algebra), power(cosine, -1))
        case cos():
            sine = _atom("sin", argument, algebra).numerator
            return _atom("cos", argument, algebra, (2, 1 - sine**2))
        case Sigmoid() | Softplus() | Relu() | tanh() | sinh() | cosh() | sin() | erf():
            return _atom(type(expression).__name__.lower(), argument, algebra)
        case _:
            raise NoValueError(f"no algebra is known for {type(expression).__name__}")


def _linear(scale: int, value: Quotient, shift: int) -> Quotient:
    """Return scale · value + shift."""
    ring = value.numerator.ring
    return add(Quotient(value.numerator * scale, value.factors), whole(ring.ground_new(QQ(shift))))


def _atom(kind: str, argument: Quotient, algebra: Algebra, rule: tuple[int, Polynomial] | None = None) -> Quotient:
    """Return the generator of f(argument), and have it obey the rule f(argument)^k = polynomial."""
    key = (kind, normal(argument))
    atom = generator(key, algebra)
    if rule is not None:
        algebra.rules[algebra.generators[key]] = rule
    return whole(atom)


def _step(argument: Quotient, algebra: Algebra) -> Quotient:
    """step² = step."""
    atom = _atom("step", argument, algebra)
    return _atom("step", argument, algebra, (2, atom.numerator))


def _exponential(argument: Quotient, algebra: Algebra) -> Quotient:
    """e^{Σ (p/q) m} = Π (e^{m/q})^p over the terms of the argument."""
    if argument.factors:
        lowest = normal(argument)
        if not isinstance(lowest, tuple):
            return _exponential(whole(lowest), algebra)
        negative = lowest[0].LC < 0
        key = ("exp", (hashable(-lowest[0]), lowest[1]) if negative else lowest)
        return power(whole(generator(key, algebra)), -1 if negative else 1)
    result = whole(algebra.ring.one)
    for monomial, coefficient in argument.numerator.terms():
        term = algebra.ring({monomial: QQ(1, QQ.denom(coefficient))})
        result = multiply(result, power(whole(generator(("exp", term), algebra)), int(QQ.numer(coefficient))))
    return result


def _logarithm(argument: Quotient, algebra: Algebra) -> Quotient:
    """log Π f^n = Σ n log f where every factor is positive, and log e^x = x."""
    parts = _positive_factors(argument, algebra)
    if parts is None:
        return _atom("log", argument, algebra)
    total = whole(algebra.ring.zero)
    for factor, exponent in parts:
        if factor == 1:
            continue
        key: Key = algebra.keys[factor.leading_expv().index(1)] if factor.is_generator else ("", ())
        of_exponential = key[0] == "exp" and not isinstance(key[1], tuple)
        logarithm = whole(key[1]) if of_exponential else _atom("log", whole(factor), algebra)
        total = add(total, _linear(exponent, logarithm, 0))
    return total


def _positive_factors(argument: Quotient, algebra: Algebra) -> list[tuple[Polynomial, int]] | None:
    if not argument.numerator:
        raise NoValueError("the logarithm of zero")
    monomial, rest = common_monomial(argument.numerator)
    parts = [(algebra.ring.gens[i], exponent) for i, exponent in enumerate(monomial) if exponent]
    content = rest.LC
    parts += [(rest.quo_ground(content), 1), (algebra.ring.ground_new(content), 1)]
    parts += [(factor, -exponent) for factor, exponent in argument.factors.items()]
    positive = all(_is_positive(factor, algebra) for factor, _ in parts)
    return parts if positive else None


def _is_positive(polynomial: Polynomial, algebra: Algebra) -> bool:
    """Return whether all coefficients are positive and all generators positive atoms."""
    for monomial, coefficient in polynomial.terms():
        kinds = (algebra.keys[i][0] for i, exponent in enumerate(monomial) if exponent)
        if coefficient <= 0 or not all(kind in POSITIVE for kind in kinds):
            return False
    return True
