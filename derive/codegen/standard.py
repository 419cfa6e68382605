"""The equations that derive itself brings where a document leaves a gap: those of equations/four-equations.md."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.codegen.array import Array, Backward, Forward, Kind, Map, Mean, Outer, Plus, Times, Value
from derive.codegen.catalogue import cost_slope, minus

if TYPE_CHECKING:
    from derive.codegen.leaves import Network

OWN = "derive"
"""The origin of an equation that no line of the document gives."""


def standard(network: "Network", target: Value) -> Iterator[tuple[Array, str, str]]:
    """Yield what the standard network says of the target, with the equation in LaTeX."""
    l, last = target.layer, len(network.activations)  # noqa: E741
    match target.name:
        case "z":
            z = Plus((Forward(matrix(l), samples("a", l - 1)), Value("b", l, Kind.VECTOR)))
            yield z, r"z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j", OWN
        case "a":
            name = network.activations[l - 1]
            yield Map(name, 0, samples("z", l)), r"a^l_j = \sigma(z^l_j)", OWN
        case "da" if l == last:
            slope = cost_slope(network.cost, samples("a", l), samples("y", l))
            yield slope, r"\frac{\partial C}{\partial a^L_j}", OWN
        case "da":
            back = Backward(matrix(l + 1), samples("dz", l + 1))
            yield back, r"\frac{\partial C}{\partial a^l_k} = \sum_j w^{l+1}_{jk} \delta^{l+1}_j", OWN
        case "dz" if l == last and network.activations[-1] == "softmax":
            # Σ_j y_j = 1: the derivative of −Σ y log softmax(z)
            yield minus(samples("a", l), samples("y", l)), r"\delta^L_j = a^L_j - y_j", OWN
        case "dz":
            yield from sensitivity(network, l, last)
        case "db" if target.kind is Kind.VECTOR:
            yield Mean(samples("dz", l)), r"\frac{\partial C}{\partial b^l_j} = \delta^l_j", OWN
        case "dw":
            outer = Outer(samples("dz", l), samples("a", l - 1))
            yield outer, r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j", OWN


def sensitivity(network: "Network", l: int, last: int) -> Iterator[tuple[Array, str, str]]:  # noqa: E741
    """Yield δ^l from ∂C/∂a^l at the output, from δ^{l+1} below it."""
    slope = Map(network.activations[l - 1], 1, samples("z", l))
    if l == last:
        output = Times((samples("da", l), slope))
        yield output, r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)", OWN
    else:
        hidden = Times((Backward(matrix(l + 1), samples("dz", l + 1)), slope))
        yield hidden, r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)", OWN


def samples(name: str, layer: int) -> Value:
    """Return a value with one row a sample."""
    return Value(name, layer, Kind.SAMPLES)


def matrix(layer: int) -> Value:
    """Return the weights of a layer."""
    return Value("w", layer, Kind.MATRIX)
