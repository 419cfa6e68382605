"""`derive train`: run a note's equations as the backward pass of a network, on data."""

import math
import os
from pathlib import Path
from typing import Any, NoReturn

import click

from derive.cli.choice import layers as read_layers
from derive.cli.choice import one_of
from derive.cli.status import INTERRUPTED, SOMETHING_WRONG, USAGE

BACKENDS = ("emitted", "numpy", "jax", "torch")
COSTS = ("quadratic", "squares", "cross-entropy", "binary-cross-entropy", "categorical-cross-entropy")
ACTIVATIONS = ("sigmoid", "tanh", "relu", "softplus", "identity", "softmax")
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

EPILOG = """\b
Examples:
  derive train
      BP1 to BP4 of the built-in note, on scanned digits: about a second
  derive train my-note.md --layers 64-30-10 --plot curves.png
      the backward pass is what your own note says
  derive train --data points.csv --label species --activation tanh,softmax
      a table: every column but one is an input
  derive train --data mnist/ --layers 784-128-10 --checkpoint run.npz
      MNIST's four files; press Ctrl-C, and go on with --checkpoint run.npz --resume
  derive train wrong.md --compare 12
      train the wrong equation on line 12 beside its correction: what does the mistake cost?

\b
Exit status:
  0    trained
  1    the loss diverged, or a check of the program failed
  2    usage, or a note, data or a checkpoint that cannot be used
  3    an error in derive itself
  130  interrupted; with --checkpoint the run can go on
"""


