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


METER = """
import os, sys
pid = os.spawnv(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
_, state, used = os.wait4(pid, 0)
line = f"{os.waitstatus_to_exitcode(state)} {used.ru_utime + used.ru_stime} {used.ru_maxrss}"
os.write(int(sys.argv[1]), line.encode())
"""
"""A small process in between: at first a process has the memory of the one that starts it, which may be large."""


def run(*arguments, folder=None, environment=None, program=("-m", "derive.cli.main")):
    """Run the command to its end."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.monotonic()
        command = [sys.executable, *program, *map(str, arguments)]
        reading, writing = os.pipe()
        with os.fdopen(reading) as meter:
            subprocess.run(
                [sys.executable, "-S", "-c", METER, str(writing), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=variables,
                cwd=folder,
                pass_fds=(writing,),
            )
            wall = time.monotonic() - began
            os.close(writing)
            status, processor, kilobytes = meter.read().split()
        said = []
        for stream in (output, errors):
            stream.seek(0)
            said.append(stream.read().decode("utf-8", "replace"))
    return Ended(int(status), *said, wall, float(processor), float(kilobytes) / 1024)
