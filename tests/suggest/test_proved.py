"""No correction is shown that is not proved, whatever the note; planted errors get the original text back."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Answer, Holds, IllFormed, Wrong
from tests.suggest.slips import applied, correction, squeezed


def findings(root, name):
    text = (root / "tests" / "notes" / name).read_text(encoding="utf-8")
    return check(Source(name, text), Options())


NOTES = ("one-layer-off.md", "sign-and-factor.md", "missing-sum.md", "matrix-missing-transpose.md", "another-neuron.md")


@pytest.mark.parametrize("name", NOTES)
def test_every_correction_of_a_note_makes_its_relation_hold_for_every_size(root, name):
    report = findings(root, name)
    fixes = [(i, fix) for i, found in enumerate(report.findings) if (fix := correction(found)) is not None]
    assert fixes != []
    text = applied(report.source.text, [fix for _, fix in fixes])
    again = check(Source(name, text), Options())
    assert len(again.findings) == len(report.findings)
    for position, fix in fixes:
        assert fix.proved
        found = again.findings[position]
        assert isinstance(found.verdict, Holds), found
        assert found.verdict.scope in ("every size", "")
        assert found.role == "definition" or found.judges["general"] is Answer.PROVED


@pytest.mark.parametrize("name", NOTES)
def test_corrections_do_not_change_which_relations_are_wrong(root, name, monkeypatch):
    with_search = findings(root, name)
    monkeypatch.setattr("derive.pipeline.with_corrections", lambda found, elaboration, bench: found)
    without = findings(root, name)
    wrong = [
        [isinstance(found.verdict, Wrong | IllFormed) for found in item.findings] for item in (with_search, without)
    ]
    assert wrong[0] == wrong[1]


def test_without_the_general_judge_nothing_is_proposed(root):
    text = (root / "tests" / "notes" / "sign-and-factor.md").read_text(encoding="utf-8")
    report = check(Source("note.md", text), Options(judges="numeric"))
    assert any(isinstance(found.verdict, Wrong) for found in report.findings)
    assert [found for found in report.findings if correction(found) is not None] == []


PLANTED = (
    ("component-form", r" = \sigma'(z^l_j)$$", r" = \sigma(z^l_j)$$"),
    ("component-form", r"a^{l-1}_k \tag{BP4}", r"a^l_k \tag{BP4}"),
    ("four-equations", r"+ b_{k}^{l+1}$$", r"+ b_{k}^{l}$$"),
    ("four-equations", r"\delta^{l} (a^{l-1})^{T} \tag{BP4-matrix}", r"a^{l-1} (\delta^{l})^{T} \tag{BP4-matrix}"),
    ("helper-formulas", r"a_k^{l-1} \delta_j^l \tag{BP4}", r"a_j^{l-1} \delta_k^l \tag{BP4}"),
    ("from-i-to-j", r"\right) = o_i^{k-1}", r"\right) = o_j^{k-1}"),
    ("single-neuron-chain", r"= 2(a^{(L)} - y)$$", r"= (a^{(L)} - y)$$"),
    (
        "single-neuron-chain",
        r"= \frac{1}{m} \sum_{i=1}^{m} \frac{\partial C_i}{\partial w^{(L)}}",
        r"= \sum_{i=1}^{m} \frac{\partial C_i}{\partial w^{(L)}}",
    ),
)


@pytest.mark.parametrize(("name", "old", "new"), PLANTED, ids=[f"{name}: {new}" for name, _, new in PLANTED])
def test_a_planted_error_gets_the_original_text_back(root, name, old, new):
    text = (root / "equations" / f"{name}.md").read_text(encoding="utf-8")
    assert text.count(old) == 1
    report = check(Source(f"{name}.md", text.replace(old, new)), Options())
    fixes = [fix for found in report.findings if (fix := correction(found)) is not None]
    assert squeezed(text) in [squeezed(applied(report.source.text, [fix])) for fix in fixes]
