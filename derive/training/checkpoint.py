"""A run on the disk: whole or not at all, without pickle, and the same bytes for the same state."""

import io
import json
import math
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy

from derive.codegen.program import Array
from derive.training.archive import arrays_of
from derive.training.data import DataError
from derive.training.loop import Course, Record

FORMAT = 1
ABOUT, HISTORY, STATE = "about", "history", "state/"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member, so that equal states are equal files."""


def save(path: Path, about: Mapping[str, Any], course: Course, state: Mapping[str, Array]) -> None:
    """Put a run into the file: after a crash at any moment the old file or the new one is there. Raises OSError.

    `about` is whatever JSON can hold and must be the same when the run goes on.
    """
    told = {"format": FORMAT, "epoch": course.epoch, "position": course.position, "about": dict(about)}
    text = json.dumps(told, sort_keys=True).encode()
    arrays = {ABOUT: np.frombuffer(text, np.uint8), HISTORY: table(course.history)}
    arrays |= {STATE + name: value for name, value in state.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, value in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy", EPOCH), "w", force_zip64=True) as member:
                npy.write_array(member, np.asarray(value, order="C"), allow_pickle=False)
    replace(path, packed.getvalue())


def table(history: list[Record]) -> Array:
    """Return the records as rows of numbers."""
    return np.array([astuple(record) for record in history], np.float64).reshape(-1, 5)


def replace(path: Path, data: bytes) -> None:
    """Put the bytes in the place of the file, once they are on the disk."""
    target = Path(os.path.realpath(path))
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode_of(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    sync_folder(target.parent)


def mode_of(target: Path) -> int:
    """Return the permissions of the file there, or those that a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def sync_folder(folder: Path) -> None:
    """Have the new name of a file on the disk too, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


def read(path: Path) -> tuple[dict[str, Any], Course, dict[str, Array]]:
    """Return what `save` was given. Raises DataError when the file is not a checkpoint of this format."""
    if not path.is_file():
        raise DataError(f"there is no checkpoint {path}; leave --resume out to begin one")
    arrays = arrays_of(path)
    broken = DataError(f"{path.name} is not a checkpoint of derive train")
    try:
        told = json.loads(arrays[ABOUT].tobytes().decode())
        version, about = told["format"], told["about"]
        course = Course(int(told["epoch"]), int(told["position"]), records(arrays[HISTORY]))
    except (KeyError, ValueError, TypeError, RecursionError, OverflowError):
        raise broken from None
    if version != FORMAT:
        raise DataError(f"{path.name} is a checkpoint of format {version!r}; this derive reads format {FORMAT}")
    if not isinstance(about, dict) or course.epoch < 0 or course.position < 0:
        raise broken
    return about, course, {name[len(STATE) :]: value for name, value in arrays.items() if name.startswith(STATE)}


def records(values: Array) -> list[Record]:
    """Return the rows of numbers as records."""
    rows = [[float(value) for value in row] for row in values.tolist()]
    if not all(len(row) == 5 and math.isfinite(row[0]) for row in rows):
        raise ValueError
    return [Record(int(row[0]), *row[1:]) for row in rows]
