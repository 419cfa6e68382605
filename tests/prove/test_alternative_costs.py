"""A cost that a note leaves open is tried only for claims that have a meaning with it."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, Unchecked

GIVEN = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$

$$a^l_j = \sigma(z^l_j)$$

$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$

"""


@pytest.mark.parametrize(
    "claim", [r"\delta^l_j = a^l_j - y_j", r"\delta^l_j \equiv a^l_j - y_j", r"\delta^L_j = a^L_j - y_j"]
)
def test_a_target_of_another_size_than_the_layer_is_not_understood_and_no_error_of_ours(claim):
    verdict = check(Source("note.md", f"{GIVEN}$${claim}$$"), Options()).findings[-1].verdict
    assert isinstance(verdict, Unchecked) and verdict.rule != "D902"


def test_a_cost_that_is_left_open_is_still_tried():
    claim = r"\frac{\partial C}{\partial a^L_j} = a^L_j - y_j"
    verdict = check(Source("note.md", f"{GIVEN}$${claim}$$"), Options()).findings[-1].verdict
    assert isinstance(verdict, Holds) and verdict.where == ("for the cost ½ Σ (a − y)²",)
