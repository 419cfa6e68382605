"""The named functions: their derivatives, and what they are in terms of exp."""

from collections.abc import Mapping
from fractions import Fraction

from derive.term.term import MINUS_ONE, ONE, PI, ZERO, Add, Apply, Entry, Mul, Number, Power, Term, number
from derive.theory import Formula, Named

_T = Entry("\0t", None, ())
"""The parameter of every formula here; no document can write its name."""

OPAQUE: Mapping[str, Named] = {
    "\0" + name: Named(name) for name in ("exp", "log", "sigmoid", "tanh", "softplus", "sin", "cos", PI)
}
"""Function letters of our own, for use in the formulas."""


def _call(name: str, argument: Term = _T) -> Term:
    return Apply("\0" + name, None, 0, argument)


def _inverse(term: Term) -> Term:
    return Power(term, MINUS_ONE)


_DERIVATIVES: Mapping[str, Term] = {
    "sigmoid": Mul((_call("sigmoid"), Add((ONE, Mul((MINUS_ONE, _call("sigmoid"))))))),
    "tanh": Add((ONE, Mul((MINUS_ONE, Power(_call("tanh"), number(2)))))),
    "exp": _call("exp"),
    "log": _inverse(_T),
    "softplus": _call("sigmoid"),
    "sin": _call("cos"),
    "cos": Mul((MINUS_ONE, _call("sin"))),
    # erf'(t) = 2 π^{-1/2} e^{-t²}
    "erf": Mul(
        (
            number(2),
            Power(_call(PI, ONE), Number(Fraction(-1, 2))),
            _call("exp", Mul((MINUS_ONE, Power(_T, number(2))))),
        )
    ),
    PI: ZERO,
}
"""f' for each f, at the parameter."""

_SYNONYMS: Mapping[str, Term] = {
    "ln": _call("log"),
    "identity": _T,
    "sqrt": Power(_T, Number(Fraction(1, 2))),
}
"""Functions that are always spelt out."""

SPELT: Mapping[str, Term] = {
    # 1/(1 + e^-t), (e^2t − 1)/(e^2t + 1), log(1 + e^t)
    "sigmoid": _inverse(Add((ONE, _call("exp", Mul((MINUS_ONE, _T)))))),
    "tanh": Mul(
        (
            Add((_call("exp", Mul((number(2), _T))), MINUS_ONE)),
            _inverse(Add((_call("exp", Mul((number(2), _T))), ONE))),
        )
    ),
    "softplus": _call("log", Add((ONE, _call("exp")))),
}
"""Functions that are spelt out by exp when the claim needs it."""


def formula_of(name: str, order: int, spelt: bool) -> tuple[Formula, int] | None:
    """Return a formula and n such that its n-th derivative is the function's of the given order; None: an atom."""
    body = _SYNONYMS.get(name) or (SPELT.get(name) if spelt else None)
    if body is not None:
        return Formula(_T, body), order
    if order == 0 or name not in _DERIVATIVES:
        return None
    return Formula(_T, _DERIVATIVES[name]), order - 1
