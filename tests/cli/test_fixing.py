"""Proved corrections, written into documents."""

import json
import os
import sys

import pytest
from click.testing import CliRunner

from derive.cli.documents import load_alone
from derive.cli.main import main

NOTE = """# Notes\r
\r
$$z^{l} = w^{l} a^{l-1} + b^{l}$$\r
$$a^{l} = \\sigma(z^{l})$$\r
\r
\ttabs,  spaces and \u00e9 stay.\r
$$\\frac{\\partial C}{\\partial w^{l}} = \\frac{\\partial C}{\\partial a^{l}} \\sigma'(z^{l}) a^{l}$$\r
$$\\frac{\\partial C}{\\partial b^{l}} = \\frac{\\partial C}{\\partial a^{l}}$$  and no end of line"""
WRONG, RIGHT = "\\sigma'(z^{l}) a^{l}$$", "\\sigma'(z^{l}) a^{l-1}$$"


@pytest.fixture
def verify(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, ["verify", *map(str, arguments)], input=stdin, prog_name="derive")

    return run


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.md"
    path.write_bytes(NOTE.encode())
    return path


def test_a_proved_correction_is_written_and_every_other_byte_stays(verify, note):
    note.chmod(0o640)
    run = verify("note.md", "--fix")
    assert run.exit_code == 0, run.output
    assert "2 corrections made" in run.output
    before, after = NOTE.encode(), note.read_bytes()
    assert WRONG.encode() in before and RIGHT.encode() in after
    changed = {
        index
        for index, pair in enumerate(zip(before.splitlines(), after.splitlines(), strict=True))
        if len({*pair}) > 1
    }
    assert changed == {6, 7}
    assert after.count(b"\r\n") == before.count(b"\r\n") and after.endswith(b"and no end of line")
    assert note.stat().st_mode & 0o777 == 0o640


def test_twice_is_once(verify, note):
    verify("note.md", "--fix")
    once = note.read_bytes()
    assert "correction" not in verify("note.md", "--fix").output
    assert note.read_bytes() == once


def test_a_diff_shows_what_would_be_written_and_writes_nothing(verify, note):
    run = verify("note.md", "--diff")
    assert run.exit_code == 1
    assert note.read_bytes() == NOTE.encode()
    assert [line[:3] for line in run.output.splitlines()[:2]] == ["---", "+++"]
    assert "-$$\\frac{\\partial C}{\\partial w^{l}}" in run.output and RIGHT in run.output
    assert "relations" not in run.output
    assert verify("note.md", "--diff", "--exit-zero").exit_code == 0


def test_a_diff_can_be_made_of_standard_input(verify):
    assert RIGHT in verify("-", "--diff", stdin=NOTE).output


def test_what_is_ignored_is_not_corrected(verify, note):
    note.write_text(
        NOTE.replace("\ttabs", "<!-- derive: ignore -->\n$$\\frac{x", 1).replace("\r", ""), encoding="utf-8"
    )
    text = NOTE.replace("\r", "").replace(WRONG, WRONG + " <!-- derive: ignore[D2] as in the book -->")
    note.write_text(text, encoding="utf-8")
    verify("note.md", "--fix")
    assert WRONG in note.read_text(encoding="utf-8")


def test_a_notebook_stays_a_notebook(verify, tmp_path):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": NOTE.replace("\r", "").splitlines(keepends=True)},
        {"cell_type": "code", "source": ["1"], "outputs": [{"text": [WRONG]}], "metadata": {}, "execution_count": 1},
    ]
    path = tmp_path / "note.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}, indent=1), encoding="utf-8")
    verify("note.ipynb", "--fix")
    fixed = json.loads(path.read_text(encoding="utf-8"))
    assert RIGHT in "".join(fixed["cells"][0]["source"])
    assert fixed["cells"][1] == cells[1]


def test_a_document_with_escapes_is_corrected_with_escapes(verify, tmp_path):
    text = (
        "$$z^{l}\\_j = \\sum\\_k w^{l}\\_{jk} a^{l-1}\\_k + b^{l}\\_j$$\n\n$$a^{l}\\_j = \\sigma(z^{l}\\_j)$$\n\n"
        "$$\\frac{\\partial C}{\\partial w^{l}\\_{jk}} = \\frac{\\partial C}{\\partial a^{l}\\_j} "
        "\\sigma'(z^{l}\\_j) a^{l}\\_k$$\n"
    )
    path = tmp_path / "note.md"
    path.write_text(text, encoding="utf-8")
    assert verify("note.md", "--fix").exit_code == 0
    assert path.read_text(encoding="utf-8") == text.replace("a^{l}\\_k$$", "a^{l-1}\\_k$$")


def test_a_file_that_cannot_be_written_is_a_problem(verify, note, monkeypatch):
    def refuse(source, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    run = verify("note.md", "--fix", "--jobs", 1)
    assert run.exit_code == 2
    assert note.read_bytes() == NOTE.encode()
    assert [path.name for path in note.parent.iterdir()] == ["note.md"]


@pytest.mark.parametrize(
    "arguments", [("--fix", "--diff", "note.md"), ("--fix",), ("--fix", "-")], ids=["both", "no path", "standard input"]
)
def test_what_cannot_be_corrected_is_refused(verify, note, arguments):
    assert verify(*arguments, stdin="").exit_code == 2


def test_a_document_in_several_files_is_not_corrected(verify, note, tmp_path):
    note.rename(tmp_path / "part.tex")
    (tmp_path / "main.tex").write_text("\\input{part}\n", encoding="utf-8")
    assert verify("main.tex", "--fix").exit_code == 1
    assert (tmp_path / "part.tex").read_bytes() == NOTE.encode()
    assert (tmp_path / "main.tex").read_text(encoding="utf-8") == "\\input{part}\n"


def test_a_file_that_changed_meanwhile_is_left_alone(verify, note, monkeypatch):
    def changed(path):
        note.write_text("changed", encoding="utf-8")
        return load_alone(path)

    monkeypatch.setattr(sys.modules["derive.cli.verify"], "load_alone", changed)
    assert verify("note.md", "--fix").exit_code == 2
    assert note.read_text(encoding="utf-8") == "changed"
