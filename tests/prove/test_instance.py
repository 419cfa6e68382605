from dataclasses import replace

import pytest

from derive.prove.instance import Session, judge_instance
from derive.term.term import Apply, Delta, Index, Partial, Power, Size, Sum, number
from derive.theory import Claim, Definition
from derive.verdict import Answer
from tests.prove.instance_theories import (
    BP1,
    BP1_QUADRATIC,
    BP2,
    BP4,
    FALSE,
    OUT,
    TRUE,
    J,
    L,
    cost_by,
    entry,
    index,
    layer,
    log,
    minus,
    plus,
    slope,
    standard_theory,
    times,
    topology,
)

J_OUT = index("j", OUT)

THEORIES = {
    "unspecified": standard_theory(),
    "abstract cost": standard_theory(cost="abstract"),
    "sigmoid": standard_theory("sigmoid"),
    "tanh": standard_theory("tanh"),
    "relu": standard_theory("relu"),
    "softplus": standard_theory("softplus"),
    "binary": standard_theory("sigmoid", "binary"),
}
SESSIONS = {
    (name, widths): Session(theory, topology(*widths))
    for name, theory in THEORIES.items()
    for widths in ((2, 3, 2), (3, 2, 4, 2))
}


def judge(claim, widths=(2, 3, 2), theory="unspecified"):
    session = SESSIONS[theory, widths]
    return judge_instance(session.theory, claim, session.topology, session)


@pytest.mark.parametrize("theory", THEORIES)
@pytest.mark.parametrize("name", TRUE)
def test_a_true_equation_of_backpropagation_agrees(name, theory):
    assert judge(TRUE[name], theory=theory).answer is Answer.AGREES


@pytest.mark.parametrize("theory", THEORIES)
@pytest.mark.parametrize("name", FALSE)
def test_a_false_equation_of_backpropagation_differs(name, theory):
    assert judge(FALSE[name], theory=theory).answer is Answer.DIFFERS


@pytest.mark.parametrize("name", TRUE)
def test_true_equations_agree_on_a_deeper_network(name):
    assert judge(TRUE[name], (3, 2, 4, 2)).answer is Answer.AGREES


def test_a_true_equation_does_not_depend_on_the_order_in_which_claims_are_judged():
    backwards = Session(THEORIES["unspecified"], topology(2, 3, 2))
    for claim in reversed([*TRUE.values(), *FALSE.values()]):
        expected = judge(claim)
        assert judge_instance(backwards.theory, claim, backwards.topology, backwards) == expected


def test_an_equation_for_the_quadratic_cost_differs_for_an_unspecified_one():
    assert judge(BP1_QUADRATIC).answer is Answer.AGREES
    assert judge(BP1_QUADRATIC, theory="abstract cost").answer is Answer.DIFFERS


def test_the_cases_say_at_which_layers_an_equation_holds():
    only_output = Claim(entry("delta", L, J), times(minus(entry("a", L, J), entry("y", None, J)), slope(L, J)))
    result = judge(only_output)
    assert result.answer is Answer.DIFFERS
    assert [(case.layers, case.answer) for case in result.cases] == [
        ((("l", 1),), Answer.DIFFERS),
        ((("l", 2),), Answer.AGREES),
    ]


def test_layers_at_which_an_entry_does_not_exist_are_left_out():
    assert [case.layers for case in judge(BP2).cases] == [(("l", 1),)]
    assert [case.layers for case in judge(BP4).cases] == [(("l", 1),), (("l", 2),)]


def test_a_network_too_shallow_for_the_equation_has_no_instance_and_the_note_says_what_would_do():
    result = judge_instance(THEORIES["unspecified"], BP2, topology(3, 2))
    assert result.answer is Answer.NO_INSTANCE
    assert "3-2" in result.note and "at least 3 numbers" in result.note


def test_an_index_beyond_every_width_has_no_instance():
    claim = Claim(entry("z", L, 9), entry("z", L, 9))
    assert judge(claim).answer is Answer.NO_INSTANCE


def test_the_layers_may_be_counted_from_one():
    theory = standard_theory()
    theory = replace(theory, input_layer=1)
    from_one = replace(topology(2, 3, 2), input_layer=1)
    result = judge_instance(theory, BP4, from_one)
    assert result.answer is Answer.AGREES
    assert [case.layers for case in result.cases] == [(("l", 2),), (("l", 3),)]


def test_a_network_too_large_for_sympy_is_refused_at_once():
    result = judge_instance(THEORIES["unspecified"], BP4, topology(784, 30, 10))
    assert result.answer is Answer.NO_ANSWER
    assert "numeric judge" in result.note


def test_too_many_samples_are_refused_at_once():
    result = judge_instance(THEORIES["unspecified"], BP4, topology(2, 3, 2, m=10**6))
    assert result.answer is Answer.NO_ANSWER


def test_two_layers_called_by_two_letters_are_judged_in_every_combination():
    other = layer(0, "m")
    claim = Claim(Partial(entry("z", L, J), entry("b", other, index("i", other))), number(0))
    result = judge(claim)
    by_layers = {case.layers: case.answer for case in result.cases}
    assert by_layers[("l", 1), ("m", 2)] is Answer.AGREES
    assert by_layers[("l", 2), ("m", 1)] is Answer.DIFFERS
    assert by_layers[("l", 1), ("m", 1)] is Answer.DIFFERS


def test_what_a_derivative_is_taken_by_varies_independently_of_what_defines_it():
    claim = Claim(Partial(entry("a", L, J), entry("z", L, J)), slope(L, J))
    held = Claim(
        Partial(entry("z", L, J), entry("w", L, J, index("k", layer(-1)))), entry("a", layer(-1), index("k", layer(-1)))
    )
    assert judge(claim).answer is Answer.AGREES
    assert judge(held).answer is Answer.AGREES


