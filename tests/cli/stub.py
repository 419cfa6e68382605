"""A stand-in for derive.pipeline: verdicts are written in the document itself, one relation a line.

`holds`, `wrong` and so on; `crash`, `hang`, `slow` and `interrupt` make `check` do just that. The paths of what is
judged are added to the file that $DERIVE_STUB_LOG names.
"""

import os
import sys
import time
import types
from dataclasses import dataclass

from derive.source import Source, Span
from derive.verdict import Answer, Counterexample, DocumentReport, Finding, Holds, IllFormed, Unchecked, Wrong

WITNESS = Counterexample("2-3-2", "l = 1", (), {"a": "1"}, "1", "2")


@dataclass(frozen=True, slots=True)
class Options:
    layers: tuple[int, ...] | None = None
    activation: str | None = None
    cost: str | None = None
    judges: str = "auto"
    seed: int = 0
    seconds: float | None = None
    given_up: frozenset[int] = frozenset()
    until: int | None = None


seen = []


def check(source: Source, options, progress=None) -> DocumentReport:
    """Return what the document says of itself."""
    seen.append((source.path, options))
    if log := os.environ.get("DERIVE_STUB_LOG"):
        with open(log, "a", encoding="utf-8") as stream:
            stream.write(f"{source.path}\n")
    findings = []
    position = 0
    lines = source.text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        span = Span(source, position, position + len(line.rstrip()))
        position += len(line)
        verdict = verdict_of(line.strip(), span)
        if verdict is not None:
            judges = {"general": Answer.PROVED}
            findings.append(Finding(f"{number}", span, span, span, "claim", verdict, judges))
        if progress is not None:
            progress(number + 1, len(lines))
    return DocumentReport(source, tuple(findings), (), ())


def verdict_of(word, span):
    match word:
        case "holds":
            return Holds("every size")
        case "wrong":
            return Wrong("D201", "false equation: the sides differ", WITNESS)
        case "shape":
            return IllFormed("D301", "shapes cannot meet", span)
        case "unchecked":
            return Unchecked("D501", "no meaning")
        case "bug":
            return Unchecked("D902", "the judges contradict each other")
        case "limit":
            return Unchecked("D901", "the time is up")
        case "slow":
            time.sleep(0.02)
        case "crash":
            raise ZeroDivisionError("division\nby zero")
        case "hang":
            time.sleep(30)
        case "interrupt":
            raise KeyboardInterrupt
    return None


def module():
    """Return the stand-in as a module."""
    stand_in = types.ModuleType("derive.pipeline")
    stand_in.Options = Options
    stand_in.check = check
    stand_in.prepare = lambda options: None
    return stand_in


if __name__ == "__main__":
    sys.modules["derive.pipeline"] = module()
    from derive.cli.main import main

    main(prog_name="derive")
