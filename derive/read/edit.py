"""One place where damage is mended."""

import re
from bisect import bisect_right
from dataclasses import dataclass

LOST = "D103"
ESCAPED = "D104"
OTHER = "D105"
LEFT_OUT = "D106"

_TEXT = re.compile(r"\\(?:text[a-z]{0,6}|mbox|operatorname\*?|label|tag\*?|ref|eqref)\s{0,9}\{[^{}]*\}")


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
    return [match.span() for match in _TEXT.finditer(formula)]


def inside(spans: list[tuple[int, int]], position: int) -> bool:
    """Tell whether the position lies in one of the spans, which are disjoint and in order."""
    i = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return i >= 0 and position < spans[i][1]
