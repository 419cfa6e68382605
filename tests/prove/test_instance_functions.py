"""Claims about functions of one variable, in quantities t, u and v of which nothing is known."""

from dataclasses import replace
from fractions import Fraction

import pytest

from derive.prove.instance import judge_instance
from derive.term.term import Apply, Partial, Power, number
from derive.theory import Claim, Formula, Named, Opaque
from derive.verdict import Answer
from tests.prove.instance_theories import entry, minus, over, plus, standard_theory, times, topology

T, U, V = entry("t", None), entry("u", None), entry("v", None)
ONE, TWO = number(1), number(2)
NAMES = (
    "sigmoid", "tanh", "relu", "softplus", "exp", "log", "sin", "cos", "tan", "sinh", "cosh",
    "sqrt", "erf", "abs", "step", "identity", "silu", "gelu", "nonsense",
)  # fmt: skip
THEORY = standard_theory()
LOGISTIC = Formula(T, Power(plus(ONE, Apply("exp", None, 0, times(number(-1), T))), number(-1)))
SQUARE = Formula(T, Power(T, TWO))
THEORY = replace(
    THEORY,
    functions={
        **{name: Named(name) for name in NAMES},
        "f": Opaque(),
        "g": Opaque(),
        "logistic": LOGISTIC,
        "square": SQUARE,
        "squared": Formula(T, Apply("square", None, 0, Apply("f", None, 0, T))),
        "loop": Formula(T, Apply("loop", None, 0, T)),
    },
)


def f(name, argument=T, order=0):
    return Apply(name, None, order, argument)


def neg(term):
    return times(number(-1), term)


def power(base, exponent):
    return Power(base, number(Fraction(exponent)))


def slope(body, wrt=T):
    return Partial(body, wrt)


S, TANH = f("sigmoid"), f("tanh")

