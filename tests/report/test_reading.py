"""The relations of a document on one line each, as `derive verify -v` shows them."""

from click.testing import CliRunner

from derive.cli.main import main
from derive.pipeline import Options, study
from derive.report.plane.alphabet import ASCII, UNICODE
from derive.report.plane.reading import readings
from derive.source import Source

NOTE = r"""
\newcommand{\by}[2]{\frac{\partial #1}{\partial #2}}
$$z^l = w^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$

$$\delta^l \equiv \by{C}{z^l} = \by{C}{a^l} \odot \sigma'(z^l)$$
"""


def test_macros_are_expanded_and_signs_that_define_are_the_authors():
    parts = study(Source("note.tex", NOTE), Options(judges="general")).parts
    shown = ["zˡ = wˡ aˡ⁻¹ + bˡ", "aˡ = σ(zˡ)", "δˡ ≡ ∂C/∂zˡ", "∂C/∂zˡ = ∂C/∂aˡ ⊙ σ′(zˡ)\nby z (line 3) and a (line 3)"]
    assert list(readings(parts, UNICODE)) == shown
    assert readings(parts, ASCII)[2:] == (
        "delta^l := dC/dz^l",
        "dC/dz^l = dC/da^l (.) sigma'(z^l)\nby z (line 3) and a (line 3)",
    )


def test_verify_shows_them_when_it_is_verbose_and_in_the_characters_that_the_stream_has():
    wide = CliRunner().invoke(main, ["verify", "-", "-v", "--stdin-filename", "note.tex"], input=NOTE)
    assert "    ∂C/∂zˡ = ∂C/∂aˡ ⊙ σ′(zˡ)\n" in wide.output
    narrow = CliRunner(charset="ascii").invoke(main, ["verify", "-", "-v", "--stdin-filename", "note.tex"], input=NOTE)
    assert "    dC/dz^l = dC/da^l (.) sigma'(z^l)\n" in narrow.output
    short = CliRunner().invoke(main, ["verify", "-", "--stdin-filename", "note.tex"], input=NOTE)
    assert "σ′" not in short.output
