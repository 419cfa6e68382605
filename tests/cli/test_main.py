import importlib
import subprocess
import sys

import pytest

from derive.cli.main import COMMANDS, main
from derive.rules import BY_CODE


def test_help_names_every_command_and_the_exit_statuses(derive):
    shown = derive("--help").stdout
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert "Exit status: 0 nothing wrong" in shown
    assert derive().stdout == shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(derive, name):
    outcome = derive(name, "--help")
    assert outcome.exit_code == 0 and "Examples:" in outcome.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name):
    assert getattr(importlib.import_module(COMMANDS[name][0]), name).name == name


def test_an_unknown_command_is_answered_with_the_nearest(derive, tmp_path):
    outcome = derive("verfy")
    assert outcome.exit_code == 2 and "No such command 'verfy'. Did you mean 'verify'?" in outcome.stderr
    (tmp_path / "note.md").write_text("")
    assert "To check a file: derive verify note.md" in derive("note.md").stderr


def test_the_version_is_told(derive):
    words = derive("--version").stdout.split()
    assert words[0] == "derive" and words[1][0].isdigit()


def test_help_and_import_load_nothing_heavy(root):
    probe = (
        "import sys, derive, derive.cli.main\n"
        "try: derive.cli.main.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = ('sympy', 'lark', 'rich', 'flint', 'numpy')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    for arguments in (["--help"], ["verify", "--help"], ["rule"]):
        done = subprocess.run([sys.executable, "-c", probe, *arguments], cwd=root, capture_output=True, text=True)
        assert done.stderr == "[]\n"


def test_our_own_mistake_is_one_line_and_status_3(derive, monkeypatch):
    def fail(name):
        raise RuntimeError("what\nnow")

    monkeypatch.setattr("derive.cli.main.importlib.import_module", fail)
    outcome = derive("rule")
    assert outcome.exit_code == 3
    assert outcome.stderr.startswith("error in derive: RuntimeError: what now; please report this")
    assert outcome.stderr.count("\n") == 1


def test_a_rule_is_explained_with_a_bad_and_a_good_example(derive):
    shown = derive("rule", "d205").stdout
    assert shown.startswith("D205: wrong layer\n")
    assert f"Bad:   {BY_CODE['D205'].bad}\n" in shown and f"Good:  {BY_CODE['D205'].good}\n" in shown


def test_all_rules_are_listed(derive):
    assert [line.split()[0] for line in derive("rule").stdout.splitlines()] == list(BY_CODE)


def test_an_unknown_rule_is_status_2(derive):
    outcome = derive("rule", "D25")
    assert outcome.exit_code == 2 and "there is no rule 'D25'. Did you mean 'D205'?" in outcome.stderr


def test_main_is_the_entry_point():
    assert callable(main)
