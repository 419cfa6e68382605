"""Which layout the derivatives have: ∂C/∂x like x or like its transpose, the numerator of ∂y/∂x along rows or columns.

A document keeps one layout for the derivatives of numbers, and its letters have one shape throughout. So it is read in
every layout as a whole, and the one is taken in which most relations hold: the usual one, ∂C/∂x with the shape of x,
where nothing speaks for another.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from derive.elaborate.claims import ENTRY_BY_ENTRY
from derive.elaborate.elaborate import Elaboration, Item, reread
from derive.elaborate.refusal import Refusal
from derive.elaborate.slopes import by_whole_array
from derive.prove.judge import Bench, judge, judge_readings
from derive.source import line_of, line_starts
from derive.theory import Theory
from derive.verdict import Finding, Holds, Warned

WHERE = {"numerator": "rows", "denominator": "columns"}
"""Along what the numerator runs: J_ij = ∂f_i/∂x_j in numerator layout, ∂f_j/∂x_i in denominator layout."""

Turned: TypeAlias = frozenset[int]
"""The numbers of axes of x for which ∂C/∂x, C a number, has the shape of the transpose of x."""

STANDARD: Turned = frozenset()
LAYOUTS: dict[Turned, str] = {
    frozenset({1}): "the derivative of a number by a vector is transposed: by a column it is a row",
    frozenset({1, 2}): "the derivative of a number by an array has the shape of its transpose (numerator layout)",
}
"""The other layouts, turned for vectors alone or for matrices too, with what is said of them."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document read in another layout: which relations hold in it alone, and which in the standard layout alone."""

    read: Elaboration
    gained: tuple[int, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document read in its layout, and the positions of the relations that are read in the other one."""

    read: Elaboration
    mixed: tuple[int, ...] = ()


def laid_out(read: Callable[[Turned], Elaboration], seat: Callable[[Theory], Bench]) -> LaidOut:
    """Return the document read in the layout in which most of its relations hold, in doubt the standard one.

    Relations that hold in the other layout alone are read so where there are enough of them to be meant. Who writes
    vectors as rows has the gradients beside them as rows.
    """
    standard = read(STANDARD)
    suspects = [item for item in standard.items if item.refusal is not None or ENTRY_BY_ENTRY in item.notes]
    sides = [side for item in standard.items for side in (item.relation.left, item.relation.right)]
    if not suspects or standard.lexicon.rows or not any(by_whole_array(side, standard.lexicon) for side in sides):
        return LaidOut(standard)
    others = [weighed(standard, read(turned), seat) for turned in LAYOUTS]
    best = max(others, key=lambda other: len(other.gained) - len(other.lost))
    if not is_evidence(best.gained, standard):
        by_matrices = is_by_matrices(best.gained, standard)
        return LaidOut(standard if best.lost or by_matrices else doubted(standard, best.gained))
    if len(best.gained) <= len(best.lost):
        return merged(standard, best.read, best.gained)
    theory = best.read.theory
    own = replace(best.read, theory=replace(theory, assumed=(*theory.assumed, LAYOUTS[best.read.lexicon.turned])))
    if not is_evidence(best.lost, standard):
        return LaidOut(own)
    return merged(own, standard, best.lost)


def merged(own: Elaboration, other: Elaboration, positions: tuple[int, ...]) -> LaidOut:
    """Return the document with these relations as they are read in another layout, where they have sizes so."""
    items = list(own.items)
    mixed = []
    for position in positions:
        try:
            items[position] = reread(items[position], other.lexicon, own)
        except Refusal:
            continue
        mixed.append(position)
    return LaidOut(replace(own, items=tuple(items)), tuple(mixed))


def weighed(standard: Elaboration, other: Elaboration, seat: Callable[[Theory], Bench]) -> Weighed:
    """Return which relations hold in one of the two layouts alone; what they say alike in both is not judged."""
    both = [(read.theory, replace(seat(read.theory), instance=None, witnesses=False)) for read in (standard, other)]
    gained, lost = [], []
    for position, items in enumerate(zip(standard.items, other.items, strict=True)):
        if (items[0].claim, items[0].others) == (items[1].claim, items[1].others):
            continue
        before, after = (is_true(item, theory, bench) for item, (theory, bench) in zip(items, both, strict=True))
        if after and not before:
            gained.append(position)
        elif before and not after:
            lost.append(position)
    return Weighed(other, tuple(gained), tuple(lost))


def is_true(item: Item, theory: Theory, bench: Bench) -> bool:
    """Tell whether the relation is a claim that holds."""
    if item.claim is None:
        return False
    here = replace(bench, place=item.relation.span)
    return isinstance(judge_readings(theory, (item.claim, *item.others), item.conditional, here).verdict, Holds)


def is_evidence(positions: tuple[int, ...], standard: Elaboration) -> bool:
    """Tell whether relations that hold in one of the layouts alone are no slips in the other one.

    One ⊤ too many or too few makes a column of a row, two factors exchanged make g diag(v) of diag(v) g. So a single
    relation is no evidence, nor is ∂C/∂W = a δ or δ^⊤ a^⊤ for δ a^⊤, layer after layer.
    """
    return len(positions) > 1 and not is_by_matrices(positions, standard)


def is_by_matrices(positions: tuple[int, ...], standard: Elaboration) -> bool:
    """Tell whether all of these relations give derivatives by matrices."""
    lefts = [standard.items[position].relation.left for position in positions]
    return all(by_whole_array(left, standard.lexicon, axes=2) for left in lefts)


def doubted(standard: Elaboration, positions: tuple[int, ...]) -> Elaboration:
    """Return the document with these relations not understood."""
    items = list(standard.items)
    for position in positions:
        span = items[position].relation.span
        items[position] = replace(items[position], claim=None, others=(), refusal=Refusal("D303", ONE_ALONE, span))
    return replace(standard, items=tuple(items))


ONE_ALONE = "this holds if the derivative of a number by a column is a row, of which nothing else in the document tells"


def settled_layout(item: Item, finding: Finding, theory: Theory, bench: Bench) -> str | None:
    """Return the one layout in which a claim that holds does so, None when both will do."""
    if not isinstance(finding.verdict, Holds) or item.claim is None or all(len(both) > 1 for both in item.layouts):
        return None
    quick = replace(bench, instance=None)
    held = {
        layout
        for claim, layouts in zip((item.claim, *item.others), item.layouts, strict=True)
        if isinstance(judge(theory, claim, quick).verdict, Holds)
        for layout in layouts
    }
    return held.pop() if len(held) == 1 else None


def layout_of_document(
    settled: Sequence[tuple[Finding, str]], turned: bool, declared: str | None = None
) -> tuple[tuple[str, ...], tuple[Warned, ...]]:
    """Return the line about the layout that most of the claims have, and a warning for every claim of the other one.

    Where the derivatives of numbers are `turned`, that is numerator layout; what the document has `declared` counts
    before either.
    """
    if not settled:
        return (), ()
    most = Counter(layout for _, layout in settled).most_common(1)[0][0]
    common = declared or ("numerator" if turned else most)
    starts = line_starts(settled[0][0].span.source)
    line = next((line_of(found.span.source, starts, found.span.start) for found, way in settled if way == common), None)
    rest = "in the rest of the document" if line is None or declared else f"on line {line}"
    said = f"the derivative of a vector by a vector has the numerator along the {WHERE[common]}"
    warnings = tuple(
        Warned(
            "D405",
            finding.span,
            f"mixed layouts: here the numerator of a derivative runs along the {WHERE[layout]}, {rest} along "
            f"the {WHERE[common]}{', as it declares' if declared else ''}",
        )
        for finding, layout in settled
        if layout != common
    )
    return (said,), warnings


def mixtures(parts: Sequence[LaidOut], findings: Sequence[Finding]) -> tuple[Warned, ...]:
    """Return a warning for every relation whose derivatives of numbers have another layout than most of them.

    The findings are those of all parts in order; a section that keeps another layout than those before is told once.
    """
    warnings: list[Warned] = []
    before: Turned | None = None
    start = 0
    for part in parts:
        own = part.read.lexicon.turned
        for place, item in enumerate(part.read.items):
            by_array = any(
                by_whole_array(side, part.read.lexicon) for side in (item.relation.left, item.relation.right)
            )
            if place in part.mixed:
                warnings.append(Warned("D405", findings[start + place].span, MIXED))
            elif by_array and before is not None and own != before:
                warnings.append(Warned("D405", findings[start + place].span, CHANGED))
            before = own if by_array else before
        start += len(part.read.items)
    return tuple(warnings)


MIXED = (
    "mixed layouts: this holds where the derivative of a number by an array is transposed otherwise than in the rest "
    "of the document"
)
CHANGED = "mixed layouts: from here on the derivative of a number by an array is transposed otherwise than before"
