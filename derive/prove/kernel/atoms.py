"""Atoms and polynomials: what a normal form is made of.

A polynomial is a sum of monomials with rational coefficients, a monomial a product of atoms with rational exponents.
An atom is an entry, a delta, a shift, a function of normal forms, or Σ over bound indices of one monomial that cannot
be cut into two that share no bound index (it would be a product of two sums). Bound indices occur inside atoms only
and have canonical names there, so that polynomials are added and multiplied like polynomials in commuting unknowns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Rational: TypeAlias = int | Fraction
"""A rational number, an int where it is whole (so that hashing is fast; 2 and Fraction(2) are equal anyway)."""

Extent: TypeAlias = tuple[str, str, int]
"""The size of an index: its space, and the base and offset of its layer; the base is NO_LAYER where it has none."""

NO_LAYER = "-"

Variable: TypeAlias = tuple[int, str, int, Extent]
"""(kind, letter, number, extent): a position. Kinds: LITERAL (the number itself), FREE (a letter with its uid), and
BOUND + h, a binder of an atom within which binders nest h deep."""

LITERAL, FREE, BOUND = 0, 1, 2

Label: TypeAlias = tuple[str | int, ...]
"""What kind of atom it is, then names, layers and orders; atoms of one kind have labels of one shape."""

ENTRY, ADJOINT, DELTA, SHIFT, SIZE = "entry", "adjoint", "delta", "shift", "size"
APPLY, FUNCTIONAL, BASE, POWER, SUM = "apply", "functional", "base", "power", "sum"

EXP: Label = (APPLY, "exp")


@dataclass(frozen=True, slots=True, order=True)
class Atom:
    """An irreducible factor.

    `binders` are bound in `arguments`; `free` are the index variables that occur and are not bound within; `height` is
    how deep binders nest, so that an inner binder never bears the name of an outer one.
    """

    label: Label
    positions: tuple[Variable, ...]
    binders: tuple[Variable, ...]
    arguments: tuple["Form", ...]
    free: frozenset[Variable] = field(compare=False)
    height: int = field(compare=False)
    code: int = field(compare=False)

    def __hash__(self) -> int:
        return self.code


Factor: TypeAlias = tuple[Atom, Rational]
Monomial: TypeAlias = tuple[Factor, ...]
"""Factors in order, no atom twice, no exponent 0."""

Form: TypeAlias = tuple[tuple[Monomial, Rational], ...]
"""A polynomial as a value: monomials in order, none twice, no coefficient 0."""

Polynomial: TypeAlias = Mapping[Monomial, Rational]
Result: TypeAlias = dict[Monomial, Rational]
"""A polynomial at work: the coefficient of every monomial."""


def atom(
    label: Label,
    positions: Iterable[Variable] = (),
    binders: tuple[Variable, ...] = (),
    arguments: tuple[Form, ...] = (),
) -> Atom:
    """Return the atom, with its free variables and height worked out."""
    positions = tuple(positions)
    free = {variable for variable in positions if variable[0] != LITERAL}
    height = 0
    for argument in arguments:
        for monomial, _ in argument:
            for factor, _ in monomial:
                free |= factor.free
                height = max(height, factor.height)
    free.difference_update(binders)
    code = hash((label, positions, arguments))
    return Atom(label, positions, binders, arguments, frozenset(free), height + bool(binders), code)


def form(polynomial: Polynomial) -> Form:
    """Return the polynomial as a value."""
    return tuple(sorted(polynomial.items()))


def rational(value: Rational) -> Rational:
    """Return the value, as an int where it is whole."""
    return int(value) if value.denominator == 1 else value


def unit(factor: Atom, exponent: Rational = 1) -> Result:
    """Return the polynomial atom ** exponent."""
    return {((factor, exponent),): 1}
