"""Boxes of characters, and how they are put together.

Every row of a box is `width` terminal cells wide; the row `baseline` is the one that stands on the line of the text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rich.cells import cell_len, set_cell_size


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of characters; brackets about a `tall` one, as about a fraction, are as high as it is.

    A box with a Σ or a raised script has several rows and is not tall.
    """

    rows: tuple[str, ...]
    width: int
    baseline: int
    tall: bool = False


def line_box(text: str) -> Box:
    """Return the box of one row."""
    return Box((text,), cell_len(text), 0)


EMPTY = line_box("")


def ascent(box: Box) -> int:
    """Return the number of rows above the baseline."""
    return box.baseline


def descent(box: Box) -> int:
    """Return the number of rows below the baseline."""
    return len(box.rows) - box.baseline - 1


def beside(*boxes: Box) -> Box:
    """Return the boxes from left to right on one baseline."""
    up, down = max(map(ascent, boxes)), max(map(descent, boxes))
    columns = [grown(box, up, down).rows for box in boxes]
    tall = any(box.tall for box in boxes)
    return Box(tuple(map("".join, zip(*columns, strict=True))), sum(box.width for box in boxes), up, tall)


def stacked(boxes: Sequence[Box], baseline: int) -> Box:
    """Return the boxes from top to bottom, each centred; `baseline` is that of the box of this number."""
    width = max(box.width for box in boxes)
    rows = chain.from_iterable(centred(box, width).rows for box in boxes)
    above = sum(len(box.rows) for box in boxes[:baseline])
    return Box(tuple(rows), width, above + boxes[baseline].baseline)


def grown(box: Box, up: int, down: int) -> Box:
    """Return the box with blank rows, so that at least `up` rows stand above its baseline and `down` below."""
    blank = (" " * box.width,)
    above, below = max(0, up - ascent(box)), max(0, down - descent(box))
    if not above and not below:
        return box
    return Box(blank * above + box.rows + blank * below, box.width, box.baseline + above, box.tall)


def centred(box: Box, width: int) -> Box:
    """Return the box in the middle of `width` cells, half a cell to the left where it cannot be."""
    left = max(0, width - box.width) // 2
    return padded(box, left, max(0, width - box.width) - left)


def padded(box: Box, left: int, right: int) -> Box:
    """Return the box with blank columns at its sides."""
    rows = tuple(f"{' ' * left}{row}{' ' * right}" for row in box.rows)
    return Box(rows, left + box.width + right, box.baseline, box.tall)


def cut(box: Box, width: int, mark: str) -> Box:
    """Return the box within `width` cells; where something is cut off, every row ends with the mark."""
    if box.width <= width:
        return box
    room = max(0, width - cell_len(mark))
    mark = set_cell_size(mark, width - room)
    return Box(tuple(set_cell_size(row, room) + mark for row in box.rows), width, box.baseline, box.tall)


def joined(boxes: Iterable[Box], gap: str) -> Box:
    """Return the boxes from left to right with the gap between them."""
    separated = [part for box in boxes for part in (line_box(gap), box)]
    return beside(*separated[1:]) if separated else EMPTY


def flush_left(boxes: Sequence[Box], baseline: int) -> Box:
    """Return the boxes from top to bottom, each at the left; `baseline` is that of the box of this number."""
    width = max(box.width for box in boxes)
    rows = chain.from_iterable(padded(box, 0, width - box.width).rows for box in boxes)
    above = sum(len(box.rows) for box in boxes[:baseline])
    return Box(tuple(rows), width, above + boxes[baseline].baseline)
