"""True claims are proved, for every depth and width; claims that make no sense are not."""

import os

import pytest
from kernel_evaluate import counterexamples, topology_of
from kernel_mutate import mutants
from kernel_networks import (
    Case,
    all_cases,
)

from derive.prove.kernel.prove import Proof, prove

CASES = {case.name: case for case in all_cases()}
CLAIMS = [(case.name, name) for case in CASES.values() for name in case.claims]
REAL = ("softmax", "formula", "cross-entropy")


@pytest.mark.parametrize(("network_name", "name"), CLAIMS)
def test_a_true_claim_is_proved(network_name, name):
    case = CASES[network_name]
    assert prove(case.theory, case.claims[name]) == Proof(case.cases.get(name, ()))


@pytest.mark.parametrize(("network_name", "name"), CLAIMS)
def test_the_true_claims_are_true(network_name, name):
    case = CASES[network_name]
    total = 0
    for depth in case.depths:
        tried, bad = counterexamples(
            case.theory,
            case.claims[name],
            topology_of(depth, case.theory),
            case.cases.get(name, ()),
            real=case.name in REAL,
        )
        total += tried
        assert bad == []
    assert total > 0


@pytest.mark.parametrize("network_name", CASES)
def test_no_mutant_is_proved_unless_it_is_true(network_name):
    case: Case = CASES[network_name]
    stride = 1 if os.environ.get("DERIVE_EXHAUSTIVE") else 9
    everything = [pair for claim in case.claims.values() for pair in mutants(claim)]
    refuted = 0
    for operator, mutant in everything[::stride]:
        proof = prove(case.theory, mutant)
        if proof is None:
            refuted += 1
            continue
        for depth in case.depths:
            _, bad = counterexamples(
                case.theory, mutant, topology_of(depth, case.theory), proof.cases, real=case.name in REAL
            )
            assert bad == [], (operator, mutant, proof)
    assert refuted > 0.9 * len(everything[::stride])
