"""The order of computation below a family, which the chain rule needs: a network without cycles."""

from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import at_most, same
from derive.prove.kernel.setting import Order, Setting, entries, generality, resolve, subterms
from derive.term.term import LITERAL, Entry, Immediate, LayerProduct, LayerSum, Partial
from derive.theory import Definition

BELOW, LAYERED, ABOVE = 0, 1, 2
"""Families without layers that no layer enters (inputs, rates), families with layers, families computed from them."""


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
            if isinstance(part, Partial | Immediate):
                raise Refused("a derivative of a derivative")
            if isinstance(part, LayerSum | LayerProduct):
                raise Refused("a definition that adds up layers")
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
    if generality(definition) == 2:
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
