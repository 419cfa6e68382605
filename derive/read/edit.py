"""One place where damage is mended."""

import re
from bisect import bisect_right
from dataclasses import dataclass

LOST = "D103"
ESCAPED = "D104"
OTHER = "D105"
LEFT_OUT = "D106"

_TEXT = re.compile(r"\\(?:text[a-z]{0,6}|mbox|operatorname\*?|label|tag\*?|ref|eqref)\s{0,9}\{")
_BRACE = re.compile(r"\\[\s\S]|[{}]")


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters `start … end-1` replaced, the rule for such damage, and what is said about it."""

    start: int
    end: int
    replacement: str
    rule: str
    message: str


def texts(formula: str) -> list[tuple[int, int]]:
    """Return the places of \\text{…}, labels and names, whose characters are no mathematics."""
    spans: list[tuple[int, int]] = []
    position = 0
    while (match := _TEXT.search(formula, position)) and (end := _closing(formula, match.end())) is not None:
        spans.append((match.start(), end))
        position = end
    return spans


def _closing(formula: str, position: int) -> int | None:
    """Return where the group ends that is open at the position."""
    depth = 1
    for match in _BRACE.finditer(formula, position):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return None


def inside(spans: list[tuple[int, int]], position: int) -> bool:
    """Tell whether the position lies in one of the spans, which are disjoint and in order."""
    i = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return i >= 0 and position < spans[i][1]
