"""Large batches on two threads, each half by the same emitted step.

The first half is a whole step, with momentum and decay, on the parameters themselves. The second half is a step without
memory on a copy of them: all that it leaves behind is its own change g, which is then added to the parameters and to
the velocities. With −rate / B for both, B the whole batch, this is the step of the whole batch.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.codegen.workspace import Packed, new_packed, workspace

FROM = 1024
"""The least batch that is halved: below it two threads cost more than they save."""


class Halves:
    """The two workspaces of an emitted step for one size of batch."""

    def __init__(
        self, run: Callable[..., None], given: tuple[str, ...], layers: tuple[int, ...], batch: int, packed: Packed
    ) -> None:
        """Make the arrays of both halves."""
        self._run, self._given, self._packed = run, given, packed
        self._copy = new_packed(layers, packed.parameters[0].dtype)
        self._middle = batch // 2
        self._first = workspace(layers, self._middle, packed, given)
        self._second = workspace(layers, batch - self._middle, self._copy, given)
        self._pool = ThreadPoolExecutor(1)

    def steps(
        self,
        data: NDArray[Any],
        targets: NDArray[Any],
        order: NDArray[Any],
        batch: int,
        step: NDArray[Any],
        numbers: Mapping[str, NDArray[Any]],
    ) -> None:
        """Take one step for every `batch` indices in the order; `numbers` are momentum and decay, where there are."""
        none = {name: np.zeros_like(number) for name, number in numbers.items()}
        for velocity in self._copy.velocities:
            velocity[...] = 0
        for first in range(0, len(order), batch):
            for copy, own in zip(self._copy.parameters, self._packed.parameters, strict=True):
                np.copyto(copy, own)
            rows, rest = order[first : first + self._middle], order[first + self._middle : first + batch]
            other = self._pool.submit(self._half, data, targets, rest, step, {**self._second, **none})
            self._half(data, targets, rows, step, {**self._first, **numbers})
            other.result()
            self._join("momentum" in numbers)

    def _half(
        self, data: NDArray[Any], targets: NDArray[Any], rows: NDArray[Any], step: NDArray[Any], given: dict[str, Any]
    ) -> None:
        # What NumPy is to ignore is told to every thread for itself.
        with np.errstate(over="ignore"):
            self._run(data, targets, rows, len(rows), step, **given)

    def _join(self, momentum: bool) -> None:
        for layer, (p, v) in enumerate(zip(self._packed.parameters, self._packed.velocities, strict=True), start=1):
            change = self._second[f"g{layer}"]
            np.add(p, change, p)
            if momentum:
                np.add(v, change, v)
