"""The reference program: lambdified equations, NumPy, nothing clever."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.codegen.array import Kind, Value
from derive.codegen.backends import numpy_functions
from derive.codegen.forward import mean_cost, predicted
from derive.codegen.initial import initial_parameters
from derive.codegen.lambdify import Equation, evaluate, lambdified
from derive.codegen.program import CodegenError, Parameters, Settings
from derive.codegen.scalar import MOST, scalar_gradient, size
from derive.codegen.schedule import Schedule

Arrays = NDArray[Any]


def given(parameters: Sequence[tuple[Any, Any]], x: Any, y: Any) -> dict[Value, Any]:
    """Return the values that a step begins with: inputs, targets, weights, biases as rows."""
    depth = len(parameters)
    values: dict[Value, Any] = {Value("a", 0, Kind.SAMPLES): x, Value("y", depth, Kind.SAMPLES): y}
    for layer, (weight, bias) in enumerate(parameters, start=1):
        values[Value("w", layer, Kind.MATRIX)] = weight
        values[Value("b", layer, Kind.VECTOR)] = bias.reshape(1, -1)
    return values


def gradients(equations: Sequence[Equation], parameters: Sequence[tuple[Any, Any]], x: Any, y: Any) -> list[Any]:
    """Return (∂C/∂W, ∂C/∂b) of every layer, by the equations."""
    values = evaluate(equations, given(parameters, x, y), len(x))
    layers = range(1, len(parameters) + 1)
    return [
        (values[Value("dw", layer, Kind.MATRIX)], values[Value("db", layer, Kind.VECTOR)].reshape(-1))
        for layer in layers
    ]


class LambdifiedProgram:
    """A schedule through `sympy.lambdify`, over NumPy; see `derive.codegen.program.Program`.

    A chain of single neurons has no matrices: it is computed in its scalar form.
    """

    def __init__(self, schedule: Schedule, settings: Settings) -> None:
        """Lambdify the equations."""
        if settings.optimiser != "sgd":
            raise CodegenError(f"the backend numpy has no {settings.optimiser}: the backends jax and torch bring it")
        self.schedule, self.settings = schedule, settings
        self.layers, self.dtype = schedule.layers, settings.dtype
        self.equations = lambdified(schedule, numpy_functions())
        single = max(self.layers) == 1
        self._scalar = scalar_gradient(schedule, numpy_functions())[0] if single and size(self.layers) <= MOST else None
        self.parameters = initial_parameters(self.layers, schedule.activations, settings.seed)

    @property
    def parameters(self) -> Parameters:
        """Return copies of the parameters."""
        return [(weight.copy(), bias.copy()) for weight, bias in self._parameters]

    @parameters.setter
    def parameters(self, values: Parameters) -> None:
        """Take over copies of the values and forget the velocities."""
        self._parameters = [(np.array(weight, self.dtype), np.array(bias, self.dtype)) for weight, bias in values]
        self._velocities = [(np.zeros_like(weight), np.zeros_like(bias)) for weight, bias in self._parameters]

    @property
    def state(self) -> Mapping[str, Arrays]:
        """Return copies of the parameters and velocities: w1, b1, vw1, vb1, w2, …"""
        found = {}
        pairs = zip(self._parameters, self._velocities, strict=True)
        for layer, (pair, memory) in enumerate(pairs, start=1):
            for name, array in zip(("w", "b", "vw", "vb"), (*pair, *memory), strict=True):
                found[f"{name}{layer}"] = array.copy()
        return found

    @state.setter
    def state(self, values: Mapping[str, Arrays]) -> None:
        """Take over copies of a state."""
        own = self.state
        if set(own) != set(values) or any(own[name].shape != values[name].shape for name in own):
            raise CodegenError("the saved state belongs to another network")
        layers = range(1, len(self.layers))
        self._parameters = [(values[f"w{n}"].copy(), values[f"b{n}"].copy()) for n in layers]
        self._velocities = [(values[f"vw{n}"].copy(), values[f"vb{n}"].copy()) for n in layers]

    def step(self, x: Arrays, y: Arrays, rate: float) -> None:
        """Take one step on all the rows."""
        found = self._slopes(*self._cast(x, y))
        scale, momentum, l2 = (np.dtype(self.dtype).type(v) for v in (rate, self.settings.momentum, self.settings.l2))
        for pair, memory, slopes in zip(self._parameters, self._velocities, found, strict=True):
            decays = (l2 * pair[0], 0)
            for part, velocity, slope, decay in zip(pair, memory, slopes, decays, strict=True):
                velocity *= momentum
                velocity -= scale * (slope + decay)
                part += velocity

    def epoch(self, x: Arrays, y: Arrays, order: Arrays, batch: int, rate: float) -> None:
        """Take one step for every `batch` rows in the given order, and one for the rest."""
        x, y = self._cast(x, y)
        for first in range(0, len(order), batch):
            rows = order[first : first + batch]
            self.step(x[rows], y[rows], rate)

    def gradient(self, x: Arrays, y: Arrays) -> Parameters:
        """Return the mean gradient."""
        return self._slopes(*self._cast(x, y))

    def loss(self, x: Arrays, y: Arrays) -> float:
        """Return the mean cost."""
        return mean_cost(self._parameters, self.schedule.activations, self.schedule.cost, *self._cast(x, y))

    def predict(self, x: Arrays) -> Arrays:
        """Return a^L, one row a sample."""
        return predicted(self._parameters, self.schedule.activations, np.asarray(x, self.dtype))

    def _slopes(self, x: Arrays, y: Arrays) -> list[Any]:
        """Return the mean gradient, of a chain of single neurons by its scalar form."""
        if self._scalar is None:
            return gradients(self.equations, self._parameters, x, y)
        numbers = [part.item() for pair in self._parameters for part in pair]
        means = [np.mean(entry, dtype=self.dtype) for entry in self._scalar(x[:, 0], y[:, 0], *numbers)]
        return [(dw.reshape(1, 1), db.reshape(1)) for dw, db in zip(means[::2], means[1::2], strict=True)]

    def _cast(self, x: Arrays, y: Arrays) -> tuple[Arrays, Arrays]:
        return np.asarray(x, self.dtype), np.asarray(y, self.dtype)
