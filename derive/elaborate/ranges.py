"""What stands at a Σ or Π: the letter that counts, and where it begins and ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from derive.elaborate.scripts import counts_steps, letter_name
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Addition, BigOperator, Letter, Relate, Script, Tree


@dataclass(frozen=True, slots=True)
class Range:
    """The letter that a Σ or Π binds, and the trees of its ends; None for an end that is not given.

    `after_first` and `before_last` tell that the end itself is left out, as in k < t.
    """

    letter: str
    first: Tree | None
    last: Tree | None
    after_first: bool = False
    before_last: bool = False


def range_below(tree: BigOperator) -> Range | None:
    """Return the range that stands at the sign: t, t = 1 … T, 1 ≤ k ≤ t, t ≥ i > k, k < t."""
    if tree.subscript is None:
        return None
    match bare(tree.subscript):
        case Letter() as letter:
            return Range(letter_name(letter), None, tree.superscript)
        case Relate("=", Letter() as letter, first):
            return Range(letter_name(letter), first, tree.superscript)
        case Relate(("<=" | "<") as upper, Relate(("<=" | "<") as lower, first, Letter() as letter), last):
            return Range(letter_name(letter), first, last, lower == "<", upper == "<")
        case Relate((">=" | ">") as lower, Relate((">=" | ">") as upper, last, Letter() as letter), first):
            return Range(letter_name(letter), first, last, lower == ">", upper == ">")
        case Relate(("<=" | "<") as upper, Letter() as letter, last) if tree.superscript is None:
            return Range(letter_name(letter), None, last, False, upper == "<")
        case Relate((">=" | ">") as lower, Letter() as letter, first) if tree.superscript is None:
            return Range(letter_name(letter), first, None, lower == ">", False)
        case _:
            return None


def linked(trees: Iterable[Tree], letters: frozenset[str]) -> frozenset[str]:
    """Return the letters, and those that bound a Σ or Π over one of them or are subtracted from one: k in t − k."""
    pairs: list[tuple[set[str], set[str]]] = []
    for tree in trees:
        for part in walk(tree):
            found = range_below(part) if isinstance(part, BigOperator) else None
            if found is not None:
                bounds = [end for end in (found.first, found.last) if end is not None]
                pairs.append(({found.letter}, {name for end in bounds for name in names_in(end)}))
            elif isinstance(part, Addition) and counts_steps(part):
                pairs.append((set(names_in(part)), set(names_in(part))))
    known: set[str] = set(letters)
    for _ in pairs:
        before = len(known)
        for inner, outer in pairs:
            if inner & known:
                known |= inner | outer
        if len(known) == before:
            break
    return frozenset(known)


def names_in_scripts(tree: Tree) -> set[str]:
    """Return the letters in the scripts of a tree."""
    scripts = (part for part in walk(tree) if isinstance(part, Script))
    both = (script for part in scripts for script in (part.subscript, part.superscript) if script is not None)
    return {name for script in both for name in names_in(script)}


def names_in(tree: Tree) -> list[str]:
    """Return the letters of a tree."""
    return [letter_name(part) for part in walk(tree) if isinstance(part, Letter)]
