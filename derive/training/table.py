"""Tables of numbers as text: CSV with comma, semicolon or tab; every mistake is told with its line and column."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from derive.report.page import one_line
from derive.training.data import DataError, Dataset
from derive.training.files import read_bytes

LARGEST, MOST_NUMBERS, MOST_CLASSES = 1_000_000_000, 100_000_000, 1000
DELIMITERS = (",", ";", "\t")
LABELS = ("label", "labels", "class", "target", "digit", "species", "y")
"""Names of columns that are taken for the classes when none is named."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number in the file, and its text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read: the file's name, its delimiter, its number of columns, and which of them is the class."""

    name: str
    delimiter: str
    columns: int
    label: int


def read_table(path: Path, label: str | None = None) -> Dataset:
    """Return the table in a file: every column but one is an input, that one is the class.

    `label` is the name or the 1-based number of the class column; without it, a column named as in LABELS, else the
    last. Raises DataError with line and column for whatever is no number, not finite, missing or too much.
    """
    name = path.name
    rows = rows_of(decode(read_bytes(path, LARGEST), name))
    if not rows:
        raise DataError(f"{name} has no rows")
    delimiter = max(DELIMITERS, key=rows[0].text.count)
    first = [text for _, text in cells(rows[0], delimiter, name)]
    if len(first) < 2:
        raise DataError(f"{name}:{rows[0].line}:1: one column only, where inputs and a class should be")
    header = has_header(rows, delimiter, name)
    layout = Layout(name, delimiter, len(first), label_column(first if header else None, len(first), label, name))
    body = rows[1:] if header else rows
    if len(body) * len(first) > MOST_NUMBERS:
        raise DataError(f"{name} has {len(body) * len(first):,} numbers, more than {MOST_NUMBERS:,}")
    if not body:
        raise DataError(f"{name} has a header and no rows")
    inputs, words = numbers(body, layout)
    classes = classes_of(words, body, layout)
    places = {word: position for position, word in enumerate(classes)}
    labels = np.array([places[word] for word in words], np.int64)
    column = repr(one_line(first[layout.label])) if header else f"column {layout.label + 1}"
    classes = tuple(one_line(word)[:40] for word in classes)
    shown = ", ".join(classes[:5]) + (", …" if len(classes) > 5 else "")
    said = f"{name}: {len(body)} rows, {len(first) - 1} inputs; the class is {column} ({len(classes)}: {shown})"
    return Dataset(name, inputs, labels, classes, (said,))


