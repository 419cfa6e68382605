"""`derive verify`: check documents and report."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from derive.cli.checking import Outcome, check_all
from derive.cli.choice import ACTIVATIONS, COSTS, FORMATS, SEVERITIES, judges, layers, one_of, rules
from derive.cli.configuration import configure
from derive.cli.delivery import deliver, deliver_diff
from derive.cli.documents import builtin_equations, load_all, load_alone, load_folder
from derive.cli.examined import Judging
from derive.cli.judging import judging_of
from derive.cli.output import make_safe, write_file
from derive.cli.progress import Progress
from derive.cli.request import Request, reject_conflicts
from derive.cli.status import INTERRUPTED, NOTHING_WRONG, OUR_BUG, SOMETHING_WRONG, USAGE
from derive.network.layers import refusal
from derive.report.selection import is_failure
from derive.report.tally import coverage, tally
from derive.source import Source
from derive.verdict import FileProblem, Report

EPILOG = """\b
Examples:
  derive verify
      check the built-in equations with all judges
  derive verify notes/ --output-format concise
      check every note under a folder, one line for each error
  derive verify 004.md --layers 2-3-2 --activation sigmoid --judges all
      check one note on one network, with the sigmoid, by all three judges
  derive verify notes/ --fix
      write proved corrections into the notes
  derive verify notes/ --watch
      report again whenever a note changes
  cat note.tex | derive verify - --stdin-filename note.tex
      check standard input as LaTeX

\b
In a document:
  <!-- derive: ignore[D205] reason -->     ignore a rule in the formula that follows, or on this line
  % derive: ignore[D2, D301] reason        the same in LaTeX; ignore-file[…] speaks of the whole document
  <!-- derive: let sigma = sigmoid; C = quadratic; layout = numerator -->
      name the activation function or the cost that the document leaves open, the layout of its Jacobians

\b
Exit status:
  0    nothing wrong
  1    an equation is wrong or ill-formed (see --fail-on), or the coverage is below --min-coverage
  2    usage, or a file that is missing, cannot be read or takes too long (the others are still checked)
  3    an error in derive itself
  130  interrupted; what was found until then is shown
"""


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
@click.option(
    "--select", metavar="RULES", callback=rules, help="Report these rules alone: D205, or D2 for all of D2xx."
)
@click.option("--extend-select", metavar="RULES", callback=rules, help="Report these rules too.")
@click.option("--ignore", metavar="RULES", callback=rules, help="Do not report these rules; the longest name decides.")
@click.option(
    "--fail-on",
    metavar="|".join(SEVERITIES),
    callback=one_of(SEVERITIES),
    default="error",
    show_default=True,
    help="How grave a finding must be for exit status 1: what was not checked is a note.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with status 0 even when something is wrong.")
@click.option("--fix", is_flag=True, help="Write proved corrections into the documents, then report what is left.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and nothing else.")
@click.option("--watch", is_flag=True, help="Report again whenever a document changes, until Ctrl-C.")
@click.option("--no-cache", is_flag=True, help="Judge every document anew and remember nothing of it.")
@click.option("--isolated", is_flag=True, is_eager=True, help="Read no derive.toml and no pyproject.toml.")
@click.option(
    "--config",
    metavar="FILE",
    is_eager=True,
    callback=configure,
    help="Take options from FILE in place of the nearest derive.toml, or pyproject.toml with [tool.derive].",
)
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
    reject_conflicts(ctx, request)
    if request.watch:
        ctx.exit(_watch(request))
    outcome = _found(_sources(request), request, judging_of(request))
    if request.diff:
        deliver_diff([(found.before, found.report.source) for found in outcome.corrected if found.before], request)
    else:
        if request.fix:
            _write(outcome)
        _show(outcome, request)
    ctx.exit(_status(outcome, request))


def _watch(request: Request) -> int:
    """Report again whenever a document changes; return the exit status."""
    from derive.cli.watching import watch

    judging = judging_of(request)

    def run(documents: list[Source | FileProblem]) -> int:
        outcome = _found(documents, request, judging)
        if outcome.interrupted:
            return INTERRUPTED
        _show(outcome, request)
        return _status(outcome, request)

    return watch(lambda: _sources(request), run)


def _found(sources: Iterable[Source | FileProblem], request: Request, judging: Judging) -> Outcome:
    """Return what is found in the documents."""
    with Progress(wanted=not request.quiet) as progress:
        return check_all(sources, judging, request.timeout, progress, _tell, request.jobs)


def _show(outcome: Outcome, request: Request) -> None:
    """Deliver the report; of layers that are too many for SymPy say what is true of every parameter there."""
    deliver(Report(tuple(outcome.documents), tuple(outcome.problems)), outcome.exhibits, request)
    if request.layers is None or refusal(request.layers) is None:
        return
    from derive.cli.at_scale import at_scale

    for document in outcome.documents:
        line, agrees = at_scale(document, request)
        outcome.bugs |= not agrees
        if not (request.quiet and agrees):
            _tell(line)


def _sources(request: Request) -> Iterable[Source | FileProblem]:
    """Return the documents to check."""
    if request.paths:
        return load_all(request.paths, request.stdin_filename or "<stdin>")
    if request.equations is None:
        return load_folder(builtin_equations(), "equations")
    if not Path(request.equations).is_dir():
        return [FileProblem(request.equations, "--equations takes a folder of notes, and this is none")]
    return load_all([request.equations], "")


def _write(outcome: Outcome) -> None:
    """Write the corrected documents; one that somebody else has changed meanwhile is left alone."""
    for found in outcome.corrected:
        assert found.before is not None
        path, number = found.before.path, found.corrections
        current = load_alone(path)
        if not isinstance(current, Source) or current.text != found.before.text:
            outcome.problems.append(FileProblem(path, "changed while it was checked; not corrected"))
            continue
        try:
            write_file(path, found.report.source.text)
        except OSError as error:
            outcome.problems.append(FileProblem(path, f"cannot be written: {(error.strerror or '').lower()}"))
            continue
        _tell(f"{path}: {number} correction{'' if number == 1 else 's'} made, each proved")


def _status(outcome: Outcome, request: Request) -> int:
    """Return the exit status: the gravest of what happened."""
    counts = tally(finding for document in outcome.documents for finding in document.findings)
    if outcome.interrupted:
        resumed = "" if request.no_cache else "; the same command goes on from there"
        _tell(f"interrupted: the report covers what was checked until then{resumed}")
        return INTERRUPTED
    if outcome.bugs:
        return OUR_BUG
    if outcome.problems:
        return USAGE
    if request.min_coverage is not None and coverage(counts) < request.min_coverage:
        _tell(f"error: coverage {coverage(counts)}% is below --min-coverage {request.min_coverage}")
        return SOMETHING_WRONG
    if request.exit_zero:
        return NOTHING_WRONG
    if request.diff and outcome.corrected:
        return SOMETHING_WRONG
    failed = any(is_failure(document, request.fail_on) for document in outcome.documents)
    return SOMETHING_WRONG if failed else NOTHING_WRONG


def _tell(text: str) -> None:
    click.echo(text, err=True)
