"""Definitions opened: the body of a definition at an entry, with bound indices that are free there."""

from collections.abc import Callable
from typing import TypeAlias

from derive.explain.ground import Ground, fresh_index, same_node, setting_of
from derive.prove.kernel.definitions import select
from derive.prove.kernel.layers import Split, divide
from derive.prove.kernel.order import depends, order_below
from derive.prove.kernel.rebuild import rebuild
from derive.prove.kernel.setting import Setting, generality, resolve
from derive.term.term import Entry, Functional, Index, Layer, Position, Size, Sum, Term
from derive.term.traverse import entries, subterms
from derive.term.traverse import rebuild as relabelled
from derive.theory import Definition


def definition_of(ground: Ground, entry: Entry) -> Definition | None:
    """Return the definition of the entry: in most layers, where the layers leave it open which one it is.

    None where there is none, or where it is made of what the document has no letters for.
    """
    region = ground.region
    while True:
        setting = Setting(ground.theory, region, setting_of(ground).budget)
        try:
            found = select(setting, entry.symbol, None if entry.layer is None else resolve(setting, entry.layer))
        except Split as split:
            region = divide(region, split)[-1]
        else:
            return found if found is not None and is_written(ground, found) else None


def is_written(ground: Ground, definition: Definition) -> bool:
    """Tell whether the document has letters for all that the definition mentions."""
    return all(part.symbol in ground.notation.families for part in entries(definition.body))


def body_at(ground: Ground, definition: Definition, entry: Entry, used: set[str]) -> Term:
    """Return the body of the definition for the entry, its bound indices with letters that are not used."""
    head = definition.head
    names: dict[tuple[str, int], Position] = {
        (own.letter, own.uid): place
        for own, place in zip(head.indices, entry.indices, strict=True)
        if isinstance(own, Index)
    }
    return with_fresh_binders(ground, definition.body, names, moved_layers(definition, entry), used)


def moved_layers(definition: Definition, entry: Entry) -> Callable[[Layer], Layer]:
    """Return what the layers of the definition are at the entry: l − 1 is l for an entry at l + 1."""
    head = definition.head

    def layer(part: Layer) -> Layer:
        if head.layer is None or entry.layer is None or generality(definition) < 2 or part.base != head.layer.base:
            return part
        return Layer(entry.layer.base, entry.layer.offset - head.layer.offset + part.offset)

    return layer


def with_fresh_binders(
    ground: Ground,
    term: Term,
    names: dict[tuple[str, int], Position],
    layer: Callable[[Layer], Layer],
    used: set[str],
) -> Term:
    """Return the term with indices and layers replaced, and every bound index renamed to a letter that is not used."""
    renamed = dict(names)
    for part in subterms(term):
        if isinstance(part, Sum | Functional):
            own = part.index
            (size,) = own.sizes
            moved = Size(size.space, None if size.layer is None else layer(size.layer))
            renamed[own.letter, own.uid] = fresh_index(ground, own.letter, moved, used)

    def position(place: Position) -> Position:
        return renamed.get((place.letter, place.uid), place) if isinstance(place, Index) else place

    def binder(index: Index) -> Index:
        place = renamed[index.letter, index.uid]
        assert isinstance(place, Index)
        return place

    return relabelled(term, position, layer, binder)


def reaches(ground: Ground, entry: Entry, wrt: Entry) -> bool:
    """Tell whether the entry may depend on the family of `wrt` at its layer."""
    setting = setting_of(ground)
    upper, lower = (Entry(e.symbol, e.layer and resolve(setting, e.layer), e.indices) for e in (entry, wrt))
    return depends(setting, order_below(setting, entry.symbol), upper, lower)


Cited: TypeAlias = tuple[tuple[Entry, Definition], ...]
"""Definitions, each with an entry for which it was used."""


def opened_down_to(ground: Ground, of: Term, wrt: Entry, used: set[str]) -> tuple[Term, Cited]:
    """Return `of` with what depends on the family of `wrt` unfolded until that stands there, and what was unfolded."""
    cited: list[tuple[Entry, Definition]] = []

    def open_up(part: Term) -> Term | None:
        if not isinstance(part, Entry) or same_node(ground, part, wrt) or not reaches(ground, part, wrt):
            return None
        definition = definition_of(ground, part)
        if definition is None:
            return None
        if all(definition is not known for _, known in cited):
            cited.append((part, definition))
        return rebuild(body_at(ground, definition, part, used), open_up)

    return rebuild(of, open_up), tuple(cited)
