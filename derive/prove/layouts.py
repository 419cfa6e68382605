"""Which layout the derivatives of vectors by vectors have: the numerator along the rows or along the columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from derive.elaborate.elaborate import Item
from derive.prove.judge import Bench, judge
from derive.source import line_of, line_starts
from derive.theory import Theory
from derive.verdict import Finding, Holds, Warned

WHERE = {"numerator": "rows", "denominator": "columns"}
"""Along what the numerator runs: J_ij = ∂f_i/∂x_j in numerator layout, ∂f_j/∂x_i in denominator layout."""


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


def layout_of_document(settled: Sequence[tuple[Finding, str]]) -> tuple[tuple[str, ...], tuple[Warned, ...]]:
    """Return the line about the layout that most of the claims have, and a warning for every claim of the other one."""
    if not settled:
        return (), ()
    common = Counter(layout for _, layout in settled).most_common(1)[0][0]
    starts = line_starts(settled[0][0].span.source)
    line = next(
        line_of(finding.span.source, starts, finding.span.start) for finding, layout in settled if layout == common
    )
    said = f"the derivative of a vector by a vector has the numerator along the {WHERE[common]}"
    warnings = tuple(
        Warned(
            "D405",
            finding.span,
            f"mixed layouts: here the numerator of a derivative runs along the {WHERE[layout]}, on line {line} along "
            f"the {WHERE[common]}",
        )
        for finding, layout in settled
        if layout != common
    )
    return (said,), warnings
