"""Elimination of ∂ by the chain rule through the definitions, and replacement of entries by their definitions.

Let E be an entry and X a family at one layer. Where a definition is in force for E, and E is not X itself,

    forward:  ∂E/∂X_i = Σ_e (∂body/∂e) (∂e/∂X_i)              over the entries e of the body of E,
    reverse:  ∂E/∂X_i = Σ_Y Σ_k (∂E/∂Y_k) (∂body_Y,k/∂X_i)    over the nodes Y whose bodies mention X.

Both are the chain rule of a network without cycles, which `order_below` has established. The reverse rule stops at a
frontier: a derivative ∂E/∂X_i that it keeps stands in both sides of a claim as one and the same unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from derive.prove.kernel.budget import Refused, fresh, spend
from derive.prove.kernel.definitions import opened, select
from derive.prove.kernel.differentiate import differentiate, kronecker, product, total
from derive.prove.kernel.layers import same, shifted
from derive.prove.kernel.order import depends, order_below
from derive.prove.kernel.rebuild import rebuild
from derive.prove.kernel.setting import Order, Setting, entries, exists, generality, resolve, subterms
from derive.prove.kernel.substitute import Substitution, substitute
from derive.prove.kernel.wellformed import own_size
from derive.term.term import LITERAL, ONE, OUTPUT, ZERO, Entry, Index, Layer, Partial, Sum, Term
from derive.theory import Definition


@dataclass(frozen=True, slots=True)
class Frontier:
    """From which (offset, rank) on a derivative by an entry at layer base + offset is kept, for each base.

    With `opens`, an entry without a layer is differentiated by the forward rule even across all layers.
    """

    stops: Mapping[str, tuple[int, int]]
    opens: bool = False


def eliminate(setting: Setting, term: Term, frontier: Frontier) -> Term:
    """Return the term without derivatives but those that the frontier keeps, ∂E/∂X of two entries.

    Raises Refused where a derivative is 0 because nothing leads from the one to the other: then 0 = 0 would prove
    claims about a cost whose definition was not understood.
    """

    def expand(part: Term) -> Term | None:
        if not isinstance(part, Partial):
            return None
        wrt = part.wrt
        slope = differentiate(part.of, lambda entry: derivative(setting, entry, wrt, frontier), setting.budget)
        if slope == ZERO:
            raise Refused("a derivative by what has no influence")
        return slope

    return rebuild(term, expand)


def derivative(setting: Setting, entry: Entry, wrt: Entry, frontier: Frontier) -> Term:
    """Return ∂entry/∂wrt."""
    spend(setting.budget, 5)
    if _same_node(setting, entry, wrt):
        return kronecker(entry, wrt)
    order = order_below(setting, entry.symbol)
    if not depends(setting, order, entry, wrt):
        return ZERO
    definition = select(setting, entry.symbol, entry.layer)
    if definition is None:
        return ZERO
    if goes_forward(entry, wrt, definition) or (frontier.opens and entry.layer is None):
        body = opened(setting, definition, entry)
        return differentiate(body, lambda part: derivative(setting, part, wrt, frontier), setting.budget)
    if _kept(frontier, order, wrt):
        return Partial(entry, wrt)
    return _reverse(setting, order, entry, wrt, frontier)


def _same_node(setting: Setting, left: Entry, right: Entry) -> bool:
    if left.symbol != right.symbol or (left.layer is None) != (right.layer is None):
        return False
    return left.layer is None or right.layer is None or same(setting.region, left.layer, right.layer)


def goes_forward(entry: Entry, wrt: Entry, definition: Definition) -> bool:
    """Return whether ∂entry/∂wrt is taken by the forward rule: the distance is a number, or no layer lies between."""
    if entry.layer is not None and wrt.layer is not None:
        return entry.layer.base == wrt.layer.base
    return wrt.layer is None or all(part.layer is None for part in entries(definition.body))


def _kept(frontier: Frontier, order: Order, wrt: Entry) -> bool:
    if wrt.layer is None or wrt.layer.base not in frontier.stops:
        return False
    return (wrt.layer.offset, order.ranks[wrt.symbol]) >= frontier.stops[wrt.layer.base]


def _reverse(setting: Setting, order: Order, entry: Entry, wrt: Entry, frontier: Frontier) -> Term:
    """Return Σ_Y Σ_k (∂entry/∂Y_k) (∂body_Y,k/∂wrt) over the nodes Y that mention wrt and that entry depends on."""
    spend(setting.budget, 50)
    terms = []
    for symbol, layer in consumers(setting, order, wrt):
        indices = _fresh_indices(setting, symbol, layer)
        node = Entry(symbol, layer, indices)
        own = _same_node(setting, node, entry)
        node = entry if own else node
        definition = select(setting, symbol, layer)
        if definition is None:
            continue
        slope = differentiate(
            opened(setting, definition, node),
            lambda part: kronecker(part, wrt) if _same_node(setting, part, wrt) else ZERO,
            setting.budget,
        )
        outer = ONE if own or slope == ZERO else derivative(setting, entry, node, frontier)
        term = product(outer, slope)
        for index in () if own or term == ZERO else indices:
            term = Sum(index, term)
        terms.append(term)
    return total(*terms)


def _fresh_indices(setting: Setting, symbol: str, layer: Layer | None) -> tuple[Index, ...]:
    extents = setting.theory.symbols[symbol].extents
    return tuple(Index("k", fresh(setting.budget), (own_size(setting, size, layer),)) for size in extents)


def consumers(setting: Setting, order: Order, wrt: Entry) -> list[tuple[str, Layer | None]]:
    """Return every node whose definition can mention the family of `wrt` at its layer, each once."""
    found: list[tuple[str, Layer | None]] = []
    for symbol in order.bands:
        for definition in setting.theory.definitions.get(symbol, ()):
            for mention in entries(definition.body):
                if mention.symbol != wrt.symbol:
                    continue
                for layer in _places(setting, definition, mention.layer, wrt.layer):
                    node = Entry(symbol, layer, ())
                    if not any(_same_node(setting, node, Entry(*other, ())) for other in found):
                        found.append((symbol, layer))
    return found


def _places(setting: Setting, definition: Definition, mention: Layer | None, layer: Layer | None) -> list[Layer | None]:
    """Return the layer of the head at which the definition's `mention` is at `layer`; nothing where there is none."""
    head = definition.head.layer
    general = head is not None and generality(definition) == 2
    place: Layer | None
    if head is not None and mention is not None and layer is not None and general and mention.base == head.base:
        place = shifted(layer, head.offset - mention.offset)
    else:
        if mention is not None and layer is not None and not same(setting.region, resolve(setting, mention), layer):
            return []
        if general:
            raise Refused("every layer mentions it")
        place = None if head is None else resolve(setting, head)
    return [place] if place is None or exists(setting, definition.head.symbol, place) else []


