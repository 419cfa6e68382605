"""The named functions of one variable, by the names that documents and theories give them."""

from collections.abc import Callable, Mapping
from typing import Any

from sympy import cos, cosh, erf, exp, log, pi, sin, sinh, sqrt, tan, tanh

from derive.network.functions import Absolute, Relu, Sigmoid, Softplus, Step
from derive.term.term import PI

CATALOGUE: Mapping[str, Callable[[Any], Any]] = {
    "identity": lambda x: x,
    "exp": exp,
    "log": log,
    "sigmoid": Sigmoid,
    "tanh": tanh,
    "relu": Relu,
    "softplus": Softplus,
    "step": Step,
    "abs": Absolute,
    "sqrt": sqrt,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "sinh": sinh,
    "cosh": cosh,
    "erf": erf,
    PI: lambda x: pi,
    "silu": lambda x: x * Sigmoid(x),
    "gelu": lambda x: x * (1 + erf(x / sqrt(2))) / 2,
}
