"""Wrong claims: the true value is derived, and the step is named at which the author's side parts from it."""

from pathlib import Path
from time import process_time

import pytest

from derive.explain.derivation import Derivation
from derive.prove.kernel.prove import prove
from derive.syntax.spell import spell
from derive.theory import Claim
from derive.verdict import Holds, Wrong
from tests.explain.told import told

NOTES = Path(__file__).resolve().parent.parent / "notes"
SOME = ("activation-derivative", "missing-sum", "one-layer-off", "sign-and-factor", "source-for-target", "matrix-bold")


def wrong(name):
    return [row for row in told(NOTES / f"{name}.md") if not isinstance(row[2].verdict, Holds)]


def on_line(name, line):
    return next(found for _, _, _, found in wrong(name) if found.label == f"line {line}")


def test_a_missing_derivative_of_the_activation_parts_where_it_is_taken():
    found = on_line("activation-derivative", 28)
    assert spell(found.author) == r"\sum_k w^{l+1}_{kj} \delta^{l+1}_k"
    assert spell(found.steps[found.parting].shown).endswith(r"\sigma'(z^l_j)")
    assert r"\sigma'" not in spell(found.steps[found.parting - 1].shown)


def test_a_layer_that_is_off_by_one_parts_at_its_factor():
    found = on_line("one-layer-off", 13)
    assert found.parting == 1
    assert spell(found.steps[1].shown).endswith("a^{(L-3)}")
    assert spell(found.author).endswith("a^{(L-2)}")


def test_a_missing_sum_parts_at_the_chain_rule():
    found = on_line("missing-sum", 17)
    assert found.steps[found.parting].rule == "chain rule"


@pytest.mark.parametrize("name", SOME)
def test_what_is_derived_of_a_wrong_claim_is_proved_and_is_not_what_the_author_wrote(name):
    for part, item, finding, found in wrong(name):
        if not isinstance(found, Derivation):
            assert not isinstance(finding.verdict, Wrong), found.label
            continue
        assert 0 <= found.parting < len(found.steps)
        assert found.author == item.relation.right
        for step in found.steps:
            assert prove(part.theory, Claim(step.before, step.after)) is not None
        if item.claim is not None:
            assert prove(part.theory, Claim(found.claim.lhs, item.claim.rhs)) is None


def test_a_search_among_towers_of_functions_comes_to_an_end():
    started = process_time()
    assert on_line("tanh", 22) is not None
    assert process_time() - started < 30
