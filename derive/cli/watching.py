"""`derive verify --watch`: the same run again whenever a document changes."""

import os
import select
import sys
from collections.abc import Callable, Iterable
from time import monotonic, sleep
from typing import TextIO, TypeAlias

from derive.cli.status import INTERRUPTED
from derive.source import Source
from derive.verdict import FileProblem

Loaded: TypeAlias = list[Source | FileProblem]

SHORTEST_PAUSE = 0.4
SHARE = 10
"""How much longer a pause is than reading the documents takes, so that watching costs next to nothing."""

CLEAR = "\x1b[H\x1b[2J\x1b[3J"


def watch(load: Callable[[], Iterable[Source | FileProblem]], run: Callable[[Loaded], int]) -> int:
    """Run with the documents, and again when what they hold is no longer the same; return the exit status.

    An interrupt ends it with 130, a reader that goes away with the status of the last run. A terminal shows each
    report on an empty screen; anything else gets one after the other.
    """
    seen: list[tuple[object, ...]] | None = None
    status = 0
    try:
        is_read = readers_of(sys.stdout)
        while is_read() and status != INTERRUPTED:
            began = monotonic()
            documents = list(load())
            taken = monotonic() - began
            held = [_content(item) for item in documents]
            if held != seen:
                seen, status = held, _again(documents, run)
            else:
                sleep(max(SHORTEST_PAUSE, SHARE * taken))
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def readers_of(stream: TextIO) -> Callable[[], bool]:
    """Return a function that tells whether somebody still reads the stream, as far as the system can say."""
    try:
        pipe = os.dup(stream.fileno())
        poll = select.poll()
        poll.register(pipe, 0)
    except (AttributeError, OSError, ValueError):
        return lambda: True
    return lambda: not any(event & select.POLLERR for _, event in poll.poll(0))


def _again(documents: Loaded, run: Callable[[Loaded], int]) -> int:
    in_front_of_person = sys.stdout.isatty()
    if in_front_of_person:
        sys.stdout.write(CLEAR)
        sys.stdout.flush()
    status = run(documents)
    if in_front_of_person and status != INTERRUPTED:
        sys.stderr.write("watching for changes; Ctrl-C ends\n")
        sys.stderr.flush()
    return status


def _content(item: Source | FileProblem) -> tuple[object, ...]:
    if isinstance(item, FileProblem):
        return item.path, item.message
    return item.path, item.text, item.pieces
