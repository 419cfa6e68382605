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


@pytest.mark.parametrize("said", ["layout = diagonal", "sigma = sigmod", "sigma = softmax", "C = 7", "sigma"])
def test_what_cannot_be_declared_is_a_warning(said):
    assert last(f"<!-- derive: let {said} -->{BODY}")[1] == ["D108"]


def test_a_declaration_in_code_declares_nothing():
    assert last("```\n<!-- derive: let C = sigmod -->\n```\n" + BODY)[1] == []


JACOBIANS = r"""
$$\mathbf{y} = W \mathbf{x} + \mathbf{b}$$

$$\mathbf{u} = V \mathbf{y}$$

$$\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = W$$

$$\frac{\partial \mathbf{u}}{\partial \mathbf{y}} = V$$

$$\frac{\partial \mathbf{u}}{\partial \mathbf{x}} = W^T V^T$$
"""


def warned(text):
    """Return the rules and the lines of the warnings about a document, counted in JACOBIANS."""
    report = check(Source("note.md", text), Options())
    begin = text.index(JACOBIANS)
    return [(warned.rule, text.count("\n", begin, max(begin, warned.span.start)) + 1) for warned in report.warnings]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("layout = numerator", [("D405", 10)]),
        ("layout = rows", [("D405", 10)]),
        ("layout = denominator", [("D405", 6), ("D405", 8)]),
        ("sigma = tanh; layout = column", [("D405", 6), ("D405", 8)]),
        ("layout = diagonal", [("D108", 1), ("D405", 10)]),
    ],
)
def test_a_declared_layout_decides_which_jacobians_are_of_the_other_one(said, expected):
    assert warned(JACOBIANS) == [("D405", 10)]
    assert warned(f"<!-- derive: let {said} -->\n{JACOBIANS}") == expected


@pytest.mark.parametrize("false", ["V^T W^T", "W V", "2 W^T V^T"])
def test_a_declared_layout_makes_nothing_true_that_is_false(false):
    text = f"<!-- derive: let layout = denominator -->{JACOBIANS}"
    assert isinstance(last(text)[0], Holds)
    assert not isinstance(last(text.replace("W^T V^T", false))[0], Holds)
