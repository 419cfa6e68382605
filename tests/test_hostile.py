"""Documents made to break a reader: each ends soon, without a traceback, and the true equation after it is judged."""

import subprocess
import sys
import time

import pytest

from derive.pipeline import Options, check
from derive.source import Source, excerpt
from derive.verdict import Holds
from tests.attack.bombs import NETWORK, TRUE, bombs

SECONDS = 10.0
"""Processor time, several times what any of these needs; a hang would take for ever."""


def judged(document):
    """Return the finding on the true equation, and the processor seconds that the document took."""
    begin = time.process_time()
    report = check(Source("hostile.md", document), Options())
    taken = time.process_time() - begin
    last = [finding for finding in report.findings if excerpt(finding.span) == TRUE]
    return last, taken


@pytest.mark.parametrize("document", [pytest.param(text, id=name) for name, text in bombs()])
def test_the_equation_after_a_hostile_one_is_still_judged_and_soon(document):
    last, taken = judged(document)
    assert len(last) == 1
    assert isinstance(last[0].verdict, Holds)
    assert taken < SECONDS


@pytest.mark.parametrize(
    "arguments",
    [
        ("--layers", "1000000-2"),
        ("--layers", "-".join(["2"] * 2_000)),
        ("--layers", "9" * 5_000),
        ("--layers", "1-" * 9),
    ],
    ids=["a million neurons", "two thousand layers", "too many digits", "no number"],
)
def test_no_network_on_the_command_line_is_too_large(arguments, tmp_path):
    note = tmp_path / "note.md"
    note.write_text(f"{NETWORK}\n$${TRUE}$$\n", encoding="utf-8")
    assert_soon(["verify", str(note), *arguments], (0, 2))


@pytest.mark.parametrize("content", [b"\x00" * 5_000, b"\xff\xfe\xff" * 500, b"$" * 5_000, b"{" * 5_000, b""])
@pytest.mark.parametrize("name", ["note.md", "note.tex", "note.ipynb"])
def test_no_file_on_the_command_line_gives_a_traceback(content, name, tmp_path):
    note = tmp_path / name
    note.write_bytes(content)
    assert_soon(["verify", str(note)], (0, 1, 2))


def assert_soon(arguments, statuses):
    command = [sys.executable, "-m", "derive.cli.main", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode in statuses
