"""The activation functions and costs that programs know, as array expressions."""

from fractions import Fraction

from derive.codegen.array import Array, Constant, Map, Plus, Raise, Times

ACTIVATIONS = ("sigmoid", "tanh", "relu", "softplus", "identity", "softmax")
COSTS = ("quadratic", "squares", "binary-cross-entropy", "categorical-cross-entropy")

ONE = Constant(Fraction(1))
MINUS_ONE = Constant(Fraction(-1))


def number(value: int | Fraction) -> Constant:
    """Return the constant."""
    return Constant(Fraction(value))


def minus(left: Array, right: Array) -> Array:
    """Return left − right."""
    return Plus((left, Times((right, MINUS_ONE))))


def inverse(argument: Array) -> Array:
    """Return 1/argument."""
    return Raise(argument, -1)


def slope(name: str, pre_activation: Array, activation: Array) -> Array:
    """Return f'(z) for a = f(z), written with whichever of z and a is cheaper."""
    match name:
        case "sigmoid":
            # σ' = σ (1 − σ)
            return Times((activation, minus(ONE, activation)))
        case "tanh":
            # tanh' = 1 − tanh²
            return minus(ONE, Raise(activation, 2))
        case "identity":
            return ONE
        case "relu":
            # max(z, 0)' = [z > 0] = [a > 0]
            return Map("step", 0, activation)
        case "softplus":
            # log(1 + e^z)' = σ(z)
            return Map("sigmoid", 0, pre_activation)
        case _:
            return Map(name, 1, pre_activation)


def cost_slope(name: str, activation: Array, target: Array) -> Array:
    """Return ∂C/∂a_j for the cost of one sample."""
    gap = minus(activation, target)
    match name:
        case "quadratic":
            # C = ½ Σ (a − y)²
            return gap
        case "squares":
            # C = Σ (a − y)²
            return Times((number(2), gap))
        case "binary-cross-entropy":
            # C = −Σ (y log a + (1 − y) log(1 − a))
            return Times((gap, inverse(activation), inverse(minus(ONE, activation))))
        case "categorical-cross-entropy":
            # C = −Σ y log a
            return Times((MINUS_ONE, target, inverse(activation)))
        case _:
            raise ValueError(name)
