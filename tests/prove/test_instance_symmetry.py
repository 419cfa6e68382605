"""One entry for every pattern of equal and unequal indices is as good as all of them."""

from dataclasses import replace
from itertools import product

import pytest

from derive.prove.instance import Session, judge_instance
from derive.prove.instance_assignments import definition_symmetry, patterns
from derive.term.term import Delta, Index, Partial, Sum, number
from derive.theory import Claim, Definition
from derive.verdict import Answer
from tests.prove.instance_theories import (
    FALSE,
    OUT,
    TRUE,
    J,
    L,
    cost_by,
    entry,
    index,
    layer,
    over,
    plus,
    slope,
    standard_theory,
    times,
    topology,
)

BELOW = layer(-1)
FIRST, K, M = index("i", L), index("k", BELOW), index("m", BELOW)
NARROW = Index("j", 0, (*J.sizes, *K.sizes))

ODD = {
    "one neuron by number": Claim(entry("z", L, 1), entry("z", L, J)),
    "two neurons by number": Claim(Partial(entry("z", L, 1), entry("b", L, J)), Delta(J, 1)),
    "only the first neuron": Claim(Partial(entry("z", L, J), entry("b", L, J)), Delta(J, 1)),
    "only off the diagonal": Claim(times(Delta(J, FIRST), entry("z", L, J)), number(0)),
    "only on the diagonal": Claim(
        times(plus(number(1), times(number(-1), Delta(J, FIRST))), entry("z", L, J)), number(0)
    ),
    "an index in slots of two extents": Claim(times(Delta(NARROW, 1), entry("w", L, NARROW, NARROW)), number(0)),
    "a short sum": Claim(
        Sum(replace(NARROW, uid=7), entry("w", L, J, replace(NARROW, uid=7))), Sum(K, entry("w", L, J, K))
    ),
    "three free indices": Claim(
        Partial(entry("delta", L, J), entry("w", L, FIRST, K)),
        times(Partial(entry("delta", L, J), entry("z", L, FIRST)), entry("a", BELOW, K)),
    ),
    "four free indices": Claim(
        Partial(cost_by(entry("w", L, J, K)), entry("w", L, FIRST, M)),
        times(entry("a", BELOW, K), Partial(cost_by(entry("z", L, J)), entry("z", L, FIRST)), entry("a", BELOW, M)),
    ),
    "a delta between layers": Claim(times(Delta(J, K), entry("w", L, J, K)), times(Delta(J, K), entry("b", L, J))),
}


def one_first_neuron(theory):
    """The theory in which the first neuron of every layer is linear."""
    j = index("j", L)
    first = Definition(entry("a", L, 1), entry("z", L, 1), 1, None)
    assert theory.definitions["a"][0].head == entry("a", L, j)
    return replace(theory, definitions={**theory.definitions, "a": (*theory.definitions["a"], first)})


THEORIES = {
    "unspecified": standard_theory(),
    "softmax": standard_theory("sigmoid", "categorical", softmax=True),
    "one linear neuron": one_first_neuron(standard_theory(cost="abstract")),
}


@pytest.mark.parametrize("theory", THEORIES)
@pytest.mark.parametrize("widths", [(2, 3, 2), (3, 2, 3)])
def test_one_entry_for_every_pattern_gives_the_answer_of_all_entries(theory, widths):
    few = Session(THEORIES[theory], topology(*widths))
    every = Session(THEORIES[theory], topology(*widths))
    slow = {"three free indices", "four free indices"} if theory == "softmax" else set()
    for name, claim in {**TRUE, **FALSE, **ODD}.items():
        if name in slow:
            continue
        some = judge_instance(few.theory, claim, few.topology, few)
        complete = judge_instance(every.theory, claim, every.topology, every, every_entry=True)
        assert some.answer is complete.answer, name
        assert [(c.layers, c.answer) for c in some.cases] == [(c.layers, c.answer) for c in complete.cases], name


def test_fewer_entries_are_compared_than_there_are():
    theory, widths = THEORIES["unspecified"], topology(4, 3, 5, 2)
    session = Session(theory, widths)
    some = judge_instance(theory, TRUE["BP4"], widths, session)
    complete = judge_instance(theory, TRUE["BP4"], widths, session, every_entry=True)
    assert (some.entries, complete.entries) == (6, 4 * 3 + 3 * 5 + 5 * 2)


def test_the_first_neuron_is_told_from_the_others_where_a_definition_does():
    theory = THEORIES["one linear neuron"]
    claim = Claim(Partial(entry("a", L, J), entry("z", L, J)), slope(L, J))
    assert judge_instance(theory, claim, topology(2, 3)).answer is Answer.DIFFERS
    assert definition_symmetry(theory, topology(2, 3)).named == {1}


def test_a_definition_whose_index_runs_over_two_extents_breaks_the_symmetry():
    theory = standard_theory()
    cost = (Definition(entry("C", None), Sum(NARROW_OUT, entry("a", OUT, NARROW_OUT)), 0, None),)
    theory = replace(theory, definitions={**theory.definitions, "C": cost})
    assert not definition_symmetry(theory, topology(2, 2, 4)).holds
    claim = Claim(cost_by(entry("a", OUT, index("j", OUT))), number(1))
    assert judge_instance(theory, claim, topology(2, 2, 4)).answer is Answer.DIFFERS


NARROW_OUT = Index("j", 1, (*index("j", OUT).sizes, *index("j", layer(-1, "L")).sizes))


@pytest.mark.parametrize("widths", [(3, 3, 3), (2, 4, 3), (1, 2, 2)])
@pytest.mark.parametrize("named", [frozenset(), frozenset({1}), frozenset({2, 3})])
def test_every_choice_of_indices_has_the_pattern_of_one_that_is_judged(widths, named):
    ranges = [range(1, width + 1) for width in widths]

    def pattern(values):
        """Which values are named and, among indices of one range, which are equal."""
        named_values = tuple(value if value in named else None for value in values)
        pairs = [(i, j) for i, own in enumerate(ranges) for j, other in enumerate(ranges) if own == other]
        return named_values, tuple(values[i] == values[j] for i, j in pairs)

    judged = {pattern(values) for values in patterns(ranges, named)}
    assert judged == {pattern(values) for values in product(*ranges)}


def test_a_quotient_of_two_neurons_is_not_one():
    claim = Claim(over(entry("z", L, J), entry("z", L, FIRST)), number(1))
    result = judge_instance(THEORIES["unspecified"], claim, topology(2, 3))
    assert result.answer is Answer.DIFFERS
    assert dict(result.cases[0].entry) == {"j": 1, "i": 2}
