"""A claim in components and the same claim in matrix form are shown to be one statement."""

from pathlib import Path

import pytest

from derive.pipeline import Options, check
from derive.source import Source, line_starts, locate

NETWORK = r"""$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
"""
EQUATIONS = Path(__file__).resolve().parents[2] / "equations"


def notes_of(claims):
    """Return the notes of the claims written below the network, by line."""
    document = check(Source("note.md", NETWORK + "\n".join(f"$${claim}$$" for claim in claims)), Options())
    starts = line_starts(document.source)
    return {locate(starts, found.span.start).line: found.notes for found in document.findings[3:]}


PAIRS = {
    "the backward pass": (
        r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)",
        r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
    ),
    "an outer product": (
        r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
        r"\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T",
    ),
    "other letters for the indices and the layer": (
        r"\frac{\partial C}{\partial a^{m-1}_q} = \sum_p \delta^m_p w^m_{pq}",
        r"\frac{\partial C}{\partial a^{l-1}} = (w^l)^T \delta^l",
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_each_of_the_two_names_the_line_of_the_other(pair):
    found = notes_of(pair)
    assert "the same statement as line 5, there in matrix form" in found[4]
    assert "the same statement as line 4, there in components" in found[5]


def test_two_true_claims_about_one_derivative_are_not_the_same_statement():
    found = notes_of(
        [
            r"\frac{\partial C}{\partial w^l_{jk}} = \frac{\partial C}{\partial z^l_j} a^{l-1}_k",
            r"\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T",
        ]
    )
    assert not any("same statement" in note for notes in found.values() for note in notes)


def test_two_claims_in_components_are_not_compared():
    claim = r"\frac{\partial C}{\partial b^l_j} = \delta^l_j"
    found = notes_of([claim, claim.replace("j", "i")])
    assert not any("same statement" in note for notes in found.values() for note in notes)


def test_a_wrong_claim_is_the_same_statement_as_none():
    found = notes_of(
        [
            r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
            r"\frac{\partial C}{\partial w^l} = -\delta^l (a^{l-1})^T",
        ]
    )
    assert not any("same statement" in note for notes in found.values() for note in notes)


@pytest.mark.parametrize("number", ["1", "2", "3", "4"])
def test_the_four_equations_are_shown_to_be_their_matrix_forms(number):
    path = EQUATIONS / "four-equations.md"
    document = check(Source(str(path), path.read_text(encoding="utf-8")), Options())
    starts = line_starts(document.source)
    lines = path.read_text(encoding="utf-8").splitlines()
    matrix = next(i + 1 for i, line in enumerate(lines) if rf"\tag{{BP{number}-matrix}}" in line)
    notes = [
        note
        for found in document.findings
        if locate(starts, found.span.start).line == matrix
        for note in found.notes
        if note.startswith("the same statement as line") and note.endswith("in components")
    ]
    assert notes
