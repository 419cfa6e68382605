"""What was found in documents that have not changed since, kept as JSON in the user's cache folder.

An entry is found by a hash of all that its report follows from: the document's text with what it takes in, its
format, the options of the judges, and derive itself with the libraries it calculates with. So no entry ever grows
stale; those that were not asked for longest are removed.
"""

import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from derive.report.record import as_record, report_of
from derive.source import Source
from derive.verdict import DocumentReport, Unchecked

MOST_ENTRIES = 10_000
MOST_BYTES = 256_000_000
LARGEST_ENTRY = 8_000_000
ABANDONED = 3600
"""After so many seconds a file that was never finished belongs to nobody any more."""

LIBRARIES = {"sympy": "sympy", "mpmath": "mpmath", "flint": "python_flint", "numpy": "numpy"}
"""Modules that verdicts depend on, and the names of their distributions."""

COMPILED = ".pyc"
UNFINISHED, ENTRY = ".part", ".json"
NOT_FINAL = ("D901", "D902")
"""Another run may come further where a limit was reached, and our own mistakes are not kept."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; `setting` is all that a report follows from besides its document."""

    folder: str
    setting: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A report, and the lines that are shown beside it where they were asked for."""

    report: DocumentReport
    readings: tuple[str, ...] = ()


def open_cache(options: dict[str, Any]) -> Cache | None:
    """Return the user's cache for runs with these options; None where there is no folder for it."""
    folder = folder_of_user()
    try:
        judges = [program(), libraries(), list(sys.version_info[:3])]
    except OSError:
        return None
    return None if folder is None else Cache(folder, json.dumps([*judges, options], sort_keys=True))


def folder_of_user() -> str | None:
    """Return $DERIVE_CACHE_DIR, or `derive` in the folder that the system has for caches; None without a home."""
    chosen = os.environ.get("DERIVE_CACHE_DIR")
    if chosen:
        return os.path.abspath(chosen)
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        parent = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        parent = os.path.join(home, "Library", "Caches")
    else:
        given = os.environ.get("XDG_CACHE_HOME", "")
        parent = given if os.path.isabs(given) else os.path.join(home, ".cache")
    return os.path.join(parent, "derive") if os.path.isabs(parent) else None


def program() -> str:
    """Return a hash of derive's own files."""
    digest = blake2b(digest_size=16)
    package = Path(__file__).resolve().parent.parent
    for folder, folders, files in os.walk(package):
        folders.sort()
        for name in sorted(files):
            if not name.endswith(COMPILED):
                path = os.path.join(folder, name)
                with open(path, "rb") as stream:
                    data = stream.read()
                digest.update(f"{os.path.relpath(path, package)}\0{len(data)}\0".encode())
                digest.update(data)
    return digest.hexdigest()


def libraries() -> list[str]:
    """Return the distributions that verdicts depend on with their versions, by the names of their folders."""
    found: list[str] = []
    for module, distribution in LIBRARIES.items():
        spec = find_spec(module)
        if spec is not None and spec.origin is not None:
            site = os.path.dirname(os.path.dirname(spec.origin))
            found += [name for name in sorted(os.listdir(site)) if name.startswith(f"{distribution}-")]
    return found


def load(cache: Cache, source: Source, beside: str = "") -> Entry | None:
    """Return what is known of the document, None where nothing is; `beside` names what is shown beside the report.

    An entry that is damaged counts for nothing.
    """
    path = _path(cache, source, beside)
    try:
        with open(path, "rb") as stream:
            seal, _, body = stream.read(LARGEST_ENTRY).partition(b"\n")
        if seal != _seal(body):
            return None
        data = json.loads(body)
        entry = Entry(report_of(data["report"], source), tuple(data["readings"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    with suppress(OSError):
        os.utime(path)
    return entry


def store(cache: Cache, entry: Entry, beside: str = "") -> None:
    """Keep the report, unless a limit or a mistake of derive's had a part in it; where it cannot be kept, it is not.

    Readers and other writers see the whole entry or none, whenever this process ends.
    """
    import tempfile

    if not is_final(entry.report):
        return
    path = _path(cache, entry.report.source, beside)
    temporary = ""
    try:
        body = json.dumps({"report": as_record(entry.report), "readings": entry.readings}).encode("ascii")
        if len(body) > LARGEST_ENTRY - 100:
            return
        os.makedirs(cache.folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=cache.folder, suffix=UNFINISHED)
        with os.fdopen(handle, "wb") as stream:
            stream.write(_seal(body) + b"\n" + body)
        os.replace(temporary, path)
    except (OSError, ValueError):
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)


def is_final(report: DocumentReport) -> bool:
    """Tell whether every run with the same options finds the same."""
    unchecked = [found.verdict.rule for found in report.findings if isinstance(found.verdict, Unchecked)]
    return not {*unchecked, *(repaired.rule for repaired in report.repaired)} & {*NOT_FINAL}


def tidy(folder: str) -> None:
    """Remove the entries that were not asked for longest until the rest is within bounds, and what was abandoned."""
    kept: list[tuple[float, int, str]] = []
    with suppress(OSError), os.scandir(folder) as files:
        for file in files:
            with suppress(OSError):
                status = file.stat(follow_symlinks=False)
                if file.name.endswith(UNFINISHED) and status.st_mtime < time.time() - ABANDONED:
                    os.unlink(file.path)
                elif file.name.endswith(ENTRY):
                    kept.append((status.st_mtime, status.st_size, file.path))
    kept.sort(reverse=True)
    total = 0
    for number, (_, size, path) in enumerate(kept):
        total += size
        if number >= MOST_ENTRIES or total > MOST_BYTES:
            with suppress(OSError):
                os.unlink(path)


def _path(cache: Cache, source: Source, beside: str) -> str:
    """Return the file of the entry; of its path a document's report follows from the suffix, unless it has parts."""
    _, dot, suffix = source.path.lower().rpartition(".")
    pieces = [[piece.start, piece.path, piece.line, piece.column] for piece in source.pieces]
    digest = blake2b(digest_size=20)
    digest.update(json.dumps([cache.setting, beside, dot + suffix, pieces, source.path if pieces else ""]).encode())
    digest.update(b"\0" + source.text.encode("utf-8", "surrogatepass"))
    return os.path.join(cache.folder, digest.hexdigest() + ENTRY)


def _seal(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).hexdigest().encode("ascii")
