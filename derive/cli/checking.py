"""Checking one document after another, whatever happens in any of them."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from derive.cli.examined import Checked, Examined, Excused, Judging, examine_within
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
    judging: Judging,
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
        for found in _examined(sources, judging, timeout, progress, jobs):
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
    sources: Iterable[Source | FileProblem], judging: Judging, timeout: float, progress: Progress, jobs: int
) -> Iterator[Examined]:
    """Yield what comes of the sources, in their order: one after another as they are read, or several side by side."""
    if jobs == 1:
        for item in sources:
            yield _known(item, judging) or _alone(item, judging, timeout, progress)
        return
    given = [(item, _known(item, judging)) for item in sources]
    unknown = [item for item, known in given if known is None and isinstance(item, Source)]
    checked = _side_by_side(unknown, len(given), judging, timeout, progress, jobs)
    yield from (known or next(checked) for _, known in given)


def _known(item: Source | FileProblem, judging: Judging) -> Examined | None:
    """Return what comes of a document that was checked before, or that cannot be read; None for any other."""
    if isinstance(item, FileProblem):
        return Examined(None, item)
    known = judging.known(item)
    return None if known is None else Examined(known, None)


def _alone(source: Source | FileProblem, judging: Judging, timeout: float, progress: Progress) -> Examined:
    """Return what comes of one document: by a process of its own where the system can copy one."""
    from derive.cli import workers

    assert isinstance(source, Source)
    judging.prepare()
    progress.start(source.path)
    if not workers.available():
        return examine_within(2 * timeout, source, judging.check, Excused(), progress.advance)
    limits = workers.Limits(timeout, RELATION * timeout)
    told = workers.examine_all([source], judging.check, limits, 1, lambda _, *how_far: progress.advance(*how_far))
    return next(told)


def _side_by_side(
    sources: list[Source], total: int, judging: Judging, timeout: float, progress: Progress, jobs: int
) -> Iterator[Examined]:
    """Yield what comes of the sources; of all `total` documents of the run the others are known already."""
    from derive.cli import workers

    if len(sources) < 2 or not workers.available():
        yield from (_alone(source, judging, timeout, progress) for source in sources)
        return
    judged: set[Source] = set()

    def advance(source: Source, done: int, of: int) -> None:
        judged.update({source} if done == of else ())
        progress.advance(total - len(sources) + len(judged), total)

    judging.prepare()
    progress.start("documents")
    limits = workers.Limits(timeout, RELATION * timeout)
    yield from workers.examine_all(sources, judging.check, limits, jobs, advance)
