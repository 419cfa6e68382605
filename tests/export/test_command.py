"""`derive export` on the command line: what it writes, where, what it says and how it ends."""

import pytest
from click.testing import CliRunner

from derive.cli.main import main
from tests.export.written import SINGLE_NEURONS

NOTE = r"""# One neuron

$$z = w x + b$$

$$\frac{\partial z}{\partial w} = x \tag{W}$$

$$\frac{\partial z}{\partial b} = w \tag{B}$$
"""


@pytest.fixture
def derive(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.md").write_text(NOTE)
    (tmp_path / "good.md").write_text(NOTE.replace("= w \\tag", "= 1 \\tag"))

    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, list(arguments), input=stdin, prog_name="derive")

    return run


def test_a_label_of_the_built_in_equations_is_written_to_standard_output(derive):
    done = derive("export", "bp3")
    assert done.exit_code == 0 and done.stderr == ""
    assert r"\tag{BP3} \label{eq:BP3}" in done.stdout and "documentclass" not in done.stdout


def test_the_suffix_of_the_file_says_the_format(derive, tmp_path):
    beginnings = {"a.tex": "% From good.md", "a.md": "<!-- From good.md", "a.html": "<!DOCTYPE html>"}
    for name, beginning in beginnings.items():
        assert derive("export", "good.md", "-o", name).exit_code == 0
        assert (tmp_path / name).read_text().startswith(beginning)


def test_what_is_wrong_is_left_out_and_told_and_the_status_says_so(derive):
    done = derive("export", "note.md")
    assert done.exit_code == 1 and r"\tag{W}" in done.stdout and r"\tag{B}" not in done.stdout
    assert done.stderr.startswith("note.md:7: left out: ")


def test_with_all_it_is_marked(derive):
    done = derive("export", "note.md", "--all", "--to", "markdown")
    assert done.exit_code == 1 and "Line 7 (B) of the source is wrong: the wrong quantity." in done.stdout
    assert done.stderr.startswith("note.md:7: marked: ")


def test_nothing_is_written_when_all_that_was_asked_for_is_wrong(derive, tmp_path):
    (tmp_path / "kept.tex").write_text("kept")
    done = derive("export", "B", "note.md", "-o", "kept.tex")
    assert done.exit_code == 2 and "no equation asked for of note.md holds. --all shows them" in done.stderr
    assert (tmp_path / "kept.tex").read_text() == "kept"


def test_a_line_of_a_note_is_exported(derive):
    done = derive("export", "good.md:5")
    assert done.exit_code == 0 and r"\tag{W}" in done.stdout and r"\tag{B}" not in done.stdout


def test_standard_input_is_exported(derive):
    done = derive("export", "-", "--stdin-filename", "given.md", stdin=NOTE.replace("= w \\tag", "= 1 \\tag"))
    assert done.exit_code == 0 and done.stdout.startswith("% From given.md")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["export"], "name what to export"),
        (["export", "BP11"], "is labelled 'BP11'. Did you mean 'BP1'?"),
        (["export", "WW", "note.md"], "no equation of note.md is labelled 'WW'. Did you mean 'W'?"),
        (["export", "nota.md"], "no such file or folder. Did you mean note.md?"),
        (["export", "note.md", "good.md"], "one document at a time"),
        (["export", "."], "is a folder"),
        (["export", "good.md:99"], "no line 99"),
        (["export", "good.md:2"], "no equation stands on line 2"),
        (["export", "good.md", "-o", "x.docx"], ".docx is no format of derive export"),
        (["export", "good.md", "-o", "x"], "has no suffix that says its format"),
        (["export", "good.md", "-o", "nowhere/x.tex"], "cannot write nowhere/x.tex: no such file"),
        (["export", "good.md", "--to", "latx"], "Did you mean 'latex'?"),
        (["export", "good.md", "--to", "html", "--standalone"], "--standalone is for LaTeX"),
        (["export", "good.md", "--to", "markdown", "--diagram"], "--diagram is for LaTeX and HTML"),
        (["export", "good.md", "--notation", "nilsen"], "Did you mean 'nielsen'?"),
        (["export", str(SINGLE_NEURONS), "--notation", "nielsen"], "cannot be written so: the "),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(derive, arguments, sentence):
    done = derive(*arguments)
    assert (done.exit_code, done.stdout) == (2, "") and sentence in done.stderr
    assert "Traceback" not in done.stderr
