"""Terms written out entry by entry in SymPy, for one topology.

Every entry that exists has one SymPy symbol, whether it is free or defined. A defined entry is written as that symbol
as long as what it is computed from is held, and by the body of its definition while something below it varies: so an
expression never reaches further down than the derivative that asks for it, and SymPy differentiates exactly the path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from sympy import Add as SymPyAdd
from sympy import Expr, Integer, Rational, Symbol
from sympy import Mul as SymPyMul

from derive.network.functions import NaturalPower, unspecified
from derive.prove.instance_catalogue import CATALOGUE
from derive.prove.instance_entries import (
    Family,
    Node,
    NoValueError,
    Scope,
    layer_value,
    node_of,
    position_of,
    range_of,
)
from derive.prove.instance_session import Session, ancestors, definition, letter_of, steps, symbol_of, under
from derive.term.term import (
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
from derive.theory import Formula, Meaning, Named, Opaque

LARGEST_EXPONENT = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term is read: its scope, the families that vary, and the arguments of formulas being applied.

    With a layer `own`, what is at another one does not vary.
    """

    scope: Scope
    varied: frozenset[Family] = frozenset()
    arguments: Mapping[str, Expr] = field(default_factory=dict)
    own: int | None = None


def express(term: Term, place: Place, session: Session) -> Expr:
    """Return the value of the term as a SymPy expression in the symbols of entries.

    Raises MissingError when an entry does not exist in the network, NoValueError when SymPy cannot be asked.
    """
    match term:
        case Number(value):
            return Rational(value.numerator, value.denominator)
        case Entry(symbol, None, ()) if symbol in place.arguments:
            return place.arguments[symbol]
        case Entry():
            return entry_value(node_of(term, session.theory, session.topology, place.scope), place, session)
        case Apply(function, layer, order, argument):
            number = None if layer is None else layer_value(layer, session.topology, place.scope)
            inner = express(argument, place, session)
            return apply(function, number, order, inner, place.varied, session)
        case Functional():
            return functional(term, place, session)
        case Add(terms):
            return SymPyAdd(*(express(part, place, session) for part in terms))
        case Mul(factors):
            return SymPyMul(*(express(part, place, session) for part in factors))
        case Power(base, exponent):
            return power(express(base, place, session), express(exponent, place, session))
        case Sum(index, body):
            return SymPyAdd(*ranged(index, body, place, session))
        case Delta(left, right):
            return Integer(position_of(left, place.scope) == position_of(right, place.scope))
        case Shift(several, others, offset):
            reached = offset + sum(position_of(part, place.scope) for part in others)
            return Integer(sum(position_of(part, place.scope) for part in several) == reached)
        case LayerSum(letter, _, _, body):
            scopes = [under(place.scope, letter, number) for number in steps(term, place.scope, session)]
            return SymPyAdd(*(express(body, replace(place, scope=scope), session) for scope in scopes))
        case LayerProduct():
            return layer_product(term, place, session)
        case Partial():
            return partial(term, place, session)
        case Immediate(of, wrt):
            own = node_of(of, session.theory, session.topology, place.scope).layer
            return partial(Partial(of, wrt), replace(place, own=own), session)
        case _:
            assert_never(term)


def ranged(index: Index, body: Term, place: Place, session: Session) -> list[Expr]:
    """Return the values of the body for index = 1, …, n."""
    values = []
    for value in range_of(index, session.topology, place.scope):
        values.append(express(body, within(place, index, value), session))
    return values


def layer_product(term: LayerProduct, place: Place, session: Session) -> Expr:
    """Return the product of the numbers, or the entry of the product of the matrices at the ends."""
    numbers = steps(term, place.scope, session)
    scopes = [under(place.scope, term.letter, n) for n in (reversed(numbers) if term.falling else numbers)]
    if not term.axes:
        return SymPyMul(*(express(term.body, replace(place, scope=scope), session) for scope in scopes))
    row, column = term.axes
    start, end = (position_of(position, place.scope) for position in term.ends)
    size = range_of(row, session.topology, place.scope)
    vector: list[Expr] = [Integer(i == start) for i in size]
    for scope in scopes:
        inner = replace(place, scope=scope)
        rows = [ranged(column, term.body, within(inner, row, i), session) for i in size]
        vector = [SymPyAdd(*(v * entries[j - 1] for v, entries in zip(vector, rows, strict=True))) for j in size]
    return vector[end - 1]


def within(place: Place, index: Index, value: int) -> Place:
    """Return the place with one more index."""
    indices = {**place.scope.indices, (index.letter, index.uid): value}
    return replace(place, scope=Scope(place.scope.layers, indices))


def entry_value(node: Node, place: Place, session: Session) -> Expr:
    """Return the entry while the families that vary are independent: its symbol, or what recomputes it."""
    family, varied = (node.symbol, node.layer), place.varied
    held = place.own is not None and node.layer not in (None, place.own)
    if held or family in varied or not varied or varied.isdisjoint(ancestors(family, session)):
        return symbol_of(node, session)
    return body_value(node, varied, session, place.own)


