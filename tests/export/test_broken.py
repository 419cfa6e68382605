"""Long formulas are cut where a reader would cut them, and are read as the same formula."""

import pytest

from derive.report.broken import rows
from derive.syntax.spell import read_side

LONG = (
    r"\frac{1}{2} \sum_j (a_j - y_j)^2 + \frac{\lambda}{2} \sum_j \sum_k w_{jk}^2 + \frac{\mu}{2} \sum_j b_j^2",
    r"\sum_m \frac{\partial C}{\partial z_m} \frac{\partial z_m}{\partial a_k} \frac{\partial a_k}{\partial z_k} "
    r"\frac{\partial z_k}{\partial w_{ki}}",
    r"-\sum_j \left( y_j \log a_j + (1 - y_j) \log (1 - a_j) + u_j v_j w_j + x_j y_j z_j \right)",
    r"W A B C D E F G H I J K L M N O P",
)


@pytest.mark.parametrize("text", LONG)
def test_a_long_formula_is_cut_into_rows_that_fit(text):
    tree = read_side(text)
    cut = rows(tree, 100, 90)
    assert 2 <= len(cut) <= 8
    assert all(row.width < 130 for row in cut)


def test_a_formula_that_fits_is_not_cut():
    assert rows(read_side("a + b"), 100, 90)[0].text == "a + b"


def test_a_sum_is_cut_before_its_signs():
    cut = rows(read_side("aaaaaa + bbbbbb - cccccc"), 60, 60)
    assert [row.text for row in cut] == ["aaaaaa", "+ bbbbbb", "- cccccc"]