def test_a_second_derivative_is_taken_through_the_first():
    outer = index("i", OUT)
    j = index("j", OUT)
    z = entry("z", OUT, j)
    a, y = entry("a", OUT, j), entry("y", None, j)
    second = Apply("sigma", None, 2, z)
    square = times(slope(OUT, j), slope(OUT, j))
    expected = times(Delta(j, outer), plus(square, times(minus(a, y), second)))
    claim = Claim(Partial(Partial(entry("C", None), z), entry("z", OUT, outer)), expected)
    assert judge(claim).answer is Answer.AGREES
    assert judge(Claim(claim.lhs, times(Delta(j, outer), square))).answer is Answer.DIFFERS


def test_a_derivative_inside_a_derivative_by_something_below_follows_the_whole_path():
    below = layer(-1)
    k = index("k", below)
    mixed = Partial(entry("delta", OUT, J_OUT), entry("b", OUT, J_OUT))
    same = Partial(entry("delta", OUT, J_OUT), entry("z", OUT, J_OUT))
    assert judge(Claim(mixed, same)).answer is Answer.AGREES
    hidden = Partial(entry("delta", L, J), entry("a", below, k))
    through = Sum(
        index("i", L, 1),
        times(Partial(entry("delta", L, J), entry("z", L, index("i", L, 1))), entry("w", L, index("i", L, 1), k)),
    )
    assert judge(Claim(hidden, through)).answer is Answer.AGREES


def test_a_definition_for_one_layer_comes_before_the_one_for_all():
    theory = standard_theory("sigmoid", "categorical", softmax=True)
    k = index("k", OUT, 1)
    a = entry("a", OUT, index("j", OUT))
    jacobian = Claim(
        Partial(a, entry("z", OUT, index("i", OUT))),
        times(a, minus(Delta(index("j", OUT), index("i", OUT)), entry("a", OUT, index("i", OUT)))),
    )
    assert judge_instance(theory, jacobian, topology(2, 2, 3)).answer is Answer.AGREES
    delta = Claim(
        entry("delta", OUT, J_OUT),
        minus(times(entry("a", OUT, J_OUT), Sum(k, entry("y", None, k))), entry("y", None, J_OUT)),
    )
    assert judge_instance(theory, delta, topology(2, 2, 3)).answer is Answer.AGREES
    without_sum = Claim(delta.lhs, minus(entry("a", OUT, J_OUT), entry("y", None, J_OUT)))
    assert judge_instance(theory, without_sum, topology(2, 2, 3)).answer is Answer.DIFFERS


def test_the_logistic_loss_with_the_sigmoid_has_the_difference_for_its_sensitivity():
    claim = Claim(entry("delta", OUT, J_OUT), minus(entry("a", OUT, J_OUT), entry("y", None, J_OUT)))
    assert judge(claim, theory="binary").answer is Answer.AGREES
    assert judge(claim, theory="sigmoid").answer is Answer.DIFFERS


def test_a_division_by_zero_gets_no_answer():
    claim = Claim(Power(minus(entry("b", L, J), entry("b", L, J)), number(-1)), number(1))
    assert judge(claim).answer is Answer.NO_ANSWER


def test_something_defined_by_itself_gets_no_answer():
    theory = standard_theory()
    j = index("j", layer())
    loop = (Definition(entry("b", layer(), j), entry("b", layer(), j), 1, None),)
    looped = replace(theory, definitions={**theory.definitions, "b": loop})
    assert judge_instance(looped, TRUE["BP3"], topology(2, 3, 2)).answer is Answer.NO_ANSWER


def test_an_unbound_index_inside_a_definition_gets_no_answer_and_no_traceback():
    theory = standard_theory()
    stray = (Definition(entry("C", None), entry("a", OUT, index("q", OUT)), 0, None),)
    broken = replace(theory, definitions={**theory.definitions, "C": stray})
    result = judge_instance(broken, BP1, topology(2, 3, 2))
    assert result.answer is Answer.NO_ANSWER
    assert "q is not bound" in result.note


def test_a_size_that_nobody_gave_gets_no_answer_and_no_traceback():
    samples = Index("s", 1, (Size("m"),))
    claim = Claim(Sum(samples, number(1)), number(1))
    result = judge(claim)
    assert result.answer is Answer.NO_ANSWER
    assert "m" in result.note


def test_an_enormous_exponent_gets_no_answer_instead_of_an_enormous_number():
    claim = Claim(Power(number(3), number(10**12)), log(number(2)))
    assert judge(claim).answer is Answer.NO_ANSWER


def test_only_the_derivative_by_the_same_neuron_survives():
    i = index("i", L)
    claim = Claim(Partial(entry("z", L, J), entry("b", L, i)), Delta(J, i))
    assert judge(claim).answer is Answer.AGREES
    assert judge(Claim(claim.lhs, number(1))).answer is Answer.DIFFERS
    assert judge(Claim(claim.lhs, number(0))).answer is Answer.DIFFERS


def test_the_cost_by_a_neuron_of_the_output_layer_is_an_atom_of_its_own_for_every_neuron():
    swapped = Claim(cost_by(entry("a", OUT, 1)), cost_by(entry("a", OUT, 2)))
    same = Claim(cost_by(entry("a", OUT, 1)), cost_by(entry("a", OUT, 1)))
    assert judge(swapped, theory="abstract cost").answer is Answer.DIFFERS
    assert judge(same, theory="abstract cost").answer is Answer.AGREES


J_OUT = index("j", OUT)
