"""The numeric judge: dual numbers against difference quotients, patterns of indices, witnesses."""

from dataclasses import replace
from fractions import Fraction

import pytest

from derive.prove.numeric import recheck
from derive.prove.numeric.algebra import PRIME, PrimeField, Rationals, derivative_polynomial
from derive.prove.numeric.evaluate import Assignment, Cell, Evaluator, NoValue
from derive.prove.numeric.indices import patterns
from derive.prove.numeric.judge import judge_numeric, network_for
from derive.prove.numeric.witness import find_witness
from derive.term.term import Apply, Entry, Index, Layer, Mul, Number, Partial, Size
from derive.theory import Claim, Named
from derive.topology import Topology
from derive.verdict import Answer
from tests.prove.instance_theories import standard_theory

THEORY = standard_theory()
OWN, BELOW = Layer("l"), Layer("l", -1)
J, K = Index("j", 0, (Size("n", OWN),)), Index("k", 0, (Size("n", BELOW),))
COST = Entry("C", None, ())
Z, A, B = (Entry(name, OWN, (J,)) for name in "zab")
WEIGHT, INPUT = Entry("w", OWN, (J, K)), Entry("a", BELOW, (K,))
TRUE = Claim(Partial(COST, WEIGHT), Mul((Partial(COST, Z), INPUT)))
FALSE = Claim(Partial(COST, WEIGHT), Mul((Partial(COST, A), INPUT)))
CUBE = (Fraction(0), Fraction(0), Fraction(0), Fraction(1))


def number(cell):
    return Fraction(3 + sum(cell.indices) + len(cell.symbol) + (cell.layer or 0), 7)


@pytest.mark.parametrize("wrt", [WEIGHT, B, Z, A])
def test_a_dual_number_carries_the_difference_quotient(wrt):
    topology = Topology((2, 3, 2), {})
    at = Assignment({"l": 1}, {("j", 0): 2, ("k", 0): 1})
    evaluator = Evaluator(THEORY, topology, Rationals({"sigma": CUBE}), number)
    exact = evaluator.value(Partial(COST, wrt), at)
    point = recheck.Point(THEORY, topology, lambda place: number(Cell(*place)), lambda _, t: t**3, sum)
    names = {"l": 1, ("j", 0): 2, ("k", 0): 1}
    assert exact != 0
    assert not recheck.differ(point, Partial(COST, wrt), Number(exact), names)
    assert recheck.differ(point, Partial(COST, wrt), Number(exact + Fraction(1, 10**6)), names)


def test_a_true_claim_agrees_and_a_false_one_differs_on_every_layer():
    topology = network_for(THEORY, 0)
    assert judge_numeric(THEORY, TRUE, topology, 1).answer is Answer.AGREES
    result = judge_numeric(THEORY, FALSE, topology, 1)
    assert result.answer is Answer.DIFFERS
    assert [values["l"] for values in result.failed] == list(range(1, len(topology.widths)))


def test_the_network_has_distinct_widths_of_at_least_two():
    widths = network_for(THEORY, 0).widths
    assert len(set(widths)) == len(widths) >= 4
    assert min(widths) >= 2


def test_a_layer_outside_the_network_has_no_value():
    evaluator = Evaluator(THEORY, Topology((2, 2), {}), PrimeField(1), lambda _: 1)
    with pytest.raises(NoValue):
        evaluator.value(Entry("z", Layer("l", 1), (1,)), Assignment({"l": 1}, {}))


def test_patterns_have_every_choice_of_equal_and_unequal_indices():
    found = list(patterns([range(1, 4), range(1, 5), range(1, 3)], set(), 0))
    shapes = {tuple(a == b for a in values for b in values) for values in found}
    every = {
        tuple(a == b for a in values for b in values)
        for values in ((i, j, k) for i in range(1, 4) for j in range(1, 5) for k in range(1, 3))
    }
    assert shapes == every
    assert len(found) <= 2 * len(every)


def test_patterns_tell_the_node_that_is_named_by_a_number():
    assert {values[0] == 2 for values in patterns([range(1, 6)], {2}, 0)} == {True, False}


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_slope_of_a_named_function_is_a_polynomial_of_its_value(name):
    field = PrimeField(5)
    primal, slope = (field.apply(name, Named(name), order, 12345) for order in (0, 1))
    rule = primal * (1 - primal) if name == "sigmoid" else 1 - primal * primal
    assert slope == rule % PRIME
    assert derivative_polynomial("sigmoid", 2) == (0, 1, -3, 2)


def test_a_function_and_its_derivative_are_independent_tables():
    field = PrimeField(5)
    values = [field.apply("f", THEORY.functions["sigma"], order, 7) for order in range(3)]
    assert len(set(values)) == 3
    assert values == [PrimeField(5).apply("f", THEORY.functions["sigma"], order, 7) for order in range(3)]


def test_a_witness_is_small_and_its_sides_differ():
    witness = find_witness(THEORY, FALSE, judge_numeric(THEORY, FALSE, network_for(THEORY, 0), 1))
    assert witness is not None
    assert witness.layers == "1-1-1" or witness.layers == "1-1"
    assert witness.left != witness.right
    assert "σ(t) = t^2" in witness.functions


def test_a_true_claim_has_no_witness():
    result = judge_numeric(THEORY, FALSE, network_for(THEORY, 0), 1)
    assert find_witness(THEORY, TRUE, result) is None


def test_two_functions_are_told_apart_in_a_witness():
    theory = replace(THEORY, functions={**THEORY.functions, "h": THEORY.functions["sigma"]})
    claim = Claim(Partial(A, Z), Apply("h", None, 1, Z))
    result = judge_numeric(theory, claim, network_for(theory, 0), 1)
    assert result.answer is Answer.DIFFERS
    witness = find_witness(theory, claim, result)
    assert witness is not None
    assert len({text.split("=")[1] for text in witness.functions}) == len(witness.functions)


def test_a_named_function_is_judged_on_both_sides_of_zero():
    theory = standard_theory("relu")
    claim = Claim(Partial(A, Z), Number(Fraction(1)))
    assert judge_numeric(theory, claim, network_for(theory, 0), 1).answer is Answer.DIFFERS
