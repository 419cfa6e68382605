"""Checking one document after another, whatever happens in any of them."""

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TypeAlias

from derive.cli.progress import Progress
from derive.cli.status import describe_bug
from derive.report.diagnostic import OUR_BUG
from derive.source import Source
from derive.verdict import DocumentReport, FileProblem, Unchecked

Check: TypeAlias = Callable[[Source, Callable[[int, int], None]], DocumentReport]


@dataclass(slots=True)
class Outcome:
    """What a run has found so far; `bugs` is true when derive itself failed on some document."""

    documents: list[DocumentReport] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    bugs: bool = False
    interrupted: bool = False


class OutOfTime(BaseException):
    """The time for one document is up; no handler of ordinary exceptions may stop it."""


def check_all(
    sources: Iterable[Source | FileProblem],
    check: Check,
    timeout: float,
    progress: Progress,
    tell: Callable[[str], None],
) -> Outcome:
    """Return what was found in the sources, each within `timeout` seconds; problems are told as they arise.

    A document that makes derive fail, or takes too long, becomes a problem of its own and the others are still checked.
    An interrupt ends the run with what was found until then.
    """
    outcome = Outcome()

    def problem(path: str, message: str) -> None:
        outcome.problems.append(FileProblem(path, message))
        tell(f"error: {path}: {message}")

    try:
        for source in sources:
            if isinstance(source, FileProblem):
                problem(source.path, source.message)
                continue
            progress.start(source.path)
            try:
                with _deadline(timeout):
                    document = check(source, progress.advance)
            except OutOfTime:
                problem(source.path, f"not finished after {timeout:g} s, nothing of it was checked; see --timeout")
            except Exception as error:
                outcome.bugs = True
                if os.environ.get("DERIVE_DEBUG"):
                    tell(traceback.format_exc().rstrip())
                problem(source.path, describe_bug(error))
            else:
                outcome.documents.append(document)
                outcome.bugs |= any(_is_bug(finding.verdict) for finding in document.findings)
    except KeyboardInterrupt:
        outcome.interrupted = True
    return outcome


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
