"""LaTeX documents in several files."""

import json
import os

import pytest

from derive.cli.documents import load
from derive.source import line_starts, whereabouts


@pytest.fixture
def write(tmp_path):
    def write(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_the_text_of_an_included_file_stands_in_the_place_of_its_command(write):
    folder = write({"main.tex": "A\n\\input{part} B\n\\include{sub/two}\nC", "part.tex": "x\ny", "sub/two.tex": "z\n"})
    source = load(str(folder / "main.tex"), "main.tex")
    assert source.text == "A\nx\ny B\nz\n\nC"
    starts = line_starts(source)
    places = {letter: whereabouts(source, starts, source.text.index(letter)) for letter in "AxyBzC"}
    assert {letter: (path, place.line, place.column) for letter, (path, place) in places.items()} == {
        "A": ("main.tex", 1, 1),
        "x": ("part.tex", 1, 1),
        "y": ("part.tex", 2, 1),
        "B": ("main.tex", 2, 14),
        "z": ("sub/two.tex", 1, 1),
        "C": ("main.tex", 4, 1),
    }


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "sub/../../secret", "link", "folder/secret", "missing", "main", ".", ""]
)
def test_nothing_outside_of_the_folder_is_read(write, name):
    folder = write({"secret.tex": "$s = t$", "notes/main.tex": f"a \\input{{{name}}} b", "notes/other.md": ""})
    os.symlink(folder / "secret.tex", folder / "notes" / "link.tex")
    os.symlink(folder, folder / "notes" / "folder")
    assert load(str(folder / "notes" / "main.tex")).text == f"a \\input{{{name}}} b"


def test_files_that_take_in_each_other_end(write):
    folder = write({"a.tex": "a \\input{b}", "b.tex": "b \\input{a} \\input{c}", "c.tex": "c"})
    assert load(str(folder / "a.tex")).text == "a b \\input{a} c"


def test_a_bomb_of_inclusions_is_bounded(write):
    files = {f"f{i}.tex": f"\\input{{f{i + 1}}}" * 10 for i in range(9)}
    folder = write({**files, "f9.tex": "x" * 100_000})
    assert len(load(str(folder / "f0.tex")).text) <= 5_100_000


def test_an_inclusion_in_a_comment_or_in_verbatim_text_is_none(write):
    text = "% \\input{part}\n\\begin{verbatim}\\input{part}\\end{verbatim} \\inputfile{part}"
    folder = write({"main.tex": text, "part.tex": "x"})
    assert load(str(folder / "main.tex")).text == text


def test_a_part_of_a_document_is_checked_in_it_alone(derive, write):
    write({"doc/main.tex": "\\input{a}\nwrong\n", "doc/a.tex": "\nwrong\n", "doc/z.tex": "holds"})
    run = derive("verify", "doc", "--output-format", "json")
    report = json.loads(run.stdout)
    assert [document["path"] for document in report["documents"]] == ["doc/main.tex", "doc/z.tex"]
    part, main = report["documents"][0]["relations"]
    assert (part["path"], part["line"], part["column"]) == ("doc/a.tex", 2, 1)
    assert (main.get("path"), main["line"]) == (None, 2)
    lines = derive("verify", "doc", "--output-format", "concise").output.splitlines()
    assert [line.split(" ")[0] for line in lines[:2]] == ["doc/a.tex:2:1:", "doc/main.tex:2:1:"]
    assert "--> doc/a.tex:2:1" in derive("verify", "doc").output


def test_a_part_that_is_named_is_checked_by_itself_too(derive, write):
    write({"main.tex": "\\input{a}\nholds\n", "a.tex": "holds\n"})
    output = derive("verify", "main.tex", "a.tex").output
    assert "main.tex: 2 relations" in output
    assert "a.tex: 1 relation" in output
