"""Running a training loop in front of a person: Ctrl-C, checkpoints, and what is shown meanwhile."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.cli.train_display import Display
    from derive.codegen.program import Program
    from derive.training.data import Split
    from derive.training.loop import Course, Plan


@dataclass(slots=True)
class Interrupt:
    """Whether Ctrl-C has been pressed; a second one is not waited for."""

    pressed: bool = field(default=False)


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """Turn the first Ctrl-C into a mark that the loop looks at, so that it stops between two steps."""
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return
    before = signal.getsignal(signal.SIGINT)

    def press(number: int, frame: FrameType | None) -> None:
        interrupt.pressed = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, press)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(frozen=True, slots=True)
class Saving:
    """Where and after how many seconds a run is saved, and what must be the same when it goes on."""

    path: Path
    every: float
    about: Mapping[str, Any]


def run(
    program: "Program", data: "Split", plan: "Plan", course: "Course", saving: Saving | None, display: "Display"
) -> tuple[float, int, bool]:
    """Train to the end of the plan or until Ctrl-C; return the seconds, the samples, and whether it was Ctrl-C.

    The run is saved before its first step, every so often, and in the end. Raises Diverged, OSError.
    """
    from derive.training.loop import train

    samples, began = 0, time.perf_counter()
    saved = began
    save = saver(program, course, saving)
    save()
    with interruptible() as interrupt, display:
        display.advance(course, samples, 0.0)
        for done in train(program, data, plan, course):
            samples += done
            now = time.perf_counter()
            display.advance(course, samples, now - began)
            if interrupt.pressed:
                break
            if saving is not None and now - saved >= saving.every:
                save()
                saved = time.perf_counter()
        seconds = time.perf_counter() - began
        save()
    return seconds, samples, interrupt.pressed


def saver(program: "Program", course: "Course", saving: Saving | None) -> Callable[[], None]:
    """Return what saves the run as it now stands."""
    if saving is None:
        return lambda: None
    from derive.training.checkpoint import save

    return lambda: save(saving.path, saving.about, course, program.state)
