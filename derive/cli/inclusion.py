"""LaTeX documents in several files: what \\input and \\include name is put in its place."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from derive.read.inclusions import inclusions
from derive.source import Piece, Source
from derive.verdict import FileProblem

SUFFIXES = (".tex", ".ltx", ".latex")
DEEPEST = 10
MOST_FILES = 200
LARGEST = 5_000_000
"""The most characters of a document with all that it takes in."""

Load = Callable[[str, str], Source | FileProblem]


@dataclass(slots=True)
class _Assembly:
    """The text so far, which characters are whose, and the files that are being read, the innermost last."""

    folder: str
    shown: str
    load: Load
    text: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    length: int = 0
    files: int = 0


def assembled(source: Source, path: str, load: Load) -> Source:
    """Return the document at `path` with the files that it takes in, as far as they stand in its own folder or below.

    A name that leads out of the folder (absolute, through .., by a link) is left as it stands, and so is a file that
    is missing, takes in itself, or makes the whole too deep or too large.
    """
    if not path.lower().endswith(SUFFIXES) or not inclusions(source.text):
        return source
    folder = os.path.dirname(os.path.realpath(path))
    assembly = _Assembly(folder, os.path.dirname(source.path), load, open=[os.path.realpath(path)])
    _add(assembly, source)
    return Source(source.path, "".join(assembly.text), tuple(assembly.pieces)) if assembly.files else source


def _add(assembly: _Assembly, source: Source) -> None:
    """Add the text of the file, and in the place of each inclusion that is followed the text of the other file."""
    done = 0
    for inclusion in inclusions(source.text):
        other = _other(assembly, inclusion.name, len(source.text))
        if other is None:
            continue
        _write(assembly, source, done, inclusion.start)
        done = inclusion.end
        path, included = other
        assembly.open.append(path)
        _add(assembly, included)
        assembly.open.pop()
    _write(assembly, source, done, len(source.text))


def _write(assembly: _Assembly, source: Source, start: int, end: int) -> None:
    line = source.text.count("\n", 0, start) + 1
    column = start - source.text.rfind("\n", 0, start)
    assembly.pieces.append(Piece(assembly.length, source.path, line, column))
    assembly.text.append(source.text[start:end])
    assembly.length += end - start


def _other(assembly: _Assembly, name: str, size: int) -> tuple[str, Source] | None:
    """Return the file that the name stands for, with its true path, or None where it is not to be followed."""
    parts = name.replace("\\", "/").split("/")
    if os.path.isabs(name) or ".." in parts or "\0" in name:
        return None
    candidates = [name] if name.lower().endswith(SUFFIXES) else [f"{name}.tex", name]
    for candidate in candidates:
        path = os.path.realpath(os.path.join(assembly.folder, candidate))
        if os.path.commonpath([path, assembly.folder]) != assembly.folder or not os.path.isfile(path):
            continue
        if path in assembly.open or len(assembly.open) > DEEPEST or assembly.files >= MOST_FILES:
            return None
        if assembly.length + size + os.path.getsize(path) > LARGEST:
            return None
        found = assembly.load(path, os.path.join(assembly.shown, os.path.normpath(candidate)))
        if isinstance(found, FileProblem):
            return None
        assembly.files += 1
        return path, found
    return None
