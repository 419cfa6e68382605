"""Notes as exported, each written once for all tests."""

from functools import cache
from pathlib import Path

from derive.export.write import Form, Wanted, document, export
from derive.pipeline import Options
from derive.report.note import text_of
from derive.source import Source

ROOT = Path(__file__).resolve().parents[2]
BUILT_IN = sorted((ROOT / "equations").glob("*.md"))
FOUR_EQUATIONS = ROOT / "equations" / "four-equations.md"
SINGLE_NEURONS = ROOT / "equations" / "single-neuron-chain.md"
FORMS = {
    "document": (Form("latex", True), "note.tex"),
    "fragment": (Form("latex", False), "note.tex"),
    "markdown": (Form("markdown", False), "note.md"),
}


@cache
def loaded(path):
    return document(Source(path.name, path.read_text("utf-8")), Options())


@cache
def exported(path, form):
    return export(loaded(path), Wanted(), FORMS[form][0], Options())


def source(path, form):
    """Return the exported note as a document."""
    return Source(FORMS[form][1], text_of(exported(path, form).proof.chunks))
