"""Corrections of the source documents, where the working folder has them."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source, excerpt, line_starts, locate
from derive.verdict import Holds
from tests.suggest.slips import applied, correction

CORRECTIONS = {
    "002.md": {
        42: [("z_i^L", "z_j^L"), ("a_i^L", "a_j^L"), ("a_i^L", "a_j^L")],
        70: [("w^l a^{l-1}", "(w^l a^{l-1})_j")] * 2,
        82: [(r"a^{l-1} \delta^l", r"\delta^l (a^{l-1})^T")],
    },
    "003.md": {
        32: [
            (
                r"\frac{\partial E}{\partial o_i^k} \frac{\partial o_i^k}{\partial a_i^k} "
                r"\frac{\partial a_i^k}{\partial w_{ij}^k}",
                r"\frac{\partial E}{\partial o_j^k} \frac{\partial o_j^k}{\partial a_j^k} "
                r"\frac{\partial a_j^k}{\partial w_{ij}^k}",
            ),
            (
                r"\frac{\partial E}{\partial o_i^k} \frac{\partial o_i^k}{\partial a_i^k}",
                r"\frac{\partial E}{\partial o_j^k} \frac{\partial o_j^k}{\partial a_j^k}",
            ),
            (
                r"(b_i^k + \sum_{j=1}^{n_{k-1}} w_{ji}^k o_j^{k-1})",
                r"(b_j^k + \sum_{i=1}^{n_{k-1}} w_{ij}^k o_i^{k-1})",
            ),
        ],
        36: [
            ("(g_o(a_j^l) - y) g'_o(a_j^l)", "(g_o(a_j^k) - y) g'_o(a_j^k)"),
            ("(g_o(a_j^l) - y) g'_o(a_j^l) o_i^{l-1}", "(g_o(a_j^k) - y) g'_o(a_j^k) o_i^{k-1}"),
        ],
        42: [("", " + b_l^{k+1}")],
    },
    "004.md": {67: [("a^{(L-2)}", "a^{(L-3)}")]},
}


@pytest.fixture(params=CORRECTIONS)
def document(request, root):
    path = root.parent / "shared" / "corpus" / "seeds" / request.param
    if not path.exists():
        pytest.skip("the source documents are not here")
    source = Source(path.name, path.read_text(encoding="utf-8"))
    return source, check(source, Options())


def test_the_known_mistakes_get_their_known_corrections(document):
    source, report = document
    starts = line_starts(source)
    found = {}
    for finding in report.findings:
        fix = correction(finding)
        if fix is not None:
            line = locate(starts, fix.span.start).line
            found.setdefault(line, []).append((excerpt(fix.span), fix.latex))
    assert found == CORRECTIONS[source.path]


def test_a_document_holds_once_it_is_corrected(document):
    source, report = document
    fixes = [fix for finding in report.findings if (fix := correction(finding)) is not None]
    wrong = [fix for fix in fixes if not fix.proved]
    assert wrong == []
    again = check(Source(source.path, applied(source.text, fixes)), Options())
    fixed = [finding for finding in again.findings if not isinstance(finding.verdict, Holds)]
    if source.path == "003.md":
        # ∂a_i/∂w_ij at the head of a chain holds as it stands, and not beside the corrected link.
        (head,) = fixed
        (noted,) = [note for finding in report.findings for note in finding.notes if note.startswith("before it")]
        assert noted.endswith(r"\frac{\partial a_j^k}{\partial w_{ij}^k} = o_i^{k-1}")
        assert correction(head).latex == "a_j^k"
    else:
        assert fixed == []
