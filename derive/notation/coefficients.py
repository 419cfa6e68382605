"""The numbers in a product: its sign, its coefficient, what stands below the bar."""

from fractions import Fraction as Rational

from derive.term.term import Mul, Number, Power, Term


def signed(term: Term) -> tuple[int, Term]:
    """Return the sign of the term and the term without it."""
    if isinstance(term, Number) and term.value < 0:
        return -1, Number(-term.value)
    if not isinstance(term, Mul):
        return 1, term
    value, rest = coefficient(term)
    if value > 0:
        return 1, term
    return -1, multiplied(-value, rest)


def coefficient(term: Term) -> tuple[Rational, tuple[Term, ...]]:
    """Return the rational factor of a term and its other factors."""
    value, rest = Rational(1), list[Term]()
    pending = [term]
    while pending:
        part = pending.pop(0)
        match part:
            case Mul(factors):
                pending = [*factors, *pending]
            case Number(factor):
                value *= factor
            case Power(Number(base), Number(exponent)) if base and exponent.denominator == 1 and abs(exponent) < 9:
                value *= base ** int(exponent)
            case _:
                rest.append(part)
    return value, tuple(rest)


def multiplied(value: Rational, factors: tuple[Term, ...]) -> Term:
    """Return value × factors, without a factor 1."""
    own = factors if value == 1 and factors else (Number(value), *factors)
    return own[0] if len(own) == 1 else Mul(own)


def negative(part: Term) -> bool:
    """Tell whether the part is a power with a negative number as exponent: it stands below the bar."""
    return isinstance(part, Power) and isinstance(part.exponent, Number) and part.exponent.value < 0


def inverted(part: Term) -> Term:
    """Return u^n for u^{-n}, and u for u^{-1}."""
    assert isinstance(part, Power) and isinstance(part.exponent, Number)
    return part.base if part.exponent.value == -1 else Power(part.base, Number(-part.exponent.value))
