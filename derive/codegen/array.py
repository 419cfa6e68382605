"""Array expressions: what a scheduled equation computes, whole layers and whole batches at a time.

A value has some of three axes, in this order: samples (one row a sample), units of the layer it belongs to, inputs (the
units of the layer before, the columns of a weight matrix). Values broadcast by axis, never by position.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TypeAlias


class Kind(Enum):
    """What the axes of a value are."""

    SAMPLES = "samples × units"
    SCORES = "samples"
    MATRIX = "units × inputs"
    VECTOR = "units"


@dataclass(frozen=True, slots=True)
class Value:
    """The result of an earlier assignment, or what the step is given: `name` is z, a, d, y, w, b, gw, gb, …"""

    name: str
    layer: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Constant:
    """A rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Map:
    """f^{(order)} of every entry; `function` is a name of the catalogue."""

    function: str
    order: int
    argument: "Array"


@dataclass(frozen=True, slots=True)
class Plus:
    """The sum of the terms, entry by entry."""

    terms: tuple["Array", ...]


@dataclass(frozen=True, slots=True)
class Times:
    """The product of the factors, entry by entry."""

    factors: tuple["Array", ...]


@dataclass(frozen=True, slots=True)
class Raise:
    """base ** exponent, entry by entry."""

    base: "Array"
    exponent: int


@dataclass(frozen=True, slots=True)
class Forward:
    """Σ_k w_jk v_xk: the matrix applied to every sample."""

    matrix: "Array"
    vector: "Array"


@dataclass(frozen=True, slots=True)
class Backward:
    """Σ_j w_jk v_xj: the transposed matrix applied to every sample."""

    matrix: "Array"
    vector: "Array"


@dataclass(frozen=True, slots=True)
class Outer:
    """Σ_x u_xj v_xk / B: the mean over the samples of the outer products."""

    left: "Array"
    right: "Array"


@dataclass(frozen=True, slots=True)
class Mean:
    """Σ_x u_xj / B: the mean over the samples."""

    argument: "Array"


@dataclass(frozen=True, slots=True)
class Total:
    """Σ_j u_xj: the sum over the units, one number a sample."""

    argument: "Array"


Array: TypeAlias = Value | Constant | Map | Plus | Times | Raise | Forward | Backward | Outer | Mean | Total
