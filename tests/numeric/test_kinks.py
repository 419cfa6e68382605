"""Where σ is made of pieces, one point shows one case: what is false in another case is still found."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds

NETWORK = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$C = \frac12 \sum_j (a^L_j - y_j)^2$$
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
"""
CHAIN = r"""
$z^l = w^l a^{l-1} + b^l$, $a^l = \max(0, z^l)$ and $C = (a^L - y)^2$.
"""


def verdict(network, formula, options):
    return check(Source("note.md", f"{network}\nThen\n\n$${formula}$$\n"), options).findings[-1].verdict


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial C}{\partial b^l_j} = \sigma(\delta^l_j)",
        r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(b^L_j)",
        r"\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j \sigma(a^{l-1}_k)",
        r"\delta^l_j = \sigma'(z^l_j) \delta^l_j \sigma(y_j) / y_j",
        r"a^l_j = z^l_j",
        r"\sigma(-z^l_j) = 0",
    ],
)
def test_what_is_true_of_positive_numbers_only_is_false_with_relu(formula):
    for judges in ("auto", "general,numeric"):
        assert not isinstance(verdict(NETWORK, formula, Options(activation="relu", judges=judges)), Holds)


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial C}{\partial z^{L-1}} = \frac{\partial C}{\partial z^L} w^L",
        r"a^l = z^l",
        r"a^L = \max(0, b^L)",
    ],
)
def test_a_chain_of_single_neurons_is_tried_where_each_of_them_is_off(formula):
    assert not isinstance(verdict(CHAIN, formula, Options()), Holds)


@pytest.mark.parametrize(
    "formula",
    [
        r"\sigma(\sigma(z^l_j)) = \sigma(z^l_j)",
        r"\sigma(z^l_j) - \sigma(-z^l_j) = z^l_j",
        r"\delta^l_j = \delta^l_j \sigma'(z^l_j)",
        r"a^l_j = z^l_j \sigma'(z^l_j)",
    ],
)
def test_what_is_true_in_every_case_holds_with_relu(formula):
    assert isinstance(verdict(NETWORK, formula, Options(activation="relu")), Holds)
