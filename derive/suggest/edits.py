"""Edits: the small changes that turn what an author wrote into what was meant."""

from dataclasses import dataclass
from enum import Enum

from derive.source import Span
from derive.suggest.sites import Path, leaves, replaced
from derive.syntax.spell import spell
from derive.syntax.tree import Tree


class Kind(Enum):
    """What was got wrong."""

    INDEX = "index"
    SUM = "sum"
    LAYER = "layer"
    PRIME = "derivative of the activation"
    SIGN = "sign"
    NUMBER = "number"
    TERM = "term"
    TRANSPOSE = "transpose"
    ORDER = "order"
    ENTRY = "entry"
    FAMILY = "family"
    FACTOR = "factor"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one side: the whole side afterwards, and the characters that change.

    The characters of `span` become `before`, the spelling of `new` and `after`. `weight` says how unlikely the slip
    is: one leaf of the tree typed wrongly counts 10. `topic` is the word for the headline.
    """

    kind: Kind
    tree: Tree
    span: Span
    new: Tree | None
    weight: int
    before: str = ""
    after: str = ""
    topic: str = ""


def substitution(kind: Kind, side: Tree, path: Path, old: Tree, new: Tree, weight: int, topic: str = "") -> Edit:
    """Return the edit that puts `new` for `old`."""
    return Edit(kind, replaced(side, path, new), old.span, new, weight, topic=topic)


def latex(edit: Edit) -> str:
    """Return the replacement for the characters of the edit's span."""
    text = edit.before + ("" if edit.new is None else spell(edit.new)) + edit.after
    source, start, end = edit.span.source.text, edit.span.start, edit.span.end
    if start == end and text:
        if text[0].isalnum() and source[:start][-1:].isalpha():
            text = f" {text}"
        if text[-1].isalnum() and source[end : end + 1].isalnum():
            text = f"{text} "
    return text


def size(edit: Edit) -> int:
    """Return how much the edit changes, for the order among equally likely ones."""
    return leaves(edit.new) + len(edit.before)
