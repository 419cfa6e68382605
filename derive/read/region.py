"""The place of one formula in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLANK_LINES = re.compile(r"\n(?:[ \t\r>]*+\n)++")
_DELIMITED = re.compile(r"\$|\\begin\{|\\{1,2}[(\[]")


@dataclass(frozen=True, slots=True)
class Region:
    """A formula `start … end-1`, its text without delimiters `inner … inner_end-1`; `closed` unless cut short."""

    start: int
    end: int
    inner: int
    inner_end: int
    display: bool
    closed: bool = True


def is_delimited(content: str) -> bool:
    """Tell whether the text of a block marks its formulas by delimiters of their own."""
    return bool(_DELIMITED.search(content))


def blocks(text: str, inner: int, inner_end: int) -> Iterator[Region]:
    """Yield the displays of a block without delimiters: a blank line parts one formula from the next."""
    done = inner
    for match in _BLANK_LINES.finditer(text, inner, inner_end):
        if text[done : match.start()].strip(" \t\r\n>"):
            yield Region(done, match.start(), done, match.start(), True)
        done = match.end()
    if text[done:inner_end].strip(" \t\r\n>"):
        yield Region(done, inner_end, done, inner_end, True)
