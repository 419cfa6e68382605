"""`derive export --to python`: the training step of a note as a module of its own."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from derive.cli.documents import STDIN, builtin_equations, load, load_stdin
from derive.cli.output import write_file
from derive.cli.status import NOTHING_WRONG, USAGE
from derive.source import Source
from derive.verdict import FileProblem

if TYPE_CHECKING:
    from derive.pipeline import Study

NOTE = "four-equations.md"
LAYERS = (64, 30, 10)


def export_python(ctx: click.Context, sources: tuple[str, ...], output: str | None, choices: Mapping[str, Any]) -> None:
    """Write a NumPy module that trains by the equations of the note, or of the built-in one."""
    from derive.codegen.program import CodegenError
    from derive.codegen.standalone import module_text
    from derive.codegen.theory import schedule_document
    from derive.pipeline import Options, study

    source = note_of(ctx, sources, choices["stdin_filename"])
    found = study(source, Options())
    layers, activations = choices["layers"] or usual_layers(found), choices["activation"] or ()
    try:
        schedule = schedule_document(found.parts, found.report.findings, layers, activations, choices["cost"])
        text = module_text(schedule, os.path.basename(source.path))
    except CodegenError as reason:
        raise click.UsageError(f"{source.path}: {reason}.", ctx) from None
    if output in (None, "-"):
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_file(str(output), text)
    ctx.exit(NOTHING_WRONG)


def usual_layers(found: "Study") -> tuple[int, ...]:
    """Return layers that fit the note: one neuron each where it is about such, of the depth that it forces."""
    depth = next((part.theory.depth for part in found.parts if part.theory.depth is not None), None)
    if any(part.theory.single for part in found.parts):
        return (1,) * ((depth or 3) + 1)
    return LAYERS if depth is None else (64, *(30,) * (depth - 1), 10)


def note_of(ctx: click.Context, sources: tuple[str, ...], stdin_filename: str) -> Source:
    """Return the one note that is named, or the built-in one."""
    if len(sources) > 1:
        ctx.fail("one note at a time: a program is made of the equations of one.")
    path = sources[0] if sources else str(builtin_equations() / NOTE)
    if sources and path != STDIN and not os.path.isfile(path):
        ctx.fail(f"{path} is no file: a program is made of a whole note.")
    found = load_stdin(stdin_filename) if path == STDIN else load(path)
    if isinstance(found, FileProblem):
        click.echo(f"error: {found.path}: {found.message}", err=True)
        ctx.exit(USAGE)
    return found
