"""A schedule: the equations of one training step, in the order in which they can be computed."""

from dataclasses import dataclass

from derive.codegen.array import Array, Value


@dataclass(frozen=True, slots=True)
class Assignment:
    """target = value: one equation at one layer; `equation` is its LaTeX, `origin` where it comes from.

    `wrong` for an equation that is false and was asked for by name.
    """

    target: Value
    value: Array
    equation: str
    origin: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """Feed-forward, output error, backpropagation and gradients for chosen layers.

    `activations` names the function of every layer after the input, `cost` the cost of one sample; `notes` are
    sentences for the reader: what was assumed, which equations are not the document's own.
    """

    layers: tuple[int, ...]
    activations: tuple[str, ...]
    cost: str
    forward: tuple[Assignment, ...]
    backward: tuple[Assignment, ...]
    notes: tuple[str, ...] = ()
