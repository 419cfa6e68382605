"""What was asked for on the command line."""

import os
from dataclasses import dataclass

import click

from derive.cli.documents import STDIN
from derive.network.layers import refusal
from derive.report.selection import Selection


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
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    exit_zero: bool
    fix: bool
    diff: bool
    watch: bool
    no_cache: bool
    config: str | None
    isolated: bool


def selection_of(request: Request) -> Selection:
    """Return which rules are to be reported."""
    return Selection(request.select, request.extend_select, request.ignore)


def reject_conflicts(ctx: click.Context, request: Request) -> None:
    """Fail with one sentence when options contradict each other or the output cannot be written."""
    if request.quiet and request.verbose:
        ctx.fail("--quiet and --verbose exclude each other.")
    if request.paths and request.equations is not None:
        ctx.fail("--equations takes the place of the built-in equations; give either it or PATH.")
    if request.stdin_filename is not None and STDIN not in request.paths:
        ctx.fail("--stdin-filename names standard input; give - as PATH.")
    if request.fix and request.diff:
        ctx.fail("--diff shows what --fix would write; give one of them.")
    if request.fix and not request.paths:
        ctx.fail("--fix corrects documents; give a PATH.")
    if request.fix and STDIN in request.paths:
        ctx.fail("--fix cannot write standard input; --diff shows the corrections.")
    if request.watch and (request.fix or request.diff):
        ctx.fail("--watch reports; it goes with neither --fix nor --diff.")
    if request.watch and STDIN in request.paths:
        ctx.fail("--watch looks at files; standard input does not change.")
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
