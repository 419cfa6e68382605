"""Which files of a folder are documents."""

import os


def documents(derive, *arguments):
    output = derive("verify", *arguments, "--output-format", "concise").output
    return [line.split(": ")[0] for line in output.splitlines() if "relation" in line and not line.startswith("total")]


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_what_gitignore_excludes_is_not_walked_unless_it_is_named(derive, tmp_path):
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            ".gitignore": "build/\n*.tmp.md\n[bad\n",
            "a.md": "holds",
            "b.tmp.md": "holds",
            "build/c.md": "holds",
            "deep/.gitignore": "*.md\n!keep.md\n",
            "deep/keep.md": "holds",
            "deep/drop.md": "holds",
            "deep/b.tmp.md": "holds",
        },
    )
    assert documents(derive, ".") == ["./a.md", "./deep/keep.md"]
    assert documents(derive, "deep") == ["deep/keep.md"]
    assert documents(derive, "build") == ["build/c.md"]
    assert documents(derive, "b.tmp.md") == ["b.tmp.md"]


def test_a_folder_with_nothing_but_ignored_notes_says_so(derive, tmp_path):
    write(tmp_path, {"notes/.gitignore": "*\n", "notes/a.md": "holds"})
    run = derive("verify", "notes")
    assert run.exit_code == 2
    assert "that .gitignore does not exclude" in run.output


def test_a_gitignore_outside_of_any_repository_counts_only_from_the_named_folder_on(derive, tmp_path):
    write(tmp_path, {".gitignore": "*.md\n", "notes/a.md": "holds"})
    assert documents(derive, "notes") == ["notes/a.md"]


def test_links_that_lead_in_a_circle_are_not_followed(derive, tmp_path):
    write(tmp_path, {"notes/a.md": "holds"})
    os.symlink(tmp_path / "notes", tmp_path / "notes" / "again")
    assert documents(derive, "notes") == ["notes/a.md"]


def test_what_is_installed_holds_no_notes(derive, tmp_path):
    write(tmp_path, {"a.md": "holds", "node_modules/x/README.md": "wrong", "x.rst": "holds"})
    assert documents(derive, ".") == ["./a.md", "./x.rst"]
