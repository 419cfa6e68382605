"""Documents that have not changed are not judged again, and nobody can tell by the report."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import cache
from derive.cli.main import main
from derive.report.record import as_record, report_of
from derive.source import Source
from tests.cli import stub
from tests.report.samples import note as every_verdict

NOTE = r"""
$$z^l = w^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$C = (a^L - y)^2$$
$$\frac{\partial C}{\partial w^l} = \frac{\partial C}{\partial a^l} \sigma'(z^l) a^l$$
<!-- derive: ignore[D205] as in the book -->
$$\frac{\partial C}{\partial w^l} = \frac{\partial C}{\partial a^l} \sigma'(z^l) a^{l+1}$$
<!-- derive: ignore[D301] -->
$$\frac{\partial C}{\partial b\_l} = rac{1}{2} \heartsuit$$
"""


@pytest.fixture
def folder():
    return Path(os.environ["DERIVE_CACHE_DIR"])


@pytest.fixture
def note(tmp_path):
    def write(text, name="a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def verify(monkeypatch, tmp_path):
    """Run the real command."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        done = CliRunner().invoke(main, ["verify", *map(str, arguments)], prog_name="derive")
        return done.exit_code, done.stdout, done.stderr

    return run


def judged(derive, *arguments):
    """Return the paths of the documents that a run of the stand-in has judged."""
    stub.seen.clear()
    derive("verify", "--jobs", "1", *arguments)
    return [path for path, _ in stub.seen]


def test_a_report_comes_back_from_its_record_as_it_was():
    report = every_verdict()
    record = json.loads(json.dumps(as_record(report)))
    assert report_of(record, report.source) == report


@pytest.mark.parametrize("change", [{"findings": [{}]}, {"assumed": [1]}, {"repaired": [["D104", [5, 10**9], ""]]}])
def test_a_record_of_another_form_is_refused(change):
    report = every_verdict()
    with pytest.raises((KeyError, TypeError, ValueError)):
        report_of({**as_record(report), **change}, report.source)


@pytest.mark.parametrize(
    "options",
    [
        *(("--output-format", form) for form in ("full", "concise", "json", "sarif", "github", "gitlab", "junit")),
        ("-v",),
        ("-q",),
        ("--statistics",),
        ("--diff",),
        ("--output-format", "html"),
    ],
    ids=" ".join,
)
def test_a_report_that_is_remembered_is_the_same_byte_for_byte(verify, note, folder, options):
    note(NOTE)
    fresh = verify("a.md", "--no-cache", *options)
    assert not folder.exists()
    assert verify("a.md", *options) == fresh
    assert verify("a.md", *options) == fresh
    assert fresh[0] == 1


def test_a_document_is_judged_once_and_again_when_it_changes(derive, note):
    note("holds\nwrong\n")
    assert judged(derive, "a.md") == ["a.md"]
    assert judged(derive, "a.md") == []
    note("holds\nwrong\nholds\n")
    assert judged(derive, "a.md") == ["a.md"]
    note("holds\nwrong\n")
    assert judged(derive, "a.md") == []


def test_a_document_is_known_by_its_text_and_its_kind_and_not_by_its_name(derive, note):
    note("holds\n")
    judged(derive, "a.md")
    assert judged(derive, note("holds\n", "folder/b.md")) == []
    assert judged(derive, note("holds\n", "b.tex")) == ["b.tex"]


@pytest.mark.parametrize(
    "options",
    [
        ("--layers", "2-3-2"),
        ("--activation", "tanh"),
        ("--cost", "quadratic"),
        ("--judges", "numeric"),
        ("--seed", "1"),
        ("--timeout", "7"),
        ("--no-cache",),
        ("--output-format", "html"),
    ],
    ids=" ".join,
)
def test_what_could_change_the_report_has_it_judged_again(derive, note, options, monkeypatch):
    monkeypatch.setattr("derive.cli.judging._exhibited", lambda *given: stub.seen.append(("a.md", None)))
    note("holds\n")
    judged(derive, "a.md")
    assert judged(derive, "a.md", *options) == ["a.md"]


@pytest.mark.parametrize(
    "options", [("--select", "D3"), ("--ignore", "D2"), ("--output-format", "json"), ("-q",)], ids=" ".join
)
def test_what_only_changes_what_is_shown_does_not(derive, note, options):
    note("wrong\n")
    judged(derive, "a.md")
    assert judged(derive, "a.md", *options) == []


def test_the_files_that_a_document_takes_in_are_part_of_it(derive, note):
    note("\\input{part}\n", "main.tex")
    note("holds\n", "part.tex")
    assert judged(derive, "main.tex") == ["main.tex"]
    note("wrong\n", "part.tex")
    assert judged(derive, "main.tex") == ["main.tex"]
    note("holds\n", "part.tex")
    assert judged(derive, "main.tex") == []


@pytest.mark.parametrize("word", ["bug", "limit", "crash"])
def test_what_another_run_may_find_otherwise_is_not_remembered(derive, note, word):
    note(f"{word}\n")
    judged(derive, "a.md")
    assert judged(derive, "a.md") == ["a.md"]