def body_value(node: Node, varied: frozenset[Family], session: Session, own: int | None = None) -> Expr:
    """Return the body of the entry's definition, or its symbol when it has none."""
    key = (node, varied, own)
    if key not in session.values:
        found = definition(node, session)
        if found is None:
            return symbol_of(node, session)
        if key in session.active:
            raise NoValueError(f"{node.symbol} is defined by itself")
        session.active.append(key)
        try:
            session.values[key] = express(found[0], Place(found[1], varied, own=own), session)
        finally:
            session.active.pop()
    return session.values[key]


def unfold(symbol: Symbol, session: Session) -> Expr | None:
    """Return the body of the definition of the entry with this symbol, or None when the entry is free."""
    node = session.nodes.get(symbol)
    return None if node is None or definition(node, session) is None else body_value(node, frozenset(), session)


def apply(
    function: str, layer: int | None, order: int, argument: Expr, varied: frozenset[Family], session: Session
) -> Expr:
    """Return f^{(order)}(argument): an atom when f is unspecified, else its formula, differentiated by SymPy."""
    meaning: Meaning = session.theory.functions.get(function, Opaque())
    match meaning:
        case Opaque():
            return unspecified(letter_of(function, layer, (), session), (order,))(argument)
        case Named(name):
            variable, value = named_derivative(name, order, session)
            return value.xreplace({variable: argument})
        case Formula(parameter, body):
            if function in session.active:
                raise NoValueError(f"{function} is defined by itself")
            variable = Symbol("t")
            session.active.append(function)
            try:
                place = Place(Scope(), varied, {parameter.symbol: variable})
                value = express(body, place, session)
            finally:
                session.active.pop()
            return (value.diff(variable, order) if order else value).xreplace({variable: argument})
        case _:
            assert_never(meaning)


def named_derivative(name: str, order: int, session: Session) -> tuple[Symbol, Expr]:
    """Return a variable t and f^{(order)}(t) for a function f of the catalogue."""
    key = (name, order)
    if key not in session.named:
        if name not in CATALOGUE:
            raise NoValueError(f"{name} is not in the catalogue of functions")
        variable = Symbol("t")
        value = CATALOGUE[name](variable)
        session.named[key] = (variable, value.diff(variable, order) if order else value)
    return session.named[key]


def functional(term: Functional, place: Place, session: Session) -> Expr:
    """Return F(x_1, …, x_n), an atom with an atom for every partial derivative."""
    parameters = tuple(position_of(position, place.scope) for position in term.parameters)
    arguments = ranged(term.index, term.body, place, session)
    letter = letter_of(term.function, None, parameters, session)
    return unspecified(letter, (0,) * len(arguments))(*arguments)


def power(base: Expr, exponent: Expr) -> Expr:
    """Return base ** exponent where the exponent is small."""
    if exponent.is_Rational and max(abs(exponent.p), exponent.q) > LARGEST_EXPONENT:
        raise NoValueError("the exponent is too large")
    if exponent.is_Integer and exponent > 1 and base.is_Add:
        return NaturalPower(base, exponent)
    return base**exponent


def partial(term: Partial, place: Place, session: Session) -> Expr:
    """Return ∂of/∂wrt, by SymPy: every entry of the family of `wrt` at its layer varies independently of the others.

    d/dx f is taken at a symbol x; afterwards the symbols of the family get back what they stand for where this
    derivative is itself inside another one.
    """
    wrt = term.wrt
    if wrt.layer is None and not wrt.indices and wrt.symbol in place.arguments:
        variable = Symbol("s")
        inner = replace(place, arguments={**place.arguments, wrt.symbol: variable})
        return differentiate(express(term.of, inner, session), variable, session).xreplace(
            {variable: place.arguments[wrt.symbol]}
        )
    node = node_of(wrt, session.theory, session.topology, place.scope)
    own = (node.symbol, node.layer)
    body = express(term.of, replace(place, varied=place.varied | {own}), session)
    derivative = differentiate(body, symbol_of(node, session), session)
    if own in place.varied or not place.varied:
        return derivative
    family = [s for s in derivative.free_symbols if s in session.nodes and family_of(session.nodes[s]) == own]
    family.sort(key=str)
    return derivative.xreplace({s: entry_value(session.nodes[s], place, session) for s in family})


def family_of(node: Node) -> Family:
    """Return the symbol and the layer of the entry."""
    return (node.symbol, node.layer)


def differentiate(expression: Expr, variable: Symbol, session: Session) -> Expr:
    """Return ∂expression/∂variable, by SymPy."""
    key = (expression, variable)
    if key not in session.derivatives:
        session.derivatives[key] = expression.diff(variable)
    return session.derivatives[key]
