"""The command in a process of its own, with what it took: seconds and memory."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended; `megabytes` is the most memory that it or a process it started has had at one time."""

    status: int
    output: str
    errors: str
    wall: float
    processor: float
    megabytes: float


def run(*arguments, folder=None, environment=None, program=("-m", "derive.cli.main")):
    """Run the command to its end."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.monotonic()
        command = [sys.executable, *program, *map(str, arguments)]
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=variables, cwd=folder
        )
        _, state, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(state)
        said = []
        for stream in (output, errors):
            stream.seek(0)
            said.append(stream.read().decode("utf-8", "replace"))
    return Ended(child.returncode, *said, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
