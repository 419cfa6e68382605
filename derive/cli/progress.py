"""A progress bar on standard error, for runs that take over a second in front of a person."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PATIENCE = 1.0


class Progress:
    """Shows which document is being checked and how far; nothing when standard error is not a terminal."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted and sys.stderr.isatty()
        self.began = time.monotonic()
        self.bar: Bar | None = None
        self.task: TaskID | None = None
        self.document = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def start(self, document: str) -> None:
        """Go on to the next document."""
        self.document = document

    def advance(self, done: int, total: int) -> None:
        """Show that `done` of `total` relations of the document are judged."""
        if not self.wanted or time.monotonic() - self.began < PATIENCE:
            return
        if self.bar is None or self.task is None:
            from rich.console import Console
            from rich.progress import Progress as Bar

            self.bar = Bar(console=Console(file=sys.stderr), transient=True, redirect_stdout=False)
            self.task = self.bar.add_task("", total=total)
        from rich.markup import escape

        self.bar.update(self.task, description=escape(self.document), completed=done, total=total)
        self.bar.start()
