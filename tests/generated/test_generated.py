"""Notes in notations drawn at random: every true equation holds, every false one is found."""

import os

import pytest
from outcomes import ALL, drawn, outcomes

DOCUMENTS = 2_000 if os.environ.get("DERIVE_FULL") else 6 * len(ALL)


@pytest.mark.parametrize("seed", range(DOCUMENTS))
def test_every_equation_of_a_document_nobody_wrote_is_judged_and_judged_right(seed):
    assert [found for found in outcomes(seed) if found[1] != "right"] == []


def test_the_documents_have_true_and_false_equations_of_every_form():
    seen = {(form, line.true) for seed in range(DOCUMENTS) for form, lines, _ in [drawn(seed)] for line in lines}
    assert seen == {(form.__name__.replace("_", " "), true) for form in ALL for true in (True, False)}
