"""Checking one document after another, whatever happens in any of them."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from derive.cli import workers
from derive.cli.examined import Check, Checked, Examined, Excused, examine_within
from derive.cli.progress import Progress
from derive.source import Source
from derive.verdict import DocumentReport, FileProblem


@dataclass(slots=True)
class Outcome:
    """What a run has found so far; `bugs` is true when derive itself failed on some document."""

    documents: list[DocumentReport] = field(default_factory=list)
    exhibits: list[object] = field(default_factory=list)
    corrected: list[Checked] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    bugs: bool = False
    interrupted: bool = False


RELATION = 1 / 3
"""The part of a document's time that one of its relations may take."""


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
    """Yield what comes of the sources, in their order: one after another as they are read, or several side by side."""
    if jobs > 1:
        given = list(sources)
        results = _side_by_side([item for item in given if isinstance(item, Source)], check, timeout, progress, jobs)
        for item in given:
            yield Examined(None, item) if isinstance(item, FileProblem) else next(results)
        return
    for item in sources:
        yield Examined(None, item) if isinstance(item, FileProblem) else _alone(item, check, timeout, progress)


def _alone(source: Source, check: Check, timeout: float, progress: Progress) -> Examined:
    """Return what comes of one document: by a process of its own where the system can copy one."""
    progress.start(source.path)
    if not workers.available():
        return examine_within(2 * timeout, source, check, Excused(), progress.advance)
    limits = workers.Limits(timeout, RELATION * timeout)
    return next(workers.examine_all([source], check, limits, 1, lambda _, done, total: progress.advance(done, total)))


def _side_by_side(
    sources: list[Source], check: Check, timeout: float, progress: Progress, jobs: int
) -> Iterator[Examined]:
    """Yield what comes of the sources; progress is told by the document where there are several."""
    if len(sources) < 2 or not workers.available():
        yield from (_alone(source, check, timeout, progress) for source in sources)
        return
    limits = workers.Limits(timeout, RELATION * timeout)
    for done, found in enumerate(workers.examine_all(sources, check, limits, jobs, lambda *_: None), start=1):
        progress.start("documents")
        progress.advance(done, len(sources))
        yield found
