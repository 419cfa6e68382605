"""The lambdified equations over PyTorch, eager."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from derive.codegen.forward import mean_cost, predicted
from derive.codegen.initial import initial_parameters
from derive.codegen.lambdified import gradients
from derive.codegen.lambdify import lambdified
from derive.codegen.program import CodegenError, Parameters, Settings
from derive.codegen.schedule import Schedule

Arrays = NDArray[Any]

FUNCTIONS: Mapping[str, Any] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "step": lambda x: (x > 0).to(x.dtype),
    # softplus = log(1 + e^x): torch's own leaves the sum out above a threshold
    "softplus": lambda x: torch.logaddexp(x, torch.zeros((), dtype=x.dtype, device=x.device)),
    "softmax": lambda x: torch.softmax(x, dim=1),
    "exp": torch.exp,
    "log": torch.log,
    "trace": torch.trace,
    "column_sums": lambda x: x.sum(dim=0, keepdim=True),
    "row_sums": lambda x: x.sum(dim=1, keepdim=True),
}


class TorchProgram:
    """A schedule through `sympy.lambdify`, over PyTorch; see `derive.codegen.program.Program`.

    The gradients are those of the equations: autograd takes no part. On a GPU where there is one.
    """

    def __init__(self, schedule: Schedule, settings: Settings) -> None:
        """Lambdify the equations and place the parameters."""
        self.schedule, self.settings = schedule, settings
        self.layers, self.dtype = schedule.layers, settings.dtype
        self.equations = lambdified(schedule, FUNCTIONS)
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.parameters = initial_parameters(self.layers, schedule.activations, settings.seed)

    @property
    def parameters(self) -> Parameters:
        """Return copies of the parameters."""
        return [(weight.cpu().numpy().copy(), bias.cpu().numpy().copy()) for weight, bias in self._parameters]

    @parameters.setter
    def parameters(self, values: Parameters) -> None:
        """Take over copies of the values; the optimiser begins anew."""
        self._parameters = [(self._tensor(weight), self._tensor(bias)) for weight, bias in values]
        flat = [part for pair in self._parameters for part in pair]
        momentum = self.settings.momentum
        match self.settings.optimiser:
            case "sgd":
                # v ← μ v − rate × gradient, as in the other backends; torch.optim.SGD remembers gradients, not steps.
                self._velocities = [torch.zeros_like(part) for part in flat] if momentum else []
                self._optimiser: Any = None
            case "adam":
                self._optimiser = torch.optim.Adam(flat)
            case other:
                raise CodegenError(f"the optimiser {other} is not known: choose sgd or adam")

    @property
    def state(self) -> Mapping[str, Arrays]:
        """Return copies of the parameters and of what the optimiser remembers."""
        found = {f"p{n}": part.cpu().numpy().copy() for n, part in enumerate(self._flat())}
        if self._optimiser is None:
            return found | {f"v{n}": part.cpu().numpy().copy() for n, part in enumerate(self._velocities)}
        for n, part in enumerate(self._flat()):
            memory = self._optimiser.state.get(part, {})
            found |= {f"{name}{n}": value.cpu().numpy().copy() for name, value in sorted(memory.items())}
        return found

    @state.setter
    def state(self, values: Mapping[str, Arrays]) -> None:
        """Take over copies of a state."""
        flat = self._flat()
        if any(f"p{n}" not in values or values[f"p{n}"].shape != part.shape for n, part in enumerate(flat)):
            raise CodegenError("the saved state belongs to another network")
        layers = range(len(self.layers) - 1)
        self.parameters = [(values[f"p{2 * n}"], values[f"p{2 * n + 1}"]) for n in layers]
        for n, part in enumerate(self._flat()):
            if self._optimiser is None and self._velocities:
                self._velocities[n] = self._tensor(values[f"v{n}"])
            elif self._optimiser is not None and f"step{n}" in values:
                self._optimiser.state[part] = {
                    "step": torch.tensor(np.asarray(values[f"step{n}"]).item(), dtype=torch.float32),
                    "exp_avg": self._tensor(values[f"exp_avg{n}"]),
                    "exp_avg_sq": self._tensor(values[f"exp_avg_sq{n}"]),
                }

    def step(self, x: Arrays, y: Arrays, rate: float) -> None:
        """Take one step on all the rows."""
        self._move(self._tensor(x), self._tensor(y), rate)

    def epoch(self, x: Arrays, y: Arrays, order: Arrays, batch: int, rate: float) -> None:
        """Take one step for every `batch` rows in the given order, and one for the rest."""
        data, targets = self._tensor(x), self._tensor(y)
        rows = torch.as_tensor(np.asarray(order), device=self._device)
        for first in range(0, len(rows), batch):
            part = rows[first : first + batch]
            self._move(data[part], targets[part], rate)

    def gradient(self, x: Arrays, y: Arrays) -> Parameters:
        """Return the mean gradient."""
        with torch.no_grad():
            found = gradients(self.equations, self._parameters, self._tensor(x), self._tensor(y))
        return [(weight.cpu().numpy(), bias.cpu().numpy()) for weight, bias in found]

    def loss(self, x: Arrays, y: Arrays) -> float:
        """Return the mean cost."""
        x, y = np.asarray(x, self.dtype), np.asarray(y, self.dtype)
        return mean_cost(self.parameters, self.schedule.activations, self.schedule.cost, x, y)

    def predict(self, x: Arrays) -> Arrays:
        """Return a^L, one row a sample."""
        return predicted(self.parameters, self.schedule.activations, np.asarray(x, self.dtype))

    def _flat(self) -> list[Any]:
        return [part for pair in self._parameters for part in pair]

    def _tensor(self, values: Any) -> Any:
        return torch.tensor(np.asarray(values), dtype=getattr(torch, self.dtype), device=self._device)

    def _move(self, x: Any, y: Any, rate: float) -> None:
        with torch.no_grad():
            found = gradients(self.equations, self._parameters, x, y)
            l2 = self.settings.l2
            slopes = [
                part
                for (w, _), (dw, db) in zip(self._parameters, found, strict=True)
                for part in (dw + l2 * w if l2 else dw, db)
            ]
            if self._optimiser is not None:
                for part, slope in zip(self._flat(), slopes, strict=True):
                    part.grad = slope
                self._optimiser.param_groups[0]["lr"] = rate
                self._optimiser.step()
                return
            if self._velocities:
                for velocity, slope in zip(self._velocities, slopes, strict=True):
                    velocity.mul_(self.settings.momentum).sub_(slope, alpha=rate)
                for part, velocity in zip(self._flat(), self._velocities, strict=True):
                    part.add_(velocity)
                return
            for part, slope in zip(self._flat(), slopes, strict=True):
                part.sub_(slope, alpha=rate)
