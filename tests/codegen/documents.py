"""Schedules of the built-in notes, studied once."""

from functools import cache
from pathlib import Path

from derive.codegen.theory import schedule_document
from derive.pipeline import Options, study
from derive.source import Source

EQUATIONS = Path(__file__).resolve().parents[2] / "equations"


@cache
def studied(text, path="note.md"):
    return study(Source(path, text), Options())


def schedule_text(text, layers, *rest, **choices):
    done = studied(text)
    return schedule_document(done.parts, done.report.findings, layers, *rest, **choices)


def schedule_built_in(name, layers, *rest, **choices):
    return schedule_text((EQUATIONS / f"{name}.md").read_text("utf-8"), layers, *rest, **choices)
