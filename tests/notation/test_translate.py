"""The same theorem in the letters of another document."""

import pytest

from derive.explain.explain import derivations
from derive.notation.respell import respelled
from derive.notation.translate import Untranslatable, respelling, translated
from derive.prove.kernel.prove import prove
from derive.syntax.spell import spell
from derive.theory import Claim
from tests.explain.told import EQUATIONS, told

PATHS = {path.stem: path for path in EQUATIONS}
INDEXED = ("component-form", "four-equations", "from-i-to-j", "helper-formulas")


def section(name):
    return told(PATHS[name])[0][0]


def spelled(claim, to):
    return " = ".join(spell(respelled(side, to.notation)) for side in translated((claim.lhs, claim.rhs), to))


def test_the_indices_of_a_weight_follow_the_other_document():
    to = respelling(section("from-i-to-j"), section("four-equations"))
    found = next(found for _, _, _, found in told(PATHS["from-i-to-j"]) if found.label == "BP4")
    assert spelled(found.claim, to) == r"\frac{\partial C}{\partial w_{j,i}^{l}} = \delta_{j}^{l} * a_{i}^{l-1}"


def test_an_index_that_is_a_layer_there_gets_another_letter():
    to = respelling(section("four-equations"), section("from-i-to-j"))
    found = next(found for _, _, _, found in told(PATHS["four-equations"]) if found.label == "BP4")
    assert spelled(found.claim, to) == r"\frac{\partial E}{\partial w_{ij}^k} = o_i^{k-1} \delta_j^k"


@pytest.mark.parametrize("name", INDEXED)
@pytest.mark.parametrize("other", INDEXED)
def test_there_and_back_again_is_the_same_term(name, other):
    there, back = respelling(section(name), section(other)), respelling(section(other), section(name))
    theory = section(name).theory
    for _, item, _, found in told(PATHS[name]):
        if item.claim is None or any(word in str(found.claim) for word in ("'g'", "g_o")):
            continue
        sides = translated(translated((found.claim.lhs, found.claim.rhs), there), back)
        assert prove(theory, found.claim) is not None
        assert prove(theory, Claim(*sides)) is not None, spell(item.relation.right)


def test_a_chain_of_single_neurons_cannot_be_said_with_indices():
    with pytest.raises(Untranslatable, match="different indices"):
        respelling(section("single-neuron-chain"), section("component-form"))


def test_a_derivation_is_told_in_the_letters_of_another_document():
    rows = told(PATHS["from-i-to-j"])
    to = respelling(rows[0][0], section("four-equations"))
    retold = list(derivations(rows[0][0], tuple(row[2] for row in rows), to))
    found = next(one for one in retold if one.label == "BP2")
    assert [spell(found.left), *(spell(step.shown) for step in found.steps)][::5] == [
        r"\delta_{j}^{l}",
        r"\sigma'(z_{j}^{l}) * \sum_k w_{k,j}^{l+1} * \frac{\partial C}{\partial z_{k}^{l+1}}",
    ]
    assert spell(found.steps[0].reason[0]) == r"\delta_{j}^{l}=\frac{\partial C}{\partial z_{j}^{l}}"
