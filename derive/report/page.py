"""Lines of text with styles, free of anything that could steer a terminal."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line; `style` is error, warning, note, help, place, gutter, strong, good or empty."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Segment, ...]

_CONTROLS = {code: 0x2400 + code for code in range(32)} | {0x7F: 0x2421}
_HIDDEN = (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF)
_VISIBLE = _CONTROLS | dict.fromkeys((*_HIDDEN, *range(0xD800, 0xE000)), 0xFFFD)


def visible(text: str) -> str:
    """Return the text with every control character replaced by a printable one, so that no document steers a terminal.

    Lengths are kept: one character for one character.
    """
    return text.translate(_VISIBLE)


def line(text: str = "", style: str = "") -> Line:
    """Return a line of one segment."""
    return (Segment(text, style),)


def plain(content: Line) -> str:
    """Return the text of the line without its styles."""
    return "".join(segment.text for segment in content)


def one_line(text: str) -> str:
    """Return the text with every run of white space as one space and nothing invisible in it."""
    return visible(" ".join(text.split()))
