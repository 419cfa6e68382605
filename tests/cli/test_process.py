"""What only a process of its own shows: encodings, closed pipes, signals and terminals."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli import stub

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")


def test_any_encoding_can_show_any_document(process, tmp_path):
    (tmp_path / "δ.md").write_text("wrong\n", encoding="utf-8")
    narrow = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for environment in (narrow, {"LC_ALL": "C", "LANG": "C"}, {"PYTHONIOENCODING": "latin-1"}):
        running = process("verify", ".", environment=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output, errors = running.communicate(timeout=30)
        assert (running.returncode, errors) == (1, b"")
        assert b"1 wrong" in output


def test_json_is_valid_in_any_encoding(process, tmp_path):
    (tmp_path / "é.md").write_text("wrong\n", encoding="utf-8")
    for encoding in ("ascii", "latin-1", "utf-8"):
        environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"}
        arguments = ("verify", "é.md", "--output-format", "json")
        running = process(*arguments, environment=environment, stdout=subprocess.PIPE)
        output, _ = running.communicate(timeout=30)
        assert json.loads(output.decode("utf-8"))["documents"][0]["path"] == "é.md"


@posix
def test_a_closed_pipe_is_met_with_silence(process, tmp_path):
    (tmp_path / "x.md").write_text("wrong\n" * 5000)
    running = process("verify", "x.md", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.readline()
    running.stdout.close()
    errors = running.stderr.read()
    running.stderr.close()
    assert (running.wait(timeout=30), errors) == (1, b"")


@posix
def test_control_c_ends_with_130_and_what_was_found(process, tmp_path):
    (tmp_path / "a.md").write_text("wrong\n")
    os.mkfifo(tmp_path / "b.md")
    running = process("verify", "--jobs", "1", "a.md", "b.md", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with open(tmp_path / "b.md", "wb"):  # returns once the command has opened it, that is, has checked a.md
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        output, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert output.splitlines()[-1].startswith(b"a.md: 1 relation:")
    assert b"interrupted" in errors and b"Traceback" not in errors


def in_terminal(process, *arguments, environment=None):
    """Run the command in a terminal; return its status and what the terminal got."""
    import pty

    ours, theirs = pty.openpty()
    variables = {"TERM": "xterm", **(environment or {})}
    running = process(*arguments, environment=variables, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    received = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        received += piece
    os.close(ours)
    return running.wait(timeout=30), received.decode()


@posix
def test_a_terminal_gets_colour_unless_it_asks_for_none(process, tmp_path):
    (tmp_path / "x.md").write_text("wrong\n")
    assert "\x1b[1;31merror[D201]" in in_terminal(process, "verify", "x.md")[1]
    for environment in ({"TERM": "dumb"}, {"NO_COLOR": "1"}):
        assert "\x1b" not in in_terminal(process, "verify", "x.md", environment=environment)[1]


@posix
def test_standard_input_from_a_terminal_is_refused(process):
    status, shown = in_terminal(process, "verify", "-")
    assert status == 2
    assert shown == "error: <stdin>: standard input is a terminal; pipe a document into derive or name a file\r\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_and_closed_streams_are_met_without_a_traceback(process, tmp_path):
    (tmp_path / "x.md").write_text("wrong\n")
    with open("/dev/full", "w") as full:
        running = process("verify", "x.md", stdout=full, stderr=subprocess.PIPE, text=True)
        errors = running.communicate(timeout=30)[1]
    assert running.returncode == 2
    assert errors.endswith("cannot write the report: no space left on device.\n")
    script = f"exec {sys.executable} {stub.__file__} verify x.md - >&- <&-"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (2, "error: <stdin>: standard input is closed\n")
