"""Documents that keep one layout of Jacobians, and documents that mix both."""

import json

import pytest

from derive.pipeline import Options, check
from derive.report.json_report import render
from derive.report.page import plain
from derive.report.terminal import render as lines_of
from derive.source import Source, excerpt
from derive.verdict import Holds, Report

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
