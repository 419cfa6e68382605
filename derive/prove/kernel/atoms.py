"""Atoms and polynomials: what a normal form is made of.

A polynomial is a sum of monomials with rational coefficients, a monomial a product of atoms with rational exponents.
An atom is an entry, a delta, a function of normal forms, or Σ over bound indices of one monomial that no bound index
leaves in two (then it would be a product of two sums). Bound indices occur in atoms only and have canonical names, so
polynomials are added and multiplied like polynomials in commuting unknowns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Extent: TypeAlias = tuple[str, str, int]
"""The size of an index, as its space and the base and offset of its layer; the base is NO_LAYER where it has none."""

NO_LAYER = "-"

Variable: TypeAlias = tuple[int, str, int, Extent]
"""(kind, letter, number, extent): a position of an entry. Kinds: LITERAL (the number itself), FREE (a letter with its
uid), BOUND + h (the binder `number` of an atom of height h)."""

LITERAL, FREE, BOUND = 0, 1, 2

Label: TypeAlias = tuple[str | int, ...]
"""What kind of atom it is, then names, layers and orders; atoms of one kind have labels of one shape."""


@dataclass(frozen=True, slots=True, order=True)
class Atom:
    """An irreducible factor.

    `binders` are bound in `arguments`; `free` are the index variables that occur and are not bound within; `height` is
    the greatest nesting of binders, so that an inner binder never bears the name of an outer one.
    """

    label: Label
    positions: tuple[Variable, ...]
    binders: tuple[Variable, ...]
    arguments: tuple["Form", ...]
    free: frozenset[Variable] = field(compare=False)
    height: int = field(compare=False)


Factor: TypeAlias = tuple[Atom, Fraction]
Monomial: TypeAlias = tuple[Factor, ...]
"""Factors in order, no atom twice, no exponent 0."""

Form: TypeAlias = tuple[tuple[Monomial, Fraction], ...]
"""A polynomial as a value: monomials in order, none twice, no coefficient 0."""

Polynomial: TypeAlias = Mapping[Monomial, Fraction]
"""A polynomial at work: the coefficient of every monomial."""

ENTRY, ADJOINT, DELTA, SIZE, APPLY, FUNCTIONAL, BASE, POWER, SUM = (
    "entry",
    "adjoint",
    "delta",
    "size",
    "apply",
    "functional",
    "base",
    "power",
    "sum",
)


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
    for form in arguments:
        for monomial, _ in form:
            for factor, _ in monomial:
                free |= factor.free
                height = max(height, factor.height)
    free.difference_update(binders)
    return Atom(label, positions, binders, arguments, frozenset(free), height + bool(binders))


def height_of(factors: Iterable[Factor]) -> int:
    """Return the greatest height of the factors' atoms."""
    return max((factor.height for factor, _ in factors), default=0)


def form(polynomial: Polynomial) -> Form:
    """Return the polynomial as a value."""
    return tuple(sorted(polynomial.items()))


def constant(value: Fraction | int) -> dict[Monomial, Fraction]:
    """Return the polynomial that is the number `value`."""
    return {(): Fraction(value)} if value else {}


def unit(factor: Atom, exponent: Fraction | int = 1) -> dict[Monomial, Fraction]:
    """Return the polynomial atom ** exponent."""
    return {((factor, Fraction(exponent)),): Fraction(1)}
