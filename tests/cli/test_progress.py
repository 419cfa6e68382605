import io
import sys

import pytest

from derive.cli import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def terminal(monkeypatch):
    """Make standard error a terminal; called by the test itself, since pytest sets the stream after the fixtures."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    return sys.stderr


def test_a_run_that_takes_long_shows_how_far_it_is(monkeypatch):
    stream = terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 0)
    with progress.Progress(wanted=True) as bar:
        bar.start("[bold]004.md")
        bar.advance(13, 26)
    assert "[bold]004.md" in stream.getvalue() and "50%" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize(("patience", "wanted"), [(3600, True), (0, False)])
def test_a_short_or_quiet_run_shows_nothing(monkeypatch, patience, wanted):
    stream = terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    with progress.Progress(wanted) as bar:
        bar.start("004.md")
        bar.advance(1, 2)
    assert stream.getvalue() == ""


def test_what_is_not_a_terminal_gets_no_progress(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.Progress(wanted=True) as bar:
        bar.advance(1, 2)
    assert sys.stderr.getvalue() == ""
