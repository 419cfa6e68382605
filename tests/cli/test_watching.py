"""`derive verify --watch`: a report for every change, until an interrupt."""

import json
import os
import queue
import signal
import subprocess
import threading

import pytest

from tests.cli.test_process import posix

ENOUGH = 30


def lines_of(stream):
    """Return a queue with the lines of the stream as they come."""
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in stream], daemon=True).start()
    return lines


def until(lines, words):
    """Return the lines up to the one that has the words."""
    found = []
    while not found or words not in found[-1]:
        found.append(lines.get(timeout=ENOUGH))
    return found


@posix
def test_every_change_is_reported_until_control_c(process, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("holds\n")
    (notes / "main.tex").write_text("\\input{part}\nholds\n")
    running = process("verify", "notes", "--watch", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    shown = lines_of(running.stdout)
    assert until(shown, "total:")[-1].startswith("total: 2 documents, 2 relations: 0 define, 2 hold")
    (notes / "a.md").write_text("holds\nwrong\n")
    assert "error[D201]" in until(shown, "total: 2 documents, 3 relations")[0]
    (notes / "part.tex").write_text("holds\nholds\n")
    until(shown, "total: 2 documents, 5 relations")
    (notes / "b.md").write_text("holds\n")
    until(shown, "total: 3 documents, 6 relations")
    (notes / "a.md").unlink()
    until(shown, "total: 2 documents, 4 relations")
    running.send_signal(signal.SIGINT)
    assert (running.wait(timeout=ENOUGH), running.stderr.read()) == (130, "")
    assert shown.empty()
    running.stderr.close()
    running.stdout.close()


@posix
def test_a_reader_that_goes_ends_the_watch(process, tmp_path):
    (tmp_path / "a.md").write_text("wrong\n" * 2000)
    running = process("verify", "a.md", "--watch", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.readline()
    running.stdout.close()
    assert (running.wait(timeout=ENOUGH), running.stderr.read()) == (1, b"")
    running.stderr.close()


@posix
def test_a_terminal_is_cleared_for_each_report_and_a_pipe_is_not(process, tmp_path):
    import pty

    (tmp_path / "a.md").write_text("holds\n")
    ours, theirs = pty.openpty()
    running = process("verify", "a.md", "--watch", stdout=theirs, stderr=theirs, environment={"TERM": "xterm"})
    os.close(theirs)
    received = b""
    while b"Ctrl-C ends" not in received:
        received += os.read(ours, 4096)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=ENOUGH) == 130
    os.close(ours)
    assert received.startswith(b"\x1b[H\x1b[2J") and b"1 relation: 0 define" in received


@pytest.mark.parametrize("options", [("a.md", "--fix"), ("a.md", "--diff"), ("-",)], ids=" ".join)
def test_what_cannot_be_watched_is_refused(derive, tmp_path, options):
    (tmp_path / "a.md").write_text("holds\n")
    outcome = derive("verify", "--watch", *options)
    assert outcome.exit_code == 2 and "--watch" in outcome.stderr


@posix
def test_a_thousand_notes_are_gone_on_with_after_an_interrupt(process, tmp_path):
    notes, log = tmp_path / "notes", tmp_path / "judged"
    notes.mkdir()
    for number in range(1000):
        (notes / f"{number:03}.md").write_text(f"note {number}\nholds\nwrong\nslow\n")
    environment = {"DERIVE_STUB_LOG": str(log)}
    options = ("verify", "notes", "--jobs", "4", "--output-format", "json")
    running = process(*options, environment=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not log.exists() or log.stat().st_size < 100 * len("notes/000.md\n"):
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=ENOUGH)
    assert running.returncode == 130
    assert told == b"interrupted: the report covers what was checked until then; the same command goes on from there\n"
    before = log.read_text().split()
    assert 100 <= len(before) < 900
    log.unlink()
    again = process(*options, environment=environment, stdout=subprocess.PIPE)
    report, _ = again.communicate(timeout=4 * ENOUGH)
    after = log.read_text().split()
    assert again.returncode == 1
    assert len(before) + len(after) - 1000 <= 4, "only what was under way when the run was interrupted is judged twice"
    assert {*before, *after} == {f"notes/{number:03}.md" for number in range(1000)}
    log.unlink()
    once_more = process(*options, environment=environment, stdout=subprocess.PIPE)
    assert once_more.communicate(timeout=ENOUGH)[0] == report
    assert not log.exists() and len(json.loads(report)["documents"]) == 1000
