"""Checking one document after another, whatever happens in any of them."""

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TypeAlias

from derive.cli.progress import Progress
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


Check: TypeAlias = Callable[[Source, Callable[[int, int], None]], Checked]


@dataclass(slots=True)
class Outcome:
    """What a run has found so far; `bugs` is true when derive itself failed on some document."""

    documents: list[DocumentReport] = field(default_factory=list)
    exhibits: list[object] = field(default_factory=list)
    corrected: list[Checked] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    bugs: bool = False
    interrupted: bool = False


GRACE = 2
"""How many times its time a document has before it is given up, for a relation that does not come to its end."""


class OutOfTime(BaseException):
    """The time for one document is up; no handler of ordinary exceptions may stop it."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of one document: a report, or why there is none; `trace` is that of an error of derive's own."""

    checked: Checked | None
    problem: FileProblem | None
    bug: bool = False
    trace: str = ""


def check_all(
    sources: Iterable[Source | FileProblem],
    check: Check,
    timeout: float,
    progress: Progress,
    tell: Callable[[str], None],
    jobs: int = 1,
) -> Outcome:
    """Return what was found in the sources, each within `timeout` seconds; problems are told as they arise.

    A document that makes derive fail, or takes too long, becomes a problem of its own and the others are still checked.
    An interrupt ends the run with what was found until then. Several documents are checked by `jobs` processes, with
    the same outcome in the same order.
    """
    outcome = Outcome()
    try:
        for found in _examined(sources, check, timeout, progress, jobs):
            outcome.bugs |= found.bug
            if found.trace and os.environ.get("DERIVE_DEBUG"):
                tell(found.trace)
            if found.problem is not None:
                outcome.problems.append(found.problem)
                tell(f"error: {found.problem.path}: {found.problem.message}")
            if found.checked is not None:
                outcome.documents.append(found.checked.report)
                outcome.exhibits.append(found.checked.exhibit)
                if found.checked.before is not None:
                    outcome.corrected.append(found.checked)
    except KeyboardInterrupt:
        outcome.interrupted = True
    return outcome


def _examined(
    sources: Iterable[Source | FileProblem], check: Check, timeout: float, progress: Progress, jobs: int
) -> Iterator[Examined]:
    """Return what comes of the sources: side by side when there are several and the system can copy a process."""
    if jobs == 1 or "fork" not in multiprocessing.get_all_start_methods():
        return _in_turn(sources, check, timeout, progress)
    given = list(sources)
    workers = min(jobs, sum(isinstance(source, Source) for source in given))
    if workers < 2:
        return _in_turn(given, check, timeout, progress)
    return _side_by_side(given, check, timeout, progress, workers)


def _in_turn(
    sources: Iterable[Source | FileProblem], check: Check, timeout: float, progress: Progress
) -> Iterator[Examined]:
    """Yield what comes of the sources, one after another."""
    for source in sources:
        if isinstance(source, Source):
            progress.start(source.path)
            yield _examine(source, check, timeout, progress.advance)
        else:
            yield Examined(None, source)


def _side_by_side(
    sources: list[Source | FileProblem], check: Check, timeout: float, progress: Progress, workers: int
) -> Iterator[Examined]:
    """Yield what comes of the sources, in their order, from processes that are copies of this one."""
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, context, _adopt, (check, timeout)) as executor:
        pending = [executor.submit(_examine_here, item) if isinstance(item, Source) else item for item in sources]
        try:
            for done, item in enumerate(pending, start=1):
                yield Examined(None, item) if isinstance(item, FileProblem) else item.result()
                progress.start("documents")
                progress.advance(done, len(pending))
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


_adopted: list[tuple[Check, float]] = []


def _adopt(check: Check, timeout: float) -> None:
    """Take over the check in a new process."""
    _adopted.append((check, timeout))


def _examine_here(source: Source) -> Examined:
    """Return what comes of one document in this process."""
    check, timeout = _adopted[-1]
    return _examine(source, check, timeout, lambda done, total: None)


def _examine(source: Source, check: Check, timeout: float, advance: Callable[[int, int], None]) -> Examined:
    """Return the report of one document, or why it has none."""
    try:
        with _deadline(GRACE * timeout):
            checked = check(source, advance)
    except OutOfTime:
        message = f"not finished after {GRACE * timeout:g} s, nothing of it was checked; see --timeout"
        return Examined(None, FileProblem(source.path, message))
    except Exception as error:
        problem = FileProblem(source.path, describe_bug(error))
        return Examined(None, problem, bug=True, trace=traceback.format_exc().rstrip())
    return Examined(checked, None, any(_is_bug(finding.verdict) for finding in checked.report.findings))


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
