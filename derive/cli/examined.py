"""One document examined: its report, or why it has none."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TypeAlias

from derive.cli.status import describe_bug
from derive.report.diagnostic import OUR_BUG
from derive.source import Source
from derive.verdict import DocumentReport, FileProblem, Unchecked


@dataclass(frozen=True, slots=True)
class Checked:
    """The report of one document, and what its renderer shows beside it: the exhibit of the page, None elsewhere.

    When corrections were made, `before` is the document without them, and `corrections` their number.
    """

    report: DocumentReport
    exhibit: object = None
    before: Source | None = None
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class Excused:
    """The numbers of the relations that are not judged, and the number from which on none is."""

    relations: frozenset[int] = frozenset()
    until: int | None = None


Check: TypeAlias = Callable[[Source, Callable[[int, int], None], Excused], Checked]


@dataclass(frozen=True, slots=True)
class Judging:
    """How documents are checked: what is `known` of one that was checked before, and else the `check`.

    `prepare` loads what checking takes; it comes before the first check and costs nothing a second time.
    """

    known: Callable[[Source], Checked | None]
    prepare: Callable[[], None]
    check: Check


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of one document: a report, or why there is none; `trace` is that of an error of derive's own."""

    checked: Checked | None
    problem: FileProblem | None
    bug: bool = False
    trace: str = ""


class OutOfTime(BaseException):
    """The time for one document is up; no handler of ordinary exceptions may stop it."""


def examine(source: Source, check: Check, excused: Excused, advance: Callable[[int, int], None]) -> Examined:
    """Return the report of one document, or why it has none."""
    try:
        checked = check(source, advance, excused)
    except MemoryError:
        raise
    except Exception as error:
        import traceback

        problem = FileProblem(source.path, describe_bug(error))
        return Examined(None, problem, bug=True, trace=traceback.format_exc().rstrip())
    return Examined(checked, None, any(_is_bug(finding.verdict) for finding in checked.report.findings))


def examine_within(
    seconds: float, source: Source, check: Check, excused: Excused, advance: Callable[[int, int], None]
) -> Examined:
    """Return the report of one document, or that the seconds were not enough, without a process of its own."""
    try:
        with _deadline(seconds):
            return examine(source, check, excused, advance)
    except (OutOfTime, MemoryError):
        return unfinished(source, seconds)


def unfinished(source: Source, seconds: float) -> Examined:
    """Return that the document could not be examined within the limits."""
    message = f"not finished after {seconds:g} s, or out of memory; nothing of it was checked; see --timeout"
    return Examined(None, FileProblem(source.path, message))


def _is_bug(verdict: object) -> bool:
    return isinstance(verdict, Unchecked) and verdict.rule == OUR_BUG


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block once the seconds have passed, where the system can (POSIX, main thread)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
