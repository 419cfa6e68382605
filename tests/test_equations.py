"""The built-in equations hold, in every notation and on every network they are asked about."""

from pathlib import Path

import pytest

from derive.pipeline import Options, check
from derive.source import Source, excerpt
from derive.verdict import Holds

EQUATIONS = Path(__file__).resolve().parent.parent / "equations"
NOTES = (
    "component-form",
    "four-equations",
    "from-i-to-j",
    "helper-formulas",
    "single-neuron-chain",
    "softmax-and-cross-entropy",
)
LABELS = ("BP1", "BP2", "BP3", "BP4")


def source(name):
    path = EQUATIONS / f"{name}.md"
    return Source(path.name, path.read_text(encoding="utf-8"))


def failures(report):
    return [
        (finding.role, excerpt(finding.span), finding.verdict)
        for finding in report.findings
        if not isinstance(finding.verdict, Holds)
    ]


def test_the_notes_are_there_and_no_others():
    assert sorted(path.name for path in EQUATIONS.iterdir()) == [f"{name}.md" for name in NOTES]


@pytest.mark.parametrize("name", NOTES)
def test_every_relation_of_the_built_in_equations_holds(name):
    report = check(source(name), Options(judges="all"))
    assert failures(report) == []
    assert report.repaired == ()
    assert {finding.role for finding in report.findings} == {"definition", "claim"}


@pytest.mark.parametrize("name", NOTES)
def test_the_built_in_equations_hold_on_given_layers_with_a_named_activation_and_cost(name):
    layers = (1, 1, 1, 1) if name == "single-neuron-chain" else (4, 3, 5, 2)
    report = check(source(name), Options(layers=layers, activation="tanh", cost="cross-entropy"))
    assert failures(report) == []


@pytest.mark.parametrize("name", NOTES)
def test_the_four_labels_stand_each_on_one_claim_that_holds(name):
    note = source(name)
    report = check(note, Options())
    for label in LABELS:
        tag = f"\\tag{{{label}}}"
        assert note.text.count(tag) == 1
        place = note.text.index(tag)
        start, end = note.text.rindex("$$", 0, place), note.text.index("$$", place)
        claims = [finding for finding in report.findings if start < finding.span.start < end]
        assert [(claim.role, type(claim.verdict)) for claim in claims] == [("claim", Holds)]


@pytest.mark.parametrize("name", NOTES)
def test_as_many_relations_are_read_as_equals_signs_are_written(name):
    note = source(name)
    written = note.text.replace("=1}", "").count("=") + note.text.count(r"\equiv")
    assert len(check(note, Options()).findings) == written
