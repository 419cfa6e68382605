"""Array expressions as SymPy matrix expressions, one for every scheduled equation.

Rows are samples: a layer is B × n_l, a bias a row 1 × n_l that every sample is given by a column of ones.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from sympy import Dummy, HadamardProduct, Lambda, MatAdd, MatMul, MatrixExpr, MatrixSymbol, OneMatrix, Rational, tanh
from sympy import Symbol as SymPySymbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from derive.codegen.array import (
    Array,
    Backward,
    Constant,
    Forward,
    Kind,
    Map,
    Mean,
    Outer,
    Plus,
    Raise,
    Times,
    Total,
    Value,
)
from derive.codegen.program import CodegenError
from derive.network.functions import Relu, Sigmoid, Softplus, Step

B = SymPySymbol("B", integer=True, positive=True)
"""The number of samples."""

FUNCTIONS: Mapping[str, Any] = {"sigmoid": Sigmoid, "tanh": tanh, "relu": Relu, "softplus": Softplus, "step": Step}


class RowSoftmax(MatrixExpr):  # type: ignore[misc]
    """e^{z_j} / Σ_k e^{z_k} along each row."""

    @property
    def shape(self) -> Any:
        """Return the shape of the argument."""
        return self.args[0].shape


def symbol(value: Value, number: int, layers: tuple[int, ...]) -> MatrixSymbol:
    """Return the symbol v0, v1, … of a value, with its shape."""
    n = layers[value.layer]
    match value.kind:
        case Kind.SAMPLES:
            shape: tuple[Any, Any] = (B, n)
        case Kind.SCORES:
            shape = (B, 1)
        case Kind.MATRIX:
            shape = (n, layers[value.layer - 1])
        case Kind.VECTOR:
            shape = (1, n)
        case _:
            assert_never(value.kind)
    return MatrixSymbol(f"v{number}", *shape)


def matrix_expression(array: Array, symbols: Mapping[Value, MatrixSymbol]) -> Any:
    """Return the expression; raise CodegenError for a function that SymPy has no form for here."""

    def again(part: Array) -> Any:
        return matrix_expression(part, symbols)

    match array:
        case Value():
            return symbols[array]
        case Constant(value):
            return Rational(value.numerator, value.denominator)
        case Map("identity", order, argument):
            inner = again(argument)
            return inner if order == 0 else OneMatrix(*inner.shape)
        case Map("softmax", 0, argument):
            return RowSoftmax(again(argument))
        case Map(name, order, argument) if name in FUNCTIONS:
            x = Dummy("x")
            # applyfunc differentiates nothing here: f' is SymPy's derivative of a function of one number.
            return ElementwiseApplyFunction(Lambda(x, FUNCTIONS[name](x).diff(x, order)), again(argument))
        case Plus(terms):
            return added([again(term) for term in terms])
        case Times(factors):
            return multiplied([again(factor) for factor in factors])
        case Raise(base, exponent):
            x = Dummy("x")
            return ElementwiseApplyFunction(Lambda(x, x**exponent), again(base))
        case Forward(matrix, vector):
            return again(vector) * again(matrix).T
        case Backward(matrix, vector):
            return again(vector) * again(matrix)
        case Outer(left, right):
            return MatMul(1 / B, again(left).T, again(right))
        case Mean(argument):
            return MatMul(1 / B, OneMatrix(1, B), again(argument))
        case Total(argument):
            inner = again(argument)
            return inner * OneMatrix(inner.shape[1], 1)
        case _:
            raise CodegenError("SymPy has no form for a part of an equation")


def added(terms: list[Any]) -> Any:
    """Return the sum of matrices of one shape, of rows that every sample is given, and of numbers for every entry."""
    shapes = [term.shape for term in terms if isinstance(term, MatrixExpr)]
    shape = max(shapes, key=lambda shape: (shape[0] == B, shape[1] != 1), default=None)
    if shape is None:
        return sum(terms)
    return MatAdd(*(spread(term, shape) for term in terms))


def spread(term: Any, shape: tuple[Any, Any]) -> Any:
    """Return a matrix of this shape: a number in every entry, a row for every sample, a column for every unit."""
    if not isinstance(term, MatrixExpr):
        return MatMul(term, OneMatrix(*shape))
    if term.shape == shape:
        return term
    return OneMatrix(shape[0], 1) * term if term.shape[0] == 1 else term * OneMatrix(1, shape[1])


def multiplied(factors: list[Any]) -> Any:
    """Return the product, entry by entry."""
    numbers = [factor for factor in factors if not isinstance(factor, MatrixExpr)]
    matrices = [factor for factor in factors if isinstance(factor, MatrixExpr)]
    if not matrices:
        return MatMul(*numbers) if len(numbers) > 1 else numbers[0]
    shape = max((m.shape for m in matrices), key=lambda shape: (shape[0] == B, shape[1] != 1))
    wide = [spread(matrix, shape) for matrix in matrices]
    product = wide[0] if len(wide) == 1 else HadamardProduct(*wide)
    return MatMul(*numbers, product) if numbers else product
