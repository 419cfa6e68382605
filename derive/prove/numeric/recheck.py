"""A second evaluator for witnesses: Python's own arithmetic, slopes by difference quotients.

It shares no code with the evaluator that found the witness past the terms themselves, and knows no rule of
differentiation at all: ∂X/∂Y is (X(Y + h) − X(Y − h)) / 2h with h = 2^-90, exact but for O(h²).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from itertools import product as path_nodes
from math import prod
from typing import Any

from flint import arb, ctx, fmpq

from derive.term.term import (
    PI,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Power,
    Shift,
    Sum,
    Term,
)
from derive.theory import Formula, Meaning, Named, Theory
from derive.topology import Topology, layer_number, output_layer, size_of

STEP = fmpq(1, 2**90)
TOLERANCE = fmpq(1, 2**60)

Place = tuple[str, int | None, tuple[int, ...]]

NAMED: Mapping[str, Callable[[Any], Any]] = {
    "identity": lambda t: t,
    "exp": lambda t: arb(t).exp(),
    "log": lambda t: arb(t).log(),
    "sigmoid": lambda t: 1 / (1 + (-arb(t)).exp()),
    "tanh": lambda t: arb(t).tanh(),
    "softplus": lambda t: (1 + arb(t).exp()).log(),
    "relu": lambda t: t if t > 0 else arb(0),
    "step": lambda t: arb(1) if t > 0 else arb(0),
    "abs": lambda t: t if t > 0 else -t,
    "sin": lambda t: arb(t).sin(),
    "cos": lambda t: arb(t).cos(),
    "erf": lambda t: arb(t).erf(),
    PI: lambda t: arb.pi(),
}


@dataclass(frozen=True, slots=True)
class Point:
    """A network with numbers: free quantities, unspecified functions and functionals.

    With a layer `own`, what is at another one keeps its value while entries are moved.
    """

    theory: Theory
    topology: Topology
    numbers: Callable[[Place], Fraction]
    function: Callable[[str, Any], Any]
    functional: Callable[[list[Any]], Any]
    own: int | None = None


Names = Mapping[tuple[str, int] | str, int]


def differ(point: Point, lhs: Term, rhs: Term, names: Names) -> bool:
    """Tell whether lhs − rhs is clearly not 0 at the point."""
    former, ctx.prec = ctx.prec, 700
    try:
        gap = evaluate(point, lhs, names, {}) - evaluate(point, rhs, names, {})
        return bool(abs(gap) > TOLERANCE)
    except (ZeroDivisionError, KeyError, ValueError):
        return False
    finally:
        ctx.prec = former


def evaluate(point: Point, term: Term, names: Names, held: Mapping[Place, Any]) -> Any:
    """Return the value of the term; entries in `held` have the value given there."""
    match term:
        case Number(value):
            return exact(value)
        case Entry():
            return look_up(point, place(point, term, names), held)
        case Add(parts):
            return sum((evaluate(point, part, names, held) for part in parts), fmpq(0))
        case Mul(parts):
            return prod((evaluate(point, part, names, held) for part in parts), start=fmpq(1))
        case Power(below, Number(exponent)):
            return raised(evaluate(point, below, names, held), exponent)
        case Sum(index, body):
            return sum(spread(point, index, body, names, held), fmpq(0))
        case Delta(left, right):
            return fmpq(int(slot(left, names) == slot(right, names)))
        case Shift(several, others, offset):
            gap = sum(slot(place, names) for place in several) - sum(slot(place, names) for place in others)
            return fmpq(int(gap == offset))
        case Apply(function, _, order, argument):
            meaning = point.theory.functions[function]
            return slope(lambda t: call(point, function, meaning, t), order, evaluate(point, argument, names, held))
        case Functional(_, _, index, body):
            return point.functional(spread(point, index, body, names, held))
        case LayerSum(letter, _, _, body):
            return sum((evaluate(point, body, {**names, letter: n}, held) for n in steps(point, term, names)), fmpq(0))
        case LayerProduct():
            return layer_product(point, term, names, held)
        case Immediate(of, wrt):
            return evaluate(replace(point, own=place(point, of, names)[1]), Partial(of, wrt), names, held)
        case Partial(of, wrt):
            where = place(point, wrt, names)
            here = look_up(point, where, held)
            return slope(lambda t: evaluate(point, of, names, {**held, where: t}), 1, here)
        case _:
            raise ValueError(type(term).__name__)


def steps(point: Point, term: LayerSum | LayerProduct, names: Names) -> list[int]:
    """Return the layers of a Σ or a Π in the order in which its terms stand."""
    first, last = (layer_number(end, point.topology, letters(names)) for end in (term.first, term.last))
    if last < first - 1:
        raise KeyError(term.letter)
    numbers = list(range(first, last + 1))
    return numbers[::-1] if isinstance(term, LayerProduct) and term.falling else numbers


def layer_product(point: Point, term: LayerProduct, names: Names, held: Mapping[Place, Any]) -> Any:
    """Return the product over layers, (M_1 M_2 …)_ab as the sum over all paths from a to b."""
    numbers = steps(point, term, names)
    if not term.axes:
        return prod((evaluate(point, term.body, {**names, term.letter: n}, held) for n in numbers), start=fmpq(1))
    row, column = ((axis.letter, axis.uid) for axis in term.axes)
    size = size_of(term.axes[0].sizes[0], point.topology, letters(names))
    start, end = (slot(position, names) for position in term.ends)
    total = fmpq(0)
    for inner in path_nodes(range(1, size + 1), repeat=max(0, len(numbers) - 1)):
        nodes = (start, *inner, end) if numbers else (start,)
        total += prod(
            (
                evaluate(point, term.body, {**names, term.letter: n, row: i, column: j}, held)
                for n, (i, j) in zip(numbers, pairwise(nodes), strict=True)
            ),
            start=fmpq(int(bool(numbers) or start == end)),
        )
    return total


def slope(function: Callable[[Any], Any], order: int, at: Any, step: fmpq = STEP) -> Any:
    """Return the derivative of the given order by central differences."""
    if order == 0:
        return function(at)
    wider = step * 2**20
    return (slope(function, order - 1, at + step, wider) - slope(function, order - 1, at - step, wider)) / (2 * step)


def raised(value: Any, exponent: Fraction) -> Any:
    """Return value ** exponent."""
    if exponent.denominator == 1:
        return value**exponent.numerator
    return arb(value) ** arb(exact(exponent))


def exact(value: Fraction) -> fmpq:
    """Return the fraction as FLINT keeps it, which mixes with balls."""
    return fmpq(value.numerator, value.denominator)


def call(point: Point, name: str, meaning: Meaning, value: Any) -> Any:
    """Return the function at the value."""
    match meaning:
        case Named(known):
            return value if known == "identity" else NAMED[known](arb(value))
        case Formula(parameter, body):
            return evaluate(point, body, {}, {(parameter.symbol, None, ()): value})
        case _:
            return point.function(name, value)


def look_up(point: Point, where: Place, held: Mapping[Place, Any]) -> Any:
    """Return an entry: held, by its definition, or a number of the point."""
    if where in held:
        return held[where]
    symbol, layer, indices = where
    if point.own is not None and layer not in (None, point.own):
        point, held = replace(point, own=None), {}
    for definition in point.theory.definitions.get(symbol, ()):
        head = definition.head
        names: dict[tuple[str, int] | str, int] = {}
        fits = layer is None or layer >= point.topology.input_layer + definition.first
        for wanted, given in zip(head.indices, indices, strict=True):
            if isinstance(wanted, Index):
                names[wanted.letter, wanted.uid] = given
            else:
                fits = fits and wanted == given
        if head.layer is not None and layer is not None:
            if head.layer.base in ("", "L"):
                fits = fits and layer_number(head.layer, point.topology, {}) == layer
            else:
                names[head.layer.base] = layer - head.layer.offset
        if fits:
            return evaluate(point, definition.body, names, held)
    return exact(point.numbers(where))


def place(point: Point, entry: Entry, names: Names) -> Place:
    """Return the concrete place of an entry; raise KeyError where there is none."""
    symbol = point.theory.symbols[entry.symbol]
    layer = None if entry.layer is None else layer_number(entry.layer, point.topology, letters(names))
    indices = tuple(slot(position, names) for position in entry.indices)
    first = point.topology.input_layer + symbol.first
    if layer is not None and not first <= layer <= output_layer(point.topology):
        raise KeyError(entry.symbol)
    for value, extent in zip(indices, symbol.extents, strict=True):
        if value > size_of(extent, point.topology, {}, layer or 0):
            raise KeyError(entry.symbol)
    return entry.symbol, layer, indices


def letters(names: Names) -> dict[str, int]:
    """Return the layer letters among the names."""
    return {name: value for name, value in names.items() if isinstance(name, str)}


def slot(position: Index | int, names: Names) -> int:
    """Return the number in a slot."""
    return position if isinstance(position, int) else names[position.letter, position.uid]


def spread(point: Point, index: Index, body: Term, names: Names, held: Mapping[Place, Any]) -> list[Any]:
    """Return the values of the body for every value of the index."""
    count = min(size_of(size, point.topology, letters(names)) for size in index.sizes)
    if count == 0:
        raise KeyError(index.letter)
    key = (index.letter, index.uid)
    return [evaluate(point, body, {**names, key: i}, held) for i in range(1, count + 1)]
