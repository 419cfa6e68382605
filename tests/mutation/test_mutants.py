"""Every claim of the built-in equations, with one mistake or written another way: a sample of `bench/mutants.py`."""

from functools import cache
from random import Random

import pytest

from derive.pipeline import verdict_of
from derive.prove.kernel.prove import prove
from derive.source import Source, excerpt
from derive.verdict import Holds
from tests.mutation.claims import holding, sources, understood
from tests.mutation.operators import OPERATORS, mutants
from tests.mutation.outcome import outcome
from tests.mutation.rewrites import REWRITES, rewrites
from tests.mutation.source_operators import source_mutants
from tests.mutation.truth import truth

NOTES = [source.path for source in sources(builtin_only=True)]
MUTANTS_OF_AN_OPERATOR, CLAIMS_OF_A_REWRITE, MUTANTS_OF_A_SLIP = 3, 6, 2

WITHOUT_PLACE = ("split sums",)
"""Rewrites for which the built-in equations have no place."""

FALSIFYING = (
    "drop prime",
    "add prime",
    "drop sum",
    "lead with a minus",
    "flip sign",
    "this layer for its neighbour",
    "letter for the output layer",
    "residual reversed",
    "drop target",
    "other number",
)
"""Slips after which no claim of the built-in equations is true."""


@cache
def cases(path):
    return tuple(holding(next(source for source in sources(builtin_only=True) if source.path == path)))


def sample(found, size, seed):
    found = list(found)
    Random(seed).shuffle(found)
    return found[:size]


@pytest.mark.parametrize("path", NOTES)
def test_every_claim_of_the_built_in_equations_is_true_by_another_evaluator(path):
    assert [case.name for case in cases(path) if truth(case.theory, case.claim).false] == []
    assert all(truth(case.theory, case.claim).equal for case in cases(path))


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_no_judge_is_wrong_about_a_mutant(operator):
    pairs = ((case, mutant) for path in NOTES for case in cases(path)[::5] for mutant in both(case, operator))
    errors = [
        (case.name, mutant, result.error)
        for case, mutant in sample(pairs, MUTANTS_OF_AN_OPERATOR, operator.__name__)
        if (result := outcome(case, mutant)).error
    ]
    assert errors == []


def both(case, operator):
    return mutants(case.theory, case.claim, operator)


@pytest.mark.parametrize("name", REWRITES)
def test_a_true_claim_written_another_way_is_still_proved(name):
    pairs = [(case, claim) for path in NOTES for case in cases(path)[::2] for claim in both_ways(case, name)]
    assert pairs or name in WITHOUT_PLACE
    for case, claim in sample(pairs, CLAIMS_OF_A_REWRITE, name):
        proof = prove(case.theory, claim)
        assert proof is not None, (case.name, claim)
        assert proof.cases == () or name == "unfold a definition", (case.name, claim)


def both_ways(case, name):
    return rewrites(case.theory, case.claim, name)


@pytest.mark.parametrize("slip", FALSIFYING)
def test_no_slip_of_the_pen_is_called_true(slip):
    called_true = []
    for source in sources(builtin_only=True):
        for start, end in claim_places(source.path)[::6]:
            formula = source.text[start:end]
            for mutant in sample(source_mutants(formula, slip), MUTANTS_OF_A_SLIP - 1, formula):
                text = source.text[:start] + mutant + source.text[end:]
                called_true += [
                    (source.path, mutant) for item in holding_at(text, source, start, start + len(mutant)) if item
                ]
    assert called_true == []


def claim_places(path):
    return [(span.start, span.end) for case in cases(path) for span in [relation(case).span]]


def relation(case):
    items = [item for part in understood_once(case.part.source.path) for item in part.elaboration.items]
    return items[case.number].relation


@cache
def understood_once(path):
    return understood(next(source for source in sources(builtin_only=True) if source.path == path))


def holding_at(text, source, start, end):
    """Return the claims between the offsets that are called holding and that the note does not have."""
    found = []
    for part in understood(Source(source.path, text)):
        for item in part.elaboration.items:
            span = item.relation.span
            if span.start < end and span.end > start and excerpt(span) not in source.text:
                verdict = verdict_of(item, part.elaboration.theory, part.bench)[0]
                if isinstance(verdict, Holds) and item.role == "claim":
                    found.append(item)
    return found
