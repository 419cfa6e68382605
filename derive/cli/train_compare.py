"""`derive train NOTE --compare`: what a wrong equation costs."""

from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from derive.cli.train_display import LINES, contrast_line, json_line
from derive.cli.train_run import note_of, wishes
from derive.cli.train_text import typeset
from derive.codegen.compile import compile_program
from derive.codegen.program import CodegenError
from derive.report.page import one_line
from derive.source import excerpt
from derive.training.checkpoint import replace as write
from derive.training.compare import Contrast, compare
from derive.training.data import DataError
from derive.training.equations import Mistake, Network, corrected, mistake, schedule_note, square
from derive.training.session import Task, first_weights, plan_task


def compare_on_data(given: Mapping[str, Any]) -> bool:
    """Train a wrong equation beside its correction, and tell about it. Raises what `train_on_data` raises."""
    task = plan_task(note_of(given["note"]), wishes(given))
    found = chosen_mistake(task, given)
    mended, correction = corrected(task.note, found.finding)
    right_schedule = schedule_note(
        mended, Network(found.schedule.layers, found.schedule.activations, found.schedule.cost)
    )
    wrong, right = (compile_program(schedule, task.settings) for schedule in (found.schedule, right_schedule))
    wrong.parameters = right.parameters
    path = one_line(task.note.report.source.path)
    told = {
        "note": path,
        "line": found.line,
        "wrong": one_line(excerpt(found.finding.span)),
        "corrected": None if correction is None else one_line(correction),
        "layers": "-".join(map(str, right.layers)),
    }
    if given["as_json"]:
        click.echo(json_line("begin", {**told, "data": list(task.parts.said)}))
    else:
        click.echo(f"{path}:{found.line} is wrong: {typeset(excerpt(found.finding.span))}")
        mend = "derive's own equation takes its place"
        click.echo(mend if correction is None else f"corrected, and proved: {typeset(correction)}")
        click.echo(f"layers {told['layers']}, {', '.join(right_schedule.activations)}, {right_schedule.cost}")
        for said in (*task.parts.said, first_weights(right_schedule, task.plan.seed)):
            click.echo(said)
    contrasts = []
    for contrast in compare(wrong, right, task.parts, task.plan):
        contrasts.append(contrast)
        show(contrast, task, given["as_json"])
    if not given["as_json"]:
        click.echo(summary(contrasts))
    if given["plot"] is not None:
        draw(contrasts, f"{path}, line {found.line}", Path(given["plot"]))
    return True


def chosen_mistake(task: Task, given: Mapping[str, Any]) -> Mistake:
    """Return the wrong equation that is meant, on the layers chosen or else on ones where it has values."""
    line = given["compare"] or None
    try:
        return mistake(task.note, task.network, line)
    except CodegenError:
        if given["layers"] is not None or len(task.network.layers) < 3:
            raise
        return mistake(task.note, square(task.network), line)


def show(contrast: Contrast, task: Task, as_json: bool) -> None:
    """Write a line about an epoch where one is due."""
    if as_json:
        click.echo(json_line("epoch", asdict(contrast)))
    elif contrast.epoch % max(1, task.plan.epochs // LINES) == 0 or contrast.epoch == task.plan.epochs:
        click.echo(contrast_line(contrast, len(str(task.plan.epochs))))


def summary(contrasts: list[Contrast]) -> str:
    """Return what the mistake cost, in one sentence."""
    last = contrasts[-1]
    angles = [contrast.angle for contrast in contrasts if contrast.angle is not None]
    apart = f"; its gradient was up to {max(angles):.0f}° from the true one" if angles else ""
    halved = f"{halving([c.wrong_loss for c in contrasts])}, corrected {halving([c.right_loss for c in contrasts])}"
    return (
        f"what the mistake costs: in the end a loss of {last.wrong_loss:.4g} where the correction has "
        f"{last.right_loss:.4g}, validation {last.wrong_accuracy:.1%} where it has {last.right_accuracy:.1%}; the loss "
        f"was halved {halved}{apart}"
    )


def halving(losses: list[float]) -> str:
    """Return after how many epochs the loss was half the first one."""
    epochs = next((epoch for epoch, loss in enumerate(losses) if loss <= losses[0] / 2), None)
    return "never" if epochs is None else f"after {epochs} epoch{'s' * (epochs != 1)}"


def draw(contrasts: list[Contrast], title: str, path: Path) -> None:
    """Write the picture of the comparison. Raises DataError without matplotlib, OSError."""
    try:
        curves = import_module("derive.training.curves")
    except ImportError:
        raise DataError("--plot needs matplotlib: pip install 'derive[plot]'") from None
    write(path, curves.contrast_picture(contrasts, title))
    click.echo(f"drawn: {path}", err=True)
