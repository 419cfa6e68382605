"""Differentiation agrees with dual numbers, and the chain rule with both."""

import pytest
from hypothesis import assume, given
from kernel_evaluate import NoInstance, World, topology_of
from kernel_mutate import children
from kernel_networks import LAST, all_cases, at, d, e, i_
from test_normal import FREE, SETTINGS, THEORY, TOPOLOGY, terms

from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.differentiate import differentiate, kronecker
from derive.prove.kernel.layers import first_region
from derive.prove.kernel.setting import Setting
from derive.prove.kernel.substitute import Substitution, substitute
from derive.prove.kernel.unfold import Frontier, eliminate
from derive.term.term import ZERO, Add, Apply, Entry, Functional, Index, Mul, Partial, Power, Size, number


@SETTINGS
@given(terms(functions=("f",)))
def test_the_derivative_by_an_entry_is_that_of_dual_numbers(term):
    wrt = Entry("x", None, (Index("w", 0, (Size("n"),)),))
    assume(not any_functional(term))
    budget = Budget(100_000)
    slope = differentiate(
        substitute(term, Substitution({}, {}), budget),
        lambda entry: kronecker(entry, wrt) if entry.symbol == wrt.symbol else ZERO,
        budget,
    )
    world = World(THEORY, TOPOLOGY, 5)
    for place in (1, 3):
        indices = {(i.letter, i.uid): 2 for i in FREE} | {("w", 0): place}
        try:
            truth = world.value(term, ({}, indices, None), ("x", None, (place,)))[1]
            assert world.value(slope, ({}, indices, None))[0] == truth
        except ZeroDivisionError:
            continue


def any_functional(term):
    return isinstance(term, Functional) or any(any_functional(part) for part, _ in children(term))


CASES = {case.name: case for case in all_cases() if case.name in ("quadratic", "transposed", "residual", "chain")}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.parametrize("symbol", ["z", "a", "w", "b"])
def test_the_chain_rule_to_the_output_is_the_derivative(name, layer, symbol):
    theory = CASES[name].theory
    topology = topology_of(3, theory)
    region = first_region([(LAST, 3)], 1, 3)
    wrt = Entry(
        symbol,
        at("", layer),
        tuple(
            Index("ij"[slot], 0, (Size("n", at("", layer + extent.layer.offset)),))
            for slot, extent in enumerate(theory.symbols[symbol].extents)
        ),
    )
    setting = Setting(theory, region, Budget(100_000))
    slope = eliminate(setting, Partial(e("C", None), wrt), Frontier({}))
    world = World(theory, topology, 3)
    for place in ((1, 1), (2, 1), (1, 2)):
        env = ({}, {("i", 0): place[0], ("j", 0): place[1]}, None)
        try:
            truth = world.value(Partial(e("C", None), wrt), env)[0]
        except NoInstance:
            continue
        assert world.value(slope, env)[0] == truth


def test_a_symbolic_exponent_is_held():
    s, t = Entry("s", None, ()), Entry("t", None, ())
    rule = {s: number(1)}
    slope = differentiate(Power(s, t), lambda entry: rule.get(entry, ZERO), Budget(100))
    assert slope == Mul((t, Power(s, Add((t, number(-1))))))
    with pytest.raises(Refused):
        differentiate(Power(t, s), lambda entry: rule.get(entry, ZERO), Budget(100))


def test_what_does_not_depend_on_the_variable_has_the_derivative_zero():
    index = Index("k", 1, (Size("n"),))
    for term in (
        Apply("f", None, 0, number(2)),
        Functional("F", (), index, Entry("y", None, (index,))),
        Power(Entry("y", None, (1,)), number(3)),
    ):
        assert differentiate(term, lambda entry: ZERO, Budget(100)) == ZERO


def test_a_second_derivative_is_refused():
    inner = d(e("C", None), e("z", LAST, i_("j", LAST)))
    with pytest.raises(Refused):
        differentiate(inner, lambda entry: ZERO, Budget(100))
