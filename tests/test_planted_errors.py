"""An error planted in the built-in equations is found, with a counterexample, on its own line and on no other."""

from functools import cache
from pathlib import Path

import pytest

from derive.pipeline import Options, check
from derive.source import Source, line_starts, locate
from derive.verdict import Holds, IllFormed, Wrong

EQUATIONS = Path(__file__).resolve().parent.parent / "equations"

PLANTED = {
    "component-form": {
        "sign of the residual": (r"= a^L_j - y_j$$", r"= y_j - a^L_j$$"),
        "function for its derivative": (r" = \sigma'(z^l_j)$$", r" = \sigma(z^l_j)$$"),
        "derivative of the activation lost": (r" \sigma'(z^L_j) \tag{BP1}", r" \tag{BP1}"),
        "sum lost": (
            r"\sum_j \frac{\partial C}{\partial z^l_j} w^l_{jk}$$",
            r"\frac{\partial C}{\partial z^l_j} w^l_{jk}$$",
        ),
        "weight transposed": (r"w^l_{jk} \sigma'(z^{l-1}_k) \tag{BP2}", r"w^l_{kj} \sigma'(z^{l-1}_k) \tag{BP2}"),
        "activation of the same layer": (r"a^{l-1}_k \tag{BP4}", r"a^l_k \tag{BP4}"),
    },
    "four-equations": {
        "function for its derivative": (r"\sigma'(z_{j}^{L}) \tag{BP1}", r"\sigma(z_{j}^{L}) \tag{BP1}"),
        "bias of the layer before": (r"+ b_{k}^{l+1}$$", r"+ b_{k}^{l}$$"),
        "weight transposed": (
            r"w_{k,j}^{l+1} \sigma'(z_{j}^{l}) \delta_{k}^{l+1} \tag{BP2}",
            r"w_{j,k}^{l+1} \sigma'(z_{j}^{l}) \delta_{k}^{l+1} \tag{BP2}",
        ),
        "transpose lost": (r"(w^{l})^{T} \delta^{l}", r"w^{l} \delta^{l}"),
        "factors of the outer product exchanged": (
            r"\delta^{l} (a^{l-1})^{T} \tag{BP4-matrix}",
            r"a^{l-1} (\delta^{l})^{T} \tag{BP4-matrix}",
        ),
        "activation of the same layer": (r"= a_{k}^{l-1} * \delta_{j}^{l}$.", r"= a_{k}^{l} * \delta_{j}^{l}$."),
    },
    "helper-formulas": {
        "half lost": (r"= \frac{1}{2} \sum_j (y_j - a_j^L)^2", r"= \sum_j (y_j - a_j^L)^2"),
        "sign of the residual": (
            r"(a_j^L - y_j) \sigma'(z_j^L) \tag{BP1}",
            r"(y_j - a_j^L) \sigma'(z_j^L) \tag{BP1}",
        ),
        "transpose lost": (r"((w^{l+1})^T \delta^{l+1})", r"(w^{l+1} \delta^{l+1})"),
        "sensitivity of the same layer": (
            r"\frac{\partial z_k^{l+1}}{\partial z_j^l} \delta_k^{l+1}",
            r"\frac{\partial z_k^{l+1}}{\partial z_j^l} \delta_k^l",
        ),
        "indices exchanged": (r"a_k^{l-1} \delta_j^l \tag{BP4}", r"a_j^{l-1} \delta_k^l \tag{BP4}"),
        "product of two columns": (r"\delta^l (a^{l-1})^T \tag{BP4-matrix}", r"a^{l-1} \delta^l \tag{BP4-matrix}"),
    },
    "from-i-to-j": {
        "source for target": (
            r"\frac{\partial E}{\partial o_j^k} \frac{\partial o_j^k}{\partial a_j^k} \frac{\partial a_j^k}{\partial w",
            r"\frac{\partial E}{\partial o_i^k} \frac{\partial o_i^k}{\partial a_i^k} \frac{\partial a_i^k}{\partial w",
        ),
        "output of the target": (r"\right) = o_i^{k-1}", r"\right) = o_j^{k-1}"),
        "activation function of the hidden layers": (
            r"(g_o(a_j^K) - y_j) g'_o(a_j^K) \tag{BP1}",
            r"(g_o(a_j^K) - y_j) g'(a_j^K) \tag{BP1}",
        ),
        "bias lost": (r"a_l^{k+1} = b_l^{k+1} + \sum", r"a_l^{k+1} = \sum"),
        "weight transposed": (r"w_{jl}^{k+1} \delta_l^{k+1} \tag{BP2}", r"w_{lj}^{k+1} \delta_l^{k+1} \tag{BP2}"),
        "indices exchanged": (r"\delta_j^k o_i^{k-1} \tag{BP4}", r"\delta_i^k o_j^{k-1} \tag{BP4}"),
    },
    "single-neuron-chain": {
        "factor two lost": (r"= 2(a^{(L)} - y)$$", r"= (a^{(L)} - y)$$"),
        "derivative of a sum": (r"{\partial b^{(L)}} = 1", r"{\partial b^{(L)}} = b^{(L)}"),
        "weight of the layer before": (
            r"\cdot w^{(L)} \cdot \sigma'(z^{(L-1)}) \tag{BP2}",
            r"\cdot w^{(L-1)} \cdot \sigma'(z^{(L-1)}) \tag{BP2}",
        ),
        "sign of the gradient": (
            r"= \frac{\partial C}{\partial z^{(L)}} \tag{BP3}",
            r"= -\frac{\partial C}{\partial z^{(L)}} \tag{BP3}",
        ),
        "activation of the same layer": (
            r"\sigma'(z^{(L-2)}) \cdot a^{(L-3)}",
            r"\sigma'(z^{(L-2)}) \cdot a^{(L-2)}",
        ),
        "sum for mean": (
            r"= \frac{1}{m} \sum_{i=1}^{m} \frac{\partial C_i}{\partial w^{(L)}}",
            r"= \sum_{i=1}^{m} \frac{\partial C_i}{\partial w^{(L)}}",
        ),
    },
    "softmax-and-cross-entropy": {
        "sign of the cost's slope": (r"= -\frac{y_j}{a_j^L}", r"= \frac{y_j}{a_j^L}"),
        "probability for its complement": (r"(1 - a_j^L) \tag{softmax}", r"(1 + a_j^L) \tag{softmax}"),
        "sign of the residual": (r"= a_j^L - y_j \tag{BP1}", r"= y_j - a_j^L \tag{BP1}"),
        "weight transposed": (r"w_{kj}^{l+1} \delta_k^{l+1} \tag{BP2}", r"w_{jk}^{l+1} \delta_k^{l+1} \tag{BP2}"),
        "activation of the same layer": (r"a_k^{l-1} \delta_j^l \tag{BP4}", r"a_k^l \delta_j^l \tag{BP4}"),
        "derivative of the activation kept": (
            r"(a_j^L - y_j) a_k^{L-1}$$",
            r"(a_j^L - y_j) a_j^L (1 - a_j^L) a_k^{L-1}$$",
        ),
    },
}

