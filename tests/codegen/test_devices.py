"""Training on several devices: eight simulated ones, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import jax
import numpy as np
from derive.codegen.compile import compile_program
from derive.codegen.program import Settings
from tests.codegen.documents import schedule_built_in

schedule = schedule_built_in("four-equations", (6, 5, 3), ("tanh", "softmax"))
one, eight = (compile_program(schedule, Settings(backend, momentum=0.9, l2=0.01)) for backend in ("emitted", "jax"))
random = np.random.default_rng(0)
x, y = random.standard_normal((70, 6)), random.dirichlet(np.ones(3), 70)
order = random.permutation(70)
for program in (one, eight):
    program.epoch(x, y, order, 16, 0.3)
shared = "shard_map" in str(jax.make_jaxpr(eight._slopes)(eight._carry[0], x[:16], y[:16]))
alone = "shard_map" in str(jax.make_jaxpr(eight._slopes)(eight._carry[0], x[:6], y[:6]))
pairs = zip(one.parameters, eight.parameters)
worst = max(np.abs(a - b).max() for pair, other in pairs for a, b in zip(pair, other))
print(jax.device_count(), shared, alone, worst < 1e-12)
"""


def test_eight_devices_train_the_network_that_one_trains():
    pytest.importorskip("jax")
    environment = {
        **os.environ,
        "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT, env=environment)
    # The rest of 6 samples cannot be shared out among eight: one device computes it.
    assert done.stdout == "8 True False True\n", done.stderr