def test_another_version_of_derive_or_of_a_library_judges_anew(derive, note, monkeypatch):
    note("holds\n")
    judged(derive, "a.md")
    monkeypatch.setattr(cache, "program", lambda: "another")
    assert judged(derive, "a.md") == ["a.md"]
    monkeypatch.setattr(cache, "libraries", lambda: ["sympy-0.1.dist-info"])
    assert judged(derive, "a.md") == ["a.md"]


def test_the_libraries_are_known_by_their_versions():
    assert [name.partition("-")[0] for name in cache.libraries()] == [*cache.LIBRARIES.values()]


@pytest.mark.parametrize("keep", [0, 10, 40, -1], ids=["empty", "short", "half a record", "one byte short"])
def test_a_damaged_entry_counts_for_nothing_and_is_written_again(derive, note, folder, keep):
    note("wrong\nholds\n")
    judged(derive, "a.md")
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(whole[:keep])
    assert judged(derive, "a.md") == ["a.md"]
    assert entry.read_bytes() == whole


def test_an_entry_with_one_letter_changed_is_damaged(derive, note, folder):
    note("wrong\n")
    shown = derive("verify", "a.md").stdout
    (entry,) = folder.iterdir()
    entry.write_bytes(entry.read_bytes().replace(b"the sides differ", b"the sides agree!"))
    assert derive("verify", "a.md").stdout == shown


def test_a_cache_that_cannot_be_written_is_done_without(derive, note, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "file" / "cache"))
    note("holds\n")
    assert judged(derive, "a.md") == ["a.md"]
    assert derive("verify", "a.md").exit_code == 0


def test_the_folder_is_that_of_the_system(monkeypatch):
    monkeypatch.delenv("DERIVE_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache.folder_of_user() == "/home/ada/.cache/derive"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache.folder_of_user() == "/home/ada/.cache/derive"
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/ada")
    assert cache.folder_of_user() == "/var/cache/ada/derive"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache.folder_of_user() == "/home/ada/Library/Caches/derive"


def test_what_was_not_asked_for_longest_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    monkeypatch.setattr(cache, "MOST_BYTES", 250)
    now = time.time()
    for age in range(5):
        path = tmp_path / f"{age}.json"
        path.write_bytes(b"x" * 100)
        os.utime(path, (now - age, now - age))
    for name, age in (("old.part", 2 * cache.ABANDONED), ("new.part", 1), ("notes.txt", 10**6)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (now - age, now - age))
    cache.tidy(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.json", "1.json", "new.part", "notes.txt"]


def test_a_report_too_large_for_an_entry_is_not_kept(derive, note, folder, monkeypatch):
    monkeypatch.setattr(cache, "LARGEST_ENTRY", 500)
    note("wrong\n" * 10)
    judged(derive, "a.md")
    assert judged(derive, "a.md") == ["a.md"]
    assert not folder.exists()


def test_corrections_are_looked_for_once_and_a_document_without_any_is_known(verify, note, monkeypatch):
    name = note(NOTE.split("<!--")[0])
    assert verify(name, "--fix")[0] == 0
    monkeypatch.setattr("derive.pipeline.study", None)
    status, shown, told = verify(name, "--fix")
    assert (status, told) == (0, "") and "0 not understood" in shown


def test_two_processes_that_write_at_once_leave_whole_entries(process, tmp_path, folder):
    for number in range(40):
        (tmp_path / f"{number}.md").write_text("wrong\nholds\n" * (number + 1))
    running = [process("verify", ".", "--jobs", "2", stdout=subprocess.PIPE) for _ in range(2)]
    first, second = (one.communicate(timeout=60)[0] for one in running)
    assert first == second
    assert len(list(folder.iterdir())) == 40
    for entry in folder.iterdir():
        seal, _, body = entry.read_bytes().partition(b"\n")
        assert seal == cache._seal(body)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_that_is_killed_leaves_what_it_had_found(process, tmp_path, folder):
    for number in range(30):
        (tmp_path / f"{number:02}.md").write_text("wrong\n" * (number + 1) + "slow\n")
    running = process("verify", ".", "--jobs", "2", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    limit = time.monotonic() + 30
    while time.monotonic() < limit and (not folder.exists() or len(list(folder.glob("*.json"))) < 5):
        time.sleep(0.01)
    running.kill()
    running.communicate()
    assert 5 <= len(list(folder.glob("*.json"))) < 30
    for entry in folder.glob("*.json"):
        seal, _, body = entry.read_bytes().partition(b"\n")
        assert seal == cache._seal(body)


def test_a_run_of_what_is_known_loads_neither_sympy_nor_the_judges(tmp_path, root):
    (tmp_path / "a.md").write_text("$$z = w x + b$$ $$\\frac{\\partial z}{\\partial w} = b$$", encoding="utf-8")
    probe = (
        "import sys, derive.cli.main\n"
        "try: derive.cli.main.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = ('sympy', 'lark', 'flint', 'numpy', 'derive.pipeline', 'derive.prove', 'derive.read.read')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    arguments = [sys.executable, "-c", probe, "verify", "a.md"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run(arguments, cwd=tmp_path, env=environment, check=True, capture_output=True)
    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "error[D201]" in done.stdout


def test_a_source_keeps_its_lone_surrogates(tmp_path):
    source = Source("a.md", "$x = \ud800$")
    kept = cache.Cache(str(tmp_path), "")
    cache.store(kept, cache.Entry(stub.check(source, None), ("\ud800",)))
    assert cache.load(kept, source).readings == ("\ud800",)
