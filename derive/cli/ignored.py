"""Which files .gitignore excludes."""

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Ignoring:
    """The patterns of one .gitignore, which count from its folder."""

    folder: str
    patterns: "GitIgnoreSpec"


def above(folder: str) -> tuple[Ignoring, ...]:
    """Return what the folders above this one ignore, from the root of its repository down; nothing outside one.

    A folder that is ignored itself was named on purpose: then only what it ignores on its own counts.
    """
    folder = os.path.realpath(folder)
    ancestors = [folder]
    while not os.path.exists(os.path.join(ancestors[-1], ".git")):
        parent = os.path.dirname(ancestors[-1])
        if parent == ancestors[-1]:
            return ()
        ancestors.append(parent)
    rules: tuple[Ignoring, ...] = ()
    for ancestor, child in zip(ancestors[:0:-1], ancestors[-2::-1], strict=True):
        rules = (*rules, *within(ancestor))
        if is_ignored(child, True, rules):
            return ()
    return rules


def within(folder: str) -> tuple[Ignoring, ...]:
    """Return what the .gitignore of the folder says, if it has one; a line that is no pattern says nothing."""
    path = os.path.join(folder, ".gitignore")
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            lines = stream.read(1_000_000).splitlines()
    except OSError:
        return ()
    from pathspec import GitIgnoreSpec

    understood: list[str] = []
    for line in lines:
        with suppress(ValueError):
            GitIgnoreSpec.from_lines([line])
            understood.append(line)
    return (Ignoring(os.path.realpath(folder), GitIgnoreSpec.from_lines(understood)),)


def is_ignored(path: str, is_folder: bool, rules: tuple[Ignoring, ...]) -> bool:
    """Tell whether the last pattern that fits the path excludes it; the innermost .gitignore has the last word."""
    real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    for ignoring in reversed(rules):
        name = os.path.relpath(real, ignoring.folder).replace(os.sep, "/")
        said = ignoring.patterns.check_file(f"{name}/" if is_folder else name).include
        if said is not None:
            return said
    return False