def read_activations(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Return the names between the commas."""
    if value is None:
        return None
    names = (one_of(ACTIVATIONS)(ctx, param, word) for word in value.split(","))
    return tuple(name for name in names if name is not None)


def finite(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Return the number unless it is infinite or NaN, which no range keeps out."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number.")
    return value


def read_line(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Return the number of a line, 0 for the first wrong equation there is."""
    if value is None or (value.isascii() and value.isdigit() and len(value) < 10):
        return None if value is None else int(value)
    raise click.BadParameter(f"{value!r} is not the number of a line.")


@click.command(epilog=EPILOG, context_settings={"max_content_width": 110})
@click.argument("note", required=False, metavar="[NOTE]")
@click.option(
    "--data",
    metavar="NAME|FILE|FOLDER",
    help="digits, xor, moons or threshold; a .csv or .npz file; a folder with MNIST's IDX files.  [default: digits]",
)
@click.option("--label", metavar="COLUMN", help="The column of a .csv file that holds the class.  [default: the last]")
@click.option("--layers", metavar="64-30-10", callback=read_layers, help="Widths of the layers, from the inputs on.")
@click.option(
    "--activation",
    metavar="NAME[,NAME…]",
    callback=read_activations,
    help=f"{', '.join(ACTIVATIONS)}: one for all layers after the input, or one for each.  [default: sigmoid]",
)
@click.option(
    "--cost",
    metavar="NAME",
    callback=one_of(COSTS),
    help=f"{', '.join(COSTS)}, where the note does not say.  [default: cross-entropy after sigmoid and softmax]",
)
@click.option(
    "--backend",
    metavar="|".join(BACKENDS),
    callback=one_of(BACKENDS),
    default="emitted",
    show_default=True,
    help="Straight-line NumPy made for these layers, or the equations through SymPy's lambdify.",
)
@click.option(
    "--optimiser",
    metavar="sgd|adam",
    callback=one_of(("sgd", "adam")),
    default="sgd",
    show_default=True,
    help="Steps along the gradient, or Adam, which jax (optax) and torch bring.",
)
@click.option("--batch", type=click.IntRange(1), metavar="N", help="Samples of one step.")
@click.option("--epochs", type=click.IntRange(0), metavar="N", help="How often every training sample is used.")
@click.option("--lr", type=click.FloatRange(0, min_open=True), metavar="RATE", callback=finite, help="Learning rate.")
@click.option(
    "--momentum",
    type=click.FloatRange(0, 1, max_open=True),
    metavar="M",
    callback=finite,
    help="Momentum of the steps.",
)
@click.option(
    "--l2",
    type=click.FloatRange(0),
    metavar="λ",
    callback=finite,
    help="Weight decay: λ/2 Σ w² in the cost.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of split, weights and order.")
@click.option(
    "--dtype", type=click.Choice(["float32", "float64"]), default="float32", show_default=True, help="Precision."
)
@click.option(
    "--validation",
    type=click.FloatRange(0, 0.5, min_open=True),
    default=0.1,
    show_default=True,
    metavar="FRACTION",
    callback=finite,
    help="How much of the data validates; a fifth is for the test, where there is no test set.",
)
@click.option("--checkpoint", metavar="FILE", help="Save the run to FILE (.npz), now and then and in the end.")
@click.option(
    "--save-every",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    callback=finite,
    help="How often a run with --checkpoint is saved; 0 is after every epoch.",
)
@click.option("--resume", is_flag=True, help="Go on with the run in --checkpoint, with its options.")
@click.option(
    "--compare",
    is_flag=False,
    flag_value="0",
    metavar="[LINE]",
    callback=read_line,
    help="Train the wrong equation of NOTE, on that line or the first, beside its correction.",
)
@click.option("--plot", metavar="FILE", help="Draw the curves, and the images decided worst, as a PNG.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def train(ctx: click.Context, /, **given: Any) -> None:
    """Train a network by the equations of NOTE, or by the built-in BP1 to BP4.

    The equations of the note that hold become the backward pass, for these layers and this batch size. Before the first
    step the program that runs is itself checked against them, and its gradient against differences of its cost.
    """
    for name in THREADS:
        os.environ.setdefault(name, "1")
    reject_conflicts(ctx, given)
    from derive.cli.output import make_safe
    from derive.cli.train_compare import compare_on_data
    from derive.cli.train_run import train_on_data
    from derive.codegen.program import CodegenError
    from derive.training.data import DataError
    from derive.training.loop import Diverged
    from derive.training.session import CheckFailed

    make_safe()
    try:
        finished = compare_on_data(given) if given["compare"] is not None else train_on_data(ctx, given)
    except (DataError, CodegenError) as error:
        fail(ctx, str(error), USAGE)
    except (Diverged, CheckFailed) as error:
        fail(ctx, str(error), SOMETHING_WRONG)
    except BrokenPipeError:
        raise
    except OSError as error:
        fail(ctx, f"cannot write {error.filename or 'the file'}: {(error.strerror or 'failed').lower()}", USAGE)
    if not finished:
        ctx.exit(INTERRUPTED)


def fail(ctx: click.Context, message: str, status: int) -> NoReturn:
    """Say what is wrong and end."""
    click.echo(f"error: {message}", err=True)
    ctx.exit(status)


def reject_conflicts(ctx: click.Context, given: dict[str, Any]) -> None:
    """Fail with one sentence when options contradict each other or a file cannot be written where it is wanted."""
    if given["resume"] and given["checkpoint"] is None:
        ctx.fail("--resume goes on with the run in --checkpoint FILE; name that file.")
    if given["compare"] is not None and given["note"] is None:
        ctx.fail("--compare trains a wrong equation of a note; name the note: derive train NOTE --compare.")
    if given["compare"] is not None and given["checkpoint"] is not None:
        ctx.fail("--compare and --checkpoint exclude each other.")
    if given["checkpoint"] is not None and not given["resume"] and os.path.lexists(given["checkpoint"]):
        ctx.fail(f"--checkpoint: {given['checkpoint']} is there already; add --resume to go on with it, or remove it.")
    for option in ("checkpoint", "plot"):
        if given[option] is not None:
            path = Path(given[option])
            if path.is_dir():
                ctx.fail(f"--{option}: {path} is a folder.")
            if not Path(os.path.realpath(path)).parent.is_dir():
                ctx.fail(f"--{option}: there is no folder {path.parent}.")
