"""Bytes of files that may be anything: read up to a limit, every failure one sentence."""

import gzip
import zlib
from pathlib import Path

from derive.training.data import DataError


def read_bytes(path: Path, largest: int) -> bytes:
    """Return the bytes of a file, at most `largest`. Raises DataError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name} cannot be read: {reason(error)}") from None
    if len(data) > largest:
        raise DataError(f"{path.name} is larger than {largest:,} bytes")
    return data


def read_unpacked(path: Path, largest: int) -> bytes:
    """Return at most `largest` + 1 bytes of a file, unpacked when it is gzip. Raises DataError."""
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
            stream.seek(0)
            if not packed:
                return stream.read(largest + 1)
            with gzip.open(stream) as unpacked:
                return unpacked.read(largest + 1)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise DataError(f"{path.name} cannot be read: {reason(error)}") from None


def reason(error: Exception) -> str:
    """Return what an exception says, without path and number."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (" ".join(said.split()) or type(error).__name__).lower()[:200]
