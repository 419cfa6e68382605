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


def test_a_long_derivative_is_cut_inside_its_brackets_and_reads_the_same():
    text = r"\frac{\partial}{\partial u} \left( (f(a u + b v + c w) - s)^2 + (f(a x + b y + c z) - t)^2 \right)"
    cut = rows(read_side(text), 180, 160)
    assert [row.text[:2] for row in cut] == [r"\f", "+ "]
    assert cut[0].text.count("(") - cut[0].text.count(")") == 1


def test_a_formula_is_not_cut_deeper_than_is_asked():
    assert len(rows(read_side("x (a + b + c + d + e + f + g + h)"), 60, 60, 1)) == 1
    assert len(rows(read_side("x (a + b + c + d + e + f + g + h)"), 60, 60)) > 1
