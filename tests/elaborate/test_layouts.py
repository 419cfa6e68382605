"""Documents that keep one layout of their derivatives, and documents that mix two."""

import json

import pytest

from derive.pipeline import Options, check
from derive.report.json_report import render
from derive.report.page import plain
from derive.report.terminal import render as lines_of
from derive.source import Source, excerpt
from derive.verdict import Holds, IllFormed, Report, Unchecked, Wrong

NETWORK = r"Let $\mathbf{y} = W \mathbf{x} + \mathbf{b}$ and $\mathbf{u} = V \mathbf{y}$. "
ROWS = (
    r"$\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = W$ and $\frac{\partial \mathbf{u}}{\partial \mathbf{y}} = V$. "
)
COLUMNS = r"$\frac{\partial \mathbf{u}}{\partial \mathbf{x}} = W^T V^T$"
SLOPES = r"$\frac{\partial \mathbf{a}}{\partial \mathbf{u}} = \mathrm{diag}(\sigma'(\mathbf{u}))$"


def found(text):
    return check(Source("note.md", text), Options())


@pytest.mark.parametrize(("claims", "along"), [(ROWS, "rows"), (COLUMNS, "columns")])
def test_the_layout_that_a_document_keeps_is_reported(claims, along):
    document = found(NETWORK + claims)
    assert document.warnings == ()
    assert f"the derivative of a vector by a vector has the numerator along the {along}" in document.assumed


def test_a_derivative_laid_out_the_other_way_round_is_flagged_and_not_called_wrong():
    document = found(NETWORK + ROWS + COLUMNS)
    assert all(isinstance(finding.verdict, Holds) for finding in document.findings)
    (warning,) = document.warnings
    assert (warning.rule, excerpt(warning.span)) == ("D405", COLUMNS.strip("$"))
    assert "warning[D405]" in "\n".join(map(plain, lines_of(Report((document,)))))
    assert json.loads(render(Report((document,))))["documents"][0]["warnings"][0]["rule"] == "D405"


def test_a_derivative_that_is_its_own_transpose_fixes_no_layout():
    document = found(NETWORK + r"$\mathbf{a} = \sigma(\mathbf{u})$ and " + SLOPES)
    assert len(document.findings) == 4
    assert not document.warnings and not any("numerator" in line for line in document.assumed)


def test_a_jacobian_that_no_layout_makes_true_is_no_matter_of_layouts():
    document = found(NETWORK + ROWS + r"$\frac{\partial \mathbf{u}}{\partial \mathbf{y}} = 2 V$")
    assert document.warnings == ()
    assert not isinstance(document.findings[-1].verdict, Holds)


LINEAR = r"Let $y = W x + b$ and $E = \frac12 \|y - t\|^2$. "
LIKE_X = (
    r"$\frac{\partial E}{\partial y} = y - t$, $\frac{\partial E}{\partial x} = W^T \frac{\partial E}{\partial y}$, "
)
LIKE_ITS_TRANSPOSE = (
    r"$\frac{\partial E}{\partial y} = (y - t)^T$, $\frac{\partial E}{\partial x} = \frac{\partial E}{\partial y} W$, "
)
WEIGHTS = {
    "usual": r"$\frac{\partial E}{\partial W} = \frac{\partial E}{\partial y} x^T$",
    "rows": r"$\frac{\partial E}{\partial W} = \left(\frac{\partial E}{\partial y}\right)^T x^T$",
    "numerator": r"$\frac{\partial E}{\partial W} = x \frac{\partial E}{\partial y}$",
}


@pytest.mark.parametrize(
    ("claims", "weights", "said"),
    [
        (LIKE_X, "usual", ""),
        (LIKE_ITS_TRANSPOSE, "rows", "the derivative of a number by a vector is transposed"),
        (LIKE_ITS_TRANSPOSE, "numerator", "the derivative of a number by an array has the shape of its transpose"),
    ],
)
def test_every_layout_of_the_derivatives_of_numbers_is_found_and_told_unless_it_is_the_usual_one(claims, weights, said):
    document = found(LINEAR + claims + WEIGHTS[weights])
    assert all(isinstance(finding.verdict, Holds) for finding in document.findings)
    assert [line for line in document.assumed if "number" in line] == [
        line for line in document.assumed if said and said in line
    ]
    assert any(said in line for line in document.assumed) or not said


@pytest.mark.parametrize(
    ("claims", "weights"), [(LIKE_X, "rows"), (LIKE_X, "numerator"), (LIKE_ITS_TRANSPOSE, "usual")]
)
def test_one_relation_in_another_layout_than_the_rest_has_a_transpose_too_many_or_too_few(claims, weights):
    *others, last = found(LINEAR + claims + WEIGHTS[weights]).findings
    assert all(isinstance(finding.verdict, Holds) for finding in others)
    assert isinstance(last.verdict, Wrong | IllFormed)


@pytest.mark.parametrize(
    "claim", [r"\frac{\partial E}{\partial y} = (y - t)^T", r"\frac{\partial E}{\partial W} = x (y - t)^T"]
)
def test_one_relation_alone_is_no_evidence_of_a_layout(claim):
    assert isinstance(found(LINEAR + f"${claim}$").findings[-1].verdict, IllFormed | Unchecked)


def test_relations_in_both_layouts_hold_and_the_fewer_are_flagged():
    document = found(LINEAR + LIKE_X + WEIGHTS["usual"] + " " + LIKE_ITS_TRANSPOSE)
    assert all(isinstance(finding.verdict, Holds) for finding in document.findings)
    assert [warning.span for warning in document.warnings] == [finding.span for finding in document.findings[-2:]]
    assert {warning.rule for warning in document.warnings} == {"D405"}


def test_the_section_from_which_another_layout_is_kept_is_flagged_once():
    second = (
        r"Let $u = V q$, $a = \sigma(u)$ and $E = \frac12 \|a - t\|^2$. "
        r"$\frac{\partial E}{\partial a} = (a - t)^T$, "
        r"$\frac{\partial E}{\partial u} = (a - t)^T \mathrm{diag}(\sigma'(u))$, "
        r"$\frac{\partial E}{\partial q} = \frac{\partial E}{\partial u} V$"
    )
    document = found("# One\n" + LINEAR + LIKE_X + "\n# Two\n" + second)
    assert [excerpt(warning.span) for warning in document.warnings] == [r"\frac{\partial E}{\partial a} = (a - t)^T"]
