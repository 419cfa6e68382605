import os
import subprocess
import sys
from functools import cache

import pytest
from click.testing import CliRunner

from derive.cli.main import main
from derive.source import Source
from derive.training import session
from derive.training.equations import read_note


@cache
def judged(path, text):
    return read_note(Source(path, text))


@pytest.fixture
def train(monkeypatch, tmp_path):
    """Run `derive train` in an empty folder; the same note is judged once for all tests."""
    monkeypatch.setattr(session, "read_note", lambda source: judged(source.path, source.text))
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "DERIVE_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        return CliRunner().invoke(main, ["train", *map(str, arguments)], prog_name="derive")

    return run


@pytest.fixture
def process(tmp_path, root):
    """Start `derive train` as a process of its own in that folder."""

    def start(*arguments, **keywords):
        return subprocess.Popen(
            [sys.executable, "-m", "derive", "train", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **keywords,
        )

    return start
