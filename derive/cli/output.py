"""Where a report goes: standard output or a file, with colour or without."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from derive.report.page import Line, plain

NARROWEST, WIDEST, USUAL = 60, 140, 100


def make_safe() -> None:
    """Let both output streams take any character, one that the encoding lacks as an escape; a closed one takes all."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def is_unicode(stream: TextIO) -> bool:
    """Say whether the stream can write every character."""
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")


def wants_colour(stream: TextIO) -> bool:
    """Say whether to colour: NO_COLOR forbids it, FORCE_COLOR asks for it, else a terminal other than dumb has it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO | None) -> int:
    """Return the cells of a line: the terminal's, within bounds, or always the same number elsewhere."""
    if stream is None or not stream.isatty():
        return USUAL
    import shutil

    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((USUAL, 24)).columns))


def show(lines: Sequence[Line], stream: TextIO) -> None:
    """Write the lines to the stream, in colour where it is wanted."""
    if wants_colour(stream):
        from derive.report.paint import paint

        paint(lines, stream)
    else:
        stream.write(text_of(lines))
    stream.flush()


def text_of(lines: Sequence[Line]) -> str:
    """Return the lines as plain text."""
    return "".join(f"{plain(line)}\n" for line in lines)


def silence(stream: TextIO) -> None:
    """Let everything still to be written to the stream vanish: its reader has gone, or its disk is full."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def write_file(path: str, text: str) -> None:
    """Put the text into the file at once: a reader sees the old file or the whole new one. Raises OSError.

    A link is followed; a device or a pipe is written to directly.
    """
    import tempfile

    target = os.path.realpath(path)
    data = text.encode("utf-8", "backslashreplace")
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as stream:
            stream.write(data)
        return
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".derive-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    """Return the permissions of the file there, or those that a new file gets."""
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
