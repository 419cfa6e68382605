"""What a theory says of an entry in a region: which definition is in force, what it mentions, what stands below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from derive.prove.kernel.budget import Budget, Refused, spend
from derive.prove.kernel.layers import Region, at_most, replaced, same, shifted
from derive.prove.kernel.substitute import Name, Substitution, substitute
from derive.term.term import (
    LITERAL,
    OUTPUT,
    OWN,
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
    Size,
    Sum,
    Term,
)
from derive.theory import Definition, Theory

BELOW, LAYERED, ABOVE = 0, 1, 2
"""Families without layers that no layer enters (inputs, rates), families with layers, families computed from them."""


@dataclass(frozen=True, slots=True)
class Order:
    """A strict order of the nodes (family, layer) below one family: by band, then layer, then rank.

    Every definition mentions only nodes lower in the order than its head.
    """

    bands: Mapping[str, int]
    ranks: Mapping[str, int]


@dataclass(slots=True)
class Setting:
    """One theory in one region, with the work left and what has been found out so far."""

    theory: Theory
    region: Region
    budget: Budget
    orders: dict[str, Order] = field(default_factory=dict)


def parts(term: Term) -> tuple[Term, ...]:
    """Return the terms that the term is made of."""
    match term:
        case Number() | Entry() | Delta():
            return ()
        case Apply(argument=body) | Functional(body=body) | Sum(body=body):
            return (body,)
        case Add(several) | Mul(several):
            return several
        case Power(base, exponent):
            return base, exponent
        case Partial(of, wrt):
            return of, wrt
        case _:
            assert_never(term)


def subterms(term: Term) -> Iterator[Term]:
    """Yield the term and every term within it."""
    yield term
    for part in parts(term):
        yield from subterms(part)


def entries(term: Term) -> list[Entry]:
    """Return every entry that occurs in the term, those inside derivatives included."""
    return [part for part in subterms(term) if isinstance(part, Entry)]


def resolve(setting: Setting, layer: Layer) -> Layer:
    """Return the layer in terms of the bases that the region leaves undetermined."""
    return replaced(layer, setting.region.known)


def exists(setting: Setting, symbol: str, layer: Layer) -> bool:
    """Return whether the family has entries at the layer: input layer + first ≤ layer ≤ L."""
    lowest = Layer(LITERAL, setting.theory.input_layer + setting.theory.symbols[symbol].first)
    return at_most(setting.region, lowest, layer) and at_most(setting.region, layer, resolve(setting, Layer(OUTPUT)))


def select(setting: Setting, symbol: str, layer: Layer | None) -> Definition | None:
    """Return the definition in force for the family at the layer, None where it is a free quantity."""
    general = None
    for definition in sorted(setting.theory.definitions.get(symbol, ()), key=_generality):
        head = definition.head.layer
        if head is None or layer is None or _generality(definition) == 2:
            if general is not None or (head is None) != (layer is None):
                raise Refused("several definitions of one entry")
            general = definition
        elif same(setting.region, layer, resolve(setting, head)):
            return definition if _applies(setting, definition, layer) else None
    return general if general is not None and _applies(setting, general, layer) else None


def _generality(definition: Definition) -> int:
    """Return 0 for a head at a numbered layer, 1 for one at the output layer, 2 for a head at any layer."""
    layer = definition.head.layer
    return 2 if layer is None or layer.base not in (LITERAL, OUTPUT) else int(layer.base == OUTPUT)


def _applies(setting: Setting, definition: Definition, layer: Layer | None) -> bool:
    lowest = Layer(LITERAL, setting.theory.input_layer + definition.first)
    return layer is None or at_most(setting.region, lowest, layer)


def opened(setting: Setting, definition: Definition, entry: Entry) -> Term:
    """Return the body of the definition for `entry`, an entry that it is in force for.

    Raises Refused where the body is not well formed there: an entry that does not exist, a foreign index or layer.
    """
    spend(setting.budget, 5)
    head = definition.head
    letters = {OUTPUT, LITERAL}
    values = dict(setting.region.known)
    if head.layer is not None and entry.layer is not None and _generality(definition) == 2:
        letters.add(head.layer.base)
        values = {OUTPUT: resolve(setting, Layer(OUTPUT)), head.layer.base: shifted(entry.layer, -head.layer.offset)}
    named = {
        (own.letter, own.uid): index
        for own, index in zip(head.indices, entry.indices, strict=False)
        if isinstance(own, Index)
    }
    if not len(named) == len(head.indices) == len(entry.indices):
        raise Refused("a definition of single entries")
    check_scope(definition.body, letters, set(named))
    body = substitute(definition.body, Substitution(values, named), setting.budget)
    check(setting, body)
    return body


def check_scope(term: Term, letters: set[str], names: set[Name]) -> None:
    """Raise Refused unless every layer of the term has its base in `letters` and every free index is in `names`."""
    layers: tuple[Layer | None, ...] = ()
    found: tuple[Position, ...] = ()
    match term:
        case Entry(_, layer, indices):
            found, layers = indices, (layer,)
        case Delta(left, right):
            found = left, right
        case Functional(_, parameters, _, _):
            found = parameters
        case Apply(_, layer):
            layers = (layer,)
        case _:
            pass
    if any(layer is not None and layer.base not in letters for layer in layers):
        raise Refused("a layer that the head does not name")
    if any(isinstance(index, Index) and (index.letter, index.uid) not in names for index in found):
        raise Refused("an index that the head does not name")
    if isinstance(term, Sum | Functional):
        names = {*names, (term.index.letter, term.index.uid)}
    for part in parts(term):
        check_scope(part, letters, names)


def check(setting: Setting, term: Term, seen: dict[Name, Size] | None = None) -> None:
    """Raise Refused unless every entry of the term exists and every index fits its slots and its binder."""
    sizes: dict[Name, Size] = {} if seen is None else seen
    for part in subterms(term):
        if isinstance(part, Sum | Functional):
            size_of(setting, part.index, sizes)
        if isinstance(part, Delta):
            for position in (part.left, part.right):
                _check_free_position(setting, position, sizes)
        if isinstance(part, Functional):
            for position in part.parameters:
                _check_free_position(setting, position, sizes)
        if isinstance(part, Entry):
            _check_entry(setting, part, sizes)


def _check_free_position(setting: Setting, position: Position, sizes: dict[Name, Size]) -> None:
    """Refuse a number in a slot without extent: nothing says that it is within bounds."""
    if isinstance(position, Index):
        size_of(setting, position, sizes)
    elif position != 1:
        raise Refused("a number outside the slots of an entry")


def _check_entry(setting: Setting, entry: Entry, sizes: dict[Name, Size]) -> None:
    symbol = setting.theory.symbols.get(entry.symbol)
    if symbol is None or symbol.layered != (entry.layer is not None) or len(symbol.extents) != len(entry.indices):
        raise Refused("an entry that does not fit its family")
    if entry.layer is not None and not exists(setting, entry.symbol, entry.layer):
        raise Refused("an entry that does not exist")
    for extent, position in zip(symbol.extents, entry.indices, strict=True):
        if isinstance(position, Index) and size_of(setting, position, sizes) != own_size(setting, extent, entry.layer):
            raise Refused("an index that does not fit its slot")
        if isinstance(position, int) and position < 1:
            raise Refused("an index below 1")


def own_size(setting: Setting, extent: Size, layer: Layer | None) -> Size:
    """Return the size of a slot of an entry at `layer`."""
    if extent.layer is not None and extent.layer.base == OWN:
        if layer is None:
            raise Refused("an extent without a layer")
        extent = Size(extent.space, shifted(layer, extent.layer.offset))
    return plain_size(setting, extent)


def plain_size(setting: Setting, size: Size) -> Size:
    """Return the size with its layer resolved; where all layers are equally wide, one size for all of them."""
    if size.layer is None:
        return size
    if setting.theory.uniform or setting.theory.single:
        return Size(size.space, Layer(OUTPUT))
    return Size(size.space, resolve(setting, size.layer))


def size_of(setting: Setting, index: Index, sizes: dict[Name, Size]) -> Size:
    """Return the one size of the index, noted in `sizes`; raises Refused where it has two."""
    if len(index.sizes) != 1:
        raise Refused("an index of two sizes")
    size = plain_size(setting, index.sizes[0])
    if sizes.setdefault((index.letter, index.uid), size) != size:
        raise Refused("an index of two sizes")
    return size


def order_below(setting: Setting, symbol: str) -> Order:
    """Return an order of everything that the family is computed from; raises Refused where there is none."""
    if symbol not in setting.orders:
        layered = setting.theory.symbols
        lower: dict[str, list[str]] = {}
        bands: dict[str, int] = {}
        _collect(setting, symbol, lower)
        for name in lower:
            reached = any(layered[other].layered for other in _closure(name, lower))
            bands[name] = LAYERED if layered[name].layered else ABOVE if reached else BELOW
        ranks: dict[str, int] = {}
        for name in lower:
            _rank(setting, name, bands, ranks, ())
        setting.orders[symbol] = Order(bands, ranks)
    return setting.orders[symbol]


def _collect(setting: Setting, symbol: str, lower: dict[str, list[str]]) -> None:
    """Note for the family and all below it which families its definitions mention."""
    if symbol in lower:
        return
    mentioned: dict[str, None] = {}
    for definition in setting.theory.definitions.get(symbol, ()):
        for part in subterms(definition.body):
            if isinstance(part, Partial):
                raise Refused("a derivative of a derivative")
            if isinstance(part, Entry):
                mentioned[part.symbol] = None
    lower[symbol] = list(mentioned)
    for name in mentioned:
        if name not in setting.theory.symbols:
            raise Refused("an unknown family")
        _collect(setting, name, lower)


def _closure(symbol: str, lower: dict[str, list[str]]) -> set[str]:
    """Return every family that the family is computed from."""
    found: set[str] = set()
    pending = list(lower[symbol])
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(lower[name])
    return found


def _rank(setting: Setting, symbol: str, bands: dict[str, int], ranks: dict[str, int], path: tuple[str, ...]) -> int:
    """Return 1 + the greatest rank of a family that a definition of this one mentions in the same band and layer."""
    if symbol in path:
        raise Refused("a circular definition")
    if symbol not in ranks:
        rank = 0
        for definition in setting.theory.definitions.get(symbol, ()):
            for entry in entries(definition.body):
                if _level(setting, definition, entry, bands):
                    rank = max(rank, 1 + _rank(setting, entry.symbol, bands, ranks, (*path, symbol)))
        ranks[symbol] = rank
    return ranks[symbol]


def _level(setting: Setting, definition: Definition, entry: Entry, bands: dict[str, int]) -> bool:
    """Return whether the mentioned entry can stand in the head's own band and layer; raises Refused if higher."""
    head, layer = definition.head.layer, entry.layer
    if bands[entry.symbol] != bands[definition.head.symbol]:
        if bands[entry.symbol] > bands[definition.head.symbol]:
            raise Refused("a circular definition")
        return False
    if head is None or layer is None:
        return True
    if _generality(definition) == 2:
        if layer.base == head.base:
            least, level = layer.offset - head.offset, layer.offset == head.offset
        elif layer.base == LITERAL:
            lowest = setting.theory.input_layer + definition.first
            least, level = layer.offset - lowest, layer.offset == lowest
        else:
            raise Refused("a layer above its head")
        if least > 0:
            raise Refused("a layer above its head")
        return level
    head, layer = resolve(setting, head), resolve(setting, layer)
    if not at_most(setting.region, layer, head):
        raise Refused("a layer above its head")
    return same(setting.region, layer, head)


def depends(setting: Setting, order: Order, upper: Entry, lower: Entry) -> bool:
    """Return whether `upper` stands above `lower` in the order; where it does not, it does not depend on it."""
    if lower.symbol not in order.bands:
        return False
    bands = order.bands[upper.symbol], order.bands[lower.symbol]
    if bands[0] != bands[1]:
        return bands[0] > bands[1]
    if upper.layer is not None and lower.layer is not None:
        if not at_most(setting.region, lower.layer, upper.layer):
            return False
        if not same(setting.region, lower.layer, upper.layer):
            return True
    return order.ranks[upper.symbol] > order.ranks[lower.symbol]
