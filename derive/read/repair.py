"""Damage in formulas, mended and reported: lost characters (D103), escapes of a site generator (D104), other (D105)."""

from collections.abc import Callable, Iterator

from derive.read.edit import Edit
from derive.read.encoding import hidden, mojibake, stray_dollars, typographic
from derive.read.escapes import braces, doubled, signs
from derive.read.lost import control_characters, ends_of_lines, first_letters
from derive.read.passage import Placed, edited, span_of
from derive.source import Source
from derive.verdict import Repaired

_ALWAYS: tuple[Callable[[str], Iterator[Edit]], ...] = (
    mojibake,
    hidden,
    typographic,
    control_characters,
    ends_of_lines,
    first_letters,
    stray_dollars,
)
_GENERATED = (doubled, braces, signs)


def repair(formula: Placed, source: Source, generated: bool) -> tuple[Placed, list[Repaired]]:
    """Return the formula mended, and what was mended; escapes are undone only where a site generator is likely."""
    repaired: list[Repaired] = []
    for find in (*_ALWAYS, *(_GENERATED if generated else ())):
        edits = list(find(formula.text))
        repaired += _reports(edits, formula, source)
        formula = edited(formula, [(edit.start, edit.end, edit.replacement) for edit in edits])
    return formula, repaired


def mojibake_in_prose(text: Placed, source: Source) -> list[Repaired]:
    """Return a report for every run of UTF-8 read as Windows-1252; prose is left as it is."""
    return _reports(
        [edit for edit in mojibake(text.text) if len(edit.replacement) < edit.end - edit.start], text, source
    )


def _reports(edits: list[Edit], formula: Placed, source: Source) -> list[Repaired]:
    """One report for every kind of damage in a formula, at its first place."""
    first: dict[tuple[str, str], Edit] = {}
    counts: dict[tuple[str, str], int] = {}
    for edit in edits:
        key = (edit.rule, edit.message)
        first.setdefault(key, edit)
        counts[key] = counts.get(key, 0) + 1
    return [
        Repaired(
            edit.rule,
            span_of(source, formula, edit.start, edit.end),
            edit.message + (f" ({counts[key]} times)" if counts[key] > 1 else ""),
        )
        for key, edit in first.items()
    ]
