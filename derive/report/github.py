"""The report as workflow commands: annotations on the changed lines of a pull request."""

from derive.report.listing import Listed, listing
from derive.report.page import one_line
from derive.rules import name_of
from derive.verdict import Report

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """Return a line for everything that is said: `::error file=note.md,line=67,…::message`."""
    lines = [_line(listed) for document in report.documents for listed in listing(document)]
    lines += [f"::error file={_property(problem.path)}::{_data(problem.message)}" for problem in report.problems]
    return "".join(f"{line}\n" for line in lines)


def _line(listed: Listed) -> str:
    diagnostic = listed.diagnostic
    properties = {
        "file": listed.path,
        "line": listed.start.line,
        "col": listed.start.column,
        "endLine": listed.end.line,
        "endColumn": listed.end.column,
        "title": f"{diagnostic.rule} {name_of(diagnostic.rule)}",
    }
    spelled = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = "\n".join(filter(None, [diagnostic.message, *diagnostic.notes, diagnostic.help]))
    return f"::{_COMMANDS[diagnostic.severity]} {spelled}::{_data(message)}"


def _data(text: str) -> str:
    """Return the text without line ends, which begin a new command."""
    lines = [one_line(line) for line in text.split("\n")]
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