def decode(data: bytes, name: str) -> str:
    """Return the text, with line ends as \\n. Raises DataError when it is not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{name} is UTF-16; save it as UTF-8")
    if (zero := data.find(b"\0")) >= 0:
        raise DataError(f"{name} is a binary file, not a table: NUL at byte offset {zero}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        raise DataError(f"{name}:{line}:{column}: not UTF-8 text: byte 0x{data[error.start]:02x}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def rows_of(text: str) -> list[Row]:
    """Return the lines that are not blank."""
    return [Row(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def cells(row: Row, delimiter: str, name: str) -> Iterator[tuple[int, str]]:
    """Return the cells of the row with their 1-based columns; a cell in double quotes may hold the delimiter."""
    text, start = row.text, 0
    while True:
        begin = start
        while begin < len(text) and text[begin] == " ":
            begin += 1
        if text[begin : begin + 1] != '"':
            end = text.find(delimiter, start)
            end = len(text) if end < 0 else end
            yield start + 1, text[start:end].strip()
        else:
            close = begin
            while (close := text.find('"', close + 1)) >= 0 and text[close : close + 2] == '""':
                close += 1
            if close < 0:
                raise DataError(f"{name}:{row.line}:{begin + 1}: this quotation mark is not closed on its line")
            end = text.find(delimiter, close)
            end = len(text) if end < 0 else end
            if text[close + 1 : end].strip():
                raise DataError(f"{name}:{row.line}:{close + 2}: text after a closing quotation mark")
            yield begin + 1, text[begin + 1 : close].replace('""', '"').strip()
        if end >= len(text):
            return
        start = end + 1


def has_header(rows: Sequence[Row], delimiter: str, name: str) -> bool:
    """Say whether the first row holds names: no number at all, or a last cell that is no number above numbers."""
    first = [text for _, text in cells(rows[0], delimiter, name)]
    if not any(is_number(text) for text in first):
        return True
    below = (list(cells(row, delimiter, name))[-1][1] for row in rows[1:])
    return len(rows) > 1 and not is_number(first[-1]) and all(is_number(text) for text in below)


def is_number(text: str) -> bool:
    """Say whether the text is a number, finite or not."""
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def label_column(header: list[str] | None, columns: int, label: str | None, name: str) -> int:
    """Return which column is the class, counted from 0."""
    lower = [cell.lower() for cell in header or ()]
    if label is not None:
        if header is not None and label in header:
            return header.index(label)
        if label.isascii() and label.isdigit() and len(label) < 10 and 1 <= int(label) <= columns:
            return int(label) - 1
        known = f"the columns are {', '.join(map(one_line, (header or ())[:20]))}" if header else "it has no header"
        raise DataError(f"{name} has no column {one_line(label)[:40]!r}: {known}")
    return next((lower.index(word) for word in LABELS if word in lower), columns - 1)


def numbers(body: Sequence[Row], layout: Layout) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], list[str]]:
    """Return the inputs, one row a sample, and the class of each sample as it is written."""
    inputs = np.empty((len(body), layout.columns - 1))
    words: list[str] = []
    for position, row in enumerate(body):
        if '"' in row.text:
            texts = [text for _, text in cells(row, layout.delimiter, layout.name)]
        else:
            texts = row.text.split(layout.delimiter)
        if len(texts) != layout.columns:
            raise DataError(f"{layout.name}:{row.line}:1: {len(texts)} fields where {layout.columns} should be")
        words.append(texts.pop(layout.label).strip())
        try:
            inputs[position] = list(map(float, texts))
            fine = "_" not in row.text and math.isfinite(math.fsum(inputs[position]))
        except (ValueError, OverflowError):
            fine = False
        if not fine or not words[-1]:
            check_cells(row, layout)
    return inputs, words


def check_cells(row: Row, layout: Layout) -> None:
    """Raise DataError for the first cell of the row that is not what it should be."""
    for position, (column, text) in enumerate(cells(row, layout.delimiter, layout.name)):
        place, shown = f"{layout.name}:{row.line}:{column}", repr(one_line(text)[:40])
        if not text:
            raise DataError(
                f"{place}: an empty field where a {'class' if position == layout.label else 'number'} should be"
            )
        if position == layout.label:
            continue
        if not is_number(text):
            raise DataError(f"{place}: {shown} is not a number")
        if not math.isfinite(float(text)):
            raise DataError(f"{place}: {shown} is not a finite number")


def classes_of(words: Sequence[str], body: Sequence[Row], layout: Layout) -> tuple[str, ...]:
    """Return the classes: whole numbers in their order, names by the alphabet."""
    classes = sorted(set(words))
    if all(map(is_number, classes)):
        for row, word in zip(body, words, strict=True):
            if not math.isfinite(float(word)) or not float(word).is_integer():
                column = list(cells(row, layout.delimiter, layout.name))[layout.label][0]
                raise DataError(
                    f"{layout.name}:{row.line}:{column}: {word} is no class: classes are names or whole numbers "
                    "(--label names their column)"
                )
        classes.sort(key=lambda word: (float(word), word))
    if len(classes) > MOST_CLASSES:
        raise DataError(
            f"{layout.name} has {len(classes)} classes, more than {MOST_CLASSES} (--label names their column)"
        )
    if len(classes) < 2:
        raise DataError(f"{layout.name} has one class only, {one_line(classes[0])[:40]!r}: there is nothing to learn")
    return tuple(classes)