TRUE = {
    "σ' = σ(1 − σ)": (f("sigmoid", T, 1), times(S, minus(ONE, S))),
    "σ'' = σ(1 − σ)(1 − 2σ)": (f("sigmoid", T, 2), times(S, minus(ONE, S), minus(ONE, times(TWO, S)))),
    "dσ/dt = σ'": (slope(S), f("sigmoid", T, 1)),
    "σ = 1/(1 + e^{−t})": (S, power(plus(ONE, f("exp", neg(T))), -1)),
    "σ = e^t/(1 + e^t)": (S, over(f("exp"), plus(ONE, f("exp")))),
    "σ(−t) = 1 − σ(t)": (f("sigmoid", neg(T)), minus(ONE, S)),
    "σ'(−t) = σ'(t)": (f("sigmoid", neg(T), 1), f("sigmoid", T, 1)),
    "tanh' = 1 − tanh²": (f("tanh", T, 1), minus(ONE, power(TANH, 2))),
    "tanh = 2σ(2t) − 1": (TANH, minus(times(TWO, f("sigmoid", times(TWO, T))), ONE)),
    "tanh = sinh/cosh": (TANH, over(f("sinh"), f("cosh"))),
    "cosh² − sinh² = 1": (minus(power(f("cosh"), 2), power(f("sinh"), 2)), ONE),
    "softplus' = σ": (f("softplus", T, 1), S),
    "softplus = log(1 + e^t)": (f("softplus"), f("log", plus(ONE, f("exp")))),
    "softplus(t) − softplus(−t) = t": (minus(f("softplus"), f("softplus", neg(T))), T),
    "log σ = −softplus(−t)": (f("log", S), neg(f("softplus", neg(T)))),
    "log(1 − σ) = −softplus": (f("log", minus(ONE, S)), neg(f("softplus"))),
    "exp' = exp": (f("exp", T, 3), f("exp")),
    "e^{t+u} = e^t e^u": (f("exp", plus(T, U)), times(f("exp"), f("exp", U))),
    "e^{t/2}² = e^t": (power(f("exp", times(number(Fraction(1, 2)), T)), 2), f("exp")),
    "log e^t = t": (f("log", f("exp")), T),
    "log(e^t e^u) = t + u": (f("log", times(f("exp"), f("exp", U))), plus(T, U)),
    "log(e^t/(1 + e^u)) = t − log(1 + e^u)": (
        f("log", over(f("exp"), plus(ONE, f("exp", U)))),
        minus(T, f("log", plus(ONE, f("exp", U)))),
    ),
    "log' = 1/t": (f("log", T, 1), power(T, -1)),
    "log'' = −1/t²": (f("log", T, 2), neg(power(T, -2))),
    "relu' = step": (f("relu", T, 1), f("step")),
    "relu = t relu'": (f("relu"), times(T, f("relu", T, 1))),
    "relu'² = relu'": (power(f("relu", T, 1), 2), f("relu", T, 1)),
    "relu'' = 0": (f("relu", T, 2), number(0)),
    "|t|² = t²": (power(f("abs"), 2), power(T, 2)),
    "|t|'|t| = t": (times(f("abs", T, 1), f("abs")), T),
    "sin' = cos": (f("sin", T, 1), f("cos")),
    "sin² + cos² = 1": (plus(power(f("sin"), 2), power(f("cos"), 2)), ONE),
    "tan' = 1 + tan²": (f("tan", T, 1), plus(ONE, power(f("tan"), 2))),
    "sqrt(t)² = t": (power(f("sqrt"), 2), T),
    "sqrt' = 1/(2 sqrt)": (f("sqrt", T, 1), over(ONE, times(TWO, f("sqrt")))),
    "t/sqrt(t) = sqrt(t)": (over(T, f("sqrt")), f("sqrt")),
    "(t + 1)^{3/2} = (t + 1) sqrt(t + 1)": (
        power(plus(T, ONE), Fraction(3, 2)), times(plus(T, ONE), f("sqrt", plus(T, ONE)))
    ),
    "erf is odd to first order": (f("erf", T, 1), f("erf", neg(T), 1)),
    "identity' = 1": (f("identity", T, 1), ONE),
    "silu' = σ + t σ'": (f("silu", T, 1), plus(S, times(T, f("sigmoid", T, 1)))),
    "t^u t = t^{u+1}": (times(Power(T, U), T), Power(T, plus(U, ONE))),
    "d t^u/dt = u t^{u−1}": (slope(Power(T, U)), times(U, Power(T, minus(U, ONE)))),
    "a formula": (f("square", plus(T, U)), plus(power(T, 2), times(TWO, T, U), power(U, 2))),
    "the derivative of a formula": (f("square", U, 1), times(TWO, U)),
    "a formula that is the sigmoid": (f("logistic", U, 1), times(f("logistic", U), minus(ONE, f("logistic", U)))),
    "a formula applied inside a formula": (f("squared", U, 1), times(TWO, f("f", U), f("f", U, 1))),
    "the chain rule": (slope(f("f", f("g"))), times(f("f", f("g"), 1), f("g", T, 1))),
    "the product rule": (
        slope(times(f("f"), f("g"))), plus(times(f("f", T, 1), f("g")), times(f("f"), f("g", T, 1)))
    ),
    "the quotient rule": (
        slope(over(f("f"), f("g"))),
        over(minus(times(f("f", T, 1), f("g")), times(f("f"), f("g", T, 1))), power(f("g"), 2)),
    ),
    "arguments are compared by value": (
        f("f", power(plus(T, U), 2)), f("f", plus(power(T, 2), times(TWO, T, U), power(U, 2)))
    ),
    "arguments that are quotients": (
        f("f", over(minus(power(T, 2), power(U, 2)), minus(T, U))), f("f", plus(T, U))
    ),
    "e^{(t² + t)/t} = e e^t": (f("exp", over(plus(power(T, 2), T), T)), times(f("exp", ONE), f("exp"))),
    "e^{−1/t} = 1/e^{1/t}": (f("exp", neg(power(T, -1))), power(f("exp", power(T, -1)), -1)),
    "partial fractions": (
        over(ONE, times(T, plus(T, ONE))), minus(power(T, -1), power(plus(T, ONE), -1))
    ),
}  # fmt: skip

