"""`derive verify`: check documents and report."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derive.cli.checking import Checked, Outcome, check_all
from derive.cli.choice import ACTIVATIONS, COSTS, FORMATS, judges, layers, one_of
from derive.cli.documents import STDIN, builtin_equations, load_all, load_folder
from derive.cli.output import is_unicode, make_safe, show, silence, text_of, width_of, write_file
from derive.cli.progress import Progress
from derive.cli.status import INTERRUPTED, NOTHING_WRONG, OUR_BUG, SOMETHING_WRONG, USAGE
from derive.network.layers import refusal
from derive.report.page import Line
from derive.report.tally import coverage, tally
from derive.source import Source
from derive.verdict import FileProblem, Report

if TYPE_CHECKING:
    from derive.pipeline import Options

EPILOG = """\b
Examples:
  derive verify
      check the built-in equations with all judges
  derive verify notes/ --output-format concise
      check every note under a folder, one line for each error
  derive verify 004.md --layers 2-3-2 --activation sigmoid --judges all
      check one note on one network, with the sigmoid, by all three judges
  cat note.tex | derive verify - --stdin-filename note.tex
      check standard input as LaTeX

\b
Exit status:
  0    nothing wrong
  1    an equation is wrong or ill-formed, or the coverage is below --min-coverage
  2    usage, or a file that is missing, cannot be read or takes too long (the others are still checked)
  3    an error in derive itself
  130  interrupted; what was found until then is shown
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    paths: tuple[str, ...]
    layers: tuple[int, ...] | None
    activation: str | None
    cost: str | None
    equations: str | None
    output_format: str
    output_file: str | None
    judges: str | None
    min_coverage: int | None
    statistics: bool
    timeout: float
    seed: int
    quiet: bool
    verbose: bool
    stdin_filename: str | None
    jobs: int


