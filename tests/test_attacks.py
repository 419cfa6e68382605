"""False equations that once passed, and formulas that once never came back."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, Unchecked
from tests.attack.bombs import FORMULAS, MORE_FORMULAS, NETWORK

TRUE = r"$$\frac{\partial C}{\partial b^l_j} = \frac{\partial C}{\partial z^l_j}$$"

FALSE = (
    r"\frac{\partial z^L_j}{\partial w^L_{jk}} = a^2_k",
    r"\frac{\partial C}{\partial b^3_j} = (a^3_j - y_j) \sigma'(z^3_j)",
    r"\frac{\partial C}{\partial z^l_j} \frac{a^{l-3}_1}{a^{l-3}_1} = (a^l_j - y_j) \sigma'(z^l_j)",
    r"\frac{\partial C}{\partial a^{l-1}_k} = \sum_{j=1}^{n_l - 1} \frac{\partial C}{\partial z^l_j} w^l_{jk}",
    r"\frac{\partial C}{\partial a^{l-1}_k} = \sum_{j=1}^{3} \frac{\partial C}{\partial z^l_j} w^l_{jk}",
    r"\frac{\partial C}{\partial a^{l-1}_k} = \sum_{j=1}^{n_{L+1}} \frac{\partial C}{\partial z^l_j} w^l_{jk}",
    r"\frac{\partial a^l_j}{\partial z^l_j} = \sigma'(-z^l_j)",
    r"\frac{\partial z^l_j}{\partial b^l_j} = \frac{\partial}{\partial b^l_j} (\sum_k w^l_{kj} a^{l-1}_k + b^l_j)",
    r"\max(0, z^l_j) = z^l_j",
    r"\lvert z^l_j\rvert = z^l_j",
    r"\sqrt{(z^l_j)^2} = z^l_j",
    r"\frac{\partial C}{\partial b^l_j} = \frac{\partial z^l_j}{\partial C}",
    r"\frac{\partial z^l_j}{\partial b^l_j} = \frac{\partial (w^l_{jk} a^{l-1}_k + b^l_j)}{\partial b^l_j}",
    r"\delta^l_j = \delta^{l+1}_j \sigma'(z^l_j)",
)

ENDLESS = (
    "tower of nines",
    "binomial tower",
    "a layer of nine digits",
    "a layer far below the last",
    "an index of nine digits",
    "a thousand primes",
    "thirty operators",
    "thirteen sums of one body",
    "ten thousand terms",
    "twelve layer letters",
    "ten thousand digits",
    "ten thousand decimals",
    "a layer of many digits",
    "an unpaired surrogate",
)
"""Bombs that are false as well."""


def verdicts(text):
    return [finding.verdict for finding in check(Source("note.md", text), Options()).findings]


@pytest.mark.parametrize("formula", FALSE)
def test_a_false_equation_does_not_hold(formula):
    false, true = verdicts(f"{NETWORK}\n$${formula}$$\n\nand\n\n{TRUE}")[3:]
    assert not isinstance(false, Holds)
    assert isinstance(true, Holds)


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_equation_is_not_called_holding(name):
    formula = {**FORMULAS, **MORE_FORMULAS}[name]
    endless, true = verdicts(f"{NETWORK}\n$${formula}$$\n\nand\n\n{TRUE}")[3:]
    assert not isinstance(endless, Holds)
    assert isinstance(true, Holds)


def test_an_error_of_our_own_costs_one_relation(monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("derive.pipeline.judge_readings", fail)
    found = verdicts(NETWORK + TRUE)
    assert [type(verdict) for verdict in found] == [Holds, Holds, Holds, Unchecked]
    assert found[3].rule == "D902"


def test_when_the_time_is_up_the_rest_is_left_out_and_counted():
    findings = check(Source("note.md", NETWORK + TRUE), Options(seconds=-1)).findings
    assert len(findings) == 4
    assert {finding.verdict.rule for finding in findings} == {"D901"}
