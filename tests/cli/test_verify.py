import json
import os
import stat

import pytest

from derive.cli import verify as command
from tests.cli import stub


def note(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["holds"], 0),
        (["holds", "wrong"], 1),
        (["shape"], 1),
        (["holds", "unchecked"], 0),
        (["bug", "wrong"], 3),
        (["crash"], 3),
        ([], 0),
    ],
)
def test_the_exit_status_is_the_gravest_thing_found(derive, tmp_path, lines, status):
    assert derive("verify", note(tmp_path / "x.md", *lines)).exit_code == status


def test_the_last_line_counts_everything(derive, tmp_path):
    shown = derive("verify", note(tmp_path / "x.md", "holds", "wrong", "unchecked").name).stdout
    last = shown.splitlines()[-1]
    assert last == "x.md: 3 relations: 0 define, 1 holds (1 for every size), 1 wrong, 1 not understood (coverage 66%)"


def test_a_missing_file_is_status_2_and_the_others_are_still_checked(derive, tmp_path):
    note(tmp_path / "good.md", "wrong")
    outcome = derive("verify", "god.md", "good.md")
    assert outcome.exit_code == 2
    assert outcome.stderr == "error: god.md: no such file or folder. Did you mean good.md?\n"
    assert "1 wrong" in outcome.stdout and outcome.stdout.endswith("; 1 file could not be checked\n")


def test_a_crash_in_one_document_is_one_line_and_the_others_are_still_checked(derive, tmp_path):
    note(tmp_path / "a.md", "crash")
    note(tmp_path / "b.md", "holds")
    outcome = derive("verify", "a.md", "b.md")
    assert outcome.exit_code == 3
    assert outcome.stderr.count("\n") == 1
    assert "a.md" in outcome.stderr and "ZeroDivisionError: division by zero; please report" in outcome.stderr
    assert "b.md: 1 relation" in outcome.stdout


def test_debugging_shows_the_traceback(derive, tmp_path, monkeypatch):
    monkeypatch.setenv("DERIVE_DEBUG", "1")
    assert "Traceback (most recent call last)" in derive("verify", note(tmp_path / "a.md", "crash")).stderr


def test_a_document_that_takes_too_long_is_given_up_and_said(derive, tmp_path):
    note(tmp_path / "a.md", "hang")
    note(tmp_path / "b.md", "holds")
    outcome = derive("verify", "a.md", "b.md", "--timeout", "0.2")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("error: a.md: not finished after 0.4 s")
    assert "b.md: 1 relation" in outcome.stdout


def test_an_interrupt_shows_what_was_found_so_far(derive, tmp_path):
    note(tmp_path / "a.md", "wrong")
    note(tmp_path / "b.md", "interrupt")
    note(tmp_path / "c.md", "wrong")
    outcome = derive("verify", ".", "--output-format", "json")
    assert outcome.exit_code == 130
    assert [document["path"] for document in json.loads(outcome.stdout)["documents"]] == ["./a.md"]
    assert "interrupted" in outcome.stderr


def test_a_folder_stands_for_its_notes_sorted_without_hidden_ones(derive, tmp_path):
    for name in ("b.md", "a/z.tex", "a.md", "a/Y.Rmd", ".git/x.md", "._b.md", "c.py", "d.IPYNB", "e.txt", "f.qmd"):
        note(tmp_path / "notes" / name, "holds")
    derive("verify", "--jobs", "1", "--no-cache", "notes")
    paths = [path.removeprefix("notes/") for path, _ in stub.seen]
    assert paths == ["a/Y.Rmd", "a/z.tex", "a.md", "b.md", "d.IPYNB", "e.txt", "f.qmd"]


def test_a_file_named_twice_is_checked_once(derive, tmp_path):
    note(tmp_path / "notes" / "a.md", "holds")
    (tmp_path / "link.md").symlink_to("notes/a.md")
    derive("verify", "notes/a.md", "notes", "./notes/../notes/a.md", "link.md")
    assert [path for path, _ in stub.seen] == ["notes/a.md"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ab\0c", "a binary file, not a note: NUL at byte offset 2"),
        ("é".encode() + b"\xff", "not UTF-8 text: byte 0xff at byte offset 2"),
        (b"\xff\xfea\0", "not UTF-8 but UTF-16 (byte offset 0); save it as UTF-8"),
        (b"a" * 5_000_001, "larger than 5 MB; split it into several documents"),
    ],
)
def test_what_is_not_a_note_is_refused_with_a_reason(derive, tmp_path, data, message):
    (tmp_path / "x.md").write_bytes(data)
    outcome = derive("verify", "x.md")
    assert (outcome.exit_code, outcome.stderr) == (2, f"error: x.md: {message}\n")


def test_a_folder_without_notes_is_said(derive, tmp_path):
    (tmp_path / "empty").mkdir()
    outcome = derive("verify", "empty")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("error: empty: no notes (.md, .tex,")


