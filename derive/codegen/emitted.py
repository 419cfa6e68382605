"""The emitted NumPy program: its text, compiled, over arrays of its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from derive.codegen.emit import emit
from derive.codegen.execute import floating, function
from derive.codegen.forward import mean_cost, predicted
from derive.codegen.halves import FROM, Halves
from derive.codegen.initial import initial_parameters
from derive.codegen.program import CodegenError, Parameters, Settings
from derive.codegen.schedule import Schedule
from derive.codegen.straight import straight_line
from derive.codegen.validate import validate
from derive.codegen.workspace import new_packed, workspace

Arrays = NDArray[Any]


@cache
def blas() -> ThreadpoolController:
    """Return the thread pools of the libraries that are loaded."""
    return ThreadpoolController()


@contextmanager
def computing(threads: int) -> Iterator[None]:
    """Limit BLAS to so many threads, and let e^{−z} be infinite: 1/(1 + e^{−z}) is 0 then, as it should be."""
    with blas().limit(limits=threads, user_api="blas"), np.errstate(over="ignore"):
        yield


class EmittedProgram:
    """A schedule as one function of NumPy calls; see `derive.codegen.program.Program`.

    `source` is the text of the step. Samples given to `epoch` are packed once, and again when other arrays are given:
    they are not to be changed in between.
    """

    def __init__(self, schedule: Schedule, settings: Settings) -> None:
        """Emit the step, validate it and compile it."""
        if settings.optimiser != "sgd":
            raise CodegenError(
                f"the emitted program has the optimiser sgd; {settings.optimiser} comes with jax or torch"
            )
        self.schedule, self.settings = schedule, settings
        self.layers, self.dtype = schedule.layers, settings.dtype
        steps = straight_line(schedule, settings.momentum != 0, settings.l2 != 0)
        self.source, self.given = emit(steps)
        if settings.validate:
            validate(self.source, self.given, schedule)
        self._run = function(self.source, floating(settings.dtype))
        self._packed = new_packed(self.layers, settings.dtype)
        self._spaces: dict[int, Mapping[str, Any]] = {}
        self._halves: dict[int, Halves] = {}
        self._samples: tuple[Any, Any, Arrays, Arrays] | None = None
        self.parameters = initial_parameters(self.layers, schedule.activations, settings.seed)

    @property
    def parameters(self) -> Parameters:
        """Return copies of the parameters."""
        return [(p[:, :-1].copy(), p[:, -1].copy()) for p in self._packed.parameters]

    @parameters.setter
    def parameters(self, values: Parameters) -> None:
        """Take over copies of the values and forget the velocities."""
        for p, v, (weight, bias) in zip(self._packed.parameters, self._packed.velocities, values, strict=True):
            p[:, :-1], p[:, -1] = weight, bias
            v[...] = 0

    @property
    def state(self) -> Mapping[str, Arrays]:
        """Return copies of the parameters and velocities: p1, v1, p2, …"""
        pairs = zip(self._packed.parameters, self._packed.velocities, strict=True)
        return {
            f"{name}{layer}": array.copy()
            for layer, pair in enumerate(pairs, 1)
            for name, array in zip("pv", pair, strict=True)
        }

    @state.setter
    def state(self, values: Mapping[str, Arrays]) -> None:
        """Take over copies of a state."""
        own = self.state
        if set(own) != set(values) or any(own[name].shape != values[name].shape for name in own):
            raise CodegenError("the saved state belongs to another network")
        for layer, (p, v) in enumerate(zip(self._packed.parameters, self._packed.velocities, strict=True), 1):
            p[...], v[...] = values[f"p{layer}"], values[f"v{layer}"]

    def step(self, x: Arrays, y: Arrays, rate: float) -> None:
        """Take one step on all the rows."""
        with computing(self._blas_threads(len(x))):
            self._steps(*self._pack(x, y), np.arange(len(x)), len(x), rate)

    def epoch(self, x: Arrays, y: Arrays, order: Arrays, batch: int, rate: float) -> None:
        """Take one step for every `batch` rows in the given order, and one for the rest."""
        if self._samples is None or self._samples[0] is not x or self._samples[1] is not y:
            self._samples = (x, y, *self._pack(x, y))
        data, targets = self._samples[2:]
        order = np.ascontiguousarray(order, dtype=np.intp)
        if len(order) and not 0 <= order.min() <= order.max() < len(data):
            raise CodegenError("the order of the samples names one that is not there")
        whole = len(order) - len(order) % batch
        with computing(self._blas_threads(batch)):
            self._steps(data, targets, order[:whole], batch, rate)
            if whole < len(order):
                self._steps(data, targets, order[whole:], len(order) - whole, rate)

    def gradient(self, x: Arrays, y: Arrays) -> Parameters:
        """Return the mean gradient: what a step of rate −1 without memory changes copies of the parameters by."""
        copy = new_packed(self.layers, self.dtype)
        for own, other in zip(copy.parameters, self._packed.parameters, strict=True):
            own[...] = other
        space = workspace(self.layers, len(x), copy, self.given)
        with computing(self.settings.threads):
            self._call(*self._pack(x, y), np.arange(len(x)), len(x), space, -1.0, 0.0, 0.0)
        changes = [space[f"g{layer}"] for layer in range(1, len(self.layers))]
        return [(g[:, :-1].copy(), g[:, -1].copy()) for g in changes]

    def loss(self, x: Arrays, y: Arrays) -> float:
        """Return the mean cost."""
        with computing(self.settings.threads):
            x, y = np.asarray(x, self.dtype), np.asarray(y, self.dtype)
            return mean_cost(self._pairs(), self.schedule.activations, self.schedule.cost, x, y)

    def predict(self, x: Arrays) -> Arrays:
        """Return a^L, one row a sample."""
        with computing(self.settings.threads):
            return predicted(self._pairs(), self.schedule.activations, np.asarray(x, self.dtype))

    def _steps(self, data: Arrays, targets: Arrays, order: Arrays, batch: int, rate: float) -> None:
        if len(order) == 0:
            return
        momentum, l2 = self.settings.momentum, self.settings.l2
        if self._in_halves(batch):
            if batch not in self._halves:
                self._halves[batch] = Halves(self._run, self.given, self.layers, batch, self._packed)
            numbers = self._numbers(momentum, -rate * l2)
            self._halves[batch].steps(data, targets, order, batch, self._number(-rate / batch), numbers)
            return
        if batch not in self._spaces:
            self._spaces[batch] = workspace(self.layers, batch, self._packed, self.given)
        self._call(data, targets, order, batch, self._spaces[batch], rate, momentum, -rate * l2)

    def _call(
        self,
        data: Arrays,
        targets: Arrays,
        order: Arrays,
        batch: int,
        space: Mapping[str, Any],
        rate: float,
        momentum: float,
        decay: float,
    ) -> None:
        numbers = self._numbers(momentum, decay)
        self._run(data, targets, order, batch, self._number(-rate / batch), **space, **numbers)

    def _in_halves(self, batch: int) -> bool:
        """Tell whether a batch is computed by two threads, each with its share of BLAS."""
        return self.settings.threads > 1 and batch >= FROM

    def _blas_threads(self, batch: int) -> int:
        return max(1, self.settings.threads // 2) if self._in_halves(batch) else self.settings.threads

    def _numbers(self, momentum: float, decay: float) -> dict[str, Arrays]:
        numbers = {"momentum": self._number(momentum), "decay": self._number(decay)}
        return {name: number for name, number in numbers.items() if name in self.given}

    def _number(self, value: float) -> Arrays:
        return np.array(value, self.dtype)

    def _pairs(self) -> list[tuple[Arrays, Arrays]]:
        return [(p[:, :-1], p[:, -1]) for p in self._packed.parameters]

    def _pack(self, x: Arrays, y: Arrays) -> tuple[Arrays, Arrays]:
        x, y = np.asarray(x), np.asarray(y)
        if x.shape[1:] != (self.layers[0],) or y.shape != (len(x), self.layers[-1]):
            raise CodegenError(
                f"the samples are {x.shape} and {y.shape}, the network reads {self.layers[0]} numbers and gives "
                f"{self.layers[-1]}"
            )
        data = np.ones((len(x), self.layers[0] + 1), self.dtype)
        data[:, :-1] = x
        return data, np.ascontiguousarray(y.T, self.dtype)