FALSE = {
    "σ' = σ": (f("sigmoid", T, 1), S),
    "σ' = σ(1 + σ)": (f("sigmoid", T, 1), times(S, plus(ONE, S))),
    "σ' = 1 − σ²": (f("sigmoid", T, 1), minus(ONE, power(S, 2))),
    "tanh' = 1 − tanh": (f("tanh", T, 1), minus(ONE, TANH)),
    "tanh' = sech": (f("tanh", T, 1), power(f("cosh"), -1)),
    "relu' = relu": (f("relu", T, 1), f("relu")),
    "relu = t": (f("relu"), T),
    "relu = 0": (f("relu"), number(0)),
    "e^{t+u} = e^t + e^u": (f("exp", plus(T, U)), plus(f("exp"), f("exp", U))),
    "log(t + u) = log t + log u": (f("log", plus(T, U)), plus(f("log"), f("log", U))),
    "softplus' = 1 − σ": (f("softplus", T, 1), minus(ONE, S)),
    "sin' = −cos": (f("sin", T, 1), neg(f("cos"))),
    "the chain rule without the inner slope": (slope(f("f", f("g"))), f("f", f("g"), 1)),
    "f' = f": (f("f", T, 1), f("f")),
    "f' = f(1 − f)": (f("f", T, 1), times(f("f"), minus(ONE, f("f")))),
    "f is g": (f("f"), f("g")),
    "f is linear": (f("f", plus(T, U)), plus(f("f"), f("f", U))),
    "f(σ) is f(t)": (f("f", S), f("f")),
    "|t| = t": (f("abs"), T),
    "a tiny difference": (plus(S, number(Fraction(1, 10**12))), S),
}


def answer(lhs, rhs):
    return judge_instance(THEORY, Claim(lhs, rhs), topology(2, 2)).answer


@pytest.mark.parametrize("name", TRUE)
def test_an_identity_of_functions_agrees(name):
    assert answer(*TRUE[name]) is Answer.AGREES
    assert answer(*reversed(TRUE[name])) is Answer.AGREES


@pytest.mark.parametrize("name", TRUE)
def test_an_identity_with_one_side_changed_differs(name):
    lhs, rhs = TRUE[name]
    assert answer(lhs, plus(rhs, T)) is Answer.DIFFERS
    assert answer(plus(lhs, f("f", U)), plus(rhs, f("f", V))) is Answer.DIFFERS


@pytest.mark.parametrize("name", FALSE)
def test_a_false_identity_of_functions_differs(name):
    assert answer(*FALSE[name]) is Answer.DIFFERS


def test_the_logarithm_of_a_product_of_unknown_signs_is_never_said_to_differ():
    assert answer(f("log", times(T, U)), plus(f("log"), f("log", U))) is Answer.NO_ANSWER


def test_the_root_of_a_square_is_never_said_to_agree():
    assert answer(f("sqrt", power(T, 2)), T) is not Answer.AGREES


def test_a_function_outside_the_catalogue_gets_no_answer_and_the_note_names_it():
    result = judge_instance(THEORY, Claim(f("nonsense"), T), topology(2, 2))
    assert result.answer is Answer.NO_ANSWER
    assert "nonsense" in result.note


def test_a_formula_defined_by_itself_gets_no_answer():
    assert answer(f("loop"), T) is Answer.NO_ANSWER


def test_a_power_with_too_many_terms_gets_no_answer_instead_of_an_expansion():
    total = plus(*(entry(f"t{i}", None) for i in range(12)))
    lhs = power(total, 40)
    assert answer(lhs, plus(lhs, ONE)) in (Answer.DIFFERS, Answer.NO_ANSWER)
    assert answer(times(lhs, T), times(lhs, T)) in (Answer.AGREES, Answer.NO_ANSWER)
