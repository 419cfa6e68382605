"""A training run on the command line: what is said before, during and after it."""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from derive.builtin import builtin_equations
from derive.cli.documents import load as load_note
from derive.cli.output import wants_colour
from derive.cli.train_display import Display, JsonLines, Panel, PlainLines, json_line
from derive.cli.train_loop import Saving, run
from derive.cli.train_saved import about, restored, take_up
from derive.cli.train_text import typeset
from derive.report.page import one_line
from derive.report.plane.boxes import line_box
from derive.source import Source
from derive.training.checkpoint import replace
from derive.training.data import DataError
from derive.training.equations import used, wrong_equations
from derive.training.loop import Course, loss_and_accuracy
from derive.training.session import (
    Session,
    Task,
    Wishes,
    begin,
    described,
    first_weights,
    plan_task,
    require_agreement,
    translation,
)

BUILT_IN = "four-equations.md"
LEARNT = 0.9


def train_on_data(ctx: click.Context, given: Mapping[str, Any]) -> bool:
    """Train as the options say, and tell about it; return whether it came to its end.

    Raises DataError, CodegenError, Diverged, CheckFailed and OSError.
    """
    saved, options = restored(ctx, given) if given["resume"] else (None, dict(given))
    session = begin(plan_task(note_of(options["note"]), wishes(options)))
    task = session.task
    introduce(session, options)
    course = Course() if saved is None else take_up(session, saved)
    file = None if options["checkpoint"] is None else Path(options["checkpoint"])
    saving = None if file is None else Saving(file, options["save_every"], about(session, options))
    display = display_for(options, task)
    seconds, samples, stopped = run(session.program, task.parts, task.plan, course, saving, display)
    if stopped and course.epoch < task.plan.epochs:
        click.echo(interruption(course, task, file), err=True)
        return False
    conclude(session, course, options, seconds, samples)
    if options["plot"] is not None:
        draw(session, course, Path(options["plot"]))
    return True


def note_of(path: str | None) -> Source:
    """Return the note at the path, or the built-in one. Raises DataError."""
    source = load_note(path) if path is not None else load_note(str(builtin_equations() / BUILT_IN), BUILT_IN)
    if isinstance(source, Source):
        return source
    raise DataError(f"{source.path}: {source.message}")


def wishes(options: Mapping[str, Any]) -> Wishes:
    """Return the options that make up the task."""
    names = Wishes.__dataclass_fields__
    return Wishes(**{name: options[name] for name in names})


def introduce(session: Session, options: Mapping[str, Any]) -> None:
    """Say which equations run, how the program was checked, and on what it is trained. Raises CheckFailed."""
    task, check = session.task, session.check
    equations = used(task.schedule, task.note)
    choices = described(task)
    path = one_line(task.note.report.source.path)
    if options["as_json"]:
        lines = [{"place": use.origin, "latex": use.equation, "verdict": use.found} for use in equations]
        told = {"note": path, **choices, "equations": lines}
        told["program"] = translation(task.schedule, task.settings)
        click.echo(json_line("begin", {**told, "data": list(task.parts.said), "gradient_error": check.error}))
    else:
        function, cost = choices["activation"], choices["cost"].replace("-", " ")
        click.echo(f"{path} is the backward pass of {choices['layers']} ({function}, {cost}):")
        rows = [(use.origin, typeset(use.equation), use.found) for use in equations]
        wide, long = (max((line_box(row[column]).width for row in rows), default=0) for column in (0, 1))
        for origin, equation, found in rows:
            pad = " " * (long - line_box(equation).width)
            click.echo(f"  {origin:{wide}}  {equation}{pad}  {found}".rstrip())
        for line in wrong_lines(task):
            click.echo(f"  {line}")
        click.echo(translation(task.schedule, task.settings))
        click.echo(f"gradient: {check.error:.1e} from differences of the cost, relative (bound {check.bound:.0e})")
        for line in task.parts.said:
            click.echo(line)
        click.echo(first_weights(task.schedule, task.plan.seed))
        click.echo(steps(task))
    require_agreement(check)


def steps(task: Task) -> str:
    """Return how many steps of which kind are taken."""
    plan, settings = task.plan, task.settings
    kind = f"momentum {settings.momentum:g}" if settings.optimiser == "sgd" else settings.optimiser
    return (
        f"{plan.epochs} epochs in batches of {plan.batch}: rate {plan.rate:g}, {kind}, l2 {settings.l2:g}, "
        f"{settings.dtype}, {settings.backend}"
    )


def wrong_lines(task: Task) -> list[str]:
    """Return one line for each wrong equation of the note: it is not used."""
    path = one_line(task.note.report.source.path)
    return [
        f"line {line} is wrong and not used (derive verify {path} shows why; --compare {line} what it costs)"
        for line, _ in wrong_equations(task.note)
    ]


def display_for(options: Mapping[str, Any], task: Task) -> Display:
    """Return what the run is shown on."""
    if options["as_json"]:
        return JsonLines()
    if wants_colour(sys.stdout) and sys.stdout.isatty():
        return Panel(task.plan, len(task.parts.training.rows))
    return PlainLines(task.plan)


def interruption(course: Course, task: Task, file: Path | None) -> str:
    """Return how far an interrupted run came, and how it goes on."""
    came = f"interrupted in epoch {course.epoch + 1} of {task.plan.epochs}"
    if file is None:
        return f"{came}; nothing is saved (with --checkpoint FILE the run could go on)"
    return f"{came}; saved. Go on with: derive train --checkpoint {file} --resume"


def conclude(session: Session, course: Course, options: Mapping[str, Any], seconds: float, samples: int) -> None:
    """Say what the network has learnt, on the samples that were kept apart."""
    task, last = session.task, course.history[-1]
    loss, accuracy = loss_and_accuracy(session.program, task.parts.test)
    count = len(task.parts.test.rows)
    speed = samples / seconds if seconds > 0 else 0.0
    if options["as_json"]:
        told = {"test_loss": loss, "test_accuracy": accuracy, "test_samples": count}
        click.echo(json_line("end", {**told, "seconds": seconds, "samples_per_second": speed}))
        return
    training = f"training {last.training_accuracy:.1%}, validation {last.validation_accuracy:.1%}"
    click.echo(f"trained in {seconds:.2f} s ({speed:,.0f} samples/s): loss {last.training_loss:.4g}, {training}")
    click.echo(f"test: {accuracy:.1%} ({round(accuracy * count)} of {count} right)")
    if last.training_accuracy < LEARNT and task.plan.epochs > 0:
        click.echo(advice(task))


def advice(task: Task) -> str:
    """Return what may help where the training samples themselves are not decided rightly."""
    if task.schedule.activations[-1] in ("relu", "softplus"):
        output = task.schedule.activations[-1]
        return f"little was learnt: outputs of {output} can stand still at 0; try --activation {output},sigmoid"
    rate = task.plan.rate
    return f"little was learnt: try another rate (--lr {rate / 5:g} or {rate * 5:g}), more --epochs or wider --layers"


def draw(session: Session, course: Course, path: Path) -> None:
    """Write the picture of the run. Raises DataError without matplotlib, OSError."""
    try:
        curves = import_module("derive.training.curves")
    except ImportError:
        raise DataError("--plot needs matplotlib: pip install 'derive[plot]'") from None
    task = session.task
    outputs = session.program.predict(task.parts.test.x)
    title = f"{task.data.name}, {'-'.join(map(str, task.schedule.layers))}"
    replace(path, curves.picture(course.history, title, task.data, task.parts.test, outputs))
    click.echo(f"drawn: {path}", err=True)
