"""What is shown of a run: plain lines, JSON lines, or a live panel on a terminal."""

import json
import math
import sys
from dataclasses import asdict
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

    from derive.training.compare import Contrast
    from derive.training.loop import Course, Plan, Record

LINES = 10
"""About how many epochs are shown as lines."""

BARS = "▁▂▃▄▅▆▇█"


class Display(Protocol):
    """Something that a run is shown on, from `with` to its end."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""

    def advance(self, course: "Course", samples: int, seconds: float) -> None:
        """Show how far the run has come since it began."""


class Quiet:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def advance(self, course: "Course", samples: int, seconds: float) -> None:
        """Show nothing."""


class PlainLines(Quiet):
    """A line for every tenth of the epochs, and for the last one."""

    def __init__(self, plan: "Plan") -> None:
        self.every, self.last, self.shown = max(1, plan.epochs // LINES), plan.epochs, -1

    def advance(self, course: "Course", samples: int, seconds: float) -> None:
        """Write the lines that are due."""
        for record in course.history[self.shown + 1 :]:
            if record.epoch % self.every == 0 or record.epoch == self.last:
                print(line_of(record, len(str(self.last))), flush=True)
        self.shown = len(course.history) - 1


class JsonLines(Quiet):
    """One JSON object a line for every epoch."""

    def __init__(self) -> None:
        self.shown = 0

    def advance(self, course: "Course", samples: int, seconds: float) -> None:
        """Write the records that are new."""
        for record in course.history[self.shown :]:
            print(json_line("epoch", asdict(record)), flush=True)
        self.shown = len(course.history)


class Panel(Quiet):
    """Loss, accuracy, a curve of the loss, speed and time left, in place; nothing of it stays."""

    def __init__(self, plan: "Plan", samples: int) -> None:
        self.plan, self.each = plan, samples
        self.live: Live | None = None

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.live import Live

        self.live = Live(console=Console(file=sys.stdout), refresh_per_second=12, transient=True)
        self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live is not None:
            self.live.stop()

    def advance(self, course: "Course", samples: int, seconds: float) -> None:
        """Show the course as it stands; the panel itself decides how often it is drawn."""
        if self.live is not None and course.history:
            self.live.update(self.drawn(course, samples, seconds))

    def drawn(self, course: "Course", samples: int, seconds: float) -> "RenderableType":
        """Return the panel."""
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        record = course.history[-1]
        done = course.epoch * self.each + course.position
        total = self.plan.epochs * self.each
        speed = samples / seconds if seconds > 0 else 0.0
        left = (total - done) / speed if speed > 0 else 0.0
        table = Table.grid(padding=(0, 2))
        table.add_row("epoch", f"{course.epoch} of {self.plan.epochs}")
        table.add_row("", ProgressBar(total=total, completed=done, width=48))
        losses = [entry.training_loss for entry in course.history]
        table.add_row("loss", f"{record.training_loss:.4g}  {sparkline(losses)}")
        accuracies = [entry.validation_accuracy for entry in course.history]
        table.add_row("validation", f"{record.validation_accuracy:.1%}  {sparkline(accuracies, logarithmic=False)}")
        table.add_row("speed", f"{speed:,.0f} samples/s, {clock(left)} left")
        return table


def line_of(record: "Record", width: int) -> str:
    """Return one line about an epoch."""
    return (
        f"epoch {record.epoch:{width}}  loss {record.training_loss:9.4g}  training {record.training_accuracy:6.1%}  "
        f"validation {record.validation_accuracy:6.1%}"
    )


def contrast_line(contrast: "Contrast", width: int) -> str:
    """Return one line about an epoch of a comparison."""
    angle = "    –" if contrast.angle is None else f"{contrast.angle:5.1f}°"
    return (
        f"epoch {contrast.epoch:{width}}  loss: wrong {contrast.wrong_loss:9.4g}, corrected {contrast.right_loss:9.4g}"
        f"  validation: {contrast.wrong_accuracy:6.1%}, {contrast.right_accuracy:6.1%}  angle {angle}"
    )


def json_line(event: str, values: dict[str, Any]) -> str:
    """Return one JSON object; what is no number there (infinities, NaN) becomes null."""
    finite = {key: None if isinstance(v, float) and not math.isfinite(v) else v for key, v in values.items()}
    return json.dumps({"event": event, **finite}, allow_nan=False)


def sparkline(values: list[float], width: int = 32, logarithmic: bool = True) -> str:
    """Return the values as a row of bars, each the last one of its stretch."""
    kept = (
        [values[(position + 1) * len(values) // width - 1] for position in range(width)]
        if len(values) > width
        else values
    )
    finite = [value for value in kept if math.isfinite(value) and (value > 0 or not logarithmic)]
    if not finite:
        return ""
    scale = math.log if logarithmic else float
    low, high = scale(min(finite)), scale(max(finite))
    steps = [round((scale(value) - low) / ((high - low) or 1) * (len(BARS) - 1)) for value in finite]
    return "".join(BARS[step] for step in steps)


def clock(seconds: float) -> str:
    """Return a length of time as people say it."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60}:{whole % 60:02} min" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
