"""The Python API."""

import subprocess
import sys

import pytest

import derive
from derive.verdict import Holds, Wrong

NOTE = "$z = w x + b$ and $\\frac{\\partial z}{\\partial w} = b$"


def test_a_text_is_verified():
    (document,) = derive.verify(NOTE).documents
    assert [type(finding.verdict) for finding in document.findings] == [Holds, Wrong]


def test_a_path_is_read(tmp_path):
    path = tmp_path / "note.md"
    path.write_text(NOTE, encoding="utf-8")
    for document in (path, str(path)):
        assert len(derive.verify(document).documents[0].findings) == 2


def test_a_missing_path_is_a_problem_of_the_report(tmp_path):
    report = derive.verify(tmp_path / "none.md")
    assert report.documents == ()
    assert "none.md" in report.problems[0].path


def test_layers_that_are_no_network_are_refused():
    with pytest.raises(ValueError, match="layer"):
        derive.verify(NOTE, layers="2-0-1")


def test_the_symbolic_network_is_loaded_with_its_first_use():
    code = "import sys, derive; assert 'sympy' not in sys.modules; derive.Network; assert 'sympy' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = derive.nonsense


@pytest.mark.parametrize("chosen", [{"activation": "softmax"}, {"activation": "sigmod"}, {"cost": "quadratc"}])
def test_a_function_that_derive_does_not_know_is_refused(chosen):
    with pytest.raises(ValueError, match=r"softmax takes a whole vector|is not one of"):
        derive.verify("$a = b$", **chosen)
