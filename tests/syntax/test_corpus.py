"""Every relation that the labelled documents hold is read, at its line."""

import json
from collections import Counter
from pathlib import Path

import pytest

from derive.read.read import read
from derive.source import Source, line_starts, locate
from derive.syntax.parse import parse_document
from derive.syntax.tree import Relation, Unreadable

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
DOCUMENTS = sorted(path for path in CORPUS.glob("*/*") if path.suffix != ".json") if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="the labelled documents are not here")

LABELLED_ELSEWHERE = {("31-3b1b-notebook.ipynb", 196): 197}
"""Where the label stands at the line of the relation sign, and the right side begins a line below."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_labelled_relation_is_read_at_its_line(path):
    labels = json.loads((path.parent / "labels.json").read_text(encoding="utf-8"))[path.name]
    source = Source(path.name, path.read_text(encoding="utf-8"))
    starts = line_starts(source)
    found = Counter(
        locate(starts, statement.right.span.start).line
        for statement in parse_document(read(source)).statements
        if isinstance(statement, Relation)
        and not isinstance(statement.left, Unreadable)
        and not isinstance(statement.right, Unreadable)
    )
    wanted = Counter(LABELLED_ELSEWHERE.get((path.name, label["line"]), label["line"]) for label in labels)
    assert wanted - found == Counter()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_relation_of_the_labelled_documents_is_unreadable(path):
    statements = parse_document(read(Source(path.name, path.read_text(encoding="utf-8")))).statements
    relations = [statement for statement in statements if isinstance(statement, Relation)]
    assert [r for r in relations if isinstance(r.left, Unreadable) or isinstance(r.right, Unreadable)] == []
