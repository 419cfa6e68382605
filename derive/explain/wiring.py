"""What the definition of one family takes from others: sources, weights on the way, what else is given."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from derive.prove.kernel.setting import generality
from derive.term.term import (
    LITERAL,
    OUTPUT,
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
from derive.term.traverse import substitute, subterms
from derive.theory import Definition, Role, Theory

Node: TypeAlias = tuple[str, Layer | None]
"""A family at one layer."""


@dataclass(frozen=True, slots=True)
class Use:
    """A family taken in a definition: summed over when `dense`, times the `weights`, inside the `functions`."""

    entry: Entry
    dense: bool
    weights: tuple[Entry, ...] = ()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Uses:
    """What a definition is computed from: other families, and single quantities such as a bias or a target."""

    sources: tuple[Use, ...]
    given: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An entry in a definition, with what it is multiplied by, the indices summed over and the functions around it."""

    entry: Entry
    beside: tuple[Entry, ...]
    bound: frozenset[Index]
    functions: tuple[str, ...]


def node_of(entry: Entry) -> Node:
    """Return the family and the layer of an entry."""
    return entry.symbol, entry.layer


def is_computed(theory: Theory, symbol: str) -> bool:
    """Tell whether the family is a part of the network: it has a definition, and that is no derivative."""
    definitions = theory.definitions.get(symbol, ())
    return bool(definitions) and not any(is_derivative(theory, found) for found in definitions)


def is_derivative(theory: Theory, definition: Definition) -> bool:
    """Tell whether the body holds a derivative, as that of δ does."""
    return any(isinstance(part, Partial) for part in subterms(definition.body))


def settled(theory: Theory, entry: Entry) -> Entry:
    """Return the entry with the number of its layer in place of L − n, where the document says how many layers are."""
    layer = entry.layer
    if layer is None or layer.base != OUTPUT or theory.depth is None:
        return entry
    return replace(entry, layer=Layer(LITERAL, theory.input_layer + theory.depth + layer.offset))


def definition_of(theory: Theory, entry: Entry) -> Definition | None:
    """Return the definition in force for the entry, None where it is a free quantity such as the input a^0."""
    for found in theory.definitions.get(entry.symbol, ()):
        head, layer = found.head.layer, entry.layer
        if head is None or layer is None:
            return found if head is layer else None
        if generality(found) < 2:
            if settled(theory, found.head).layer == settled(theory, entry).layer:
                return found
        elif layer.base or layer.offset >= theory.input_layer + found.first:
            return found
    return None


def body_at(definition: Definition, entry: Entry) -> Term:
    """Return the body of the definition for the entry."""
    head = definition.head
    named: dict[tuple[str, int], Position] = {
        (own.letter, own.uid): position
        for own, position in zip(head.indices, entry.indices, strict=False)
        if isinstance(own, Index)
    }

    def layer(named_layer: Layer) -> Layer:
        if head.layer is None or entry.layer is None or generality(definition) < 2:
            return named_layer
        if named_layer.base != head.layer.base:
            return named_layer
        return Layer(entry.layer.base, entry.layer.offset + named_layer.offset - head.layer.offset)

    return substitute(definition.body, named, layer)


def uses(theory: Theory, entry: Entry) -> Uses:
    """Return what the entry is computed from."""
    definition = definition_of(theory, entry)
    if definition is None:
        return Uses((), ())
    sources: dict[Node, Use] = {}
    given: dict[Entry, None] = {}
    leaves = list(_leaves(body_at(definition, entry), (), frozenset(), ()))
    cost = theory.symbols[entry.symbol].role is Role.COST
    for leaf in leaves:
        if _is_source(theory, leaf):
            beside = () if cost and not _is_input(theory, leaf.entry) else leaf.beside
            weights = tuple(other for other in beside if _is_weight(theory, other, leaf))
            use = Use(leaf.entry, _is_dense(leaf), weights, leaf.functions)
            node = node_of(leaf.entry)
            sources[node] = _both(sources[node], use) if node in sources else use
    carried = {weight for use in sources.values() for weight in use.weights}
    for leaf in leaves:
        if node_of(leaf.entry) not in sources and leaf.entry not in carried:
            given.setdefault(leaf.entry)
    return Uses(tuple(sources.values()), tuple(given))


def _leaves(
    term: Term, beside: tuple[Entry, ...], bound: frozenset[Index], functions: tuple[str, ...]
) -> Iterator[_Leaf]:
    """Yield the entries of the term in reading order."""
    match term:
        case Number() | Delta() | Shift():
            return
        case Entry():
            yield _Leaf(term, beside, bound, functions)
        case Apply(function, _, _, argument):
            yield from _leaves(argument, (), bound, (*functions, function))
        case Functional(function, _, index, body):
            yield from _leaves(body, (), bound | {index}, (*functions, function))
        case Add(terms):
            for part in terms:
                yield from _leaves(part, beside, bound, functions)
        case Mul(factors):
            for factor in factors:
                others = tuple(other for other in factors if isinstance(other, Entry) and other is not factor)
                yield from _leaves(factor, (*beside, *others), bound, functions)
        case Power(base, exponent):
            yield from _leaves(base, beside, bound, functions)
            yield from _leaves(exponent, (), bound, functions)
        case Sum(index, body):
            yield from _leaves(body, beside, bound | {index}, functions)
        case LayerSum(body=body):
            yield from _leaves(body, beside, bound, functions)
        case LayerProduct(body=body, axes=axes):
            yield from _leaves(body, (), bound | {*axes}, functions)
        case Partial(of, _) | Immediate(of, _):
            yield from _leaves(of, (), bound, functions)
        case _:
            assert_never(term)


def _is_source(theory: Theory, leaf: _Leaf) -> bool:
    """Tell whether the entry is a column: computed, or an input, which a weight stands before."""
    entry = leaf.entry
    if is_computed(theory, entry.symbol):
        return True
    own = [index for index in entry.indices if index in leaf.bound]
    if _is_input(theory, entry):
        return bool(leaf.beside) and bool(own) == bool(entry.indices)
    larger = [other for other in leaf.beside if len(other.indices) > len(entry.indices)]
    return bool(own) and any(own[0] in other.indices and not _is_input(theory, other) for other in larger)


def _is_input(theory: Theory, entry: Entry) -> bool:
    """Tell whether the entry is an input by its role or by the letter that all texts use for it."""
    symbol = theory.symbols.get(entry.symbol)
    return entry.symbol in ("x", "X") or (symbol is not None and symbol.role is Role.INPUT)


def _is_weight(theory: Theory, other: Entry, leaf: _Leaf) -> bool:
    """Tell whether the entry beside a source is what multiplies it on the way to one node."""
    if is_computed(theory, other.symbol):
        return False
    return not leaf.entry.indices or any(index in other.indices for index in leaf.entry.indices)


def _is_dense(leaf: _Leaf) -> bool:
    return any(index in leaf.bound for index in leaf.entry.indices)


def _both(first: Use, second: Use) -> Use:
    """Return two uses of one family as one; a sum over all its nodes covers the use of one of them."""
    return Use(
        first.entry if first.dense else second.entry,
        first.dense or second.dense,
        tuple(dict.fromkeys((*first.weights, *second.weights))),
        tuple(dict.fromkeys((*first.functions, *second.functions))),
    )