@click.command(epilog=EPILOG, context_settings={"max_content_width": 110})
@click.argument("paths", nargs=-1, metavar="[PATH…|-]")
@click.option(
    "--layers", metavar="2-3-2", callback=layers, help="Widths of the layers of the network on which to check."
)
@click.option(
    "--activation",
    metavar="NAME",
    callback=one_of(ACTIVATIONS),
    help=f"What an activation function without a definition is: {', '.join(ACTIVATIONS)}.",
)
@click.option(
    "--cost",
    metavar="NAME",
    callback=one_of(COSTS),
    help=f"What a cost without a definition is: {', '.join(COSTS)}.",
)
@click.option("--equations", metavar="DIR", help="Check this folder in place of the built-in equations.")
@click.option(
    "--output-format",
    metavar="|".join(FORMATS),
    callback=one_of(FORMATS),
    default="full",
    show_default=True,
    help="With the source lines, one line for each error, JSON, or a page for the browser.",
)
@click.option("--output-file", metavar="FILE", help="Write the report to FILE, whole or not at all.")
@click.option(
    "--judges",
    metavar="auto|all|NAME,…",
    callback=judges,
    help="Who judges: some of general, instance and numeric. auto asks the third only where the others do not settle "
    "it. Default: auto; for equations without PATH: all.",
)
@click.option(
    "--min-coverage", type=click.IntRange(0, 100), metavar="N", help="Fail when under N percent were understood."
)
@click.option("--statistics", is_flag=True, help="Count how often each rule was reported, and each judge's answers.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="The most time for one document.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=lambda: os.cpu_count() or 1,
    metavar="N",
    help="How many documents are checked side by side.  [default: one for each processor]",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random points.")
@click.option("-q", "--quiet", is_flag=True, help="Show only errors and counts.")
@click.option("-v", "--verbose", is_flag=True, help="Show every relation, what was assumed, repaired and not checked.")
@click.option("--stdin-filename", metavar="NAME", help="The name of standard input; its suffix says how to read it.")
@click.pass_context
def verify(ctx: click.Context, /, **given: Any) -> None:
    """Say of every equation in the documents whether it holds.

    PATH is a note (Markdown, LaTeX, a notebook, .qmd, .Rmd, .rst, .org, HTML, text), a folder of notes, less what its
    .gitignore excludes, or - for standard input. LaTeX takes in the files beside it that it inputs. Without PATH the
    equations that come with derive are checked.

    The network is taken from the document: its own definitions of z, a, C and δ; what it leaves out is completed from
    the standard network. Every later equation is judged against these definitions, for all layer sizes and depths. A
    wrong equation is shown with a counterexample and, where one is found, a proven correction.
    """
    request = Request(**given)
    make_safe()
    _reject_conflicts(ctx, request)
    from derive.pipeline import Options, check

    options = Options(
        layers=request.layers,
        activation=request.activation,
        cost=request.cost,
        judges=request.judges or ("auto" if request.paths else "all"),
        seed=request.seed,
        seconds=request.timeout,
    )

    def check_one(source: Source, progress: Callable[[int, int], None]) -> Checked:
        if request.output_format == "html":
            return _exhibited(source, options, progress)
        if request.output_format == "full" and request.verbose:
            return _read_aloud(source, options, progress, request)
        return Checked(check(source, options, progress))

    with Progress(wanted=not request.quiet) as progress:
        outcome = check_all(_sources(request), check_one, request.timeout, progress, _tell, request.jobs)
    _deliver(Report(tuple(outcome.documents), tuple(outcome.problems)), outcome.exhibits, request)
    ctx.exit(_status(outcome, request.min_coverage))


def _reject_conflicts(ctx: click.Context, request: Request) -> None:
    """Fail with one sentence when options contradict each other or the output cannot be written."""
    if request.quiet and request.verbose:
        ctx.fail("--quiet and --verbose exclude each other.")
    if request.paths and request.equations is not None:
        ctx.fail("--equations takes the place of the built-in equations; give either it or PATH.")
    if request.stdin_filename is not None and STDIN not in request.paths:
        ctx.fail("--stdin-filename names standard input; give - as PATH.")
    chosen = set((request.judges or "all").split(","))
    reason = refusal(request.layers) if request.layers and chosen & {"auto", "all", "instance"} else None
    if reason is not None:
        ctx.fail(f"--layers: {reason}")
    if request.output_file is not None:
        folder = os.path.dirname(os.path.realpath(request.output_file))
        if os.path.isdir(request.output_file):
            ctx.fail(f"--output-file: {request.output_file} is a folder.")
        if not os.path.isdir(folder):
            ctx.fail(f"--output-file: there is no folder {folder}.")


def _sources(request: Request) -> Iterable[Source | FileProblem]:
    """Return the documents to check."""
    if request.paths:
        return load_all(request.paths, request.stdin_filename or "<stdin>")
    if request.equations is None:
        return load_folder(builtin_equations(), "equations")
    if not Path(request.equations).is_dir():
        return [FileProblem(request.equations, "--equations takes a folder of notes, and this is none")]
    return load_all([request.equations], "")


def _exhibited(source: Source, options: "Options", progress: Callable[[int, int], None]) -> Checked:
    """Return the report of a document with what the page shows beside it."""
    from derive.pipeline import study
    from derive.report.html.exhibit import exhibit

    studied = study(source, options, progress)
    return Checked(studied.report, exhibit(studied.parts, studied.report.findings, options.seconds))


def _read_aloud(source: Source, options: "Options", progress: Callable[[int, int], None], request: Request) -> Checked:
    """Return the report of a document with its relations on one line each."""
    from derive.pipeline import study
    from derive.report.plane.alphabet import ASCII, UNICODE
    from derive.report.plane.reading import readings

    studied = study(source, options, progress)
    alphabet = UNICODE if request.output_file or is_unicode(sys.stdout) else ASCII
    return Checked(studied.report, readings(studied.parts, alphabet))


def _document_text(report: Report, exhibits: Sequence[Any], request: Request) -> str | None:
    """Return the report in a format for programs or browsers, None for one of lines."""
    ascii_only = request.output_file is None and not is_unicode(sys.stdout)
    if request.output_format == "json":
        from derive.report import json_report

        return json_report.render(report, ascii_only)
    if request.output_format == "html":
        from derive.report.html import page

        return page.render(report, exhibits, ascii_only)
    return None


def _deliver(report: Report, exhibits: Sequence[Any], request: Request) -> None:
    """Write the report in the format asked for, to the file or to standard output.

    The counts of --statistics follow it; beside JSON and HTML they go to standard error.
    """
    from derive.report import statistics

    counts = statistics.render(report) if request.statistics else []
    target = request.output_file
    try:
        text = _document_text(report, exhibits, request)
        if text is not None:
            if target is None:
                sys.stdout.write(text)
                sys.stdout.flush()
            else:
                write_file(target, text)
            show(counts, sys.stderr)
        elif target is None:
            show([*_lines(report, exhibits, request), *counts], sys.stdout)
        else:
            write_file(target, text_of([*_lines(report, exhibits, request), *counts]))
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        if target is None:
            silence(sys.stdout)
        reason = (error.strerror or type(error).__name__).lower()
        raise click.UsageError(f"cannot write {target or 'the report'}: {reason}.") from None


def _lines(report: Report, exhibits: Sequence[Any], request: Request) -> list[Line]:
    """Return the report as lines of text."""
    from derive.report import concise, terminal

    verbosity = request.verbose - request.quiet
    if request.output_format == "concise":
        return concise.render(report, verbosity)
    width = width_of(None if request.output_file else sys.stdout)
    return terminal.render(report, verbosity, width, exhibits if verbosity >= terminal.VERBOSE else ())


def _status(outcome: Outcome, min_coverage: int | None) -> int:
    """Return the exit status: the gravest of what happened."""
    counts = tally(finding for document in outcome.documents for finding in document.findings)
    if outcome.interrupted:
        _tell("interrupted: the report covers what was checked until then")
        return INTERRUPTED
    if outcome.bugs:
        return OUR_BUG
    if outcome.problems:
        return USAGE
    if min_coverage is not None and coverage(counts) < min_coverage:
        _tell(f"error: coverage {coverage(counts)}% is below --min-coverage {min_coverage}")
        return SOMETHING_WRONG
    return SOMETHING_WRONG if counts.wrong or counts.ill_formed else NOTHING_WRONG


def _tell(text: str) -> None:
    click.echo(text, err=True)
