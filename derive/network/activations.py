"""The activation functions of a network, by name."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from sympy import tanh

from derive.network.functions import Relu, Sigmoid, Softmax, Softplus, unspecified
from derive.network.layers import NetworkError

ELEMENTWISE: dict[str, Callable[[Any], Any]] = {
    "sigmoid": Sigmoid,
    "tanh": tanh,
    "relu": Relu,
    "softplus": Softplus,
    "identity": lambda z: z,
    "abstract": unspecified("sigma", (0,)),
}
"""a_j = f(z_j), by the name of f; "abstract" is any smooth function, the same in every layer."""

ACTIVATIONS = (*ELEMENTWISE, "softmax")


def activate(name: str, pre_activations: Sequence[Any]) -> list[Any]:
    """Return the activations a_j of one layer from its pre-activations z_1, …, z_n.

    Softmax is a_j = e^{z_j} / Σ_k e^{z_k}; every other function acts on one neuron.
    """
    if name == "softmax":
        return [Softmax(j, *pre_activations) for j in range(1, len(pre_activations) + 1)]
    return [ELEMENTWISE[name](z) for z in pre_activations]


def check_activations(activation: str | Sequence[str], widths: Sequence[int]) -> tuple[str, ...]:
    """Return the name of the activation function of each layer after the input.

    Raises NetworkError for an unknown name, the wrong number of names, or softmax in a hidden layer.
    """
    layers = len(widths) - 1
    names = (activation,) * layers if isinstance(activation, str) else tuple(activation)
    for name in names:
        require_known(name, ACTIVATIONS, "activation")
    if len(names) != layers:
        raise NetworkError(
            f"{len(names)} activations are given for {layers} layers after the input: give one for each."
        )
    if "softmax" in names[:-1]:
        raise NetworkError(
            "softmax is for the output layer only: give one activation for each layer, such as "
            f"{', '.join(('sigmoid',) * (layers - 1) + ('softmax',))}."
        )
    return names


def require_known(name: str, known: Sequence[str], kind: str) -> None:
    """Raise NetworkError unless the name is known; the message names what is, and the nearest to what was meant."""
    if name in known:
        return
    near = get_close_matches(str(name), known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise NetworkError(f"{str(name)[:40]!r} is not a known {kind} ({', '.join(known)}).{hint}")
