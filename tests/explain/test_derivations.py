"""Derivations of the built-in equations: the pattern a lecturer follows, every step proved."""

import pytest

from derive.elaborate.elaborate import claim_of
from derive.explain.derivation import Derivation
from derive.explain.recheck import failing_steps
from derive.prove.kernel.prove import prove
from derive.syntax.spell import read_side, spell
from derive.syntax.tree import Relation
from derive.theory import Claim
from tests.explain.told import EQUATIONS, told


def derivation(note, label):
    path = next(path for path in EQUATIONS if path.stem == note)
    return next(found for _, _, _, found in told(path) if found.label == label)


def reason(step):
    return "".join(part if isinstance(part, str) else f"${spell(part)}$" for part in step.reason)


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_every_relation_of_the_equations_is_derived(path):
    assert [found.label for _, _, _, found in told(path) if not isinstance(found, Derivation)] == []


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_a_derivation_leads_from_the_left_side_to_the_authors_right_side(path):
    for _, item, _, found in told(path):
        assert found.left == item.relation.left
        assert found.steps[-1].shown == item.relation.right
        assert found.steps[0].before == found.claim.lhs
        assert found.steps[-1].after == found.claim.rhs
        for before, after in zip(found.steps, found.steps[1:], strict=False):
            assert before.after == after.before


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_every_step_of_every_derivation_is_proved(path):
    for part, _, _, found in told(path):
        assert failing_steps(part.theory, found) == (), found.label


def test_the_error_of_a_hidden_layer_is_derived_as_on_the_blackboard():
    found = derivation("four-equations", "BP2")
    assert [(step.rule, spell(step.shown)) for step in found.steps] == [
        ("definition", r"\frac{\partial C}{\partial z_{j}^{l}}"),
        (
            "chain rule",
            r"\sum_k \frac{\partial C}{\partial z_{k}^{l+1}} * \frac{\partial z_{k}^{l+1}}{\partial z_{j}^{l}}",
        ),
        (
            "substitute",
            r"\sum_k \frac{\partial C}{\partial z_{k}^{l+1}} * \frac{\partial}{\partial z_{j}^{l}}"
            r" (\sum_i w_{k,i}^{l+1} * \sigma(z_{i}^{l}) + b_{k}^{l+1})",
        ),
        ("differentiate", r"\sum_k w_{k,j}^{l+1} * \sigma'(z_{j}^{l}) * \frac{\partial C}{\partial z_{k}^{l+1}}"),
        ("definition", r"\sum_{k} w_{k,j}^{l+1} \sigma'(z_{j}^{l}) \delta_{k}^{l+1}"),
    ]
    assert reason(found.steps[1]) == r"$z_{j}^{l}$ reaches $C$ through every $z_{k}^{l+1}$"
    assert reason(found.steps[3]) == r"only the term with $i=j$ contains $z_{j}^{l}$"
    assert found.where == ("l < L",)


def test_a_long_chain_is_taken_at_once_and_then_factor_by_factor():
    path = EQUATIONS[0].parent.parent / "tests" / "notes" / "two-layers-by-letter.md"
    part, _, _, found = next(row for row in told(path) if row[3].label == "line 24")
    assert [step.rule for step in found.steps].count("chain rule") == 1
    assert len(found.steps) > 6
    assert failing_steps(part.theory, found) == ()


def test_a_claim_that_holds_only_on_tried_layers_has_no_steps():
    path = EQUATIONS[0].parent.parent / "tests" / "notes" / "input-by-name.md"
    found = next(row[3] for row in told(path) if row[3].label == "line 19")
    assert "there is no proof" in found.reason


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_what_is_shown_is_read_in_its_document_as_the_term_of_the_step(path):
    for part, item, _, found in told(path):
        for step in found.steps if item.claim is not None else ():
            if step.rule != "whole":
                tree = read_side(spell(step.shown))
                again, _ = claim_of(Relation(tree, "=", tree, False, item.relation.span), part)
                assert prove(part.theory, Claim(step.after, again.rhs)) is not None, spell(step.shown)
