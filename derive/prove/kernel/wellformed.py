"""Whether a term makes sense in a region: its entries exist, its indices fit their slots and their binders."""

from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import shifted
from derive.prove.kernel.setting import Setting, exists, parts, positions, resolve, subterms
from derive.prove.kernel.substitute import Name
from derive.term.term import OUTPUT, OWN, Apply, Entry, Functional, Index, Layer, Size, Sum, Term


def check_scope(term: Term, letters: set[str], names: set[Name]) -> None:
    """Raise Refused unless every layer of the term has its base in `letters` and every free index is in `names`."""
    layers: tuple[Layer | None, ...] = (term.layer,) if isinstance(term, Entry | Apply) else ()
    if any(isinstance(place, Index) and (place.letter, place.uid) not in names for place in positions(term)):
        raise Refused("an index that the head does not name")
    if isinstance(term, Sum | Functional):
        layers = tuple(size.layer for size in term.index.sizes)
        names = {*names, (term.index.letter, term.index.uid)}
    if any(layer is not None and layer.base not in letters for layer in layers):
        raise Refused("a layer that the head does not name")
    for part in parts(term):
        check_scope(part, letters, names)


def check(setting: Setting, terms: tuple[Term, ...]) -> None:
    """Raise Refused unless every entry of the terms exists and every index has one size, that of its slots."""
    sizes: dict[Name, Size] = {}
    for part in (part for term in terms for part in subterms(term)):
        if isinstance(part, Entry):
            _check_entry(setting, part, sizes)
            continue
        if isinstance(part, Sum | Functional):
            _size(setting, part.index, sizes)
        for place in positions(part):
            if isinstance(place, Index):
                _size(setting, place, sizes)
            elif place != 1:
                # no extent says that the number is within bounds
                raise Refused("a number outside the slots of an entry")


def _check_entry(setting: Setting, entry: Entry, sizes: dict[Name, Size]) -> None:
    symbol = setting.theory.symbols.get(entry.symbol)
    if symbol is None or symbol.layered != (entry.layer is not None) or len(symbol.extents) != len(entry.indices):
        raise Refused("an entry that does not fit its family")
    if entry.layer is not None and not exists(setting, entry.symbol, entry.layer):
        raise Refused("an entry that does not exist")
    for extent, place in zip(symbol.extents, entry.indices, strict=True):
        if isinstance(place, Index) and _size(setting, place, sizes) != own_size(setting, extent, entry.layer):
            raise Refused("an index that does not fit its slot")
        if isinstance(place, int) and place < 1:
            raise Refused("an index below 1")


def _size(setting: Setting, index: Index, sizes: dict[Name, Size]) -> Size:
    """Return the one size of the index, noted in `sizes`; raises Refused where it has two."""
    found = [plain_size(setting, size) for size in index.sizes]
    if len(found) != 1 or sizes.setdefault((index.letter, index.uid), found[0]) != found[0]:
        raise Refused("an index of two sizes")
    return found[0]


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
