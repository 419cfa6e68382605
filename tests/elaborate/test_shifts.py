"""Indices that are sums of indices: what they pick, and where they speak of nothing."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, Unchecked, Wrong

SMOOTHED = r"$$y_i = \sum_k w_k f(x_{i+k}) + b$$" + "\n\n"


def verdict(claim, judges="all"):
    report = check(Source("note.md", SMOOTHED + f"$${claim}$$\n"), Options(judges=judges))
    return report.findings[-1]


@pytest.mark.parametrize(
    "claim",
    [
        r"\frac{\partial y_i}{\partial w_k} = f(x_{i+k})",
        r"\frac{\partial y_i}{\partial x_j} = \sum_k w_k f'(x_j) [j = i + k]",
        r"\frac{\partial L}{\partial x_j} = f'(x_j) \sum_k w_k \frac{\partial L}{\partial y_{j-k}}",
        r"\frac{\partial L}{\partial w_k} = \sum_j \frac{\partial L}{\partial y_{j-k}} f(x_j)",
        # where i + k is an index of x, of which alone it speaks
        r"\frac{\partial y_i}{\partial x_{i+k}} = w_k f'(x_{i+k})",
    ],
)
def test_all_three_judges_agree_on_what_a_shifted_index_picks(claim):
    finding = verdict(claim)
    assert isinstance(finding.verdict, Holds), finding.verdict
    assert (finding.verdict.scope, {answer.value for answer in finding.judges.values()}) == (
        "every size",
        {"proved", "agrees"},
    )


@pytest.mark.parametrize(
    "claim",
    [
        r"\frac{\partial y_i}{\partial w_k} = f(x_{i-k})",
        r"\frac{\partial y_i}{\partial w_k} = f(x_{i+k+1})",
        r"\frac{\partial L}{\partial x_j} = f'(x_j) \sum_k w_k \frac{\partial L}{\partial y_{j+k}}",
        r"\frac{\partial L}{\partial w_k} = \sum_j \frac{\partial L}{\partial y_{j}} f(x_j)",
    ],
)
def test_a_wrong_shift_has_a_counterexample(claim):
    finding = verdict(claim)
    assert isinstance(finding.verdict, Wrong) and finding.verdict.counterexample is not None


def test_a_shift_of_a_shift_is_followed_by_the_judges_on_networks():
    finding = verdict(r"\frac{\partial y_{i+1}}{\partial w_k} = f(x_{k+1+i})", "auto")
    assert isinstance(finding.verdict, Holds) and finding.verdict.scope != "every size"


def test_a_product_of_indices_is_not_read():
    finding = verdict(r"\frac{\partial y_i}{\partial w_k} = f(x_{2i+k})", "auto")
    assert isinstance(finding.verdict, Unchecked)
