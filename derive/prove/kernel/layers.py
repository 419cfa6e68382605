"""Regions: what is known of the layer letters of a claim, and the comparisons of layers that follow from it.

A region bounds every letter, low ≤ l ≤ L − gap, and the output layer, low ≤ L. A comparison that the bounds do not
settle raises Split: the region then falls into two, in which the claim is judged afresh. So no step of a proof ever
rests on an order of layers that its region leaves open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from derive.prove.kernel.budget import Refused
from derive.term.term import LITERAL, OUTPUT, Layer


@dataclass(frozen=True, slots=True)
class Region:
    """low[b] ≤ b for every undetermined base b, l ≤ L − gap[l] for every letter; `known` maps determined bases.

    `known` holds l ↦ L − 2, l ↦ 3 or L ↦ 4; its values are themselves free of determined bases.
    """

    low: Mapping[str, int]
    gap: Mapping[str, int]
    known: Mapping[str, Layer]


class Split(Exception):
    """The region is to be divided into `base` = `layer` and the rest."""

    def __init__(self, base: str, layer: Layer) -> None:
        super().__init__(base, layer)
        self.base = base
        self.layer = layer


def shifted(layer: Layer, offset: int) -> Layer:
    """Return layer + offset."""
    return Layer(layer.base, layer.offset + offset)


def replaced(layer: Layer, values: Mapping[str, Layer]) -> Layer:
    """Return the layer with values[base] in place of its base."""
    value = values.get(layer.base)
    return layer if value is None else Layer(value.base, value.offset + layer.offset)


def first_region(bounds: Iterable[tuple[Layer, int]], lowest: int, output: int | None) -> Region | None:
    """Return the region in which bound ≤ layer ≤ L for all `bounds`, `lowest` ≤ L and L = `output`; None if empty."""
    low: dict[str, int] = {OUTPUT: lowest}
    gap: dict[str, int] = {}
    for layer, bound in bounds:
        if layer.base == LITERAL:
            if layer.offset < bound:
                return None
            low[OUTPUT] = max(low[OUTPUT], layer.offset)
            continue
        low[layer.base] = max(low.get(layer.base, bound - layer.offset), bound - layer.offset)
        if layer.base != OUTPUT:
            gap[layer.base] = max(gap.get(layer.base, layer.offset), layer.offset)
        elif layer.offset > 0:
            return None
    region: Region | None = _tightened(Region(low, gap, {}))
    if output is not None and region is not None:
        region = _determined(region, OUTPUT, Layer(LITERAL, output)) if region.low[OUTPUT] <= output else None
    return region


def at_most(region: Region, left: Layer, right: Layer) -> bool:
    """Return left ≤ right; raises Split where the region leaves it open."""
    least, most = _difference(region, left, right)
    if most is not None and most <= 0:
        return True
    if least is not None and least > 0:
        return False
    raise _question(region, left, right)


def same(region: Region, left: Layer, right: Layer) -> bool:
    """Return left = right; raises Split where the region leaves it open."""
    least, most = _difference(region, left, right)
    if (most is not None and most < 0) or (least is not None and least > 0):
        return False
    if least == 0 and most == 0:
        return True
    raise _question(region, left, right)


def _difference(region: Region, left: Layer, right: Layer) -> tuple[int | None, int | None]:
    """Return the least and the greatest value of left − right, None where there is none."""
    offset = left.offset - right.offset
    if left.base == right.base:
        return offset, offset
    if right.base == LITERAL:
        least, most = _interval(region, left.base)
        return least + offset, None if most is None else most + offset
    if right.base == OUTPUT and left.base != LITERAL:
        return None, offset - region.gap[left.base]
    if left.base in (LITERAL, OUTPUT):
        least_mirrored, most_mirrored = _difference(region, right, left)
        return (
            None if most_mirrored is None else -most_mirrored,
            None if least_mirrored is None else -least_mirrored,
        )
    raise Refused("two layer letters")


def _interval(region: Region, base: str) -> tuple[int, int | None]:
    output = region.known.get(OUTPUT)
    most = None if output is None or base == OUTPUT else output.offset - region.gap[base]
    return region.low[base], most


def _question(region: Region, left: Layer, right: Layer) -> Split:
    """Return the case distinction that narrows the gap between the two layers: at an end of the letter's range."""
    bases = {left.base, right.base} - {LITERAL}
    if OUTPUT in bases and len(bases) == 2:
        (letter,) = bases - {OUTPUT}
        return Split(letter, Layer(OUTPUT, -region.gap[letter]))
    (base,) = bases
    return Split(base, Layer(LITERAL, region.low[base]))


def divide(region: Region, split: Split) -> list[Region]:
    """Return the parts of the region: where base = layer, and the rest; empty parts are left out."""
    base, layer = split.base, split.layer
    if layer.base == OUTPUT:
        rest = replace(region, gap={**region.gap, base: region.gap[base] + 1})
    else:
        rest = replace(region, low={**region.low, base: region.low[base] + 1})
    parts = (_determined(region, base, layer), _tightened(rest))
    return [part for part in parts if part is not None]


def _determined(region: Region, base: str, layer: Layer) -> Region | None:
    """Return the region with base = layer, None if that is empty."""
    known = {key: replaced(value, {base: layer}) for key, value in region.known.items()} | {base: layer}
    low = {key: value for key, value in region.low.items() if key != base}
    gap = {key: value for key, value in region.gap.items() if key != base}
    if layer.base == OUTPUT:
        low[OUTPUT] = max(low[OUTPUT], region.low[base] - layer.offset)
    elif base != OUTPUT and OUTPUT in low:
        low[OUTPUT] = max(low[OUTPUT], layer.offset + region.gap[base])
    return _tightened(Region(low, gap, known))


def _tightened(region: Region) -> Region | None:
    """Return the region with low[L] ≥ low[l] + gap[l], None if a letter has no value left."""
    output = region.known.get(OUTPUT)
    needed = max((region.low[letter] + gap for letter, gap in region.gap.items()), default=None)
    if needed is None:
        return region
    if output is not None:
        return region if needed <= output.offset else None
    return replace(region, low={**region.low, OUTPUT: max(region.low[OUTPUT], needed)})


def spell(layer: Layer) -> str:
    """Return the layer as people write it: l+1, L-2, 3."""
    if layer.base == LITERAL:
        return str(layer.offset)
    return layer.base + (f"{layer.offset:+d}" if layer.offset else "")


def describe(region: Region, whole: Region) -> str:
    """Return what tells the region from the `whole`, as comparisons: "l < L", "l = L", "l > 1, l < L"."""
    parts = [f"{base} = {spell(layer)}" for base, layer in region.known.items() if base not in whole.known]
    for letter, gap in region.gap.items():
        if region.low[letter] > whole.low[letter]:
            parts.append(f"{letter} > {region.low[letter] - 1}")
        if gap > whole.gap[letter]:
            parts.append(f"{letter} < {spell(Layer(OUTPUT, 1 - gap))}")
    least = max((region.low[letter] + gap for letter, gap in region.gap.items()), default=region.low.get(OUTPUT, 0))
    if OUTPUT in region.low and region.low[OUTPUT] > max(whole.low[OUTPUT], least if region.gap else 0):
        parts.append(f"{OUTPUT} > {region.low[OUTPUT] - 1}")
    return ", ".join(parts)
