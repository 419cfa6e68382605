"""The judging process as the editor server sees it: asked one thing after another, started anew when it has ended."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any

LONGEST_ANSWER = 1 << 27
WORKER = (sys.executable, "-m", "derive.cli.editor.worker")


class Judge:
    """A process that is started when it is first asked; it is ended when an answer takes longer than `patience`."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.turn = asyncio.Lock()
        self.process: Process | None = None

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer; one that never comes is a `problem`."""
        async with self.turn:
            try:
                return await asyncio.wait_for(self._asked(request), self.patience)
            except (TimeoutError, OSError, ValueError):
                await self.end()
                return {"problem": "derive did not finish with this document"}
            except asyncio.CancelledError:
                await self.end()
                raise

    async def _asked(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.process is None or self.process.returncode is not None:
            self.process = await asyncio.create_subprocess_exec(*WORKER, stdin=PIPE, stdout=PIPE, limit=LONGEST_ANSWER)
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
        await self.process.stdin.drain()
        answered: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return answered

    async def end(self) -> None:
        """End the process, whatever it is doing."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        self.process = None
