"""Claims in components and in matrix form that are one and the same statement.

Matrix form is read entry by entry: (W^T δ)_j is Σ_k w_kj δ_k. Two claims state the same when, entry by entry and with
their free indices and their layer renamed, the left sides have one normal form and the right sides have one. Nothing is
unfolded: two true claims about the same derivative are not the same statement.
"""

from dataclasses import replace
from itertools import permutations
from typing import TypeAlias

from derive.elaborate.elaborate import Item
from derive.prove.kernel.atoms import Form, form
from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.layers import Split, first_region
from derive.prove.kernel.normal import Reading, normal_form
from derive.prove.kernel.setting import Setting
from derive.source import line_of, line_starts
from derive.term.term import LITERAL, OUTPUT, Index, Layer, Position, Size, Term
from derive.term.traverse import free_indices, free_layers, layers, rebuild
from derive.theory import Claim, Theory
from derive.verdict import Finding, Holds

Statement: TypeAlias = tuple[Form, ...]

MOST_INDICES, WORK = 3, 2_000
"""Free indices of a claim that is compared, and the work spent on one normal form, in the units of Budget."""


def is_whole(claim: Claim) -> bool:
    """Tell whether the claim was written of whole vectors or matrices: its free indices are not the author's."""
    free = [index for side in (claim.lhs, claim.rhs) for index in free_indices(side)]
    return any(index.uid for index in free)


def statement(theory: Theory, claim: Claim) -> Statement | None:
    """Return the normal forms of both sides under the names that give the least, None where there is no telling."""
    free = list(dict.fromkeys((i.letter, i.uid) for side in (claim.lhs, claim.rhs) for i in free_indices(side)))
    if len(free) > MOST_INDICES or len(free_layers(claim.lhs, claim.rhs)) > 1:
        return None
    lowest = min((at.offset for side in (claim.lhs, claim.rhs) for at in layers(side) if is_letter(at)), default=0)
    names = [dict(zip(order, range(len(free)), strict=True)) for order in permutations(free)]
    try:
        return min(tuple(_form(theory, side, name, lowest) for side in (claim.lhs, claim.rhs)) for name in names)
    except (Refused, Split, RecursionError):
        return None


def is_letter(layer: Layer) -> bool:
    """Tell whether the layer is named by a letter that stands for any layer."""
    return layer.base not in (LITERAL, OUTPUT)


def _form(theory: Theory, side: Term, names: dict[tuple[str, int], int], lowest: int) -> Form:
    """Return the normal form of a side, free indices numbered, its layers called l, l + 1, … from `lowest` on."""

    def layer(old: Layer) -> Layer:
        return Layer("l", old.offset - lowest) if is_letter(old) else old

    def sizes(old: Index) -> tuple[Size, ...]:
        return tuple(Size(size.space, size.layer and layer(size.layer)) for size in old.sizes)

    def index(old: Index) -> Index:
        key = (old.letter, old.uid)
        return Index("", names[key], sizes(old)) if key in names else Index(old.letter, old.uid, sizes(old))

    def position(old: Position) -> Position:
        return index(old) if isinstance(old, Index) else old

    region = first_region([], theory.input_layer + 1, None)
    assert region is not None
    setting = Setting(theory, region, Budget(WORK))
    return form(normal_form(rebuild(side, position, layer, index), Reading(setting)))


def twins(theory: Theory, claims: list[Claim]) -> dict[Claim, list[Claim]]:
    """Return, for each claim, those written the other way, in components or of whole arrays, that state the same."""
    if len({is_whole(claim) for claim in claims}) < 2:
        return {}
    stated = {claim: statement(theory, claim) for claim in claims}
    return {
        claim: [other for other in claims if stated[other] == own and is_whole(other) != is_whole(claim)]
        for claim, own in stated.items()
        if own is not None
    }


def with_twins(judged: list[Finding], items: tuple[Item, ...], theory: Theory) -> list[Finding]:
    """Return the findings, each claim that holds with the lines on which the same is stated the other way."""
    held = {
        finding.id: item.claim
        for finding, item in zip(judged, items, strict=False)
        if item.claim is not None and item.role == "claim" and isinstance(finding.verdict, Holds)
    }
    pairs = twins(theory, list(dict.fromkeys(held.values())))
    if not pairs:
        return judged
    starts = line_starts(judged[0].span.source)
    lines: dict[Claim, list[int]] = {}
    for finding in judged:
        if finding.id in held:
            lines.setdefault(held[finding.id], []).append(line_of(finding.span.source, starts, finding.span.start))

    def noted(finding: Finding) -> Finding:
        claim = held.get(finding.id)
        others = sorted({line for other in pairs.get(claim, ()) for line in lines[other]}) if claim is not None else []
        if claim is None or not others:
            return finding
        where = f"line{'s' if len(others) > 1 else ''} {', '.join(map(str, others))}"
        way = "in components" if is_whole(claim) else "in matrix form"
        return replace(finding, notes=(*finding.notes, f"the same statement as {where}, there {way}"))

    return [noted(finding) for finding in judged]
