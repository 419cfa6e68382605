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
from derive.term.term import (
    LITERAL,
    OUTPUT,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Index,
    Layer,
    Mul,
    Number,
    Partial,
    Position,
    Power,
    Shift,
    Sum,
    Term,
)
from derive.term.traverse import children, demanded
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


def bind(assignment: Assignment, index: Index, value: int) -> Assignment:
    """Return the assignment with the index set."""
    return Assignment(assignment.layers, {**assignment.indices, (index.letter, index.uid): value})


@dataclass(slots=True)
class Evaluator(Generic[V]):
    """Values on one network at one point; `free` gives the free quantities, `fixed` overrides computed entries.

    `known` are entries computed before, `tangents` the evaluators of derivatives by one entry, `ends` how far the slots
    of a family reach at a layer.
    """

    theory: Theory
    topology: Topology
    algebra: Algebra[V]
    free: Callable[[Cell], V]
    fixed: dict[Cell, V] = field(default_factory=dict)
    known: dict[Cell, V] = field(default_factory=dict)
    tangents: "dict[Cell, Evaluator[tuple[V, V]]]" = field(default_factory=dict)
    ends: dict[tuple[str, int | None], tuple[int, ...]] = field(default_factory=dict)

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
                product = ring.constant(UNIT)
                for factor in factors:
                    product = ring.multiply(product, self.value(factor, at))
                return product
            case Sum(index, Mul((Shift(left=(first, *_)) as shift, *rest))) if first == index:
                # Σ_p [p = i + k] f(p) = f(i + k)
                reached = self.reached(shift, at)
                factors = tuple(rest) if 1 <= reached <= self.extent(index, at) else (ZERO,)
                return self.value(Mul(factors), bind(at, index, reached))
            case Sum(index, body):
                total = ring.constant(NOTHING)
                for i in range(1, self.extent(index, at) + 1):
                    total = ring.add(total, self.value(body, bind(at, index, i)))
                return total
            case Delta(left, right):
                equal = self.position(left, at) == self.position(right, at)
                return ring.constant(Fraction(equal))
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
            case Partial(of, wrt):
                return self.derivative(of, self.cell(wrt, at), at)
            case _:
                assert_never(term)

    def power(self, base: Term, exponent: Term, at: Assignment) -> V:
        """Return base ** exponent; a variable exponent is exp(exponent · log base)."""
        if isinstance(exponent, Number):
            return self.algebra.power(self.value(base, at), exponent.value)
        raise Undefined("a variable exponent")

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

    def derivative(self, of: Term, wrt: Cell, at: Assignment) -> V:
        """Return the tangent of `of` when the entry `wrt` has tangent 1 and every other free entry 0."""
        if wrt not in self.tangents:
            zero, one = self.algebra.constant(NOTHING), self.algebra.constant(UNIT)
            fixed = {cell: (value, zero) for cell, value in self.fixed.items()}
            fixed[wrt] = (self.entry(wrt), one)
            self.tangents[wrt] = Evaluator(
                self.theory, self.topology, Duals(self.algebra), lambda cell: (self.entry(cell), zero), fixed
            )
        return self.tangents[wrt].value(of, at)[1]

    def entry(self, cell: Cell) -> V:
        """Return the value of one entry: overridden, computed before, by its definition, or free."""
        if cell in self.fixed:
            return self.fixed[cell]
        if cell not in self.known:
            found = definition_of(self.theory, self.topology, cell)
            if found is None:
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


def needed(evaluator: Evaluator[V], term: Term, at: Assignment) -> None:
    """Raise NoValue when an entry that occurs in the term does not exist, even one whose value is not needed."""
    for index, shift in demanded(term):
        if not 1 <= evaluator.reached(shift, at) <= evaluator.extent(index, at):
            raise NoValue(index.letter)
    _all_exist(evaluator, term, at)


def _all_exist(evaluator: Evaluator[V], term: Term, at: Assignment) -> None:
    match term:
        case Entry():
            evaluator.cell(term, at)
        case Sum(index, body) | Functional(index=index, body=body):
            for i in range(1, evaluator.extent(index, at) + 1):
                _all_exist(evaluator, body, bind(at, index, i))
        case _:
            for child in children(term):
                _all_exist(evaluator, child, at)
