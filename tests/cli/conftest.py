import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli.main import main
from tests.cli import stub


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "DERIVE_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def derive(monkeypatch, tmp_path):
    """Run the command in an empty folder with the stand-in for the pipeline."""
    monkeypatch.setitem(sys.modules, "derive.pipeline", stub.module())
    monkeypatch.setattr("derive.cli.workers.available", lambda: False)
    monkeypatch.chdir(tmp_path)
    stub.seen.clear()

    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin, prog_name="derive")

    return run


@pytest.fixture
def process(tmp_path, root):
    """Start the command, with the stand-in, as a process of its own."""

    def start(*arguments, environment=None, **keywords):
        variables = {**os.environ, "PYTHONPATH": str(root), **(environment or {})}
        return subprocess.Popen(
            [sys.executable, str(Path(stub.__file__)), *map(str, arguments)], cwd=tmp_path, env=variables, **keywords
        )

    return start
