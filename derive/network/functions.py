"""SymPy functions with derivatives that stay small: σ' is σ(1 − σ), and an unspecified f has atoms f', f'', …"""

from functools import cache
from typing import Any, ClassVar

from sympy import Add, Function, Max, Rational, S, Symbol, exp, log
from sympy.core.function import ArgumentIndexError


class _Elementary(Function):  # type: ignore[misc]
    """A function that generated code and evaluation spell through elementary functions."""

    nargs: int | None = 1

    def elementary(self) -> Any:
        """Return the same function, written with exp, log and max."""
        raise NotImplementedError

    def _eval_rewrite_as_exp(self, _argument: Any, **_hints: Any) -> Any:
        return self.elementary()

    def _eval_evalf(self, precision: int) -> Any:
        return self.elementary()._eval_evalf(precision)

    def _code(self, printer: Any) -> Any:
        return printer._print(self.elementary())

    _numpycode = _pythoncode = _mpmathcode = _scipycode = _torchcode = _code


class Sigmoid(_Elementary):
    """σ(x) = 1/(1 + e^{−x})."""

    @classmethod
    def eval(cls, argument: Any) -> Any:
        """σ(0) = 1/2."""
        return Rational(1, 2) if argument == 0 else None

    def fdiff(self, argindex: int = 1) -> Any:
        """σ' = σ(1 − σ)."""
        return self * (1 - self)

    def elementary(self) -> Any:
        """σ(x) = 1/(1 + e^{−x})."""
        return 1 / (1 + exp(-self.args[0]))


class Softplus(_Elementary):
    """softplus(x) = log(1 + e^x)."""

    def fdiff(self, argindex: int = 1) -> Any:
        """softplus' = σ."""
        return Sigmoid(self.args[0])

    def elementary(self) -> Any:
        """softplus(x) = log(1 + e^x)."""
        return log(1 + exp(self.args[0]))


class NaturalPower(Function):  # type: ignore[misc]
    """x^n for a natural n: SymPy's own power asks for log x whenever it is differentiated."""

    nargs = 2

    def fdiff(self, argindex: int = 1) -> Any:
        """(x^n)' = n x^{n−1}."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        x, n = self.args
        return n * x ** (n - 1)


class Step(Function):  # type: ignore[misc]
    """step(x) = 1 for x > 0, else 0."""

    nargs: int | None = 1

    @classmethod
    def eval(cls, argument: Any) -> Any:
        """A number has a number for its value."""
        return (S.One if argument > 0 else S.Zero) if argument.is_Rational else None

    def fdiff(self, argindex: int = 1) -> Any:
        """step' = 0, save at the jump."""
        return S.Zero

    def _eval_evalf(self, precision: int) -> Any:
        value = self.args[0]._eval_evalf(precision)
        return None if value is None or not value.is_comparable else Step(Rational(value))

    def _numpycode(self, printer: Any) -> str:
        return f"(({printer._print(self.args[0])}) > 0)"

    _pythoncode = _mpmathcode = _scipycode = _torchcode = _numpycode


class Relu(_Elementary):
    """relu(x) = max(0, x)."""

    @classmethod
    def eval(cls, argument: Any) -> Any:
        """A number has a number for its value."""
        return Max(S.Zero, argument) if argument.is_Rational else None

    def fdiff(self, argindex: int = 1) -> Any:
        """relu' = step, so 0 at 0."""
        return Step(self.args[0])

    def elementary(self) -> Any:
        """relu(x) = max(0, x)."""
        return Max(S.Zero, self.args[0])


class Absolute(_Elementary):
    """|x| of a real number."""

    def fdiff(self, argindex: int = 1) -> Any:
        """|x|' = 2 step(x) − 1, save at 0."""
        return 2 * Step(self.args[0]) - 1

    def elementary(self) -> Any:
        """|x| = max(x, −x)."""
        return Max(self.args[0], -self.args[0])


class Softmax(_Elementary):
    """softmax_j(x_1, …, x_n) = e^{x_j} / Σ_k e^{x_k}, as Softmax(j, x_1, …, x_n)."""

    nargs = None

    def fdiff(self, argindex: int = 1) -> Any:
        """∂s_j/∂x_i = s_j (δ_ij − s_i); x_i is the argument i + 1."""
        j, *arguments = self.args
        return self * (int(argindex - 1 == j) - Softmax(argindex - 1, *arguments))

    def elementary(self) -> Any:
        """e^{x_j} / Σ_k e^{x_k}."""
        j, *arguments = self.args
        return exp(arguments[int(j) - 1]) / Add(*map(exp, arguments))


class Unspecified(Function):  # type: ignore[misc]
    """∂^orders f(x_1, …, x_n) of a function f of which nothing is known but that it is smooth: an atom."""

    letter: ClassVar[str] = ""
    orders: ClassVar[tuple[int, ...]] = ()

    def fdiff(self, argindex: int = 1) -> Any:
        """Differentiating by the i-th argument raises the i-th order by one."""
        if not 1 <= argindex <= len(self.orders):
            raise ArgumentIndexError(self, argindex)
        raised = tuple(order + (i == argindex) for i, order in enumerate(self.orders, 1))
        return unspecified(self.letter, raised)(*self.args)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        name = printer._print(Symbol(self.letter))
        arguments = ", ".join(printer._print(argument) for argument in self.args)
        power = f"^{{{exp}}}" if exp else ""
        if len(self.orders) == 1:
            order = self.orders[0]
            primes = "'" * order if order < 4 else f"^{{({order})}}"
            return f"{{{name}{primes}}}{power}\\left({arguments}\\right)"
        wrt = " ".join(str(i) for i, order in enumerate(self.orders, 1) for _ in range(order))
        return f"{{{name}{f'_{{{wrt}}}' if wrt else ''}}}{power}\\left({arguments}\\right)"


@cache
def unspecified(letter: str, orders: tuple[int, ...]) -> Any:
    """Return the SymPy function ∂_1^{orders_1} … ∂_n^{orders_n} f of n arguments, where f is known by its letter.

    Orders of zero give f itself. One argument: f, f', f'', …; more: f, f_1, f_2, f_1_2, …
    """
    if len(orders) == 1:
        name = letter + "'" * orders[0]
    else:
        name = letter + "".join(f"_{i}" * order for i, order in enumerate(orders, 1))
    return type(name, (Unspecified,), {"letter": letter, "orders": orders, "nargs": len(orders)})
