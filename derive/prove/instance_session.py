"""What SymPy has worked out so far for one theory on one topology, and what every family is computed from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sympy import Expr, Symbol

from derive.prove.instance_assignments import Symmetry
from derive.prove.instance_entries import (
    Family,
    MissingError,
    Node,
    NoValueError,
    Scope,
    definition_of,
    definitions_of,
    layer_value,
)
from derive.prove.instance_generators import Algebra
from derive.prove.steps import placed, step_numbers
from derive.term.term import Apply, Entry, LayerProduct, LayerSum, Term
from derive.theory import Formula, Theory
from derive.topology import Topology


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
    values: dict[tuple[Node, frozenset[Family], int | None], Expr] = field(default_factory=dict)
    parents: dict[Family, frozenset[Family]] = field(default_factory=dict)
    ancestors: dict[Family, frozenset[Family]] = field(default_factory=dict)
    derivatives: dict[tuple[Expr, Symbol], Expr] = field(default_factory=dict)
    letters: dict[tuple[str, int | None, tuple[int, ...]], str] = field(default_factory=dict)
    named: dict[tuple[str, int], tuple[Symbol, Expr]] = field(default_factory=dict)
    active: list[object] = field(default_factory=list)
    symmetry: Symmetry | None = None
    algebras: dict[bool, Algebra] = field(default_factory=dict)


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
            for part, layers in mentioned(each.body, scope.layers, session):
                layer = None if part.layer is None else layer_value(part.layer, session.topology, Scope(layers))
                found.add((part.symbol, layer))
        session.parents[own] = frozenset(found)
    return session.parents[own]


def mentioned(term: Term, layers: Mapping[str, int], session: Session) -> Iterator[tuple[Entry, Mapping[str, int]]]:
    """Yield every entry in the term and in the formulas of the functions it applies, with the layers it stands in."""
    pending = [term]
    met: set[str] = set()
    while pending:
        for part, inner in placed(pending.pop(), session.topology, layers):
            if isinstance(part, Entry):
                yield part, inner
            elif isinstance(part, Apply) and part.function not in met:
                met.add(part.function)
                meaning = session.theory.functions.get(part.function)
                if isinstance(meaning, Formula):
                    pending.append(meaning.body)


def under(scope: Scope, letter: str, number: int) -> Scope:
    """Return the scope with one more layer letter."""
    return Scope({**scope.layers, letter: number}, scope.indices)


def steps(term: LayerSum | LayerProduct, scope: Scope, session: Session) -> range:
    """Return the numbers of the layers that a Σ or a Π runs over; raise MissingError where it ends before it begins."""
    try:
        numbers = step_numbers(term, session.topology, scope.layers)
    except KeyError as unknown:
        raise NoValueError(f"the layer {unknown.args[0]} is not bound") from None
    if numbers is None:
        raise MissingError("a sum or product over layers ends before it begins")
    return numbers


def letter_of(function: str, layer: int | None, parameters: tuple[int, ...], session: Session) -> str:
    """Return the letter by which SymPy knows an unspecified function: f0, f1, …"""
    return session.letters.setdefault((function, layer, parameters), f"f{len(session.letters)}")
