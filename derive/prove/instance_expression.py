"""Terms written out entry by entry in SymPy, for one topology.

Every entry that exists has one SymPy symbol, whether it is free or defined. A defined entry is written as that symbol
as long as what it is computed from is held, and by the body of its definition while something below it varies: so an
expression never reaches further down than the derivative that asks for it, and SymPy differentiates exactly the path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from sympy import Add as SymPyAdd
from sympy import Expr, Integer, Rational, Symbol
from sympy import Mul as SymPyMul

from derive.network.functions import NaturalPower, unspecified
from derive.prove.instance_assignments import Symmetry
from derive.prove.instance_catalogue import CATALOGUE
from derive.prove.instance_entries import (
    Family,
    Node,
    NoValueError,
    Scope,
    definition_of,
    definitions_of,
    layer_value,
    node_of,
    position_of,
    range_of,
)
from derive.prove.instance_generators import Algebra
from derive.term.term import Add, Apply, Delta, Entry, Functional, Index, Mul, Number, Partial, Power, Shift, Sum, Term
from derive.term.traverse import subterms
from derive.theory import Formula, Meaning, Named, Opaque, Theory
from derive.topology import Topology

LARGEST_EXPONENT = 64


@dataclass(slots=True)
class Session:
    """What has been written out and differentiated so far for one theory on one topology.

    `symbols` and `nodes` pair every entry with its SymPy symbol; all others are caches.
    """

    theory: Theory
    topology: Topology
    symbols: dict[Node, Symbol] = field(default_factory=dict)
    nodes: dict[Symbol, Node] = field(default_factory=dict)
    definitions: dict[Node, tuple[Term, Scope] | None] = field(default_factory=dict)
    values: dict[tuple[Node, frozenset[Family]], Expr] = field(default_factory=dict)
    parents: dict[Family, frozenset[Family]] = field(default_factory=dict)
    ancestors: dict[Family, frozenset[Family]] = field(default_factory=dict)
    derivatives: dict[tuple[Expr, Symbol], Expr] = field(default_factory=dict)
    letters: dict[tuple[str, int | None, tuple[int, ...]], str] = field(default_factory=dict)
    named: dict[tuple[str, int], tuple[Symbol, Expr]] = field(default_factory=dict)
    active: list[object] = field(default_factory=list)
    symmetry: Symmetry | None = None
    algebras: dict[bool, Algebra] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term is read: its scope, the families that vary, and the arguments of formulas being applied."""

    scope: Scope
    varied: frozenset[Family] = frozenset()
    arguments: Mapping[str, Expr] = field(default_factory=dict)


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
            return entry_value(node_of(term, session.theory, session.topology, place.scope), place.varied, session)
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
        case Partial():
            return partial(term, place, session)
        case _:
            assert_never(term)


def ranged(index: Index, body: Term, place: Place, session: Session) -> list[Expr]:
    """Return the values of the body for index = 1, …, n."""
    values = []
    for value in range_of(index, session.topology, place.scope):
        indices = {**place.scope.indices, (index.letter, index.uid): value}
        values.append(express(body, replace(place, scope=Scope(place.scope.layers, indices)), session))
    return values


def entry_value(node: Node, varied: frozenset[Family], session: Session) -> Expr:
    """Return the entry while the entries of `varied` are independent: its symbol, or what recomputes it."""
    own = (node.symbol, node.layer)
    if own in varied or not varied or varied.isdisjoint(ancestors(own, session)):
        return symbol_of(node, session)
    return body_value(node, varied, session)


def body_value(node: Node, varied: frozenset[Family], session: Session) -> Expr:
    """Return the body of the entry's definition, or its symbol when it has none."""
    key = (node, varied)
    if key not in session.values:
        found = definition(node, session)
        if found is None:
            return symbol_of(node, session)
        if key in session.active:
            raise NoValueError(f"{node.symbol} is defined by itself")
        session.active.append(key)
        try:
            session.values[key] = express(found[0], Place(found[1], varied), session)
        finally:
            session.active.pop()
    return session.values[key]


def unfold(symbol: Symbol, session: Session) -> Expr | None:
    """Return the body of the definition of the entry with this symbol, or None when the entry is free."""
    node = session.nodes.get(symbol)
    return None if node is None or definition(node, session) is None else body_value(node, frozenset(), session)


def symbol_of(node: Node, session: Session) -> Symbol:
    """Return the SymPy symbol of the entry: v0, v1, … in the order in which entries are met."""
    if node not in session.symbols:
        symbol = Symbol(f"v{len(session.symbols)}")
        session.symbols[node] = symbol
        session.nodes[symbol] = node
    return session.symbols[node]


def definition(node: Node, session: Session) -> tuple[Term, Scope] | None:
    """Return the body that defines the entry with its scope, or None for a free entry."""
    if node not in session.definitions:
        found = definition_of(node, session.theory, session.topology)
        session.definitions[node] = None if found is None else (found[0].body, found[1])
    return session.definitions[node]


def ancestors(own: Family, session: Session) -> frozenset[Family]:
    """Return every family that the definitions of this family are computed from, however remotely."""
    if own not in session.ancestors:
        found: set[Family] = set()
        pending = [own]
        while pending:
            new = parents(pending.pop(), session) - found
            found |= new
            pending.extend(new)
        session.ancestors[own] = frozenset(found)
    return session.ancestors[own]


def parents(own: Family, session: Session) -> frozenset[Family]:
    """Return the families that occur in the definitions of this one."""
    if own not in session.parents:
        found: set[Family] = set()
        for each, scope in definitions_of(own, session.theory, session.topology):
            for part in mentioned(each.body, session.theory):
                layer = None if part.layer is None else layer_value(part.layer, session.topology, scope)
                found.add((part.symbol, layer))
        session.parents[own] = frozenset(found)
    return session.parents[own]


def mentioned(term: Term, theory: Theory) -> Iterator[Entry]:
    """Yield every entry in the term and in the formulas of the functions it applies."""
    pending = [term]
    met: set[str] = set()
    while pending:
        for part in subterms(pending.pop()):
            if isinstance(part, Entry):
                yield part
            elif isinstance(part, Apply) and part.function not in met:
                met.add(part.function)
                meaning = theory.functions.get(part.function)
                if isinstance(meaning, Formula):
                    pending.append(meaning.body)


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


def letter_of(function: str, layer: int | None, parameters: tuple[int, ...], session: Session) -> str:
    """Return the letter by which SymPy knows an unspecified function: f0, f1, …"""
    return session.letters.setdefault((function, layer, parameters), f"f{len(session.letters)}")


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
    return derivative.xreplace({s: entry_value(session.nodes[s], place.varied, session) for s in family})


def family_of(node: Node) -> Family:
    """Return the symbol and the layer of the entry."""
    return (node.symbol, node.layer)


def differentiate(expression: Expr, variable: Symbol, session: Session) -> Expr:
    """Return ∂expression/∂variable, by SymPy."""
    key = (expression, variable)
    if key not in session.derivatives:
        session.derivatives[key] = expression.diff(variable)
    return session.derivatives[key]
