"""Layers that are too many for SymPy: what verify says of every parameter there."""

import pytest

from tests.attack.child import ROOT, run

LAYERS = ("--layers", "784-30-10", "--judges", "general,numeric", "--no-cache", "--isolated")


def test_every_parameter_of_a_large_network_is_checked():
    ended = run("verify", ROOT / "equations" / "four-equations.md", *LAYERS)
    assert ended.status == 0
    assert "on 784-30-10 (sigmoid; binary-cross-entropy) the derivatives by all 23,860 parameters" in ended.errors


@pytest.mark.parametrize("text", ["$z = w x + b$ and $w = w$", "$a = b$"])
def test_a_document_without_a_gradient_says_why(text, tmp_path):
    (tmp_path / "note.md").write_text(text, encoding="utf-8")
    ended = run("verify", "note.md", *LAYERS, folder=tmp_path)
    assert "note.md: nothing is said of 784-30-10 parameter by parameter: " in ended.errors
    assert "Traceback" not in ended.errors


def test_small_layers_are_left_to_sympy(tmp_path):
    (tmp_path / "note.md").write_text("$z = w x + b$", encoding="utf-8")
    assert run("verify", "note.md", "--layers", "2-3-2", "--no-cache", folder=tmp_path).errors == ""
