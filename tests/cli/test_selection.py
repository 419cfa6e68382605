"""Which findings are reported: by options, by remarks in the document, by a file."""

import json

import pytest


@pytest.fixture
def note(tmp_path):
    def write(text, name="a.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def codes(run):
    report = json.loads(run.stdout)
    relations = [relation for document in report["documents"] for relation in document["relations"]]
    return [relation["rule"] for relation in relations if "rule" in relation and "ignored" not in relation]


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        ((), ["D201", "D301", "D501"]),
        (("--select", "D2"), ["D201"]),
        (("--select", "D2,D301"), ["D201", "D301"]),
        (("--select", "D2", "--extend-select", "D5"), ["D201", "D501"]),
        (("--ignore", "D2"), ["D301", "D501"]),
        (("--select", "D", "--ignore", "D2", "--extend-select", "D201"), ["D201", "D301", "D501"]),
        (("--select", "all", "--ignore", "D201"), ["D301", "D501"]),
    ],
)
def test_the_longest_prefix_decides_which_rules_are_reported(derive, note, options, reported):
    note("wrong\nshape\nunchecked\n")
    assert codes(derive("verify", "a.md", "--output-format", "json", *options)) == reported


def test_a_rule_that_there_is_not_is_refused_with_the_nearest(derive, note):
    note("holds")
    run = derive("verify", "a.md", "--ignore", "D206,D2055")
    assert run.exit_code == 2
    assert "there is no rule 'D2055'. Did you mean 'D205'?" in run.output


def test_what_is_ignored_does_not_fail_and_is_still_counted(derive, note):
    note("wrong\nholds\n")
    run = derive("verify", "a.md", "--ignore", "D201")
    assert run.exit_code == 0
    assert "2 relations: 0 define, 1 holds (1 for every size), 1 wrong and ignored" in run.output


def test_our_own_mistakes_are_never_ignored(derive, note):
    note("bug\n")
    assert derive("verify", "a.md", "--ignore", "D").exit_code == 3


@pytest.mark.parametrize(
    ("text", "level", "status"),
    [
        ("wrong", "error", 1),
        ("unchecked", "error", 0),
        ("unchecked", "warning", 0),
        ("unchecked", "note", 1),
        ("holds", "note", 0),
        ("holds <!-- derive: ignore[D201] -->\nholds", "error", 0),
        ("holds <!-- derive: ignore[D201] -->\nholds", "warning", 1),
    ],
)
def test_the_gravity_that_fails_can_be_chosen(derive, note, text, level, status):
    note(text)
    assert derive("verify", "a.md", "--fail-on", level).exit_code == status
    assert derive("verify", "a.md", "--fail-on", level, "--exit-zero").exit_code == 0


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("<!-- derive: ignore[D201] a slip of the book -->\nwrong\n", []),
        ("% derive: ignore[D2]\n\nwrong\nshape\n", ["D301"]),
        ("<!-- derive: ignore -->\nwrong\nwrong\n", ["D201"]),
        ("<!-- derive: ignore[D3] -->\nwrong\n", ["D201"]),
        ("wrong\n<!-- derive: ignore-file[D2] -->\nwrong\nshape\n", ["D301"]),
        ("```\n<!-- derive: ignore-file[D2] -->\n```\nwrong\n", ["D201"]),
        ("`<!-- derive: ignore-file[D2] -->`\n\nwrong\n", ["D201"]),
    ],
)
def test_a_remark_ignores_what_follows_it(derive, note, text, reported):
    note(text)
    assert codes(derive("verify", "a.md", "--output-format", "json")) == reported


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<!-- derive: ignore[D201] -->\nholds\n", "D107"),
        ("<!-- derive: ignore[D999] -->\nholds\n", "D108"),
        ("<!-- derive: ignroe[D201] -->\nholds\n", "D108"),
        ("% derive: ignore[D301]\nwrong\n", "D107"),
    ],
)
def test_a_remark_without_effect_is_a_warning(derive, note, text, code):
    note(text)
    assert f"a.md:1:1: {code} " in derive("verify", "a.md", "--output-format", "concise").output


def test_options_come_from_the_nearest_file(derive, note, tmp_path):
    note("wrong\n")
    note('[tool.derive]\nignore = ["D2", "D3"]\nfail-on = "note"\n', "pyproject.toml")
    assert derive("verify", "a.md").exit_code == 0
    assert derive("verify", "a.md", "--ignore", "D3").exit_code == 1
    assert derive("verify", "a.md", "--isolated").exit_code == 1
    note('exit-zero = true\nlayers = "2-3-2"\n', "derive.toml")
    assert derive("verify", "a.md").exit_code == 0
    note("exit-zero = false\n", "other.toml")
    assert derive("verify", "a.md", "--config", "other.toml").exit_code == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("igonre = ['D2']", "there is no option 'igonre'. Did you mean 'ignore'?"),
        ("ignore = ['D299']", "there is no rule 'D299'"),
        ("layers = '2-x'", "layers"),
        ("ignore = {a = 1}", "neither a value nor a list"),
        ("ignore = [", "is not TOML"),
        ("fail-on = 'eror'", "Did you mean 'error'?"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(derive, note, content, sentence):
    note("holds\n")
    note(content, "derive.toml")
    run = derive("verify", "a.md")
    assert run.exit_code == 2
    assert sentence in run.output and "Traceback" not in run.output


def test_a_pyproject_without_a_word_about_derive_is_passed_over(derive, note):
    note("holds\n")
    note("[tool.other]\nx = 1\n", "pyproject.toml")
    assert derive("verify", "a.md").exit_code == 0
    note("[broken", "pyproject.toml")
    assert derive("verify", "a.md").exit_code == 0
