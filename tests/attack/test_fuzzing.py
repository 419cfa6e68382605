"""Damaged documents: a sample of `bench/fuzz.py`, and what it has found."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Unchecked
from tests.attack.fuzzing import attempt, judged, plain_run, understood

FOUND = {
    "a cost of a family with the author's own letter for layers": r"$i^k=n$$${w^k}=\frac{\partial E}{\partial i^k}$$",
    "a cost of z^l where nothing says what a is": r"$\frac{\partial C}{\partial a^L_j}=a^L_j$$z_j^l=j)$",
    "a function with an index": r"$f(x) = x w_j$, $a_i = f(z_i)$, $\frac{\partial a_i}{\partial z_i} = w_j$",
    "a power of a layer on the left": r"$z^{L}² = w n$",
    "a function with a layer": r"$f(x) = x + b^l$, $a^l = f(z^l)$, $\frac{\partial a^l}{\partial z^l} = 1$",
}


@pytest.mark.parametrize("text", list(FOUND.values()), ids=list(FOUND))
def test_what_once_failed_is_judged_or_left_unchecked(text):
    assert attempt("note.md", text, judged) is None


def test_a_letter_is_not_defined_by_a_layer_that_nobody_names():
    (_, claim) = check(Source("note.md", r"$i^k = n$ and $1 = \frac{\partial E}{\partial i^k}$"), Options()).findings
    assert isinstance(claim.verdict, Unchecked)
    assert claim.verdict.rule != "D902"


@pytest.mark.parametrize(("work", "number"), [(understood, 1_000), (judged, 250)])
def test_no_damaged_document_fails_or_takes_longer_than_two_seconds(work, number):
    assert list(plain_run(10_000_000, number, work)) == []
