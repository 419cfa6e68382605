"""Words with formulas between them, filled into lines."""

import re
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, split_text

from derive.report.plane.alphabet import Alphabet, in_ascii, printable
from derive.report.plane.linear import linear
from derive.syntax.tree import Tree

LONGEST = 1000
"""The most characters of a phrase that are shown."""

_TIED = "\u00a0"
"""A space inside a formula or in `line 25`, at which a line is not broken while there is another place."""

_REFERENCE = re.compile(r"\b(line|layer) (?=\d)")


def filled(phrase: Sequence[str | Tree], room: int, alphabet: Alphabet) -> list[str]:
    """Return the phrase in lines of at most `room` cells, formulas on one line where they fit."""
    lines = [""]
    for word in _words(_text(phrase, alphabet), room):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line.replace(_TIED, " ") for line in lines]


def on_one_line(phrase: Sequence[str | Tree], alphabet: Alphabet) -> str:
    """Return the phrase without line breaks."""
    return " ".join(_text(phrase, alphabet).replace(_TIED, " ").split())


def _text(phrase: Sequence[str | Tree], alphabet: Alphabet) -> str:
    text = "".join(_words_of(part, alphabet) if isinstance(part, str) else _formula(part, alphabet) for part in phrase)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + alphabet.ellipsis


def _words_of(text: str, alphabet: Alphabet) -> str:
    shown = printable(" ".join(text[: LONGEST + 1].split())) if text.strip() else ""
    shown = f"{' ' * text[:1].isspace()}{shown}{' ' * text[-1:].isspace()}"
    return _REFERENCE.sub(rf"\1{_TIED}", shown if alphabet.scripts else in_ascii(shown))


def _formula(tree: Tree, alphabet: Alphabet) -> str:
    return linear(tree, alphabet).replace(" ", _TIED)


def _words(text: str, room: int) -> Iterable[str]:
    """Yield the words, those that are wider than the room in parts."""
    for word in text.split(" "):
        if cell_len(word) <= room:
            yield from [word] if word else []
            continue
        for part in word.split(_TIED):
            while cell_len(part) > room:
                first, part = split_text(part, max(1, room))
                yield first
            yield from [part] if part else []
