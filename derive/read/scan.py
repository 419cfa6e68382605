"""A text and the places of what closes things in it, each found once: so that looking for an end is never quadratic."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

BLANK = "blank"
"""The name under which `following` finds a blank line."""

_BLANK = re.compile(r"\n[ \t\r>]*\n")
_DOLLAR = re.compile(r"\\[^\n]|\$")
_BRACE = re.compile(r"\\[^\n]|[{}]")


@dataclass(slots=True)
class Scan:
    """A text and, once asked for, the sorted places of the strings that close things in it."""

    text: str
    places: dict[str, list[int]] = field(default_factory=dict)
    braces: Mapping[int, int] | None = None

    def following(self, name: str, position: int) -> int:
        """Return the first place of `name` at or after `position`, or -1."""
        places = self.all(name)
        i = bisect_left(places, position)
        return places[i] if i < len(places) else -1

    def left(self, name: str, position: int) -> int:
        """Return how many places of `name` there are from `position` on."""
        places = self.all(name)
        return len(places) - bisect_left(places, position)

    def all(self, name: str) -> list[int]:
        """Return the places of `name`, in order."""
        if name not in self.places:
            _find(self, name)
        return self.places[name]

    def closing(self, brace: int) -> int:
        """Return the place of the brace that closes the one at `brace`, or -1."""
        if self.braces is None:
            self.braces = closing_braces(self.text)
        return self.braces.get(brace, -1)


def closing_braces(text: str) -> dict[int, int]:
    """Return, for the place of every opening brace, that of the brace that closes it."""
    closing: dict[int, int] = {}
    stack: list[int] = []
    for match in _BRACE.finditer(text):
        if match.group() == "{":
            stack.append(match.start())
        elif match.group() == "}" and stack:
            closing[stack.pop()] = match.start()
    return closing


def _find(scan: Scan, name: str) -> None:
    """Note the places of `name`; all runs of backticks, whatever their length, in one pass."""
    if name == BLANK:
        scan.places[name] = [match.start() for match in _BLANK.finditer(scan.text)]
    elif name in ("$", "$$"):
        dollars = [match.start() for match in _DOLLAR.finditer(scan.text) if match.group() == "$"]
        scan.places["$"], scan.places["$$"] = dollars, _pairs(dollars)
    elif name.startswith("`"):
        if "`" not in scan.places:
            scan.places["`"] = []
            for match in re.finditer("`+", scan.text):
                scan.places.setdefault(match.group(), []).append(match.start())
        scan.places.setdefault(name, [])
    else:
        scan.places[name] = [match.start() for match in re.finditer(re.escape(name), scan.text)]


def _pairs(dollars: list[int]) -> list[int]:
    pairs: list[int] = []
    i = 0
    while i + 1 < len(dollars):
        if dollars[i + 1] == dollars[i] + 1:
            pairs.append(dollars[i])
            i += 1
        i += 1
    return pairs
