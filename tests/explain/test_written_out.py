"""One entry of an equation on one network: sums written out, each equality confirmed by SymPy, with numbers."""

import pytest

from derive.explain.explain import teller
from derive.explain.written_out import NoEntryError, write_out
from derive.pipeline import nearest
from derive.syntax.spell import spell
from tests.explain.told import EQUATIONS, told

PATHS = {path.stem: path for path in EQUATIONS}


def written(note, label, layers, **wanted):
    part, _, _, found = next(row for row in told(PATHS[note]) if row[3].label == label)
    return write_out(teller(part), found, nearest(part.theory, layers), wanted)


def test_the_sum_over_the_next_layer_is_written_out():
    found = written("component-form", "BP2", (2, 3, 2), l=2, k=3)
    assert spell(found.derivation.left) == r"\frac{\partial C}{\partial z^1_3}"
    assert spell(found.derivation.steps[-1].shown) == (
        r"\frac{\partial C}{\partial z^2_1} w^2_{1,3} \sigma'(z^1_3)"
        r" + \frac{\partial C}{\partial z^2_2} w^2_{2,3} \sigma'(z^1_3)"
    )
    assert found.derivation.title == ("written out for the network 2-3-2, l = 2, k = 3",)


def test_the_numbers_are_those_of_the_network():
    found = written("component-form", "BP4", (1, 1, 1), l=1, j=1, k=1)
    known = {spell(tree): value for tree, value in (*found.chosen, *found.computed)}
    slope = float(known[r"\frac{\partial C}{\partial z^1_1}"])
    assert float(found.value) == pytest.approx(slope * float(known["a^0_1"]), abs=1e-4)
    assert float(known["z^1_1"]) == pytest.approx(
        float(known["w^1_{1,1}"]) * float(known["a^0_1"]) + float(known["b^1_1"]), abs=1e-4
    )


def test_a_cost_that_is_left_open_is_the_quadratic_one():
    found = written("four-equations", "BP1", (2, 2), j=2)
    assert found.value
    assert "y_2" in {spell(tree) for tree, _ in found.chosen}


@pytest.mark.parametrize("note", PATHS)
@pytest.mark.parametrize("label", ["BP1", "BP2", "BP3", "BP4"])
def test_the_four_equations_have_numbers_in_every_notation(note, label):
    found = written(note, label, (2, 3, 2))
    assert found.value
    assert found.derivation.steps
    assert found.derivation.steps[-1].after == found.derivation.claim.rhs


def test_an_entry_that_is_not_there_is_refused_with_a_sentence():
    with pytest.raises(NoEntryError, match="the network 2-3-2 has no entry j = 9"):
        written("component-form", "BP1", (2, 3, 2), j=9)
    with pytest.raises(NoEntryError, match="no free index or layer m; its letters are j"):
        written("component-form", "BP1", (2, 3, 2), m=1)
