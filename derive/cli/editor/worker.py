"""The process that judges for the editor server: one request a line on standard input, one answer a line on the other.

It copies itself for every document, within limits, so that no document can hurt it, and ends with its input.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from derive.cli import workers
from derive.cli.documents import LATEX, load_alone
from derive.cli.editor.view import explained, shown
from derive.cli.examined import Checked, Excused, examine_within
from derive.cli.inclusion import assembled
from derive.pipeline import Options, prepare, study
from derive.report.ignoring import selected
from derive.report.selection import Selection
from derive.source import Source
from derive.verdict import DocumentReport


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for: what is shown of a document, or what is said of the relation at a place in it.

    A document that cannot be judged is answered with its `problem`.
    """
    text = Source(request["path"], request["text"])
    source = assembled(text, request["path"], load_alone) if request["path"].lower().endswith(LATEX) else text
    place = request.get("place")

    def check(source: Source, advance: Callable[[int, int], None], excused: Excused) -> Checked:
        found = study(source, options(request, excused), advance)
        report = selected(found.report, Selection(*(tuple(rules) for rules in request["rules"])))
        said: object = shown(report) if place is None else explained(found, *place)
        return Checked(DocumentReport(source, (), (), ()), said)

    seconds = request["seconds"]
    if workers.available():
        limits = workers.Limits(seconds, seconds / 3)
        found = next(workers.examine_all([source], check, limits, 1, lambda *_: None))
    else:
        found = examine_within(2 * seconds, source, check, Excused(), lambda *_: None)
    if found.checked is None:
        return {"problem": "" if found.problem is None else found.problem.message}
    return {"said": found.checked.exhibit}


def options(request: dict[str, Any], excused: Excused) -> Options:
    """Return the options of the judges."""
    layers = request["layers"]
    return Options(
        None if layers is None else tuple(layers),
        request["activation"],
        request["cost"],
        request["judges"],
        seconds=request["seconds"],
        given_up=excused.relations,
        until=excused.until,
    )


def main() -> None:
    """Answer until the input ends; whatever else is printed here goes to standard error."""
    told = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    prepare(Options())
    for line in sys.stdin.buffer:
        told.write(json.dumps(answer(json.loads(line))) + "\n")
        told.flush()


if __name__ == "__main__":
    main()
