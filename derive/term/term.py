"""Terms: scalar expressions in index notation.

A term is always one number: an entry `w^l_{jk}`, a sum over a bound index, a partial derivative by one entry.
Vectors and matrices have been lowered to their entries before a term exists.

Layers are counted by the author's own numbers. `Layer("L", -1)` is the layer before the output layer, `Layer("l", 1)`
the one after the layer a statement calls l, `Layer("", 2)` layer 2.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

OUTPUT = "L"
"""The base of the output layer."""

LITERAL = ""
"""The base of a layer given by its number."""

OWN = "@"
"""The base of an extent's layer: the layer of the entry that the extent belongs to."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The layer `base + offset`; the base is OUTPUT, LITERAL or a letter that stands for any layer."""

    base: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """How many values an index takes: n_l (`layer` given) or a number of the whole problem such as m (`layer` None)."""

    space: str
    layer: Layer | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An index variable, bound or free; it runs over 1 … min(sizes).

    A well-formed index has one size. Two sizes mean that it stands in slots of different extents, as in a wrong claim.
    Identity is the letter and the uid, which is unique within one statement: 0 for free indices.
    """

    letter: str
    uid: int
    sizes: tuple[Size, ...]


Position: TypeAlias = Index | int
"""What fills a slot of an entry: an index, or a number as in a_1 (1-based)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A rational constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a family of symbols: w^l_{jk}; `layer` is None for families without layers (y_j, C)."""

    symbol: str
    layer: Layer | None
    indices: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """f^{(order)}(argument), a function of one variable or its derivative; `layer` tells g^l from g^m."""

    function: str
    layer: Layer | None
    order: int
    argument: "Term"


@dataclass(frozen=True, slots=True)
class Functional:
    """F(x_1, …, x_n) with x_i = `body` at index = i: an unspecified smooth function of a whole vector.

    `parameters` are further positions that tell one such function from another (C_x for sample x).
    """

    function: str
    parameters: tuple[Position, ...]
    index: Index
    body: "Term"


@dataclass(frozen=True, slots=True)
class Add:
    """The sum of the terms."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Mul:
    """The product of the factors."""

    factors: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Power:
    """base ** exponent; a quotient a/b is Mul((a, Power(b, Number(-1))))."""

    base: "Term"
    exponent: "Term"


@dataclass(frozen=True, slots=True)
class Sum:
    """Σ over the index of the body."""

    index: Index
    body: "Term"


@dataclass(frozen=True, slots=True)
class LayerSum:
    """Σ of the body over the layers `first` … `last`, each of which is called `letter` in the body.

    The letter is no other base of the statement. The sum is empty where `last` comes before `first`.
    """

    letter: str
    first: Layer
    last: Layer
    body: "Term"


@dataclass(frozen=True, slots=True)
class LayerProduct:
    """Π of the body over the layers `first` … `last`; the entry `ends` of a product of square matrices with `axes`.

    A product of numbers has neither; matrices have the entry `body` at row and column `axes`, and stand in the order of
    falling layers where `falling`. An empty product is 1, or δ of the ends. The letter is as in a LayerSum.
    """

    letter: str
    first: Layer
    last: Layer
    body: "Term"
    axes: tuple[Index, ...] = ()
    ends: tuple[Position, ...] = ()
    falling: bool = True


@dataclass(frozen=True, slots=True)
class Delta:
    """Kronecker's delta: 1 where the positions are equal, 0 elsewhere."""

    left: Position
    right: Position


@dataclass(frozen=True, slots=True)
class Shift:
    """1 where Σ left = Σ right + offset, else 0: x_{i+k−1} is Σ_p [p = i + k − 1] x_p.

    A Kronecker delta of sums of positions. An entry whose index is no position is left out of sums by it.
    """

    left: tuple[Position, ...]
    right: tuple[Position, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Partial:
    """∂of/∂wrt: what is computed from `wrt` through the definitions is recomputed, everything else is held."""

    of: "Term"
    wrt: Entry


@dataclass(frozen=True, slots=True)
class Immediate:
    """∂⁺of/∂wrt: the derivative in which every entry at another layer than that of `of` is held."""

    of: Entry
    wrt: Entry


Term: TypeAlias = (
    Number
    | Entry
    | Apply
    | Functional
    | Add
    | Mul
    | Power
    | Sum
    | LayerSum
    | LayerProduct
    | Delta
    | Shift
    | Partial
    | Immediate
)

PI = "constant pi"
"""The function of the catalogue whose value is π everywhere: π itself is its value at 1."""

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))
MINUS_ONE = Number(Fraction(-1))


def number(value: int | Fraction) -> Number:
    """Return the constant `value`."""
    return Number(Fraction(value))
