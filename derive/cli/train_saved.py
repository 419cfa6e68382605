"""The options of a run that is saved, and the same options when it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from derive.codegen.program import Array
    from derive.training.loop import Course
    from derive.training.session import Session

FILES = ("note", "data", "label", "validation")
CHOICES = (
    "layers",
    "activation",
    "cost",
    "backend",
    "optimiser",
    "batch",
    "epochs",
    "lr",
    "momentum",
    "l2",
    "seed",
    "dtype",
)
KEPT = (*FILES, *CHOICES)
"""The options that decide a run; no other is taken from a checkpoint, which may be anybody's."""

CHANGEABLE = "epochs"


@dataclass(frozen=True, slots=True)
class Saved:
    """A run as it stands on the disk."""

    path: Path
    digests: Mapping[str, str]
    course: "Course"
    state: Mapping[str, "Array"]


def about(session: "Session", options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a checkpoint keeps beside the state: every option that decides the run, and digests of its files."""
    from derive.training.session import described, digests

    chosen = described(session.task)
    kept = {name: chosen[name] if name in chosen else options[name] for name in KEPT}
    texts = {name: None if value is None else str(value) for name, value in kept.items()}
    return {"options": texts, "digests": dict(digests(session.task))}


def restored(ctx: click.Context, given: Mapping[str, Any]) -> tuple[Saved, dict[str, Any]]:
    """Return the run in --checkpoint, and its options; those given now must agree, save for the epochs.

    What the file says is read as if it had been typed. Raises DataError and click's UsageError.
    """
    from derive.training.checkpoint import read
    from derive.training.data import DataError

    path = Path(given["checkpoint"])
    told, course, state = read(path)
    texts, digests = told.get("options"), told.get("digests")
    if not isinstance(texts, dict) or not isinstance(digests, dict):
        raise DataError(f"{path.name} is not a checkpoint of derive train")
    options = dict(given)
    for parameter in ctx.command.params:
        name = parameter.name or ""
        text = texts.get(name)
        if name not in KEPT or name not in texts or not isinstance(text, str | None):
            continue
        value = None if text is None else parameter.process_value(ctx, text)
        explicit = ctx.get_parameter_source(name) is not ParameterSource.DEFAULT
        if explicit and name == CHANGEABLE:
            continue
        if explicit and value != given[name]:
            option = parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.human_readable_name
            raise DataError(
                f"{path.name} was begun with {option} {text or 'left out'}; leave {option} out, or begin a new run"
            )
        options[name] = value
    return Saved(path, digests, course, state), options


def take_up(session: "Session", saved: Saved) -> "Course":
    """Put the saved state into the program, and return how far it had come. Raises DataError."""
    from derive.codegen.program import CodegenError
    from derive.training.data import DataError
    from derive.training.session import digests

    for what, digest in digests(session.task).items():
        if saved.digests.get(what) != digest:
            raise DataError(f"the {what} has changed since {saved.path.name} was begun, so this would be another run")
    try:
        session.program.state = saved.state
    except CodegenError as error:
        raise DataError(f"{saved.path.name} does not fit: {error}") from None
    if saved.course.position >= len(session.task.parts.training.rows):
        raise DataError(f"{saved.path.name} is not a checkpoint of derive train")
    return saved.course
