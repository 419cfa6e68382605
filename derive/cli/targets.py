"""What `derive explain` is asked for: a label, a line, a document."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import click

from derive.cli.choice import suggestion
from derive.cli.documents import STDIN, builtin_equations, load, load_folder, load_stdin
from derive.source import Source
from derive.verdict import FileProblem

USUAL = "four-equations.md"
"""The built-in note that is meant where several have a label."""

ALGORITHM = "algorithm"


@dataclass(frozen=True, slots=True)
class Target:
    """The relations of a document that are asked for: those with a label, those on a line, or all of them."""

    source: Source
    label: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The targets, and a line for the reader about what else there is."""

    targets: tuple[Target, ...]
    note: str = ""


def wanted(ctx: click.Context, target: str | None, path: str | None, everything: bool) -> Wanted:
    """Return what is asked for; fail with a sentence where there is no such label, line or file."""
    if target is None:
        if not everything:
            ctx.fail(f"Say what to explain: a label ({', '.join(all_labels(builtin()))}), a file, or --all.")
        return Wanted(tuple(Target(source) for source in builtin()))
    if path is not None:
        return in_document(ctx, document(ctx, path), target)
    if target == STDIN or os.path.isfile(target):
        return Wanted((Target(document(ctx, target)),))
    name, colon, place = target.rpartition(":")
    if colon and (os.path.isfile(name) or name == STDIN):
        return in_document(ctx, document(ctx, name), place)
    if colon and (note := built_in_note(name)) is not None:
        return in_document(ctx, note, place)
    if (note := built_in_note(target)) is not None:
        return Wanted((Target(note),))
    if target == ALGORITHM:
        return Wanted((Target(next(note for note in builtin() if note.path.endswith(USUAL)), ALGORITHM),))
    return by_label(ctx, target)


def document(ctx: click.Context, path: str) -> Source:
    """Return the document; fail where it cannot be read."""
    found = load_stdin("<stdin>") if path == STDIN else built_in_note(path) or load(path)
    if isinstance(found, FileProblem):
        ctx.fail(f"{found.path}: {found.message}")
    return found


def builtin() -> list[Source]:
    """Return the notes that come with derive."""
    return [found for found in load_folder(builtin_equations(), "equations") if isinstance(found, Source)]


def built_in_note(name: str) -> Source | None:
    """Return the built-in note of this name, with or without its suffix."""
    for source in builtin() if not os.path.exists(name) else ():
        own = os.path.basename(source.path)
        if name in (source.path, own, own.removesuffix(".md")):
            return source
    return None


def in_document(ctx: click.Context, source: Source, place: str) -> Wanted:
    """Return a line or a label of one document."""
    if place.isdigit() and place not in labels(source):
        lines = source.text.count("\n") + 1
        if not 0 < int(place) <= lines:
            ctx.fail(f"{source.path} has {lines} lines; there is no line {place}.")
        return Wanted((Target(source, line=int(place)),))
    own = labels(source)
    label = spelled(place, own)
    if label is None:
        known = f"Its labels are {', '.join(own)}." if own else "It has no \\tag; give a line, FILE:LINE."
        ctx.fail(f"{source.path} has no label {place!r}.{suggestion(place, own)} {known}")
    return Wanted((Target(source, label),))


def by_label(ctx: click.Context, label: str) -> Wanted:
    """Return the relation with the label in the built-in notes, and where else the label stands."""
    notes = builtin()
    found = [(note, own) for note in notes if (own := spelled(label, labels(note))) is not None]
    if not found:
        if os.sep in label or label.lower().endswith((".md", ".tex", ".ipynb", ".txt")):
            problem = load(label)
            ctx.fail(f"{label}: {problem.message}" if isinstance(problem, FileProblem) else f"{label} is a folder.")
        names = all_labels(notes)
        ctx.fail(f"There is no label {label!r}.{suggestion(label, names)} The labels are {', '.join(names)}.")
    found.sort(key=lambda pair: not pair[0].path.endswith(USUAL))
    (note, own), *others = found
    places = ", ".join(f"{os.path.basename(other.path)}:{name}" for other, name in others)
    return Wanted((Target(note, own),), f"{own} is also in other notations: derive explain {places}" if others else "")


def spelled(label: str, known: Iterable[str]) -> str | None:
    """Return the label as it is written, upper and lower case alike; None where there is no such label."""
    return next((own for own in known if own.lower() == label.lower()), None)


def labels(source: Source) -> list[str]:
    """Return what stands in the \\tags of the document, in order."""
    found: dict[str, None] = {}
    at = source.text.find("\\tag")
    while at >= 0:
        start = source.text.find("{", at, at + 6)
        stop = source.text.find("}", start) if start >= 0 else -1
        if stop > 0 and (text := source.text[start + 1 : stop].strip()):
            found[text] = None
        at = source.text.find("\\tag", at + 4)
    return list(found)


def all_labels(sources: Iterable[Source]) -> list[str]:
    """Return the labels of all documents, each once."""
    return list(dict.fromkeys([*(label for source in sources for label in labels(source)), ALGORITHM]))