CASES = [
    pytest.param(note, old, new, id=f"{note}: {name}")
    for note, planted in PLANTED.items()
    for name, (old, new) in planted.items()
]


@cache
def text_of(note):
    return (EQUATIONS / f"{note}.md").read_text(encoding="utf-8")


def lines_of(finding, starts):
    """Return the numbers of the lines on which the relation stands."""
    return range(locate(starts, finding.span.start).line, locate(starts, finding.span.end).line + 1)


def test_every_note_has_six_planted_errors():
    assert {note: len(planted) for note, planted in PLANTED.items()} == dict.fromkeys(PLANTED, 6)
    assert sorted(PLANTED) == sorted(path.stem for path in EQUATIONS.glob("*.md"))


@pytest.mark.parametrize(("note", "old", "new"), CASES)
def test_a_planted_error_is_found_where_it_was_planted_and_nowhere_else(note, old, new):
    text = text_of(note)
    assert text.count(old) == 1
    source = Source(f"{note}.md", text.replace(old, new))
    starts = line_starts(source)
    planted = locate(starts, text.index(old)).line
    found = [
        (finding, finding.verdict)
        for finding in check(source, Options()).findings
        if not isinstance(finding.verdict, Holds)
    ]
    assert [verdict for finding, verdict in found if planted not in lines_of(finding, starts)] == []
    assert found != []
    assert all(isinstance(verdict, Wrong | IllFormed) for _, verdict in found)
    for _, verdict in found:
        if isinstance(verdict, Wrong):
            assert verdict.counterexample.left != verdict.counterexample.right
            assert verdict.counterexample.layers
