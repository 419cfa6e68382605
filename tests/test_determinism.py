"""The same documents give the same bytes, whatever the hash seed.

Four hash seeds are tried, and forty, with one job and with eight, where the environment has DERIVE_FULL=1.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FULL = os.environ.get("DERIVE_FULL") == "1"
SEEDS = range(40) if FULL else (0, 1, 7, 4711)
JOBS = (1, 8) if FULL else (1, 2)


def verify(hash_seed, *paths):
    """Return the JSON report on the paths, as bytes, from an interpreter with this hash seed."""
    command = [sys.executable, "-m", "derive.cli.main", "verify", "--no-cache", "--output-format", "json", *paths]
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout


def reports(*paths):
    """Return the different reports that the hash seeds lead to."""
    with ThreadPoolExecutor(2) as pool:
        return set(pool.map(lambda seed: verify(seed, *paths), SEEDS))


def test_the_report_on_the_built_in_equations_does_not_depend_on_the_hash_seed():
    (report,) = reports(*sorted(str(path.relative_to(ROOT)) for path in (ROOT / "equations").glob("*.md")))
    assert report.count(b'"verdict": "holds"') > 100


def test_the_report_on_wrong_equations_does_not_depend_on_the_hash_seed():
    names = ("one-layer-off.md", "matrix-missing-transpose.md")
    (report,) = reports(*(f"tests/notes/{name}" for name in names))
    assert report.count(b'"verdict": "wrong"') > 3
    assert report.count(b'"correction"') > 3


@pytest.mark.parametrize("seed", SEEDS if FULL else SEEDS[:1])
def test_the_report_does_not_depend_on_the_number_of_jobs(seed):
    names = sorted(path.name for path in (ROOT / "tests" / "notes").iterdir())
    paths = [f"tests/notes/{name}" for name in (names if FULL else names[:3])]
    assert len({verify(seed, "--jobs", str(jobs), *paths) for jobs in JOBS}) == 1
