"""The notations that come with derive: those of books, each a short note, and those of the built-in equations."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from derive.source import Source


def names() -> tuple[str, ...]:
    """Return the names of the notations."""
    return tuple(_notes())


def notation_source(name: str) -> Source | None:
    """Return the note that shows the notation of this name, in any case; None where there is none."""
    note = _notes().get(name.strip().lower())
    return None if note is None else Source(note.name, note.read_text("utf-8"))


def _notes() -> dict[str, Traversable]:
    """Return the notes by their names, books first; the equations lie in the package, or beside a checkout's."""
    package = files("derive")
    equations = package / "equations"
    if not equations.is_dir():
        equations = package / ".." / "equations"
    found: dict[str, Traversable] = {}
    for folder in (package / "notation" / "books", equations):
        notes = [note for note in folder.iterdir() if note.name.endswith(".md")] if folder.is_dir() else []
        found |= {note.name.removesuffix(".md"): note for note in sorted(notes, key=lambda note: note.name)}
    return found
