"""SymPy expressions → the text of functions, for NumPy, JAX and PyTorch alike.

The operators +, *, ** and @ are those of all three libraries; every function is called by a name of ours that the
backend supplies. What SymPy 1.14 prints for these expressions does not run: applyfunc has no printer, a Hadamard power
fails, and a matrix of ones is float64 whatever stands beside it, where broadcasting needs no matrix at all.
"""

from typing import Any

from sympy import Symbol
from sympy.matrices.expressions.special import OneMatrix
from sympy.printing.pycode import PythonCodePrinter

NAMES = {
    "Sigmoid": "sigmoid",
    "Relu": "relu",
    "Step": "step",
    "Softplus": "softplus",
    "tanh": "tanh",
    "exp": "exp",
    "log": "log",
}
"""The function in a backend's namespace for each of SymPy's."""


class ArrayPrinter(PythonCodePrinter):  # type: ignore[misc]
    """Prints matrix expressions with operators, and functions by the names of NAMES."""

    printmethod = "_derivecode"

    def _print(self, expr: Any, **options: Any) -> str:
        name = NAMES.get(type(expr).__name__)
        if name is not None:
            return f"{name}({', '.join(map(self._print, expr.args))})"
        return str(super()._print(expr, **options))

    def _print_MatrixSymbol(self, expr: Any) -> str:  # noqa: N802
        return str(expr.name)

    def _print_Transpose(self, expr: Any) -> str:  # noqa: N802
        return f"{self._print(expr.arg)}.T"

    def _print_HadamardProduct(self, expr: Any) -> str:  # noqa: N802
        return "(" + " * ".join(f"({self._print(part)})" for part in expr.args) + ")"

    def _print_HadamardPower(self, expr: Any) -> str:  # noqa: N802
        return f"(({self._print(expr.base)}) ** ({self._print(expr.exp)}))"

    def _print_MatAdd(self, expr: Any) -> str:  # noqa: N802
        return "(" + " + ".join(self._print(part) for part in expr.args) + ")"

    def _print_MatMul(self, expr: Any) -> str:  # noqa: N802
        number, matrices = expr.as_coeff_matrices()
        text = self._product(list(matrices))
        if number == 1:
            return text
        if number == -1:
            return f"(-{text})"
        return f"({self._print(number)} * {text})"

    def _print_OneMatrix(self, _expr: Any) -> str:  # noqa: N802
        return "1"

    def _print_RowSoftmax(self, expr: Any) -> str:  # noqa: N802
        return f"softmax({self._print(expr.args[0])})"

    def _print_Trace(self, expr: Any) -> str:  # noqa: N802
        return f"trace({self._print(expr.arg)})"

    def _print_ElementwiseApplyFunction(self, expr: Any) -> str:  # noqa: N802
        (x,) = expr.function.variables
        argument = Symbol(self._print(expr.expr))
        return f"({self._print(expr.function.expr.xreplace({x: argument}))})"

    def _print_Symbol(self, expr: Any) -> str:  # noqa: N802
        return f"({expr.name})"

    def _print_Rational(self, expr: Any) -> str:  # noqa: N802
        return f"({expr.p} / {expr.q})"

    def _product(self, matrices: list[Any]) -> str:
        """Return the product; a row of ones before it is a sum of rows, a column of ones is left to broadcasting."""
        first, *rest = matrices
        if isinstance(first, OneMatrix) and rest:
            if first.shape[0] == 1:
                return f"column_sums({self._product(rest)})"
            return self._product(rest)
        if len(matrices) > 1 and isinstance(matrices[-1], OneMatrix):
            text = self._product(matrices[:-1])
            return f"row_sums({text})" if matrices[-1].shape[1] == 1 else text
        return "(" + " @ ".join(self._print(matrix) for matrix in matrices) + ")"
