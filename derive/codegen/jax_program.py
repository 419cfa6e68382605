"""The lambdified equations over JAX: an epoch is one compiled scan, on one device or on all there are."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.sharding import AxisType, PartitionSpec
from numpy.typing import NDArray

from derive.codegen.forward import mean_cost, predicted
from derive.codegen.initial import initial_parameters
from derive.codegen.lambdified import gradients
from derive.codegen.lambdify import lambdified
from derive.codegen.program import CodegenError, Parameters, Settings
from derive.codegen.schedule import Schedule

Arrays = NDArray[Any]

FUNCTIONS: Mapping[str, Any] = {
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": lambda x: jnp.maximum(x, 0),
    "step": lambda x: (x > 0).astype(x.dtype),
    "softplus": lambda x: jnp.logaddexp(x, jnp.zeros((), x.dtype)),
    "softmax": lambda x: jax.nn.softmax(x, axis=1),
    "exp": jnp.exp,
    "log": jnp.log,
    "trace": jnp.trace,
    "column_sums": lambda x: x.sum(axis=0, keepdims=True),
    "row_sums": lambda x: x.sum(axis=1, keepdims=True),
}


class JaxProgram:
    """A schedule through `sympy.lambdify`, over JAX; see `derive.codegen.program.Program`.

    The gradients are those of the equations: `jax.grad` takes no part. With several devices every batch that their
    number divides is shared out among them, and the mean of their gradients is taken (`shard_map`).
    """

    def __init__(self, schedule: Schedule, settings: Settings) -> None:
        """Lambdify the equations; they are compiled with the first step of each batch size."""
        self.schedule, self.settings = schedule, settings
        self.layers, self.dtype = schedule.layers, settings.dtype
        self.equations = lambdified(schedule, FUNCTIONS)
        self._samples: tuple[Any, Any, Any, Any] | None = None
        self._memory = memory(settings)
        self._gradient = jax.jit(self._slopes)
        self._scan = jax.jit(self._epoch, donate_argnums=0)
        self.parameters = initial_parameters(self.layers, schedule.activations, settings.seed)

    @property
    def parameters(self) -> Parameters:
        """Return copies of the parameters."""
        return [(np.array(weight), np.array(bias)) for weight, bias in self._carry[0]]

    @parameters.setter
    def parameters(self, values: Parameters) -> None:
        """Take over copies of the values; the optimiser begins anew."""
        with self._precision():
            taken = [(jnp.array(weight, self.dtype), jnp.array(bias, self.dtype)) for weight, bias in values]
            self._carry = (taken, self._memory.init(taken))

    @property
    def state(self) -> Mapping[str, Arrays]:
        """Return copies of the parameters and of what the optimiser remembers."""
        return {f"s{n}": np.array(leaf) for n, leaf in enumerate(jax.tree.leaves(self._carry))}

    @state.setter
    def state(self, values: Mapping[str, Arrays]) -> None:
        """Take over copies of a state."""
        leaves, form = jax.tree.flatten(self._carry)
        names = [f"s{n}" for n in range(len(leaves))]
        if set(names) != set(values) or any(
            values[n].shape != leaf.shape for n, leaf in zip(names, leaves, strict=True)
        ):
            raise CodegenError("the saved state belongs to another network")
        with self._precision():
            taken = [jnp.array(values[name], leaf.dtype) for name, leaf in zip(names, leaves, strict=True)]
            self._carry = jax.tree.unflatten(form, taken)

    def step(self, x: Arrays, y: Arrays, rate: float) -> None:
        """Take one step on all the rows."""
        with self._precision():
            data, targets = jnp.asarray(x, self.dtype), jnp.asarray(y, self.dtype)
            self._carry = self._scan(self._carry, data, targets, np.arange(len(x))[None], rate)

    def epoch(self, x: Arrays, y: Arrays, order: Arrays, batch: int, rate: float) -> None:
        """Take one step for every `batch` rows in the given order, and one for the rest."""
        with self._precision():
            if self._samples is None or self._samples[0] is not x or self._samples[1] is not y:
                self._samples = (x, y, jnp.asarray(x, self.dtype), jnp.asarray(y, self.dtype))
            data, targets = self._samples[2:]
            whole = len(order) - len(order) % batch
            for rows in (order[:whole].reshape(-1, batch), order[whole:].reshape(1, -1)):
                if rows.size:
                    self._carry = self._scan(self._carry, data, targets, rows, rate)
            jax.block_until_ready(self._carry)

    def gradient(self, x: Arrays, y: Arrays) -> Parameters:
        """Return the mean gradient."""
        with self._precision():
            data, targets = jnp.asarray(x, self.dtype), jnp.asarray(y, self.dtype)
            return [(np.array(w), np.array(b)) for w, b in self._gradient(self._carry[0], data, targets)]

    def loss(self, x: Arrays, y: Arrays) -> float:
        """Return the mean cost."""
        x, y = np.asarray(x, self.dtype), np.asarray(y, self.dtype)
        return mean_cost(self.parameters, self.schedule.activations, self.schedule.cost, x, y)

    def predict(self, x: Arrays) -> Arrays:
        """Return a^L, one row a sample."""
        return predicted(self.parameters, self.schedule.activations, np.asarray(x, self.dtype))

    def _precision(self) -> Any:
        return jax.enable_x64(self.dtype == "float64")

    def _slopes(self, parameters: Any, x: Any, y: Any) -> Any:
        devices = jax.device_count()
        if devices == 1 or len(x) % devices:
            return gradients(self.equations, parameters, x, y)
        whole, shared = PartitionSpec(), PartitionSpec("devices")

        def share(parameters: Any, x: Any, y: Any) -> Any:
            return jax.lax.pmean(gradients(self.equations, parameters, x, y), "devices")

        mesh = jax.make_mesh((devices,), ("devices",), axis_types=(AxisType.Auto,))
        return jax.shard_map(share, mesh=mesh, in_specs=(whole, shared, shared), out_specs=whole)(parameters, x, y)

    def _epoch(self, carry: Any, data: Any, targets: Any, order: Any, rate: Any) -> Any:
        def step(carry: Any, rows: Any) -> tuple[Any, None]:
            parameters, remembered = carry
            slopes = self._slopes(parameters, data[rows], targets[rows])
            l2 = self.settings.l2
            if l2:
                slopes = [(dw + l2 * w, db) for (w, _), (dw, db) in zip(parameters, slopes, strict=True)]
            moves, remembered = self._memory.update(slopes, remembered, rate)
            return (jax.tree.map(jnp.add, parameters, moves), remembered), None

        rate = jnp.asarray(rate, self.dtype)
        return jax.lax.scan(step, carry, order)[0]


class Memory:
    """What an optimiser begins with, and (moves, memory) for gradients, memory and rate."""

    def __init__(self, init: Callable[[Any], Any], update: Callable[[Any, Any, Any], tuple[Any, Any]]) -> None:
        """Take the two functions."""
        self.init, self.update = init, update


def memory(settings: Settings) -> Memory:
    """Return the optimiser: v ← μ v − rate × gradient of sgd, or Adam as optax has it."""
    match settings.optimiser:
        case "sgd" if settings.momentum == 0:
            return Memory(lambda _: (), lambda g, m, rate: (jax.tree.map(lambda part: -rate * part, g), m))
        case "sgd":
            return Memory(partial(jax.tree.map, jnp.zeros_like), partial(heavy_ball, settings.momentum))
        case "adam":
            adam = optax.scale_by_adam()

            def update(slopes: Any, remembered: Any, rate: Any) -> tuple[Any, Any]:
                scaled, remembered = adam.update(slopes, remembered)
                return jax.tree.map(lambda part: -rate * part, scaled), remembered

            return Memory(adam.init, update)
        case other:
            raise CodegenError(f"the optimiser {other} is not known: choose sgd or adam")


def heavy_ball(momentum: float, slopes: Any, velocities: Any, rate: Any) -> tuple[Any, Any]:
    """Return v ← μ v − rate × gradient, twice: the move is the velocity."""
    moved = jax.tree.map(lambda v, g: momentum * v - rate * g, velocities, slopes)
    return moved, moved
