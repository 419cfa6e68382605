"""Which files to check, and their text."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from derive.builtin import builtin_equations as builtin_equations
from derive.cli.ignored import above, is_ignored, within
from derive.source import Source
from derive.verdict import FileProblem

SUFFIXES = (".md", ".markdown", ".mdx", ".tex", ".ltx", ".latex", ".ipynb", ".qmd", ".rmd", ".rst", ".org", ".txt")
LATEX = (".tex", ".ltx", ".latex")
NOTES = ".md, .tex, .ipynb, .qmd, .Rmd, .rst, .org or .txt"
NEVER = ("node_modules", "__pycache__", "site-packages")
"""Folders that hold nobody's notes."""
LARGEST = 5_000_000
STDIN = "-"


def load_all(paths: Iterable[str], stdin_name: str) -> Iterator[Source | FileProblem]:
    """Return every document of the paths, or why it cannot be read; a file named twice comes once.

    A folder stands for every note under it, sorted by path; hidden files and folders are skipped, so is what a
    .gitignore excludes, and a file that another document of the folder takes in is checked there.
    """
    seen: set[str] = set()
    for path in paths:
        if path == STDIN:
            if STDIN not in seen:
                yield load_stdin(stdin_name)
            seen.add(STDIN)
            continue
        for found, loaded in _named(path) if not os.path.isdir(path) else _under(path):
            real = None if found is None else os.path.realpath(found)
            if real not in seen:
                yield loaded
            if real is not None:
                seen.add(real)


def _named(path: str) -> Iterator[tuple[str | None, Source | FileProblem]]:
    yield path, load(path)


def _under(folder: str) -> Iterator[tuple[str | None, Source | FileProblem]]:
    """Yield the documents of a folder with their paths, and problems; those that are parts of others are left out."""
    notes = notes_under(folder)
    found = [(None, note) if isinstance(note, FileProblem) else (note, load(note)) for note in notes]
    parts = {
        os.path.realpath(piece.path)
        for _, loaded in found
        if isinstance(loaded, Source)
        for piece in loaded.pieces
        if piece.path != loaded.path
    }
    yield from ((note, loaded) for note, loaded in found if note is None or os.path.realpath(note) not in parts)


def load_folder(folder: Path, shown: str) -> Iterator[Source | FileProblem]:
    """Return every note under the folder, with `shown` in place of the folder's own path."""
    for found in notes_under(str(folder)):
        if isinstance(found, FileProblem):
            yield FileProblem(shown, found.message)
        else:
            yield load(found, os.path.join(shown, os.path.relpath(found, folder)))


def notes_under(folder: str) -> list[str | FileProblem]:
    """Return the paths of the notes under the folder, sorted, then the folders that cannot be listed."""
    problems: list[FileProblem] = []

    def unreadable(error: OSError) -> None:
        problems.append(FileProblem(_shown(str(error.filename)), f"cannot be listed: {_reason(error)}"))

    notes: list[str] = []
    rules = {folder: above(folder)}
    ignored = False
    for directory, folders, files in os.walk(folder, onerror=unreadable):
        inside = (*rules[directory], *within(directory))
        folders[:] = [name for name in folders if not name.startswith(".") and name not in NEVER]
        for name in list(folders):
            path = os.path.join(directory, name)
            rules[path] = inside
            if is_ignored(path, True, inside):
                folders.remove(name)
                ignored = True
        candidates = [os.path.join(directory, name) for name in files if _is_note(name)]
        kept = [path for path in candidates if not is_ignored(path, False, inside)]
        ignored |= len(kept) < len(candidates)
        notes += kept
    if not notes and not problems:
        but = " that .gitignore does not exclude" if ignored else ""
        problems.append(FileProblem(_shown(folder), f"no notes ({NOTES}) in this folder{but}"))
    return [*sorted(notes, key=lambda note: note.split(os.sep)), *problems]


def load(path: str, shown: str | None = None) -> Source | FileProblem:
    """Return the document at the path, with what it takes in, or why it cannot be read; `shown` is its name there."""
    found = load_alone(path, shown)
    if not isinstance(found, Source) or not path.lower().endswith(LATEX):
        return found
    from derive.cli.inclusion import assembled

    return assembled(found, path, load_alone)


def load_alone(path: str, shown: str | None = None) -> Source | FileProblem:
    """Return the one file at the path, called `shown` in the report, or why it cannot be read."""
    name = _shown(shown if shown is not None else path)
    try:
        with open(path, "rb") as stream:
            return _decode(stream, name)
    except FileNotFoundError:
        return FileProblem(name, f"no such file or folder.{_nearby(path)}")
    except (OSError, ValueError) as error:
        return FileProblem(name, f"cannot be read: {_reason(error)}")


def load_stdin(name: str) -> Source | FileProblem:
    """Return standard input as a document called `name`, or why it cannot be read."""
    if sys.stdin is None:
        return FileProblem(name, "standard input is closed")
    if sys.stdin.isatty():
        return FileProblem(name, "standard input is a terminal; pipe a document into derive or name a file")
    try:
        return _decode(sys.stdin.buffer, name)
    except OSError as error:
        return FileProblem(name, f"cannot be read: {_reason(error)}")


def _decode(stream: BinaryIO, name: str) -> Source | FileProblem:
    """Return the text of the stream with its line ends as they are, at most LARGEST bytes of it."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        return FileProblem(name, f"larger than {LARGEST // 1_000_000} MB; split it into several documents")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileProblem(name, "not UTF-8 but UTF-16 (byte offset 0); save it as UTF-8")
    if (zero := data.find(b"\0")) >= 0:
        return FileProblem(name, f"a binary file, not a note: NUL at byte offset {zero}")
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return FileProblem(name, f"not UTF-8 text: byte 0x{data[error.start]:02x} at byte offset {error.start}")


def _is_note(name: str) -> bool:
    return not name.startswith(".") and name.lower().endswith(SUFFIXES)


def _shown(path: str) -> str:
    """Return the path as text that every stream can encode."""
    return os.fsencode(path).decode("utf-8", "replace")


def _reason(error: OSError | ValueError) -> str:
    said = error.strerror if isinstance(error, OSError) else str(error)
    return (said or type(error).__name__).lower()


def _nearby(path: str) -> str:
    """Return ` Did you mean …?` with the entry of the same folder most like the path, or nothing."""
    from difflib import get_close_matches

    folder, name = os.path.split(path)
    try:
        entries = os.listdir(folder or ".")[:10_000]
    except (OSError, ValueError):
        return ""
    close = get_close_matches(name, sorted(entries), 1)
    return f" Did you mean {_shown(os.path.join(folder, close[0]))}?" if close else ""
