"""The same theorem in the letters of another book: it holds there too, and the tags are kept."""

import pytest

from derive.export.notations import names, notation_source
from derive.export.write import Form, Wanted, export, in_letters_of
from derive.notation.translate import Untranslatable
from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds
from tests.export.written import BUILT_IN, FOUR_EQUATIONS, ROOT, SINGLE_NEURONS, loaded

WHOLE_NETWORKS = [path for path in BUILT_IN if path.stem in ("component-form", "four-equations", "from-i-to-j")]
SOFTMAX = ROOT / "equations" / "softmax-and-cross-entropy.md"
TARGETS = ["nielsen", "ng", "bishop", "from-i-to-j"]


def respelled(path, name, wanted=None):
    found, again = in_letters_of(loaded(path), wanted or Wanted(), notation_source(name))
    return export(found, again, Form("latex"), Options())


def test_books_and_built_in_notes_are_notations():
    assert {"nielsen", "ng", "bishop", *(path.stem for path in BUILT_IN)} <= set(names())
    assert notation_source("NG").path == "ng.md" and notation_source("nobody") is None


@pytest.mark.parametrize("name", names())
def test_a_notation_is_a_note_that_holds(name):
    report = check(notation_source(name), Options())
    assert report.findings and all(isinstance(finding.verdict, Holds) for finding in report.findings)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("path", WHOLE_NETWORKS, ids=lambda path: path.stem)
def test_a_note_in_other_letters_holds(path, name):
    found, _ = in_letters_of(loaded(path), Wanted(), notation_source(name))
    own = loaded(path)
    tags = [link.tag for chain in own.chains for link in chain.links if link.tag]
    assert [link.tag for chain in found.chains for link in chain.links if link.tag] == tags
    verdicts = [link.finding.verdict for chain in found.chains for link in chain.links]
    assert all(isinstance(verdict, Holds) for verdict in verdicts)


def test_a_note_with_softmax_and_cross_entropy_holds_in_other_letters():
    found, _ = in_letters_of(loaded(SOFTMAX), Wanted(), notation_source("ng"))
    links = [link for chain in found.chains for link in chain.links]
    assert len(links) > 12 and all(isinstance(link.finding.verdict, Holds) for link in links)


@pytest.mark.parametrize("name", ["bishop"])
def test_a_note_in_other_letters_is_exported_with_its_derivations(name):
    result = respelled(FOUR_EQUATIONS, name)
    assert result.proof.dropped == () and result.proof.failing == ()
    assert result.text.count("Derivation") > 5
    report = check(Source("note.tex", result.text), Options())
    assert all(isinstance(finding.verdict, Holds) for finding in report.findings)


def test_bishop_calls_pre_activations_a_and_activations_z():
    text = respelled(FOUR_EQUATIONS, "bishop", Wanted(("BP1",))).text
    assert r"\delta^{(L)}_j = \frac{\partial E}{\partial z^{(L)}_j} h'(a^{(L)}_j) \tag{BP1}" in text


def test_the_order_of_the_indices_of_a_weight_follows_the_notation():
    text = respelled(FOUR_EQUATIONS, "from-i-to-j", Wanted(("BP2",))).text
    assert r"w_{jl}^{k+1}" in text or r"w_{ji}^{k+1}" in text


def test_a_chain_of_single_neurons_cannot_be_written_in_components():
    with pytest.raises(Untranslatable):
        in_letters_of(loaded(SINGLE_NEURONS), Wanted(), notation_source("nielsen"))
