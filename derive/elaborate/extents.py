"""How far every index runs, by unification.

From z^l_j = Σ_k w^l_{jk} a^{l-1}_k + b^l_j follow: the first slot of w^l and the slots of z^l and b^l have one size,
the second slot of w^l has that of a^{l-1}. The slots of a layered family are compared at equal layers, so every class
of slots carries a shift of its layer: |slot| at layer v is n_{v + shift}.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product

from derive.term.term import (
    LITERAL,
    OUTPUT,
    OWN,
    Entry,
    Functional,
    Index,
    Layer,
    LayerProduct,
    Position,
    Size,
    Sum,
    Term,
)
from derive.term.traverse import rebuild, subterms

Slot = tuple[str, int]


@dataclass(slots=True)
class Classes:
    """Slots of equal size: `parent` points towards the root with a shift, `fixed` puts a slot at one absolute layer.

    `constant` has a slot of every class that equals itself at another layer, and so has one size for all layers: the
    number of samples in Z^l = W^l A^{l-1}, or the width of a residual network. Where the layers are `timelike`, that is
    steps which share their parameters, no size of such a class speaks of a layer.
    """

    parent: dict[Slot, tuple[Slot, int]] = field(default_factory=dict)
    fixed: dict[Slot, tuple[Slot, Layer]] = field(default_factory=dict)
    constant: set[Slot] = field(default_factory=set)
    timelike: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """An index in one slot of an entry at a layer (None for families without layers)."""

    slot: Slot
    layer: Layer | None


def find(classes: Classes, slot: Slot) -> tuple[Slot, int]:
    """Return the root of the slot's class and the slot's shift against it."""
    shift = 0
    while slot in classes.parent:
        slot, step = classes.parent[slot]
        shift += step
    return slot, shift


def usages(*terms: Term) -> dict[tuple[str, int], list[Usage]]:
    """Return the slots that every index of the terms fills, bound and free."""
    found: dict[tuple[str, int], list[Usage]] = {}
    products: list[LayerProduct] = []
    for term in terms:
        for part in subterms(term):
            if isinstance(part, Sum | Functional):
                found.setdefault((part.index.letter, part.index.uid), [])
            if isinstance(part, LayerProduct):
                products.append(part)
            if isinstance(part, Functional):
                note(found, part.parameters, part.function, None)
            if isinstance(part, Entry):
                note(found, part.indices, part.symbol, part.layer)
    for part in reversed(products):
        # the ends of a product of square matrices run as far as the axes of its factors
        for axis, end in product(part.axes, part.ends):
            if isinstance(end, Index):
                found.setdefault((end.letter, end.uid), []).extend(found.get((axis.letter, axis.uid), ()))
    return found


def note(
    found: dict[tuple[str, int], list[Usage]], positions: tuple[Position, ...], symbol: str, layer: Layer | None
) -> None:
    """Add the slots of one entry."""
    for number, position in enumerate(positions):
        if isinstance(position, Index):
            found.setdefault((position.letter, position.uid), []).append(Usage((symbol, number), layer))


def unify(classes: Classes, *terms: Term, strict: bool = True, recurrent: bool = False) -> None:
    """Make the slots that share an index equal; with `strict` a contradiction makes the class constant.

    So does, in a `recurrent` definition, a slot without layers: W in h^l = σ(W h^{l-1}) is as wide as every layer.
    """
    for shared in usages(*terms).values():
        for first, second in pairwise(shared):
            equate(classes, first, second, strict, recurrent)


def equate(classes: Classes, first: Usage, second: Usage, strict: bool, recurrent: bool) -> None:
    """Make two slots equal."""
    if first.layer is None and second.layer is not None:
        first, second = second, first
    left, left_shift = find(classes, first.slot)
    right, right_shift = find(classes, second.slot)
    if first.layer is None:
        if left != right:
            classes.parent[right] = (left, 0)
            if right in classes.fixed:
                classes.fixed.setdefault(left, classes.fixed.pop(right))
        return
    if second.layer is None:
        if right not in classes.fixed and first.layer.base in (OUTPUT, LITERAL):
            classes.fixed[right] = (first.slot, first.layer)
        if recurrent and first.layer.base not in (OUTPUT, LITERAL):
            classes.constant.add(first.slot)
            classes.fixed[right] = (first.slot, Layer(OUTPUT))
        return
    if first.layer.base != second.layer.base:
        return
    gap = first.layer.offset + left_shift - second.layer.offset - right_shift
    if left != right:
        # |right root at v| = |left root at v + gap|
        classes.parent[right] = (left, gap)
    elif gap and strict:
        classes.constant.add(first.slot)


def is_constant(classes: Classes, root: Slot) -> bool:
    """Tell whether the class has one size for all layers."""
    return any(find(classes, slot)[0] == root for slot in classes.constant)


def is_uniform(classes: Classes, reference: Slot | None) -> bool:
    """Tell whether all layers are equally wide: their width, or in a network without one any class, is constant."""
    if classes.timelike:
        return False
    if reference is None:
        return bool(classes.constant)
    return is_constant(classes, find(classes, reference)[0])


def extent(classes: Classes, slot: Slot, layered: bool, reference: Slot | None, fixed: Mapping[Slot, int]) -> Size:
    """Return the size of a slot, its layer relative to the entry's own; `reference` has shift 0 by convention.

    `fixed` has the numbers that arrays written out give.
    """
    root, shift = find(classes, slot)
    alike = classes.timelike or not is_uniform(classes, reference)
    if alike and is_constant(classes, root):
        return Size(space(classes, root, reference))
    if layered:
        return Size(space(classes, root, reference), Layer(OWN, shift - offset(classes, root, reference)))
    if root in classes.fixed:
        target, layer = classes.fixed[root]
        root, shift = find(classes, target)
        if alike and is_constant(classes, root):
            return Size(space(classes, root, reference))
        moved = Layer(layer.base, layer.offset + shift - offset(classes, root, reference))
        return Size(space(classes, root, reference), moved)
    return Size(str(fixed[root]) if root in fixed else ".".join((root[0], str(root[1]))))


def offset(classes: Classes, root: Slot, reference: Slot | None) -> int:
    """Return the shift of the reference when it is in this class."""
    if reference is None:
        return 0
    anchor, shift = find(classes, reference)
    return shift if anchor == root else 0


def space(classes: Classes, root: Slot, reference: Slot | None) -> str:
    """Return the name of a class: n for the widths of the network."""
    if reference is not None and find(classes, reference)[0] == root:
        return "n"
    return "n." + ".".join((root[0], str(root[1])))


def sized(
    terms: Iterable[Term], extents: Mapping[str, tuple[Size, ...]], uniform: bool
) -> tuple[tuple[Term, ...], dict[tuple[str, int], tuple[Size, ...]]]:
    """Return the terms with every index given the sizes of the slots it fills, and those sizes."""
    together = tuple(terms)
    sizes: dict[tuple[str, int], tuple[Size, ...]] = {}
    for key, shared in usages(*together).items():
        found = dict.fromkeys(
            at(extents[usage.slot[0]][usage.slot[1]], usage.layer)
            for usage in shared
            if usage.slot[1] < len(extents.get(usage.slot[0], ()))
        )
        ordered = sorted(found, key=repr)
        sizes[key] = tuple(ordered[:1] if uniform else ordered)

    def index(old: Index) -> Index:
        return Index(old.letter, old.uid, sizes.get((old.letter, old.uid), ()))

    def position(old: Position) -> Position:
        return index(old) if isinstance(old, Index) else old

    return tuple(rebuild(term, position, lambda layer: layer, index) for term in together), sizes


def at(size: Size, layer: Layer | None) -> Size:
    """Return the size of a slot of an entry at the layer."""
    if size.layer is None or size.layer.base != OWN or layer is None:
        return size
    return Size(size.space, Layer(layer.base, layer.offset + size.layer.offset))
