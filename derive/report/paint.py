"""Lines in colour."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from derive.report.page import Line

STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "help": "bold green",
    "place": "blue",
    "gutter": "blue",
    "strong": "bold",
    "good": "green",
}


def paint(lines: Iterable[Line], stream: TextIO) -> None:
    """Write the lines to the stream in the sixteen colours of the terminal's own theme."""
    console = Console(file=stream, force_terminal=True, color_system="standard", no_color=False, highlight=False)
    for content in lines:
        styled = Text.assemble(*((segment.text, STYLES.get(segment.style, "")) for segment in content))
        console.print(styled, soft_wrap=True)
