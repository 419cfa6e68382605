"""What a wrong equation costs: the note's own mistake trained beside its proven correction."""

import json

import pytest

SLOPE, PLAIN = r" \sigma'(z^l_j)", r"\sum_k w^{l+1}_{kj} \delta^{l+1}_k"
NOTE = r"""
$$z^l_j = \sum_k w^l_{{jk}} a^{{l-1}}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$\delta^l_j \equiv \frac{{\partial C}}{{\partial z^l_j}}$$
$$\delta^L_j = \frac{{\partial C}}{{\partial a^L_j}} \sigma'(z^L_j)$$
$$\delta^l_j = {below}$$
$$\frac{{\partial C}}{{\partial w^l_{{jk}}}} = a^{{l-1}}_k \delta^l_j$$
$$\frac{{\partial C}}{{\partial b^l_j}} = \delta^l_j$$
"""
CHAIN = r"""
$$z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}, \quad a^{(L)} = \sigma(z^{(L)}), \quad C = (a^{(L)} - y)^2$$
$$\frac{\partial C}{\partial w^{(L)}} = 2(a^{(L)} - y) \sigma'(z^{(L)}) a^{(L-1)}$$
$$\frac{\partial C}{\partial w^{(L-2)}} = \frac{\partial C}{\partial a^{(L-2)}} \sigma'(z^{(L-2)}) a^{(L-2)}$$
"""
DROPPED = NOTE.format(below=PLAIN)
TRANSPOSED = NOTE.format(below=PLAIN.replace("kj", "jk") + SLOPE)
RIGHT = NOTE.format(below=PLAIN + SLOPE)


def compared(train, tmp_path, text, *arguments):
    (tmp_path / "note.md").write_text(text)
    outcome = train("note.md", "--json", *arguments)
    assert outcome.exit_code == 0, outcome.output
    begin, *epochs = (json.loads(line) for line in outcome.stdout.splitlines())
    return begin, epochs


def test_a_dropped_slope_costs_accuracy_and_its_gradient_points_elsewhere(train, tmp_path):
    begin, epochs = compared(train, tmp_path, DROPPED, "--compare", "--epochs", 10)
    assert (begin["line"], begin["corrected"]) == (6, rf"\delta^l_j = {PLAIN}{SLOPE}")
    assert epochs[0]["wrong_loss"] == epochs[0]["right_loss"]
    assert epochs[-1]["wrong_loss"] > 1.5 * epochs[-1]["right_loss"]
    assert epochs[-1]["right_accuracy"] > epochs[-1]["wrong_accuracy"]
    assert min(epoch["angle"] for epoch in epochs[1:]) > 30


def test_a_transposed_matrix_is_compared_where_layers_are_equally_wide(train, tmp_path):
    begin, epochs = compared(train, tmp_path, TRANSPOSED, "--compare", 6, "--epochs", 2)
    assert begin["layers"] == "64-10-10"
    assert epochs[0]["angle"] > 3


def test_one_layer_too_high_costs_a_chain_of_single_neurons_its_learning(train, tmp_path):
    begin, epochs = compared(train, tmp_path, CHAIN, "--compare", "--epochs", 20)
    assert begin["layers"] == "1-1-1-1" and begin["corrected"].endswith("a^{(L-3)}")
    assert max(epoch["angle"] for epoch in epochs) > 20
    assert sum(epoch["right_loss"] for epoch in epochs) < 0.9 * sum(epoch["wrong_loss"] for epoch in epochs)


def test_the_mistake_is_told_in_plain_lines(train, tmp_path):
    (tmp_path / "note.md").write_text(DROPPED)
    shown = train("note.md", "--compare", "--epochs", 2).stdout.splitlines()
    assert shown[0] == "note.md:6 is wrong: δˡⱼ = ∑ₖ wˡ⁺¹ₖⱼ δˡ⁺¹ₖ"
    assert shown[1] == "corrected, and proved: δˡⱼ = ∑ₖ wˡ⁺¹ₖⱼ δˡ⁺¹ₖ σ′(zˡⱼ)"
    assert shown[-1].startswith("what the mistake costs: ") and "° from the true one" in shown[-1]


def test_a_wrong_equation_is_not_trained_unless_it_is_asked_for(train, tmp_path):
    (tmp_path / "note.md").write_text(DROPPED)
    begin, *_, end = (json.loads(line) for line in train("note.md", "--json").stdout.splitlines())
    assert end["test_accuracy"] > 0.97 and begin["gradient_error"] < 1e-6
    assert "WRONG" not in [equation["verdict"] for equation in begin["equations"]]
    told = train("note.md", "--epochs", 0).stdout
    assert "line 6 is wrong and not used (derive verify note.md shows why; --compare 6 what it costs)" in told


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (RIGHT, (), "note.md has no wrong equation to compare"),
        (DROPPED, ("3",), "note.md has no wrong equation on line 3; it has some on 6"),
        (TRANSPOSED, ("--layers", "64-30-10"), "the equation on line 6 cannot be compared: the training step makes no"),
        ("no mathematics at all", (), "no equation of this document defines a layer's pre-activation"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(train, tmp_path, text, line, said):
    (tmp_path / "note.md").write_text(text)
    outcome = train("note.md", "--compare", *line)
    assert outcome.exit_code == 2 and outcome.stderr.startswith(f"error: {said}")


def test_a_comparison_is_drawn(train, tmp_path):
    pytest.importorskip("matplotlib")
    (tmp_path / "note.md").write_text(DROPPED)
    assert train("note.md", "--compare", "--epochs", 1, "--plot", "c.png").exit_code == 0
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
