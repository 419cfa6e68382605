"""The source lines of a span with the span underlined."""

from dataclasses import dataclass

from rich.cells import cell_len

from derive.report.page import Line, Segment, visible
from derive.source import Span, locate, whereabouts

TAB = "    "
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A source line as shown; `indent` and `underline` are widths in terminal cells."""

    text: str
    indent: int
    underline: int


def snippet(span: Span, starts: list[int], label: str, severity: str, width: int) -> list[Line]:
    """Return the lines of the span, each underlined, with the label after the last underline.

    `starts` are the line starts of the source. Lines wider than `width` cells are cut around the underlined part; a
    span of more than six lines shows its first ones.
    """
    first, last = locate(starts, span.start).line, locate(starts, max(span.start, span.end - 1)).line
    shown = list(range(first, last + 1 if last - first < MOST_LINES else first + MOST_LINES - 1))
    numbers = [_shown_number(span, starts, number) for number in shown]
    gutter = max(len(str(number)) for number in numbers)
    lines: list[Line] = []
    for number, label_number in zip(shown, numbers, strict=True):
        row = _row(span, starts, number, width - gutter - 3, min(cell_len(label) + 1, width // 3))
        lines.append((Segment(f"{label_number:>{gutter}} | ", "gutter"), Segment(row.text)))
        margin = Segment(f"{' ' * gutter} | ", "gutter")
        under = (margin, Segment(" " * row.indent), Segment("^" * row.underline, severity))
        if number < shown[-1] or not label:
            lines.append(under)
        elif gutter + 3 + row.indent + row.underline + 1 + cell_len(label) <= width:
            lines.append((*under, Segment(f" {label}", severity)))
        else:
            lines.append(under)
            indent = max(0, min(row.indent, width - gutter - 3 - cell_len(label)))
            lines.append((margin, Segment(" " * indent), Segment(label, severity)))
    if shown[-1] < last:
        lines.append((Segment(f"{' ' * gutter} | ", "gutter"), Segment("…")))
    return lines


def gutter_width(span: Span, starts: list[int]) -> int:
    """Return the width of the line numbers in the snippet of the span."""
    first, last = locate(starts, span.start).line, locate(starts, max(span.start, span.end - 1)).line
    shown = range(first, min(last, first + MOST_LINES - 1) + 1)
    return max(len(str(_shown_number(span, starts, number))) for number in shown)


def _shown_number(span: Span, starts: list[int], number: int) -> int:
    """Return what line `number` is called in its own file."""
    return whereabouts(span.source, starts, max(starts[number - 1], span.start))[1].line


def _row(span: Span, starts: list[int], number: int, room: int, aside: int) -> Row:
    """Return line `number` of the source, underlined where the span covers it, within `room` cells.

    A line that has to be cut is cut so that `aside` cells are free beside the underline, for the label.
    """
    text = span.source.text
    low = starts[number - 1]
    high = starts[number] - 1 if number < len(starts) else len(text)
    if high > low and text[high - 1] == "\r":
        high -= 1
    start, end = max(span.start, low), min(span.end, high)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return _fit(text, (low, high), (min(start, high), max(start, end)), room, aside)


def _fit(text: str, line: tuple[int, int], marked: tuple[int, int], room: int, aside: int) -> Row:
    """Return the part of the line around the marked characters that fits into `room` cells.

    Only the neighbourhood of the mark is looked at, so a line of megabytes costs no more than a short one.
    """
    low, high = max(line[0], marked[0] - room), min(line[1], min(marked[1], marked[0] + room) + room)
    pieces = [TAB if char == "\t" else visible(char) for char in text[low:high]]
    widths = [cell_len(piece) for piece in pieces]
    start, end = marked[0] - low, min(marked[1] - low, len(pieces))
    left, right = 0, len(pieces)
    if (low, high) != line or sum(widths) > room:
        left, right = _window(widths, start, end, room - 4, aside)
        if low + left > line[0]:
            left = _token(pieces, left, start)
    before, after = low + left > line[0], low + right < line[1]
    shown = ("… " if before else "") + "".join(pieces[left:right]) + (" …" if after else "")
    indent = (2 if before else 0) + sum(widths[left:start])
    return Row(shown.rstrip(), indent, max(1, sum(widths[start : min(end, right)])))


def _window(widths: list[int], start: int, end: int, room: int, aside: int) -> tuple[int, int]:
    """Return the bounds of the pieces to show: the marked ones, a quarter of the rest after them, the others before.

    What one side leaves over goes to the other; the marked ones end `aside` cells before the end of the room.
    """
    left = right = start
    used = 0

    def grow_right(stop: int, limit: int) -> None:
        nonlocal right, used
        while right < stop and used + widths[right] <= limit:
            used += widths[right]
            right += 1

    grow_right(end, room)
    if right < end:
        return left, right
    marked = used
    grow_right(len(widths), used + (room - used) // 4)
    limit = room - max(0, aside - (used - marked))
    while left > 0 and used + widths[left - 1] <= limit:
        left -= 1
        used += widths[left]
    grow_right(len(widths), room)
    return left, right


def _token(pieces: list[str], left: int, start: int) -> int:
    """Return the first position from `left` on, at most 16 further, at which a new word or command begins."""
    for position in range(left, min(start, left + 16)):
        if pieces[position] == "\\" or (position > left and pieces[position - 1].isspace()):
            return position
    return left
