"""HTML and pictures."""

import re

from derive.export.write import Form, Wanted, export
from derive.pipeline import Options
from tests.export.written import FOUR_EQUATIONS, loaded


def written(form, *labels):
    return export(loaded(FOUR_EQUATIONS), Wanted(labels), form, Options()).text


def test_the_page_stands_alone_and_runs_nothing():
    page = written(Form("html"))
    assert page.startswith("<!DOCTYPE html>") and "<script" not in page and "default-src 'none'" in page
    assert re.search(r'(?:src|href)="(?!#)', page) is None
    assert page.count("<math") > 100 and "\\frac" not in page
    assert 'id="eq:BP1"' in page and "(BP4-matrix)" in page


def test_pictures_are_drawn_where_they_are_asked_for():
    assert "tikz" not in written(Form("latex", True), "BP1")
    drawn = written(Form("latex", True, True), "BP1")
    assert drawn.count(r"\begin{tikzpicture}") == 2 and r"\usepackage{tikz}" in drawn
    assert r"\node[path neuron]" in drawn and r"\draw[path wire]" in drawn
    assert r"\usepackage{tikz}" in written(Form("latex", False, True), "BP1").splitlines()[1]
    assert written(Form("html", False, True), "BP1").count("<svg") == 2
