"""Which definition is in force for an entry, and its body there."""

from derive.prove.kernel.budget import Refused, spend
from derive.prove.kernel.layers import at_most, same, shifted
from derive.prove.kernel.setting import Setting, generality, resolve
from derive.prove.kernel.substitute import Substitution, substitute
from derive.prove.kernel.wellformed import check, check_scope
from derive.term.term import LITERAL, OUTPUT, Entry, Index, Layer, Term
from derive.theory import Definition


def select(setting: Setting, symbol: str, layer: Layer | None) -> Definition | None:
    """Return the definition in force for the family at the layer, None where it is a free quantity."""
    general = None
    for definition in sorted(setting.theory.definitions.get(symbol, ()), key=generality):
        head = definition.head.layer
        if head is None or layer is None or generality(definition) == 2:
            if general is not None or (head is None) != (layer is None):
                raise Refused("several definitions of one entry")
            general = definition
        elif same(setting.region, layer, resolve(setting, head)):
            return definition if _applies(setting, definition, layer) else None
    return general if general is not None and _applies(setting, general, layer) else None


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
    if head.layer is not None and entry.layer is not None and generality(definition) == 2:
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
    check(setting, (body,))
    return body
