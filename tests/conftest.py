"""Settings that every test shares: property tests repeat the same examples, and no clock fails them."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

NUMBERS = count()

settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    """Give every test a cache that nobody else has, and that is made only where it is used."""
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path_factory.getbasetemp() / f"cache-{next(NUMBERS)}"))


@pytest.fixture(scope="session")
def root():
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent


def pytest_make_parametrize_id(val):
    """Name bytes by their number: what packs them may write the time into them, and processes must agree on names."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None
