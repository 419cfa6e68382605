"""The way from a variable up to what is differentiated: through which nodes the chain rule runs."""

from derive.explain.ground import Ground, fresh_index, same_node, setting_of
from derive.explain.opening import definition_of, moved_layers
from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import Region, Split, divide, replaced
from derive.prove.kernel.order import depends, order_below
from derive.prove.kernel.setting import Setting, resolve
from derive.prove.kernel.unfold import consumers
from derive.prove.kernel.wellformed import own_size
from derive.term.term import Entry, Index, Layer, Partial, Position
from derive.term.traverse import entries

LONGEST = 6
"""How many nodes a way may have."""

Node = tuple[str, Layer | None]


def path(ground: Ground, kind: Partial, used: set[str]) -> list[Entry]:
    """Return the nodes through which alone `kind.wrt` reaches `kind.of`, nearest first, as far as there is one way."""
    assert isinstance(kind.of, Entry)
    found: list[Entry] = []
    node = kind.wrt
    while len(found) < LONGEST:
        above = known_nodes(ground, node, kind.of)
        if above is None or len(above) != 1:
            break
        target = Entry(*above[0], ())
        if target.symbol == kind.of.symbol and target.layer == kind.of.layer:
            break
        node = reached(ground, target, node, used)
        found.append(node)
    return found


def known_nodes(ground: Ground, node: Entry, of: Entry) -> list[Node] | None:
    """Return the nodes above, found once for every pair of families and layers."""
    mark = (node.symbol, node.layer, of.symbol, of.layer)
    if mark not in ground.memory.above:
        ground.memory.above[mark] = next_nodes(ground, ground.region, node, of)
    return ground.memory.above[mark]


def next_nodes(ground: Ground, region: Region, node: Entry, of: Entry) -> list[Node] | None:
    """Return the nodes whose definitions mention the node and on which `of` depends; None where layers differ in it."""
    setting = Setting(ground.theory, region, setting_of(ground).budget)
    plain, top = (Entry(e.symbol, e.layer and resolve(setting, e.layer), e.indices) for e in (node, of))
    try:
        order = order_below(setting, of.symbol)
        above = consumers(setting, order, plain)
        return [step for step in above if is_below(setting, Entry(*step, ()), top)]
    except Split as split:
        *others, rest = divide(region, split)
    usual = next_nodes(ground, rest, node, of)
    if usual is None:
        return None
    for other in others:
        here = [(symbol, layer and replaced(layer, other.known)) for symbol, layer in usual]
        if next_nodes(ground, other, node, of) != here:
            return None
    return usual


def is_below(setting: Setting, node: Entry, top: Entry) -> bool:
    """Tell whether the node is `top` or `top` depends on it."""
    if node.symbol == top.symbol and node.layer == top.layer:
        return True
    return depends(setting, order_below(setting, top.symbol), top, node)


def reached(ground: Ground, target: Entry, node: Entry, used: set[str]) -> Entry:
    """Return the entries of the target's family that the node reaches, with its own index where it reaches only that.

    z_j reaches a_j, whose definition mentions z with the index of the head; a_j reaches every z_k, whose definition
    mentions a under a Σ.
    """
    definition = definition_of(ground, target)
    if definition is None:
        raise Refused("nothing computes it")
    moved = moved_layers(definition, target)
    own_family = [part for part in entries(definition.body) if part.symbol == node.symbol]
    there = [Entry(part.symbol, part.layer and moved(part.layer), part.indices) for part in own_family]
    mentions = [part for part in there if same_node(ground, part, node)]
    places: list[Position] = []
    for slot, own in enumerate(definition.head.indices):
        shared = [s for s in range(len(node.indices)) if mentions and all(m.indices[s] == own for m in mentions)]
        if shared:
            places.append(node.indices[shared[0]])
            continue
        size = own_size(setting_of(ground), ground.theory.symbols[target.symbol].extents[slot], target.layer)
        places.append(fresh_index(ground, own.letter if isinstance(own, Index) else "k", size, used))
    return Entry(target.symbol, target.layer, tuple(places))
