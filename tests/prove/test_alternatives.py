"""A word of the prose changes a cost that the note defines only where it stands beside the claim."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, Wrong

NETWORK = r"""
$$\sigma(z) = \frac{1}{1+e^{-z}}$$
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$C = \frac12 \sum_j (a^L_j - y_j)^2$$
"""
CLAIM = r"$$\frac{\partial C}{\partial z^L_j} = a^L_j - y_j$$"


def verdict(text):
    return check(Source("note.md", text), Options()).findings[-1].verdict


@pytest.mark.parametrize(
    "text",
    (
        "We turn to cross-entropy in the next chapter.\n" + NETWORK + CLAIM,
        NETWORK + "Cross-entropy is for the next chapter. " + "Here the cost is quadratic. " * 20 + CLAIM,
    ),
    ids=("before the definition of the cost", "far from the claim"),
)
def test_a_slope_that_was_forgotten_is_not_excused_by_a_word_elsewhere(text):
    assert isinstance(verdict(text), Wrong)


def test_the_cost_named_beside_the_claim_is_the_one_that_is_meant():
    found = verdict(NETWORK + "For the cross-entropy cost:\n" + CLAIM)
    assert isinstance(found, Holds)
    assert found.where == ("for the cross-entropy cost",)