def frontier_of(setting: Setting, sides: tuple[Term, ...], strict: bool) -> Frontier:
    """Return the frontier at the highest layer and rank of the derivatives in `sides`, or just above it if `strict`."""
    stops: dict[str, tuple[int, int]] = {}
    for side in sides:
        for part in subterms(side):
            if isinstance(part, Partial) and part.wrt.layer is not None:
                layer = part.wrt.layer
                for entry in entries(part.of):
                    if not _adjoint(setting, entry, part.wrt):
                        continue
                    rank = order_below(setting, entry.symbol).ranks[part.wrt.symbol] + strict
                    stops[layer.base] = max(stops.get(layer.base, (layer.offset, rank)), (layer.offset, rank))
    return Frontier(stops)


def _adjoint(setting: Setting, entry: Entry, wrt: Entry) -> bool:
    """Return whether ∂entry/∂wrt goes by the reverse rule."""
    if _same_node(setting, entry, wrt) or not depends(setting, order_below(setting, entry.symbol), entry, wrt):
        return False
    if entry.layer is not None and wrt.layer is not None:
        return entry.layer.base != wrt.layer.base
    return True


def near_output(frontier: Frontier, known: bool) -> bool:
    """Return whether the chain rule can run from every derivative of the frontier to the output in a few steps."""
    return all(
        (base == OUTPUT and stop[0] >= -3) or (base == LITERAL and known) for base, stop in frontier.stops.items()
    )


def derived(setting: Setting, term: Term) -> Term:
    """Return the term with every entry that is defined by a derivative, directly or not, replaced by its definition."""

    def expand(part: Term) -> Term | None:
        if not isinstance(part, Entry) or not _is_derived(setting, part.symbol):
            return None
        definition = select(setting, part.symbol, part.layer)
        return None if definition is None else derived(setting, opened(setting, definition, part))

    return rebuild(term, expand)


def _is_derived(setting: Setting, symbol: str) -> bool:
    """Return whether a definition below the family holds a derivative, and the family is not defined by itself."""
    found: dict[str, None] = {}
    pending = [symbol]
    differentiated = False
    while pending:
        name = pending.pop()
        for definition in setting.theory.definitions.get(name, ()):
            for part in subterms(definition.body):
                differentiated = differentiated or isinstance(part, Partial)
                if isinstance(part, Entry) and part.symbol not in found:
                    found[part.symbol] = None
                    pending.append(part.symbol)
    return differentiated and symbol not in found


def lowest_layers(sides: tuple[Term, ...]) -> dict[str, int]:
    """Return the lowest offset of the entries in `sides`, for each base of a layer."""
    lowest: dict[str, int] = {}
    for side in sides:
        for entry in entries(side):
            if entry.layer is not None:
                base, offset = entry.layer.base, entry.layer.offset
                lowest[base] = min(offset, lowest.get(base, offset))
    return lowest


def values(setting: Setting, term: Term, lowest: Mapping[str, int] | None) -> Term:
    """Return the term with entries replaced by their definitions, again and again.

    Without `lowest`: only entries whose definition stays within their layer (a = σ(z)). With it: also every entry
    above the lowest layer, and every entry without a layer.
    """

    def expand(part: Term) -> Term | None:
        if isinstance(part, Partial):
            return part
        if not isinstance(part, Entry):
            return None
        if part.layer is None and lowest is None:
            return None
        definition = select(setting, part.symbol, part.layer)
        if definition is None or any(isinstance(inner, Partial) for inner in subterms(definition.body)):
            return None
        above = lowest is not None and (part.layer is None or part.layer.offset > lowest.get(part.layer.base, 0))
        if not above and not _stays(setting, definition):
            return None
        spend(setting.budget, 20)
        return values(setting, opened(setting, definition, part), lowest)

    return rebuild(term, expand)


def _stays(setting: Setting, definition: Definition) -> bool:
    """Return whether the body mentions no family but those at the head's own layer and at none."""
    return all(entry.layer is None or entry.layer == definition.head.layer for entry in entries(definition.body))


def resolved(setting: Setting, term: Term) -> Term:
    """Return the term with its layers in terms of the undetermined bases, and with fresh binders."""
    return substitute(term, Substitution(setting.region.known, {}), setting.budget)
