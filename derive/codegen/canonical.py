"""Array expressions in a canonical form: slopes by activations, flat products and sums, inverses cancelled."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import assert_never

from derive.codegen.array import (
    Array,
    Backward,
    Constant,
    Forward,
    Kind,
    Map,
    Mean,
    Outer,
    Plus,
    Raise,
    Times,
    Total,
    Value,
)
from derive.codegen.catalogue import minus, number, slope
from derive.codegen.lower import leaves
from derive.codegen.schedule import Assignment, Schedule

POINTS = 6
"""How many random points tell two expressions of one neuron apart."""


def simplified(schedule: Schedule, by_activation: bool = True) -> tuple[Assignment, ...]:
    """Return the backward assignments in canonical form, the output error in its plainest.

    With `by_activation` every f'(z) is written with a = f(z), else that of the output layer alone.

    ∂C/∂a^L is written into the only equation that uses it, so that (a − y)/(a(1 − a)) · σ'(z) becomes a − y: the
    form that neither overflows nor loses the gradient of a saturated neuron.
    """
    last = len(schedule.activations)
    uses = Counter(leaf for item in schedule.backward for leaf in leaves(item.value))
    inlined: dict[Value, Array] = {}
    activations = {n: name for n, name in enumerate(schedule.activations, start=1) if by_activation or n == last}
    done = []
    for item in schedule.backward:
        value = canonical(item.value, activations, inlined)
        if item.target == Value("da", last, Kind.SAMPLES) and uses[item.target] == 1:
            inlined[item.target] = value
            continue
        if isinstance(value, Times | Plus):
            value = plainest(value, last)
        done.append(Assignment(item.target, value, item.equation, item.origin, item.wrong))
    return tuple(done)


def canonical(array: Array, activations: Mapping[int, str], inlined: Mapping[Value, Array]) -> Array:
    """Return an equal expression with products flat and sorted, no factor one, and f'(z) spelt out.

    `activations` names the functions whose derivative is to be written with a = f(z), by layer.
    """

    def again(part: Array) -> Array:
        return canonical(part, activations, inlined)

    match array:
        case Value():
            return inlined.get(array, array)
        case Constant():
            return array
        case Map(name, order, Value("z", layer, _)) if activations.get(layer) == name and order < 2:
            z, a = (Value(letter, layer, Kind.SAMPLES) for letter in "za")
            return a if order == 0 else again(slope(name, z, a))
        case Map(name, order, argument):
            return Map(name, order, again(argument))
        case Plus(terms):
            return Plus(tuple(again(part) for part in terms))
        case Times(factors):
            return product(tuple(again(part) for part in factors))
        case Raise(base, exponent):
            return Raise(again(base), exponent)
        case Forward(matrix, vector):
            return Forward(again(matrix), again(vector))
        case Backward(matrix, vector):
            return Backward(again(matrix), again(vector))
        case Outer(left, right):
            return Outer(again(left), again(right))
        case Mean(argument):
            return Mean(again(argument))
        case Total(argument):
            return Total(again(argument))
        case _:
            assert_never(array)


def product(factors: tuple[Array, ...]) -> Array:
    """Return the product: flat, x · x^{-1} cancelled, constants multiplied and last."""
    flat: list[Array] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Times) else (factor,)
    constant = Fraction(1)
    rest: list[Array] = []
    for factor in flat:
        if isinstance(factor, Constant):
            constant *= factor.value
        else:
            rest.append(factor)
    for factor in [part for part in rest if isinstance(part, Raise) and part.exponent == -1]:
        if isinstance(factor, Raise) and factor.base in rest:
            rest.remove(factor.base)
            rest.remove(factor)
    rest.sort(key=rank)
    if constant != 1 or not rest:
        rest.append(Constant(constant))
    return rest[0] if len(rest) == 1 else Times(tuple(rest))


def rank(array: Array) -> tuple[int, str]:
    """Return the place of a factor in a product: what can be overwritten first, then values, then others."""
    order = 0 if isinstance(array, Backward | Forward) else 1 if isinstance(array, Value) else 2
    if isinstance(array, Value) and array.name.startswith("d"):
        order = 0
    return order, repr(array)


def plainest(array: Array, last: int) -> Array:
    """Return c (a − y) for an output error that has its value everywhere, else the array itself."""
    a, y = (Value(letter, last, Kind.SAMPLES) for letter in "ay")
    if not set(leaves(array)) <= {a, y} or y not in leaves(array):
        return array
    random = Random(0)
    ratios = set()
    for _ in range(POINTS):
        place = {v: Fraction(random.randrange(1, 10**6), 10**6) for v in (a, y)}
        found = pointwise(array, place)
        if found is None or place[a] == place[y]:
            return array
        ratios.add(found / (place[a] - place[y]))
    if len(ratios) != 1:
        return array
    return product((minus(a, y), number(ratios.pop())))


def pointwise(array: Array, place: Mapping[Value, Fraction]) -> Fraction | None:
    """Return the exact value at a point, None where there is a function or a pole."""
    match array:
        case Value():
            return place[array]
        case Constant(value):
            return value
        case Plus(parts) | Times(parts):
            values = [pointwise(part, place) for part in parts]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            result = Fraction(0) if isinstance(array, Plus) else Fraction(1)
            for value in known:
                result = result + value if isinstance(array, Plus) else result * value
            return result
        case Raise(base, exponent):
            inner = pointwise(base, place)
            return None if inner is None or (inner == 0 and exponent < 0) else inner**exponent
        case _:
            return None


def degree(array: Array) -> int | None:
    """Return in which power all derivatives of the cost occur together, None when the terms differ in that."""
    match array:
        case Value(name=name):
            return int(name.startswith("d"))
        case Constant():
            return 0
        case Plus(terms):
            degrees = {degree(term) for term in terms if term != number(0)}
            return degrees.pop() if len(degrees) == 1 else None
        case Times(parts):
            return added(parts)
        case Forward(first, second) | Backward(first, second) | Outer(first, second):
            return added((first, second))
        case Mean(argument) | Total(argument):
            return degree(argument)
        case Raise(base=inner) | Map(argument=inner):
            return 0 if degree(inner) == 0 else None
        case _:
            assert_never(array)


def added(parts: tuple[Array, ...]) -> int | None:
    """Return the sum of the degrees."""
    degrees = [degree(part) for part in parts]
    known = [value for value in degrees if value is not None]
    return sum(known) if len(known) == len(degrees) else None
