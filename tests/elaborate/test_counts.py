"""A capital is another spelling of a small letter, not where one counts something or the definitions have both."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds

COST = r"$$C = \frac{1}{2N} \sum_{i=1}^N (a_i - y_i)^2$$ $$a_i = \sigma(z_i)$$"


def verdict(definitions, claim):
    return check(Source("note.md", f"{definitions}\n\n$${claim}$$"), Options()).findings[-1].verdict


def test_the_number_of_samples_is_known_by_its_letter():
    assert isinstance(verdict(COST, r"\frac{\partial C}{\partial a_i} = \frac{1}{N} (a_i - y_i)"), Holds)


@pytest.mark.parametrize("count", (r"\frac{1}{n}", "1/n", "n^{-1}"))
def test_another_count_is_not_a_spelling_of_it(count):
    claim = rf"\frac{{\partial C}}{{\partial a_i}} = {count} (a_i - y_i)"
    assert not isinstance(verdict(COST, claim), Holds)


BOTH = r"""
$$z_j = \sum_i V_{ji} x_i$$ $$h_j = \sigma(z_j)$$ $$u_k = \sum_j v_{kj} h_j$$ $$C = \frac12 \sum_k (u_k - y_k)^2$$
"""


def test_a_capital_and_its_small_letter_in_two_definitions_are_two_quantities():
    assert isinstance(verdict(BOTH, r"\frac{\partial C}{\partial v_{kj}} = (u_k - y_k) h_j"), Holds)
    assert not isinstance(verdict(BOTH, r"\frac{\partial C}{\partial V_{kj}} = (u_k - y_k) h_j"), Holds)
