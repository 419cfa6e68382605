"""Seven oracles on random networks: a few here, 200 where the environment has DERIVE_FULL=1."""

import os

import pytest

from tests.attack.oracles import contradictions, gradients

NETWORKS = range(200) if os.environ.get("DERIVE_FULL") == "1" else range(4)


@pytest.mark.parametrize("number", NETWORKS)
def test_no_two_judges_of_claims_contradict_each_other(number):
    found, _ = contradictions(number)
    assert found == []


def test_the_judges_of_claims_have_something_to_say():
    assert sum(contradictions(number)[1] for number in NETWORKS) >= len(NETWORKS)


@pytest.mark.parametrize("number", NETWORKS)
def test_all_gradients_are_one(number):
    pytest.importorskip("torch")
    pytest.importorskip("jax")
    apart, field_agrees = gradients(number)
    assert field_agrees
    assert apart.pop("quotients") < 1e-6
    assert max(apart.values()) < 1e-10
