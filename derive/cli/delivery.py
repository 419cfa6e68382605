"""The report brought to where it was asked for, in the format asked for."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from derive.cli.fixing import diff
from derive.cli.output import is_unicode, show, silence, text_of, width_of, write_file
from derive.cli.request import Request
from derive.report.page import Line
from derive.source import Source
from derive.verdict import Report


def _document_text(report: Report, exhibits: Sequence[Any], request: Request) -> str | None:
    """Return the report in a format for programs or browsers, None for one of lines."""
    ascii_only = request.output_file is None and not is_unicode(sys.stdout)
    if request.output_format == "json":
        from derive.report import json_report

        return json_report.render(report, ascii_only)
    if request.output_format == "html":
        from derive.report.html import page

        return page.render(report, exhibits, ascii_only)
    return _service_text(report, request.output_format, ascii_only)


def _service_text(report: Report, output_format: str, ascii_only: bool) -> str | None:
    """Return the report in the format of a service that shows it beside the code."""
    if output_format == "sarif":
        from importlib.metadata import version

        from derive.report import sarif

        return sarif.render(report, version("derive"), ascii_only)
    if output_format == "github":
        from derive.report import github

        return github.render(report)
    if output_format == "gitlab":
        from derive.report import gitlab

        return gitlab.render(report, ascii_only)
    if output_format == "junit":
        from derive.report import junit

        return junit.render(report)
    return None


def deliver(report: Report, exhibits: Sequence[Any], request: Request) -> None:
    """Write the report in the format asked for, to the file or to standard output.

    The counts of --statistics follow it; beside JSON and HTML they go to standard error.
    """
    counts = _counts(report) if request.statistics else []
    target = request.output_file
    try:
        text = _document_text(report, exhibits, request)
        if text is not None:
            if target is None:
                sys.stdout.write(text)
                sys.stdout.flush()
            else:
                write_file(target, text)
            show(counts, sys.stderr)
        elif target is None:
            show([*_lines(report, exhibits, request), *counts], sys.stdout)
        else:
            write_file(target, text_of([*_lines(report, exhibits, request), *counts]))
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        if target is None:
            silence(sys.stdout)
        reason = (error.strerror or type(error).__name__).lower()
        raise click.UsageError(f"cannot write {target or 'the report'}: {reason}.") from None


def _counts(report: Report) -> list[Line]:
    from derive.report import statistics

    return statistics.render(report)


def deliver_diff(changes: Sequence[tuple[Source, Source]], request: Request) -> None:
    """Write the changes as one unified diff, to the file or to standard output."""
    text = "".join(diff(before, after) for before, after in changes)
    try:
        if request.output_file is None:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            write_file(request.output_file, text)
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        raise click.UsageError(f"cannot write the changes: {(error.strerror or '').lower()}.") from None


def _lines(report: Report, exhibits: Sequence[Any], request: Request) -> list[Line]:
    """Return the report as lines of text."""
    from derive.report import concise, terminal

    verbosity = request.verbose - request.quiet
    if request.output_format == "concise":
        return concise.render(report, verbosity)
    width = width_of(None if request.output_file else sys.stdout)
    return terminal.render(report, verbosity, width, exhibits if verbosity >= terminal.VERBOSE else ())
