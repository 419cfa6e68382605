"""How the documents of a run are checked, and what is known of those that were checked before."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache as once
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from derive.cli.cache import Cache, Entry, load, open_cache, store, tidy
from derive.cli.examined import Check, Checked, Excused, Judging
from derive.cli.fixing import edits_of, fixed
from derive.cli.output import is_unicode
from derive.cli.request import Request, selection_of
from derive.report.ignoring import selected
from derive.source import Source
from derive.verdict import DocumentReport

if TYPE_CHECKING:
    from derive.pipeline import Options, Study

Advance = Callable[[int, int], None]


def judging_of(request: Request) -> Judging:
    """Return how the documents of the request are checked."""
    cache = None if request.no_cache else open_cache(_chosen(request))

    def known(source: Source) -> Checked | None:
        beside = beside_of(request)
        entry = None if cache is None or beside is None else load(cache, source, beside)
        if entry is None:
            return None
        report = selected(entry.report, selection_of(request))
        if (request.fix or request.diff) and edits_of(report):
            return None
        return Checked(report, entry.readings if beside else None)

    def prepare() -> None:
        from derive.pipeline import Options, prepare

        if cache is not None:
            tidy(cache.folder)
        if not request.paths or len(request.paths) > 1 or any(Path(path).is_dir() for path in request.paths):
            prepare(Options(**_chosen(request)))

    return Judging(known, once(prepare), _check_of(request, cache))


def beside_of(request: Request) -> str | None:
    """Return what is shown beside the report and kept with it: nothing, or readings in an alphabet.

    None where more is shown than is kept.
    """
    if request.output_format == "html":
        return None
    if request.output_format != "full" or not request.verbose:
        return ""
    return "unicode" if request.output_file or is_unicode(sys.stdout) else "ascii"


def _chosen(request: Request) -> dict[str, Any]:
    """Return the options of the judges by their names."""
    return {
        "layers": request.layers,
        "activation": request.activation,
        "cost": request.cost,
        "judges": request.judges or ("auto" if request.paths else "all"),
        "seed": request.seed,
        "seconds": request.timeout,
    }


def _check_of(request: Request, cache: Cache | None) -> Check:
    """Return how one document is checked, and corrected where that is asked for."""
    beside, selection = beside_of(request), selection_of(request)

    def check_one(source: Source, progress: Advance, excused: Excused) -> Checked:
        from derive.pipeline import Options

        options = Options(**_chosen(request), given_up=excused.relations, until=excused.until)

        def report_of(other: Source, advance: Advance = lambda done, total: None) -> DocumentReport:
            return selected(_report(other, options, advance, cache), selection)

        def shown(other: Source, advance: Advance) -> Checked:
            if beside == "":
                return Checked(report_of(other, advance))
            if beside is None:
                checked = _exhibited(other, options, advance)
            else:
                checked = _read_aloud(other, options, advance, cache, beside)
            return replace(checked, report=selected(checked.report, selection))

        if not request.fix and not request.diff:
            return shown(source, progress)
        done = fixed(report_of(source, progress), report_of)
        checked = Checked(done.report) if beside == "" else shown(done.report.source, progress)
        return replace(checked, before=source, corrections=done.number) if done.number else checked

    return check_one


def _report(source: Source, options: "Options", progress: Advance, cache: Cache | None) -> DocumentReport:
    """Return what is found in a document, as it is known or by judging it."""
    from derive.pipeline import check

    entry = None if cache is None else load(cache, source)
    if entry is not None:
        return entry.report
    began = monotonic()
    report = check(source, options, progress)
    _keep(cache, Entry(report), "", options, began)
    return report


def _read_aloud(source: Source, options: "Options", progress: Advance, cache: Cache | None, alphabet: str) -> Checked:
    """Return the report of a document with its relations on one line each."""
    from derive.report.plane.alphabet import ASCII, UNICODE
    from derive.report.plane.reading import readings

    began = monotonic()
    studied = _study(source, options, progress)
    spoken = readings(studied.parts, UNICODE if alphabet == "unicode" else ASCII)
    _keep(cache, Entry(studied.report, spoken), alphabet, options, began)
    return Checked(studied.report, spoken)


def _exhibited(source: Source, options: "Options", progress: Advance) -> Checked:
    """Return the report of a document with what the page shows beside it."""
    from derive.report.html.exhibit import exhibit

    studied = _study(source, options, progress)
    rest = None if options.seconds is None else options.seconds / 2
    return Checked(studied.report, exhibit(studied.parts, studied.report.findings, rest))


def _study(source: Source, options: "Options", progress: Advance) -> "Study":
    from derive.pipeline import study

    return study(source, options, progress)


def _keep(cache: Cache | None, entry: Entry, beside: str, options: "Options", began: float) -> None:
    """Keep the entry where nothing was left out and the time had no part in it."""
    whole = not options.given_up and options.until is None
    if cache is not None and whole and (options.seconds is None or monotonic() - began < options.seconds):
        store(cache, entry, beside)
