"""The value of a term on a concrete network, in any algebra.

Entries are computed from the document's definitions; what has none is a free quantity of the point. A derivative
∂X/∂Y is the tangent of X when Y alone is given the tangent 1: no chain rule is written down anywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar, assert_never, cast

from derive.prove.numeric.algebra import Algebra, Undefined
from derive.prove.numeric.duals import Duals
from derive.prove.steps import step_numbers
from derive.term.term import (
    LITERAL,
    OUTPUT,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
    Layer,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Position,
    Power,
    Shift,
    Sum,
    Term,
)
from derive.theory import Definition, Formula, Theory
from derive.topology import Topology, layer_number, output_layer, size_of

V = TypeVar("V")

NOTHING, UNIT = Fraction(0), Fraction(1)


class NoValue(Exception):
    """An entry that the term needs does not exist on this network: a layer or an index out of range."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of one family on a concrete network."""

    symbol: str
    layer: int | None
    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Values of the layer letters and of the indices, by letter and uid."""

    layers: Mapping[str, int]
    indices: Mapping[tuple[str, int], int]


def at_layer(assignment: Assignment, letter: str, value: int) -> Assignment:
    """Return the assignment with the layer letter set."""
    return Assignment({**assignment.layers, letter: value}, assignment.indices)


def bind(assignment: Assignment, index: Index, value: int) -> Assignment:
    """Return the assignment with the index set."""
    return Assignment(assignment.layers, {**assignment.indices, (index.letter, index.uid): value})


@dataclass(slots=True)
class Evaluator(Generic[V]):
    """Values on one network at one point; `free` gives the free quantities, `fixed` overrides computed entries.

    `known` are entries computed before, `tangents` the evaluators of derivatives by one entry, `ends` how far the slots
    of a family reach at a layer. Where `own` is the number of a layer, entries at others are given by `free`.
    """

    theory: Theory
    topology: Topology
    algebra: Algebra[V]
    free: Callable[[Cell], V]
    fixed: dict[Cell, V] = field(default_factory=dict)
    known: dict[Cell, V] = field(default_factory=dict)
    tangents: "dict[tuple[Cell, int | None], Evaluator[tuple[V, V]]]" = field(default_factory=dict)
    ends: dict[tuple[str, int | None], tuple[int, ...]] = field(default_factory=dict)
    own: int | None = None

    def value(self, term: Term, at: Assignment) -> V:
        """Return the value of the term; raise NoValue or Undefined."""
        ring = self.algebra
        match term:
            case Entry():
                return self.entry(self.cell(term, at))
            case Number(value):
                return ring.constant(value)
            case Add(terms):
                total = ring.constant(NOTHING)
                for part in terms:
                    total = ring.add(total, self.value(part, at))
                return total
            case Mul(factors):
                total = ring.constant(UNIT)
                for factor in factors:
                    total = ring.multiply(total, self.value(factor, at))
                return total
            case Sum(index, Mul((Shift(left=(first, *_)) as shift, *rest))) if first == index:
                return self.reached_value(index, shift, tuple(rest), at)
            case Sum(index, body):
                total = ring.constant(NOTHING)
                for i in range(1, self.extent(index, at) + 1):
                    total = ring.add(total, self.value(body, bind(at, index, i)))
                return total
            case Delta(left, right):
                return ring.constant(Fraction(self.position(left, at) == self.position(right, at)))
            case Shift(several, others, offset):
                return ring.constant(Fraction(self.total(several, at) == self.total(others, at) + offset))
            case Power(base, exponent):
                return self.power(base, exponent, at)
            case Apply():
                return self.apply(term, at)
            case Functional(function, parameters, index, body):
                values = tuple(self.value(body, bind(at, index, i)) for i in range(1, self.extent(index, at) + 1))
                name = ",".join((function, *(str(self.position(p, at)) for p in parameters)))
                return ring.functional(name, (0,) * len(values), values)
            case LayerSum() | LayerProduct():
                return self.layer_sum(term, at) if isinstance(term, LayerSum) else self.layer_product(term, at)
            case Partial(of, wrt):
                return self.derivative(of, self.cell(wrt, at), at, None)
            case Immediate(of, wrt):
                return self.derivative(of, self.cell(wrt, at), at, self.cell(of, at).layer)
            case _:
                assert_never(term)

    def power(self, base: Term, exponent: Term, at: Assignment) -> V:
        """Return base ** exponent; a variable exponent is exp(exponent · log base)."""
        if isinstance(exponent, Number):
            return self.algebra.power(self.value(base, at), exponent.value)
        raise Undefined("a variable exponent")

    def reached_value(self, index: Index, shift: Shift, rest: tuple[Term, ...], at: Assignment) -> V:
        """Return Σ_p [p = i + k] f(p) = f(i + k)."""
        reached = self.reached(shift, at)
        factors = rest if 1 <= reached <= self.extent(index, at) else (ZERO,)
        return self.value(Mul(factors), bind(at, index, reached))

    def layer_sum(self, term: LayerSum, at: Assignment) -> V:
        """Return Σ over layers."""
        total = self.algebra.constant(NOTHING)
        for number in self.layers(term, at):
            total = self.algebra.add(total, self.value(term.body, at_layer(at, term.letter, number)))
        return total

    def layer_product(self, term: LayerProduct, at: Assignment) -> V:
        """Return Π over layers: of numbers, or row `ends[0]` of the matrices' product, from left to right."""
        ring = self.algebra
        zero, one = ring.constant(NOTHING), ring.constant(UNIT)
        numbers = self.layers(term, at)
        places = [at_layer(at, term.letter, number) for number in (reversed(numbers) if term.falling else numbers)]
        if not term.axes:
            for place in places:
                one = ring.multiply(one, self.value(term.body, place))
            return one
        row, column = term.axes
        size = range(1, self.extent(row, at) + 1)
        start, end = (self.position(position, at) for position in term.ends)
        vector = [one if i == start else zero for i in size]
        for place in places:
            new = []
            for j in size:
                total = zero
                for i, value in zip(size, vector, strict=True):
                    entry = self.value(term.body, bind(bind(place, row, i), column, j))
                    total = ring.add(total, ring.multiply(value, entry))
                new.append(total)
            vector = new
        return vector[end - 1]

    def layers(self, term: LayerSum | LayerProduct, at: Assignment) -> range:
        """Return the numbers of the layers that a Σ or a Π runs over."""
        numbers = step_numbers(term, self.topology, at.layers)
        if numbers is None:
            raise NoValue(term.letter)
        return numbers

    def apply(self, term: Apply, at: Assignment) -> V:
        """Return f^{(k)}(argument); the derivative of a formula is the tangent of its body."""
        argument = self.value(term.argument, at)
        meaning = self.theory.functions[term.function]
        if isinstance(meaning, Formula):
            return self.formula(meaning, term.order, argument)
        number = "" if term.layer is None else f"@{self.layer(term.layer, at)}"
        return self.algebra.apply(term.function + number, meaning, term.order, argument)

    def formula(self, meaning: Formula, order: int, argument: V) -> V:
        """Return the derivative of the given order of a function that the document defines."""
        parameter = Cell(meaning.parameter.symbol, None, ())
        inner: Evaluator[V] = Evaluator(self.theory, self.topology, self.algebra, self.free, {parameter: argument})
        term: Term = meaning.body
        for _ in range(order):
            term = Partial(term, meaning.parameter)
        return inner.value(term, Assignment({}, {}))

    def derivative(self, of: Term, wrt: Cell, at: Assignment, own: int | None) -> V:
        """Return the tangent of `of` when the entry `wrt` has tangent 1 and every other free entry 0.

        With `own`, every entry at another layer is held.
        """
        if (wrt, own) not in self.tangents:
            zero, one = self.algebra.constant(NOTHING), self.algebra.constant(UNIT)
            fixed = {cell: (value, zero) for cell, value in self.fixed.items()}
            fixed[wrt] = (self.entry(wrt), one)
            inner = Evaluator(
                self.theory, self.topology, Duals(self.algebra), lambda cell: (self.entry(cell), zero), fixed
            )
            inner.own = own
            self.tangents[wrt, own] = inner
        return self.tangents[wrt, own].value(of, at)[1]

    def entry(self, cell: Cell) -> V:
        """Return the value of one entry: overridden, computed before, by its definition, or free."""
        if cell in self.fixed:
            return self.fixed[cell]
        if cell not in self.known:
            found = definition_of(self.theory, self.topology, cell)
            if found is None or (self.own is not None and cell.layer not in (None, self.own)):
                self.known[cell] = self.free(cell)
            else:
                self.known[cell] = self.value(found.body, matched(found.head, cell))
        return self.known[cell]

    def layer(self, layer: Layer, at: Assignment) -> int:
        """Return the number of a layer."""
        return layer_number(layer, self.topology, at.layers)

    def extent(self, index: Index, at: Assignment) -> int:
        """Return how far the index runs; raise NoValue where the layer that it counts does not exist."""
        count = min((size_of(size, self.topology, at.layers) for size in index.sizes), default=0)
        if count == 0:
            raise NoValue(index.letter)
        return count

    def position(self, position: Position, at: Assignment) -> int:
        """Return the number in a slot."""
        return position if isinstance(position, int) else at.indices[position.letter, position.uid]

    def reached(self, shift: Shift, at: Assignment) -> int:
        """Return the p of p + Σ rest = Σ right + offset."""
        return self.total(shift.right, at) + shift.offset - self.total(shift.left[1:], at)

    def total(self, positions: tuple[Position, ...], at: Assignment) -> int:
        """Return the sum of the numbers in the slots."""
        return sum(self.position(place, at) for place in positions)

    def cell(self, entry: Entry, at: Assignment) -> Cell:
        """Return the concrete entry; raise NoValue when the network has none."""
        number = None if entry.layer is None else self.layer(entry.layer, at)
        if (entry.symbol, number) not in self.ends:
            self.ends[entry.symbol, number] = self.extents(entry.symbol, number)
        indices = tuple(
            position if isinstance(position, int) else at.indices[position.letter, position.uid]
            for position in entry.indices
        )
        for value, end in zip(indices, self.ends[entry.symbol, number], strict=True):
            if not 1 <= value <= end:
                raise NoValue(entry.symbol)
        return Cell(entry.symbol, number, indices)

    def extents(self, name: str, layer: int | None) -> tuple[int, ...]:
        """Return how far the slots of a family reach at a layer; raise NoValue where it has no entries."""
        symbol = self.theory.symbols[name]
        lowest = self.topology.input_layer + symbol.first
        if layer is not None and not lowest <= layer <= output_layer(self.topology):
            raise NoValue(name)
        return tuple(size_of(extent, self.topology, {}, layer or 0) for extent in symbol.extents)


def definition_of(theory: Theory, topology: Topology, cell: Cell) -> Definition | None:
    """Return the definition that computes the entry, or None when it is a free quantity."""
    for definition in theory.definitions.get(cell.symbol, ()):
        if cell.layer is not None and cell.layer < topology.input_layer + definition.first:
            continue
        if covers(definition.head, cell, topology):
            return definition
    return None


def covers(head: Entry, cell: Cell, topology: Topology) -> bool:
    """Tell whether the head stands for this entry."""
    for position, value in zip(head.indices, cell.indices, strict=True):
        if isinstance(position, int) and position != value:
            return False
    if head.layer is None or head.layer.base not in (LITERAL, OUTPUT):
        return True
    return layer_number(head.layer, topology, {}) == cell.layer


def matched(head: Entry, cell: Cell) -> Assignment:
    """Return the values of the head's letters that make it this entry."""
    indices = {
        (position.letter, position.uid): value
        for position, value in zip(head.indices, cell.indices, strict=True)
        if isinstance(position, Index)
    }
    if head.layer is None or head.layer.base in (LITERAL, OUTPUT):
        return Assignment({}, indices)
    return Assignment({head.layer.base: cast(int, cell.layer) - head.layer.offset}, indices)
