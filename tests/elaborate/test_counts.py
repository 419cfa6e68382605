"""A capital is another spelling of a small letter where both are arrays, not where one counts something."""

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
