"""Documents checked by processes of their own, with limits that hold whatever happens inside.

SymPy and flint cannot be interrupted from inside, so a relation that takes too long, or more memory than there is for
it, ends the process that judges it. The document is then judged again without that relation; one relation is lost.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from time import monotonic

from derive.cli.examined import Check, Examined, Excused, examine, unfinished
from derive.source import Source

MOST_ATTEMPTS = 6
"""How many processes a document may cost; the last one reads it and judges nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a document and for one relation, and bytes of memory beyond what a process begins with."""

    document: float
    relation: float
    memory: int = 1 << 30


@dataclass(slots=True)
class Task:
    """One document on its way: `at` is the relation that is being judged, −1 before the first one.

    `began` and `since` are when its first process started and when the last relation was begun.
    """

    number: int
    source: Source
    excused: Excused
    process: ForkProcess
    connection: Connection
    began: float
    since: float
    at: int = -1
    attempts: int = 1
    died_at: list[int] = field(default_factory=list)


def available() -> bool:
    """Tell whether the system can copy a process."""
    return "fork" in multiprocessing.get_all_start_methods()


def examine_all(
    sources: list[Source], check: Check, limits: Limits, jobs: int, advance: Callable[[Source, int, int], None]
) -> Iterator[Examined]:
    """Yield what comes of the sources, in their order, `jobs` of them at a time."""
    waiting = list(enumerate(sources))[::-1]
    running: list[Task] = []
    done: dict[int, Examined] = {}
    try:
        for number in range(len(sources)):
            while number not in done:
                while waiting and len(running) < jobs:
                    running.append(_task(*waiting.pop(), check, limits))
                _attend(running, done, check, limits, advance)
            yield done.pop(number)
    finally:
        for task in running:
            _end(task)


def _task(number: int, source: Source, check: Check, limits: Limits) -> Task:
    """Return a document with its first process."""
    now = monotonic()
    excused = Excused()
    return Task(number, source, excused, *_process(source, excused, check, limits), began=now, since=now)


def _process(source: Source, excused: Excused, check: Check, limits: Limits) -> tuple[ForkProcess, Connection]:
    """Return a copy of this process that examines the document, and the end of the pipe it reports to."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_examine_here, args=(theirs, ours, source, excused, check, limits), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _examine_here(
    told: Connection, other: Connection, source: Source, excused: Excused, check: Check, limits: Limits
) -> None:
    """Examine one document in this process and send what came of it."""
    other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(limits.memory)
    with suppress(BrokenPipeError, MemoryError):
        told.send(examine(source, check, excused, lambda done, total: told.send((done, total))))
    told.close()
    os._exit(0)


def _limit_memory(extra: int) -> None:
    """Allow this process so many bytes more than it has, where the system can limit them."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as status:
            pages = int(status.read().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + extra,) * 2)


def _attend(
    running: list[Task],
    done: dict[int, Examined],
    check: Check,
    limits: Limits,
    advance: Callable[[Source, int, int], None],
) -> None:
    """Take in what the processes say, until one of them is finished, has died or is out of time."""
    rest = max(0.0, min(_deadline(task, limits) for task in running) - monotonic())
    ready = wait([task.connection for task in running], rest)
    for task in list(running):
        message = _received(task) if task.connection in ready else None
        if isinstance(message, tuple):
            task.at, task.since = message[0], monotonic()
            advance(task.source, *message)
        elif isinstance(message, Examined):
            done[task.number] = message
            running.remove(task)
            _end(task)
        elif task.connection in ready or monotonic() >= _deadline(task, limits):
            running.remove(task)
            _end(task)
            again = _again(task, check, limits)
            if again is None:
                done[task.number] = unfinished(task.source, limits.document)
            else:
                running.append(again)


def _deadline(task: Task, limits: Limits) -> float:
    """Return when the process of a document is ended: before the first relation it has the time of the document."""
    alone = task.since + (limits.document if task.at < 0 else limits.relation)
    return min(alone, task.began + 2 * limits.document) if task.excused.until is None else alone


def _received(task: Task) -> object:
    """Return what the process says, None when it has died."""
    try:
        return task.connection.recv()
    except (EOFError, OSError):
        return None


def _again(task: Task, check: Check, limits: Limits) -> Task | None:
    """Return the document with a new process that leaves out where the last one died; None when nothing can be left.

    Where it dies again at the same place, or the time for the document is used up, nothing more is judged.
    """
    if task.at < 0 or task.excused.until is not None:
        return None
    last = task.attempts + 1 >= MOST_ATTEMPTS or monotonic() > task.began + 2 * limits.document
    stuck = task.at in task.died_at
    until = 0 if last else task.at if stuck else None
    task.died_at.append(task.at)
    task.excused = Excused(task.excused.relations | {task.at}, until)
    task.process, task.connection = _process(task.source, task.excused, check, limits)
    task.at, task.since, task.attempts = -1, monotonic(), task.attempts + 1
    return task


def _end(task: Task) -> None:
    """End the process of a document, whatever it is doing."""
    task.process.kill()
    task.process.join()
    task.connection.close()
