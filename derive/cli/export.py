"""`derive export`: verified equations as LaTeX, Markdown or HTML."""

import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from derive.cli.choice import layers as read_layers
from derive.cli.choice import one_of, suggestion
from derive.cli.documents import STDIN, SUFFIXES, builtin_equations, load, load_folder, load_stdin
from derive.cli.export_python import export_python
from derive.cli.output import make_safe, silence, write_file
from derive.cli.status import NOTHING_WRONG, SOMETHING_WRONG, USAGE
from derive.cli.train import COSTS, read_activations
from derive.source import Source
from derive.verdict import FileProblem

if TYPE_CHECKING:
    from derive.export.write import Document, Export, Form, Wanted

TARGETS = ("latex", "markdown", "html", "python")
BY_SUFFIX = {
    ".tex": "latex",
    ".ltx": "latex",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".py": "python",
}
FIRST = "four-equations"
"""The built-in note in which a label is looked for first."""

_PLACE = re.compile(r"(.+?\.[A-Za-z]+):(\d{1,7})(?::\d{1,7})?")

EPILOG = """\b
Examples:
  derive export BP1 BP2 -o bp.tex
      two of the built-in equations with the network they rest on, to be read by \\input{bp}
  derive export 004.md --standalone -o 004.tex
      everything in the note that holds, as a document that pdflatex compiles
  derive export 004.md:67 --to markdown
      the equation on line 67, on standard output
  derive export BP2 --notation bishop -o bp2.html
      the same equation in the letters of another book
  derive export my-note.md --layers 64-30-10 --cost cross-entropy -o step.py
      a NumPy module that trains by the note's equations

\b
Exit status:
  0  everything asked for was written
  1  something was left out because it is wrong or could not be checked; the rest was written
  2  usage, an unknown label, or a file that cannot be read or written
  3  an error in derive itself
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    sources: tuple[str, ...]
    output: str | None
    to: str | None
    standalone: bool
    all: bool
    diagram: bool
    notation: str | None
    stdin_filename: str


@click.command(epilog=EPILOG, context_settings={"max_content_width": 110})
@click.argument("sources", nargs=-1, metavar="[LABEL…] [PATH|PATH:LINE|-]")
@click.option("-o", "--output", metavar="FILE", help="Where to write, whole or not at all.  [default: standard output]")
@click.option(
    "--to",
    metavar="|".join(TARGETS),
    callback=one_of(TARGETS),
    help="The format.  [default: by the suffix of FILE, else latex]",
)
@click.option("--standalone", is_flag=True, help="A LaTeX document of its own, not a fragment for \\input.")
@click.option("--diagram", is_flag=True, help="Draw the network and what labelled derivatives run through.")
@click.option("--notation", metavar="NAME|PATH", help="In the letters of nielsen, ng, bishop, … or of a note.")
@click.option("--all", is_flag=True, help="Show also what is wrong or was not checked, marked, with its correction.")
@click.option(
    "--stdin-filename",
    metavar="NAME",
    default="<stdin>",
    help="The name of standard input; its suffix says how to read it.",
)
@click.option("--layers", metavar="64-30-10", callback=read_layers, help="For python: widths, from the inputs on.")
@click.option(
    "--activation", metavar="NAME[,NAME…]", callback=read_activations, help="For python: of all or each layer."
)
@click.option("--cost", metavar="NAME", callback=one_of(COSTS), help="For python: the cost, where the note has none.")
@click.pass_context
def export(ctx: click.Context, /, **given: Any) -> None:
    """Write verified equations as course notes (LaTeX, Markdown, HTML) or as a program.

    LABEL is a \\tag or \\label such as BP1, of the PATH if one is given, else of the equations that come with derive.
    PATH is a note; PATH:LINE the equation on that line of it. What is exported is a note itself: its definitions come
    first, then the claims, each with its derivation, and it is checked again before it is written.
    """
    make_safe()
    choices = {name: given.pop(name) for name in ("layers", "activation", "cost")}
    request = Request(**given)
    if target_of(request) == "python":
        export_python(ctx, request.sources, request.output, {**choices, "stdin_filename": request.stdin_filename})
    if any(value is not None for value in choices.values()):
        ctx.fail("--layers, --activation and --cost are for --to python.")
    from derive.export.write import export as written
    from derive.pipeline import Options

    wanted, paths = sorted_out(ctx, request)
    form = form_of(ctx, request)
    found = document_of(ctx, request, wanted, paths)
    for line in wanted.lines:
        check_line(ctx, found, line)
    if request.notation is not None:
        found, wanted = in_notation(ctx, found, wanted, request.notation)
    result = written(found, wanted, form, Options())
    deliver(ctx, found, result, request)
    left_out = result.left_out or result.proof.dropped
    ctx.exit(SOMETHING_WRONG if left_out else NOTHING_WRONG)


def sorted_out(ctx: click.Context, request: Request) -> "tuple[Wanted, tuple[str, ...]]":
    """Return what is wanted and the paths that were named."""
    from derive.export.write import Wanted

    labels: list[str] = []
    paths: list[str] = []
    lines: list[int] = []
    for argument in request.sources:
        place = _PLACE.fullmatch(argument)
        if argument == STDIN or os.path.exists(argument):
            paths.append(argument)
        elif place:
            paths.append(place[1])
            lines.append(int(place[2]))
        elif argument.lower().endswith(SUFFIXES) or "/" in argument:
            paths.append(argument)
        else:
            labels.append(argument)
    paths = list(dict.fromkeys(paths))
    if len(paths) > 1:
        ctx.fail("one document at a time: two documents in one note would define the same letters twice.")
    return Wanted(tuple(dict.fromkeys(labels)), tuple(lines), request.all), tuple(paths)


def target_of(request: Request) -> str | None:
    """Return the format that is named, or that the suffix of the file says."""
    return request.to or BY_SUFFIX.get(os.path.splitext(request.output or "")[1].lower())


def form_of(ctx: click.Context, request: Request) -> "Form":
    """Return the format that was asked for."""
    from derive.export.write import Form

    suffix = os.path.splitext(request.output or "")[1].lower()
    chosen = target_of(request)
    if chosen is None and request.output not in (None, "-") and not suffix:
        ctx.fail(f"{request.output} has no suffix that says its format; say --to {' or --to '.join(TARGETS)}.")
    if chosen is None and suffix and request.output != "-":
        ctx.fail(f"{suffix} is no format of derive export; use .tex, .md, .html or .py, or say --to.")
    if request.standalone and chosen not in (None, "latex"):
        ctx.fail(f"--standalone is for LaTeX; {chosen} is always a whole document.")
    if request.diagram and chosen == "markdown":
        ctx.fail("--diagram is for LaTeX and HTML; Markdown has no pictures of its own.")
    return Form(chosen or "latex", request.standalone, request.diagram)


def document_of(ctx: click.Context, request: Request, wanted: "Wanted", paths: tuple[str, ...]) -> "Document":
    """Return the document to export from: the one named, or the first built-in note that has all labels."""
    from derive.export.write import document, known_labels, missing
    from derive.pipeline import Options

    known: list[str] = []
    best: tuple[str, ...] | None = None
    for source in sources_of(request, wanted, paths, ctx):
        found = document(source, Options())
        lacking = missing(found, wanted)
        if not lacking:
            return found
        best = lacking if best is None or len(lacking) < len(best) else best
        known += known_labels(found)
    assert best is not None
    has = f" The labels are {', '.join(dict.fromkeys(known))}." if known else " It has no \\tag and no \\label."
    where = paths[0] if paths else "the built-in equations"
    hint = suggestion(best[0], dict.fromkeys(known)) or has
    raise click.UsageError(f"no equation of {where} is labelled {best[0]!r}.{hint}", ctx)


def check_line(ctx: click.Context, found: "Document", line: int) -> None:
    """Fail where the document has no such line, or no equation stands on it."""
    from derive.export.select import at_line

    path, count = found.source.path, found.source.text.count("\n") + 1
    if not 0 < line <= count:
        ctx.fail(f"{path} has {count} lines; there is no line {line}.")
    if not at_line(found.chains, line):
        ctx.fail(f"no equation stands on line {line} of {path}.")


def in_notation(ctx: click.Context, found: "Document", wanted: "Wanted", name: str) -> "tuple[Document, Wanted]":
    """Return what is wanted of the document in other letters, as a document of its own."""
    from derive.export.notations import names, notation_source
    from derive.export.write import in_letters_of
    from derive.notation.translate import Untranslatable

    source = notation_source(name) or load(name)
    if isinstance(source, FileProblem):
        known = names()
        hint = suggestion(name, known) or f" The notations are {', '.join(known)}; or name a note."
        ctx.fail(f"--notation: there is no notation and no note {name!r}.{hint}")
    try:
        return in_letters_of(found, wanted, source)
    except Untranslatable as reason:
        raise click.UsageError(f"--notation: {found.source.path} cannot be written so: {reason}.", ctx) from None


def sources_of(request: Request, wanted: "Wanted", paths: tuple[str, ...], ctx: click.Context) -> list[Source]:
    """Return the documents in which to look, the likeliest first."""
    if paths:
        path = paths[0]
        if os.path.isdir(path):
            ctx.fail(f"{path} is a folder; name one note in it.")
        found = load_stdin(request.stdin_filename) if path == STDIN else load(path)
        if isinstance(found, FileProblem):
            click.echo(f"error: {found.path}: {found.message}", err=True)
            ctx.exit(USAGE)
        return [found]
    if not wanted.labels:
        ctx.fail("name what to export: a label such as BP1, or a note.")
    notes = [item for item in load_folder(builtin_equations(), "equations") if isinstance(item, Source)]
    return sorted(notes, key=lambda note: FIRST not in note.path)


def deliver(ctx: click.Context, found: "Document", result: "Export", request: Request) -> None:
    """Write the note, and on standard error what was left out of it."""
    path = found.source.path
    if result.proof.failing:
        first = result.proof.failing[0]
        ctx.fail(
            f"nothing was written: {len(result.proof.failing)} equations do not hold as exported ({first.verdict})."
        )
    for chain in result.left_out:
        state = "marked" if request.all else "left out"
        finding = chain.links[0].finding
        click.echo(f"{path}:{chain.lines[0]}: {state}: {finding.verdict.message}", err=True)  # type: ignore[union-attr]
    if not any(chunk.block for chunk in result.proof.chunks):
        ctx.fail(f"nothing was written: no equation asked for of {path} holds. --all shows them, marked.")
    for display in result.proof.dropped:
        what = "a derivation" if display.kind == "derivation" else "an equation"
        click.echo(f"{path}: {what} was left out: as exported it could not be checked", err=True)
    text = result.text
    try:
        if request.output in (None, "-"):
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            write_file(str(request.output), text)
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise click.UsageError(f"cannot write {request.output or 'the note'}: {reason}.") from None
