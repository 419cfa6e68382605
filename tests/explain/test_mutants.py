"""A derivation with one of its steps altered does not pass its recheck."""

from dataclasses import replace
from random import Random

import pytest

from derive.explain.recheck import failing_steps
from derive.prove.kernel.prove import prove
from derive.theory import Claim
from tests.explain.told import EQUATIONS, told
from tests.mutation.claims import fitted
from tests.mutation.operators import (
    drop_factor,
    drop_prime,
    drop_sum,
    everywhere,
    exchange_indices,
    negate,
    rename_index,
    scope_of,
    shift_layer,
)
from tests.mutation.truth import truth

OPERATORS = (negate, rename_index, exchange_indices, drop_factor, shift_layer, drop_prime, drop_sum)


def altered(theory, step, operator):
    """Return mutants of what the step leads to."""
    scope = scope_of(theory, Claim(step.before, step.after))
    found = [fitted(theory, step.before, after) for after in everywhere(operator, step.after, scope)]
    return [mutant.rhs for mutant in found if mutant.rhs != step.after]


def steps_of(path):
    """Return each different step of the note's derivations once, with its theory."""
    found = {}
    for part, _, _, derivation in told(path):
        for number, step in enumerate(derivation.steps):
            found.setdefault((step.before, step.after), (part.theory, derivation, number))
    return list(found.values())


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_an_altered_step_is_not_proved(path, operator):
    passed, tried = [], 0
    for theory, derivation, number in steps_of(path):
        step = derivation.steps[number]
        mutants = altered(theory, step, operator)
        for after in Random(repr(step.after)).sample(mutants, min(1, len(mutants))):
            claim = Claim(step.before, after)
            tried += 1
            if prove(theory, claim) is not None and not truth(theory, claim).equal:
                passed.append((derivation.label, number, after))
    assert passed == []
    assert tried or operator in (drop_sum, exchange_indices, rename_index)


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_the_recheck_names_the_altered_step(path):
    for theory, derivation, number in steps_of(path)[::4]:
        step = derivation.steps[number]
        mutants = altered(theory, step, negate)
        if not mutants:
            continue
        wrong = (*derivation.steps[:number], replace(step, after=mutants[0]), *derivation.steps[number + 1 :])
        assert failing_steps(theory, derivation) == ()
        assert number in failing_steps(theory, replace(derivation, steps=wrong))


def test_a_chain_with_a_gap_does_not_pass():
    theory, derivation, _ = next(row for row in steps_of(EQUATIONS[0]) if len(row[1].steps) > 2)
    gap = replace(derivation, steps=derivation.steps[:1] + derivation.steps[2:])
    assert failing_steps(theory, gap) != ()