def test_a_file_without_permission_is_said(derive, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    note(tmp_path / "x.md", "holds")
    monkeypatch.setattr("builtins.open", refuse)
    outcome = derive("verify", "x.md")
    monkeypatch.undo()
    assert (outcome.exit_code, outcome.stderr) == (2, "error: x.md: cannot be read: permission denied\n")


def test_line_ends_and_the_byte_order_mark_stay_in_the_text(derive, tmp_path, monkeypatch):
    texts = []
    monkeypatch.setattr(stub, "verdict_of", lambda word, span: texts.append(span.source.text))
    (tmp_path / "x.md").write_bytes(b"\xef\xbb\xbfa\r\n")
    derive("verify", "x.md")
    assert texts == ["\ufeffa\r\n"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--layers", "2-x-1"], "Invalid value for '--layers'"),
        (["--layers", "2-0-1"], "Invalid value for '--layers'"),
        (["--layers", "3"], "Invalid value for '--layers'"),
        (["--activation", "sigmiod"], "'sigmiod' is not one of sigmoid, tanh,"),
        (["--activation", "sigmiod"], "Did you mean 'sigmoid'?"),
        (["--activation", "softmax"], "softmax takes a whole vector"),
        (["--cost", "quadratc"], "Did you mean 'quadratic'?"),
        (["--judges", "general,numric"], "'numric' is not auto, all, or some of general, instance, numeric."),
        (["--output-format", "xml"], "'xml' is not one of full, concise, json, html, sarif, github, gitlab, junit."),
        (["--min-coverage", "101"], "--min-coverage"),
        (["--timeout", "0"], "--timeout"),
        (["-q", "-v"], "--quiet and --verbose exclude each other."),
        (["x.md", "--equations", "."], "give either it or PATH."),
        (["x.md", "--stdin-filename", "y.tex"], "give - as PATH."),
        (["x.md", "--output-file", "."], "is a folder."),
        (["x.md", "--output-file", "nowhere/x"], "there is no folder"),
        (["x.md", "--layer", "2-3"], "Did you mean"),
    ],
)
def test_wrong_usage_is_status_2_and_one_sentence(derive, tmp_path, arguments, sentence):
    note(tmp_path / "x.md", "holds")
    outcome = derive("verify", *arguments)
    assert outcome.exit_code == 2
    assert sentence in outcome.stderr and "Traceback" not in outcome.stderr
    assert not stub.seen


def test_options_reach_the_pipeline(derive, tmp_path):
    path = note(tmp_path / "x.md", "holds")
    derive("verify", path, "--layers", "2-3-2", "--activation", "ReLU", "--cost", "Binary_Cross-Entropy", "--seed", 7)
    derive("verify", path, "--judges", "numeric,general")
    asked = [options for _, options in stub.seen]
    assert asked[0] == stub.Options((2, 3, 2), "relu", "binary-cross-entropy", "auto", 7, 60)
    assert asked[1] == stub.Options(judges="general,numeric", seconds=60)


def test_without_a_path_the_built_in_equations_are_checked_by_all_judges(derive, tmp_path, monkeypatch):
    note(tmp_path / "built-in" / "bp.md", "holds")
    monkeypatch.setattr(command, "builtin_equations", lambda: tmp_path / "built-in")
    outcome = derive("verify")
    assert outcome.exit_code == 0
    assert stub.seen == [("equations/bp.md", stub.Options(judges="all", seconds=60))]


def test_another_folder_can_take_the_place_of_the_built_in_equations(derive, tmp_path):
    note(tmp_path / "mine" / "bp.md", "wrong")
    assert derive("verify", "--equations", "mine").exit_code == 1
    assert stub.seen == [("mine/bp.md", stub.Options(judges="all", seconds=60))]
    missing = derive("verify", "--equations", "other")
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)


def test_standard_input_is_a_document(derive):
    outcome = derive("verify", "-", "--stdin-filename", "a.tex", stdin="wrong\n")
    assert outcome.exit_code == 1
    assert stub.seen[0][0] == "a.tex"
    assert outcome.stdout.splitlines()[1] == " --> a.tex:1:1"
    derive("verify", "-", stdin="holds\n")
    assert stub.seen[1][0] == "<stdin>"


def test_the_coverage_gate_fails_below_and_passes_at_its_number(derive, tmp_path):
    path = note(tmp_path / "x.md", "holds", "unchecked")
    assert derive("verify", path, "--min-coverage", 50).exit_code == 0
    below = derive("verify", path, "--min-coverage", 51)
    assert (below.exit_code, below.stderr) == (1, "error: coverage 50% is below --min-coverage 51\n")


def test_json_is_all_that_stands_on_standard_output(derive, tmp_path):
    path = note(tmp_path / "x.md", "wrong")
    outcome = derive("verify", path, "gone.md", "--output-format", "json", "--statistics")
    told = json.loads(outcome.stdout)
    assert told["summary"]["wrong"] == 1
    assert [problem["path"] for problem in told["problems"]] == ["gone.md"]
    assert "D201  false equation" in outcome.stderr


def test_statistics_follow_the_report(derive, tmp_path):
    shown = derive("verify", note(tmp_path / "x.md", "wrong", "wrong"), "--statistics").stdout
    assert shown.endswith("     2  D201  false equation\ngeneral: 2 proved\n")


def test_the_output_file_holds_the_report_and_standard_output_nothing(derive, tmp_path):
    path = note(tmp_path / "x.md", "wrong")
    target = note(tmp_path / "out" / "report.txt", "old")
    target.chmod(0o640)
    outcome = derive("verify", path, "--output-format", "concise", "--output-file", target)
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert target.read_text().splitlines()[0].endswith("x.md:1:1: D201 false equation: the sides differ")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert os.listdir(target.parent) == ["report.txt"]


def test_an_output_file_that_cannot_be_replaced_is_left_as_it_was(derive, tmp_path, monkeypatch):
    path, target = note(tmp_path / "x.md", "holds"), note(tmp_path / "out" / "report.txt", "old")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    outcome = derive("verify", path, "--output-file", target)
    assert outcome.exit_code == 2
    assert outcome.stderr.endswith(f"cannot write {target}: no space left on device.\n")
    assert os.listdir(target.parent) == ["report.txt"] and target.read_text() == "old\n"


def test_colour_follows_the_environment(derive, tmp_path, monkeypatch):
    path = note(tmp_path / "x.md", "wrong")
    assert "\x1b" not in derive("verify", path).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31merror[D201]" in derive("verify", path).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in derive("verify", path).output
