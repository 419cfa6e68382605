"""What is exported is a note itself: derive finds nothing wrong in it, and nothing that it does not understand."""

import pytest

from derive.export.write import Form, Wanted, document, export
from derive.pipeline import Options, check
from derive.read.read import read
from derive.report.note import text_of
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.syntax.tree import Relation
from derive.verdict import Holds
from tests.export.written import BUILT_IN, FORMS, ROOT, exported, loaded, source

TEST_NOTES = [
    ROOT / "tests" / "notes" / name
    for name in (
        *("macros.tex", "unicode.md", "damaged.md", "brackets.md", "sigmoid.md", "matrix-arrows.md"),
        *("matrix-jacobians.md", "matrix-row-vectors.md"),
    )
]


def relations(source):
    parsed = parse_document(read(source))
    return [(item.left, item.right) for item in parsed.statements if isinstance(item, Relation) and item.name in "=:="]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_the_built_in_notes_hold_as_exported(path, form):
    found, result = loaded(path), exported(path, form)
    assert result.proof.dropped == () and result.proof.failing == () and result.left_out == ()
    written = source(path, form)
    report = check(written, Options()) if form == "fragment" else result.proof.report
    assert all(isinstance(finding.verdict, Holds) for finding in report.findings) and report.repaired == ()
    again = relations(written)
    assert [pair for pair in relations(found.source) if pair not in again] == []


@pytest.mark.parametrize("path", TEST_NOTES, ids=lambda path: path.stem)
def test_what_holds_in_a_note_holds_as_exported(path):
    result = exported(path, "fragment")
    assert [display for display in result.proof.dropped if display.kind != "derivation"] == []
    assert result.proof.failing == ()


def test_each_label_of_the_built_in_notes_can_be_exported_alone():
    for path in BUILT_IN:
        found = loaded(path)
        for label in ("BP1", "BP4"):
            proof = export(found, Wanted((label,)), Form("latex", False), Options()).proof
            text = text_of(proof.chunks)
            assert f"\\tag{{{label}}} \\label{{eq:{label}}}" in text
            assert proof.failing == () and proof.dropped == ()


def test_what_is_wrong_is_left_out_and_with_all_it_is_marked_with_its_correction():
    text = "# N\n\n$$z = w x + b$$\n\n$$\\frac{\\partial z}{\\partial w} = b$$\n\n"
    text += "$$\\frac{\\partial z}{\\partial b} = 1$$\n"
    found = document(Source("n.md", text), Options())
    without = export(found, Wanted(), Form("markdown", False), Options())
    assert [chain.lines for chain in without.left_out] == [(5, 5)]
    assert "= b$$" not in text_of(without.proof.chunks)
    marked = text_of(export(found, Wanted(wrong_too=True), Form("markdown", False), Options()).proof.chunks)
    assert "Line 5 of the source is wrong" in marked
    assert marked.index("{\\partial w} = b$$") < marked.index("It should be") < marked.index("{\\partial w} = x$$")
