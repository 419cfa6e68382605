"""What a document declares in a remark."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, Wrong

BODY = r"""
$$a^l = \sigma(z^l)$$

$$\frac{\partial C}{\partial a^L} = a^L - y$$
"""


OPTIONS = Options()


def last(text, options=OPTIONS):
    report = check(Source("note.md", text), options)
    return report.findings[-1].verdict, [warned.rule for warned in report.warnings], report.assumed


def test_a_declared_cost_is_the_cost_of_the_document():
    declared = "<!-- derive: let sigma = sigmoid; C = categorical-cross-entropy -->" + BODY
    assert isinstance(last(declared)[0], Wrong)
    assert isinstance(last(declared.replace("categorical-cross-entropy", "quadratic"))[0], Holds)
    assert "C is the quadratic cost" in last(declared.replace("categorical-cross-entropy", "quadratic"))[2]


def test_the_command_line_has_the_last_word():
    declared = "<!-- derive: let C = categorical-cross-entropy -->" + BODY
    assert isinstance(last(declared, Options(cost="quadratic"))[0], Holds)


@pytest.mark.parametrize("said", ["layout = column", "sigma = sigmod", "sigma = softmax", "C = 7", "sigma"])
def test_what_cannot_be_declared_is_a_warning(said):
    assert last(f"<!-- derive: let {said} -->{BODY}")[1] == ["D108"]


def test_a_declaration_in_code_declares_nothing():
    assert last("```\n<!-- derive: let C = sigmod -->\n```\n" + BODY)[1] == []
