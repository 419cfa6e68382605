"""Numbers for a network: some for what is free, and all that follows from them."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from sympy import Expr, Float

from derive.explain.explain import Teller
from derive.explain.ground import derivatives, values
from derive.notation.learn import like
from derive.notation.respell import respelled
from derive.prove.alternatives import named
from derive.prove.instance_entries import MissingError, Node, NoValueError, Scope
from derive.prove.instance_expression import Place, body_value, express
from derive.prove.instance_session import Session, definition, symbol_of
from derive.syntax.tree import Tree
from derive.term.term import LITERAL, MINUS_ONE, Add, Entry, Functional, Layer, Mul, Power, Sum, Term, number
from derive.term.traverse import subterms
from derive.theory import Opaque, Role, Symbol, Theory
from derive.topology import Topology

MOST_VALUES = 60
"""The most numbers that are shown."""


@dataclass(slots=True)
class Point:
    """Numbers for a network: those chosen, and those worked out from them so far."""

    session: Session
    chosen: dict[Node, float] = field(default_factory=dict)
    known: dict[Node, float] = field(default_factory=dict)


Shown: TypeAlias = tuple[tuple[Tree, str], ...]
"""Quantities as the document writes them, with their numbers."""


def numbers(own: Teller, theory: Theory, topology: Topology, sides: tuple[Term, Term]) -> tuple[Shown, Shown, str]:
    """Return numbers chosen and computed for what the sides are made of, and the common value of both.

    Nothing where they have no value as floating-point numbers.
    """
    point = Point(Session(specified(theory), topology))
    try:
        left, right = (value_of(express(side, Place(Scope()), point.session), point) for side in sides)
    except (MissingError, NoValueError, TypeError, RecursionError):
        return (), (), ""
    if abs(left - right) > 1e-9 * max(1.0, abs(left)):
        return (), (), ""
    computed: list[tuple[Tree, str]] = []
    for side in sides:
        for part in derivatives(side):
            shown = (
                respelled(part, own.notation),
                decimal(value_of(express(part, Place(Scope()), point.session), point)),
            )
            if shown not in computed and part is not side:
                computed.append(shown)
        for entry in values(side):
            node = Node(entry.symbol, None if entry.layer is None else entry.layer.offset, plain(entry))
            if node not in point.chosen:
                point.known[node] = entry_number(node, point)
    forward = sorted(point.known.items(), key=lambda pair: stage(pair[0], theory))
    steps = [(tree_of(node, own), decimal(value)) for node, value in forward if is_written(node)]
    chosen = tuple((tree_of(node, own), decimal(value)) for node, value in point.chosen.items() if is_written(node))
    return chosen[:MOST_VALUES], (*steps, *computed)[:MOST_VALUES], decimal(left)


def specified(theory: Theory) -> Theory:
    """Return the theory with the sigmoid for unspecified functions, and ½ Σ_j (y_j − a_j)² for an unspecified cost."""
    opaque = [name for name, meaning in theory.functions.items() if isinstance(meaning, Opaque)]
    theory = named(theory, dict.fromkeys(opaque, "sigmoid"))
    symbols, definitions = dict(theory.symbols), dict(theory.definitions)
    for name, several in theory.definitions.items():
        for one in several:
            if isinstance(one.body, Functional) and one.span is None:
                index, output = one.body.index, one.body.body
                target = symbols.setdefault(TARGET, Symbol(TARGET, Role.TARGET, False, index.sizes[:1], 1, TARGET))
                places = (index,) if target.extents else ()
                error = Add((Entry(TARGET, None, places), Mul((number(-1), output))))
                body = Mul((number(Fraction(1, 2)), Sum(index, Power(error, number(2)))))
                definitions[name] = (replace(one, body=body),)
    return replace(theory, symbols=symbols, definitions=definitions)


TARGET = "y"
"""What the target is called in a cost that the document leaves open."""


def plain(entry: Entry) -> tuple[int, ...]:
    """Return the indices of an entry, all of them numbers."""
    return tuple(place for place in entry.indices if isinstance(place, int))


def value_of(expression: Expr, point: Point) -> float:
    """Return the number that the expression is, its symbols worked out first."""
    symbols = sorted(expression.free_symbols, key=lambda symbol: int(str(symbol)[1:]))
    found = {symbol: Float(entry_number(point.session.nodes[symbol], point), 15) for symbol in symbols}
    return float(expression.xreplace(found).evalf(15))


def entry_number(node: Node, point: Point) -> float:
    """Return the number of the entry: from its definition, or one chosen for it."""
    if node in point.known:
        return point.known[node]
    if definition(node, point.session) is None:
        if node not in point.chosen:
            symbol_of(node, point.session)
            counted = is_divisor(node, point.session.theory)
            several = next(iter(point.session.topology.sizes.values()), 2)
            point.chosen[node] = several if counted else number_for(node, len(point.chosen))
        return point.chosen[node]
    point.known[node] = value_of(body_value(node, frozenset(), point.session), point)
    return point.known[node]


def is_written(node: Node) -> bool:
    """Tell whether the entry is one of a document, not one with which a condition (Σ y = 1) is expressed."""
    return " " not in node.symbol


def stage(node: Node, theory: Theory) -> tuple[int, int, str]:
    """Return when the entry is computed: forward through the layers, then back."""
    role = theory.symbols[node.symbol].role
    layer = -1 if node.layer is None else node.layer
    if role is Role.DERIVED:
        return 1_000 - layer, 0, node.symbol
    return (layer, int(role is Role.ACTIVATION), "") if layer >= 0 else (500, 0, node.symbol)


def is_divisor(node: Node, theory: Theory) -> bool:
    """Tell whether the quantity is the n of 1/n: the number of samples."""
    bodies = [one.body for several in theory.definitions.values() for one in several]
    powers = [part for body in bodies for part in subterms(body) if isinstance(part, Power)]
    return any(part == Power(Entry(node.symbol, None, ()), MINUS_ONE) for part in powers)


def number_for(node: Node, position: int) -> float:
    """Return a number for a free entry; those that a condition is expressed with are positive."""
    choice = CHOICES[position % len(CHOICES)]
    return choice if is_written(node) else abs(choice)


CHOICES = (0.4, -0.3, 0.7, 0.2, -0.5, 0.6, 0.9, -0.8, 0.1, 0.5, -0.2)
"""The numbers given to parameters, inputs and targets, in turn."""


def decimal(value: float) -> str:
    """Return the number with four digits after the point at most."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) >= 0.001 or value == 0 else f"{value:.2e}"


def tree_of(node: Node, own: Teller) -> Tree:
    """Return the entry as this document writes it."""
    layer = None if node.layer is None else Layer(LITERAL, node.layer)
    notation = own.notation
    if node.symbol not in notation.families:
        style = like(None, node.symbol, False, notation.nowhere)
        notation = replace(notation, families={**notation.families, node.symbol: style})
    return respelled(Entry(node.symbol, layer, node.indices), notation)
