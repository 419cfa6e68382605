"""What a training program can do, whatever backend runs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Parameters: TypeAlias = list[tuple[Array, Array]]
"""(W, b) of every layer after the input: n_l × n_{l−1} and n_l."""


class CodegenError(Exception):
    """A person's choice that cannot be compiled or run; the message is a sentence for that person."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a schedule is run.

    `backend` is emitted, numpy, jax or torch; `dtype` float32 or float64. `optimiser` is sgd (with `momentum`) or adam,
    which the libraries of jax (optax) and torch bring. `l2` is λ in C + λ/2 Σ w²: biases are left out of it. `threads`
    is the number of BLAS threads of the NumPy backends. `validate` is there for tests of the validation itself.
    """

    backend: str = "emitted"
    dtype: str = "float64"
    momentum: float = 0.0
    l2: float = 0.0
    optimiser: str = "sgd"
    threads: int = 1
    seed: int = 0
    validate: bool = True


class Program(Protocol):
    """One training step of a scheduled theory on one backend.

    Rows of x and y are samples: x is B × n_0, y is B × n_L. The cost is the mean over the samples.
    """

    @property
    def layers(self) -> tuple[int, ...]:
        """Return n_0, …, n_L."""

    @property
    def dtype(self) -> str:
        """Return float32 or float64."""

    @property
    def parameters(self) -> Parameters:
        """Return copies of the parameters."""

    @parameters.setter
    def parameters(self, values: Parameters) -> None:
        """Take over copies of the values; the optimiser begins anew."""

    @property
    def state(self) -> Mapping[str, Array]:
        """Return copies of all that a resumed run needs, by fixed names: parameters and the optimiser's memory."""

    @state.setter
    def state(self, values: Mapping[str, Array]) -> None:
        """Take over copies of a state; raise CodegenError where names or shapes are not this program's."""

    def step(self, x: Array, y: Array, rate: float) -> None:
        """Move the parameters by −rate × mean gradient over the rows, with momentum and l2 as set."""

    def epoch(self, x: Array, y: Array, order: Array, batch: int, rate: float) -> None:
        """Take one step for every `batch` rows in the given order; the last batch may be smaller."""

    def gradient(self, x: Array, y: Array) -> Parameters:
        """Return (∂C/∂W, ∂C/∂b) of every layer, by the scheduled equations, without the l2 term."""

    def loss(self, x: Array, y: Array) -> float:
        """Return the mean cost, without the l2 term."""

    def predict(self, x: Array) -> Array:
        """Return a^L, one row a sample."""
