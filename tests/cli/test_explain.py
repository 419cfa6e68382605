"""`derive explain`: what is found, what is said where nothing is, in which format."""

import json

import pytest
from click.testing import CliRunner

from derive.cli.main import main

NOTE = r"""# A note

$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$

$$a^l_j = \sigma(z^l_j)$$

$$\frac{\partial C}{\partial b^l_j} = \frac{\partial C}{\partial z^l_j} \tag{bias}$$
"""


def run(*arguments, text=None):
    return CliRunner().invoke(main, ["explain", *arguments], input=text)


def test_a_label_of_the_built_in_equations_is_derived():
    done = run("BP4")
    assert done.exit_code == 0
    assert "= aˡ⁻¹ₖ * δˡⱼ " in done.output
    assert "four-equations.md:73" in done.output
    assert "derive explain component-form.md:BP4" in done.output


def test_a_label_is_taken_from_the_note_that_is_named():
    for arguments in (("component-form:BP4",), ("component-form.md:BP4",), ("BP4", "component-form")):
        done = run(*arguments)
        assert (done.exit_code, "component-form.md:75" in done.output) == (0, True)


def test_an_unknown_label_is_answered_with_the_labels_there_are():
    done = run("BP9")
    assert done.exit_code == 2
    assert "There is no label 'BP9'. Did you mean 'BP4'? The labels are BP1, BP2, BP3, BP4" in done.output
    assert "Its labels are BP1, BP2, BP3, BP4." in run("component-form:BPX").output


def test_a_line_without_a_relation_and_a_line_that_is_not_there_are_refused():
    assert "component-form.md has no relation on line 2 to explain" in run("component-form:2").output
    assert "there is no line 900" in run("component-form:900").output


def test_a_missing_file_is_named(tmp_path):
    done = run(str(tmp_path / "nothing.md"))
    assert (done.exit_code, "no such file or folder" in done.output) == (2, True)


def test_standard_input_is_explained_relation_by_relation():
    done = run("-", text=NOTE)
    assert done.exit_code == 0
    assert "bias" in done.output
    assert done.output.count("<stdin>:") == 3


def test_without_a_target_the_labels_are_listed():
    done = run()
    assert (done.exit_code, "a label (BP1, BP2, BP3, BP4" in done.output) == (2, True)


def test_the_json_has_every_step_with_its_rule_and_reason():
    done = run("bias", "-", "--output-format", "json", text=NOTE)
    (told,) = json.loads(done.output)["derivations"]
    assert (told["label"], told["line"], told["title"]) == ("bias", 7, "A note")
    assert told["left"] == r"\frac{\partial C}{\partial b^l_j}"
    assert [step["rule"] for step in told["steps"]] == ["chain rule", "substitute", "differentiate"]
    assert told["steps"][0]["reason"] == "$b^l_j$ reaches $C$ through $z^l_j$"


@pytest.mark.parametrize("output_format", ["text", "latex", "json"])
def test_every_format_ends_with_a_line_break(output_format):
    assert run("BP3", "--output-format", output_format).output.endswith("\n")


def test_ascii_is_asked_for_or_comes_with_the_encoding_of_the_stream():
    asked = run("BP4", "--ascii").output
    assert asked.isascii()
    assert "= a^{l-1}_k * delta^l_j " in asked
    narrow = CliRunner(charset="ascii").invoke(main, ["explain", "BP4"])
    assert narrow.output == asked


def test_colour_is_for_terminals_and_for_those_who_ask(monkeypatch):
    assert "\x1b" not in run("BP4").output
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m" in run("BP4").output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("BP4").output


def test_one_entry_of_a_network_is_written_out_with_numbers():
    done = run("BP2", "--layers", "2-3-2", "--entry", "j=1")
    assert done.exit_code == 0
    assert "written out for the network 2-3-2, l = 1, j = 1" in done.output
    assert "both sides are" in done.output


def test_an_entry_without_a_network_and_one_that_is_not_there_are_refused():
    assert "--entry needs --layers" in run("BP2", "--entry", "j=1").output
    assert "has no entry j = 7" in run("BP2", "--layers", "2-3-2", "--entry", "j=7").output
    assert "'j' is not a letter with its number" in run("BP2", "--layers", "2-3-2", "--entry", "j").output


def test_a_wrong_equation_is_derived_right_and_ends_with_status_one(tmp_path):
    note = tmp_path / "wrong.md"
    note.write_text(NOTE.replace(r"z^l_j} \tag", r"a^l_j} \tag"), encoding="utf-8")
    done = run(f"{note}:bias")
    assert done.exit_code == 1
    assert "✗" in done.output
    assert "differentiate" in done.output


def test_the_algorithm_has_its_five_steps_in_order():
    done = run("algorithm", "--output-format", "json")
    labels = [told["label"] for told in json.loads(done.output)["derivations"]]
    assert list(dict.fromkeys(labels)) == ["step 1", "step 2", "step 3", "step 4", "step 5"]
    titles = [told["title"] for told in json.loads(done.output)["derivations"]]
    assert titles[0] == "Set the activation of layer 1 to the input"
    assert titles[-1] == "Read off the gradient"
