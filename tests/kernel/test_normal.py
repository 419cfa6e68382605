"""The normal form: one for equal terms, and equal to the term it is the form of."""

import os
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from kernel_evaluate import World
from kernel_networks import symbol, theory
from kernel_spell import term_of

from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.layers import Region
from derive.prove.kernel.normal import Reading, normal_form
from derive.prove.kernel.setting import Setting
from derive.prove.kernel.substitute import Substitution, substitute
from derive.term.term import (
    ONE,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Index,
    Mul,
    Number,
    Partial,
    Power,
    Shift,
    Size,
    Sum,
    number,
)
from derive.theory import Formula, Named, Opaque
from derive.topology import Topology

EXAMPLES = 10_000 if os.environ.get("DERIVE_EXHAUSTIVE") else 200
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

N, M = Size("n"), Size("m")
T = Entry("t", None, ())
SYMBOLS = {"x": (N,), "y": (N,), "A": (N, N), "B": (N, M), "u": (M,), "s": (), "t": ()}
THEORY = theory(
    [symbol(name, False, extents) for name, extents in SYMBOLS.items()],
    [],
    {"f": Opaque(), "exp": Named("exp"), "h": Formula(T, Mul((T, Add((ONE, T)))))},
)
TOPOLOGY = Topology((2, 2), {"n": 3, "m": 2})
FREE = (Index("i", 0, (N,)), Index("j", 0, (N,)), Index("p", 0, (M,)))


def form(term, fresh=1_000_000):
    budget = Budget(200_000, fresh)
    setting = Setting(THEORY, Region({"L": 1}, {}, {}), budget)
    return normal_form(substitute(term, Substitution({}, {}), budget), Reading(setting))


@st.composite
def terms(draw, depth=4, scope=FREE, functions=("f", "h"), leaves=("entry", "entry", "number", "delta")):
    """Well-sorted terms over the symbols, with the indices in scope."""

    def place(size):
        return draw(st.sampled_from([index for index in scope if index.sizes == (size,)] + [1]))

    kinds = [*leaves]
    if depth:
        kinds += ["add", "mul", "mul", "sum", "sum", "apply", "power", "functional"]
    again = terms(depth - 1, scope, functions, leaves)
    match draw(st.sampled_from(kinds)):
        case "entry":
            name = draw(st.sampled_from(sorted(SYMBOLS)))
            return Entry(name, None, tuple(place(size) for size in SYMBOLS[name]))
        case "number":
            return number(draw(st.sampled_from([0, 1, -1, 2, Fraction(1, 2), Fraction(-3, 2)])))
        case "delta":
            size = draw(st.sampled_from([N, M]))
            return Delta(place(size), place(size))
        case "shift":
            sides = [draw(st.lists(st.sampled_from([*scope, 1]), min_size=1, max_size=2)) for _ in range(2)]
            return Shift(tuple(sides[0]), tuple(sides[1]), draw(st.integers(-1, 1)))
        case "add":
            return Add(tuple(draw(st.lists(again, min_size=1, max_size=3))))
        case "mul":
            return Mul(tuple(draw(st.lists(again, min_size=1, max_size=3))))
        case "apply":
            return Apply(draw(st.sampled_from(functions)), None, draw(st.integers(0, 1)), draw(again))
        case "power":
            return Power(draw(again), number(draw(st.sampled_from([2, 3, -1, -2]))))
        case kind:
            index = Index(draw(st.sampled_from("ijkp")), len(scope), (draw(st.sampled_from([N, N, M])),))
            body = draw(terms(depth - 1, (*scope, index), functions, leaves))
            return Sum(index, body) if kind == "sum" else Functional("F", (), index, body)


def disguise(term, random, uid):
    """Return the term shuffled, regrouped, with its binders renamed and neutral parts added."""
    match term:
        case Number() | Entry() | Delta():
            result = term
        case Add(parts) | Mul(parts):
            kind = type(term)
            shuffled = [disguise(part, random, uid) for part in parts]
            random.shuffle(shuffled)
            if len(shuffled) > 2 and random.random() < 0.5:
                cut = random.randrange(1, len(shuffled))
                shuffled = [kind(tuple(shuffled[:cut])), *shuffled[cut:]]
            factors = [part for part in shuffled if isinstance(part, Add)]
            if kind is Mul and factors and random.random() < 0.5:
                # a (b + c) = a b + a c
                rest = list(shuffled)
                rest.remove(factors[0])
                return Add(tuple(Mul((*rest, part)) for part in factors[0].terms))
            result = kind(tuple(shuffled))
        case Apply(function, layer, order, argument):
            result = Apply(function, layer, order, disguise(argument, random, uid))
        case Power(base, exponent):
            inner = disguise(base, random, uid)
            result = Mul((inner, inner)) if exponent == number(2) else Power(inner, exponent)
        case Sum(index, body):
            uid[0] += 1
            new = Index(random.choice("abk"), uid[0], index.sizes)
            inner = disguise(renamed(body, index, new), random, uid)
            if isinstance(inner, Sum) and random.random() < 0.5:
                result = Sum(inner.index, Sum(new, inner.body))
            elif isinstance(inner, Add) and random.random() < 0.5:
                result = Add(tuple(Sum(new, part) for part in inner.terms))
            else:
                result = Sum(new, inner)
        case Functional(function, parameters, index, body):
            uid[0] += 1
            new = Index("q", uid[0], index.sizes)
            result = Functional(function, parameters, new, disguise(renamed(body, index, new), random, uid))
    match random.randrange(8):
        case 0:
            return Add((result, ZERO))
        case 1:
            return Mul((ONE, result))
        case 2:
            return Mul((number(2), result, number(Fraction(1, 2))))
        case 3:
            free = FREE[random.randrange(3)]
            uid[0] += 1
            new = Index("d", uid[0], free.sizes)
            return Sum(new, Mul((Delta(new, free), renamed(result, free, new))))
    return result


def renamed(term, old, new):
    """Return the term with a free index renamed; binders inside are renamed too, which changes nothing."""
    values = Substitution({}, {(old.letter, old.uid): new})
    return substitute(term, values, Budget(100_000, renamed.count.__next__() * 1000 + 50_000_000))


renamed.count = iter(range(10**9))


@SETTINGS
@given(terms(functions=("f", "h", "exp")), st.randoms(use_true_random=False))
def test_shuffling_regrouping_and_renaming_leave_the_normal_form_alone(term, random):
    try:
        first = form(term)
        second = form(disguise(term, random, [1000]), 2_000_000)
    except Refused:
        assume(False)
    assert first == second


WITH_SHIFTS = ("entry", "entry", "number", "delta", "shift", "shift")


@SETTINGS
@given(st.one_of(terms(), terms(leaves=WITH_SHIFTS)))
def test_the_normal_form_has_the_value_of_the_term(term):
    try:
        spelt = term_of(form(term))
    except Refused:
        assume(False)
    for seed in range(2):
        world = World(THEORY, TOPOLOGY, seed)
        for place in ((1, 1, 1), (1, 2, 2), (3, 1, 2)):
            env = ({}, {(i.letter, i.uid): p for i, p in zip(FREE, place, strict=True)}, None)
            try:
                assert world.value(term, env)[0] == world.value(spelt, env)[0]
            except ZeroDivisionError:
                continue


@SETTINGS
@given(terms(functions=("f", "h", "exp"), leaves=WITH_SHIFTS))
def test_the_normal_form_of_a_normal_form_is_itself(term):
    try:
        first = form(term)
        again = form(term_of(first), 2_000_000)
    except Refused:
        assume(False)
    assert first == again


def x(i):
    return Entry("x", None, (i,))


def a(i, j):
    return Entry("A", None, (i, j))


def exp(term):
    return Apply("exp", None, 0, term)


I0, J, P = FREE
K, K2, K3 = (Index("k", uid, (N,)) for uid in (1, 2, 3))
S, U = Entry("s", None, ()), Entry("t", None, ())
MINUS = number(-1)


def reach(index):
    """[k = i + j − 1]."""
    return Shift((index,), (I0, J), -1)


EQUAL = {
    "a delta is contracted": (Sum(K, Mul((Delta(I0, K), x(K)))), x(I0)),
    "a delta between numbers": (Sum(K, Mul((Delta(1, K), x(K)))), x(1)),
    "a free delta identifies its indices": (Mul((Delta(I0, J), x(J))), Mul((Delta(J, I0), x(I0)))),
    "deltas chain": (Sum(K, Mul((Delta(I0, K), Delta(K, J)))), Delta(I0, J)),
    "a delta is its own square": (Power(Delta(I0, J), number(2)), Delta(I0, J)),
    "different numbers are never equal": (Mul((Delta(I0, 1), Delta(I0, 2), x(I0))), ZERO),
    "a delta of two numbers": (Mul((Delta(1, 2), S)), ZERO),
    "a delta of a number": (Mul((Delta(2, 2), S)), S),
    "a shift is its own square": (Power(reach(K), number(2)), reach(K)),
    "a shift beside a delta is its own square": (
        Power(Mul((Delta(I0, J), Shift((I0,), (K, K), 0))), number(2)),
        Mul((Delta(I0, J), Shift((J,), (K, K), 0))),
    ),
    "a shift has two sides": (Shift((K,), (I0, J), 1), Shift((I0, J), (K,), -1)),
    "what stands on both sides of a shift goes": (Shift((K, J), (J, I0), 0), Delta(K, I0)),
    "numbers in a shift are added up": (Shift((K, 1), (I0, J), 3), Shift((K,), (J, I0), 2)),
    "two shifts to one place": (Mul((reach(K), reach(K2), x(K))), Mul((reach(K), Delta(K, K2), x(K2)))),
    "two shifts to two places": (Mul((Shift((K,), (I0,), 1), Shift((K,), (I0,), 2))), ZERO),
    "a shift of no positions": (Mul((Shift((2,), (1,), 1), S)), S),
    "shifts are summed under any names": (
        Sum(K, Sum(K2, Mul((Shift((I0,), (K, K2), 0), x(K), a(K2, K2))))),
        Sum(K2, Sum(K, Mul((a(K, K), x(K2), Shift((K2, K), (I0,), 0))))),
    ),
    "a constant sum is a size": (Sum(K, S), Mul((Sum(K2, ONE), S))),
    "a trace of deltas is a size": (Sum(K, Sum(K2, Mul((Delta(K, K2), Delta(K2, K))))), Sum(K, ONE)),
    "a product of sums is a double sum": (Mul((Sum(K, x(K)), Sum(K, x(K)))), Sum(K, Sum(K2, Mul((x(K), x(K2)))))),
    "a sum factors": (Sum(K, Mul((x(I0), x(K)))), Mul((x(I0), Sum(K2, x(K2))))),
    "a cycle turns": (
        Sum(K, Sum(K2, Sum(K3, Mul((a(K, K2), a(K2, K3), a(K3, K)))))),
        Sum(K2, Sum(K3, Sum(K, Mul((a(K2, K), a(K, K3), a(K3, K2)))))),
    ),
    "a quotient cancels": (Mul((x(I0), Power(x(I0), MINUS))), ONE),
    "a sum cancels its inverse": (Mul((Sum(K, x(K)), Power(Sum(K2, x(K2)), MINUS))), ONE),
    "an inverse of a monomial": (Power(Mul((number(2), S)), MINUS), Mul((number(Fraction(1, 2)), Power(S, MINUS)))),
    "contents of denominators": (
        Power(Add((Mul((number(2), S)), Mul((number(-2), S, U)))), MINUS),
        Mul((number(Fraction(-1, 2)), Power(S, MINUS), Power(Add((U, MINUS)), MINUS))),
    ),
    "partial fractions": (
        Mul((S, Power(Add((ONE, S)), MINUS))),
        Add((ONE, Mul((MINUS, Power(Add((ONE, S)), MINUS))))),
    ),
    "nested quotients": (
        Power(Add((ONE, Mul((MINUS, Power(Add((ONE, S)), MINUS))))), MINUS),
        Add((ONE, Power(S, MINUS))),
    ),
    "exp of a sum": (exp(Add((S, U))), Mul((exp(S), exp(U)))),
    "exp of a multiple": (Power(exp(S), number(-2)), exp(Mul((number(-2), S)))),
    "a root of exp": (Power(exp(S), number(Fraction(1, 2))), exp(Mul((number(Fraction(1, 2)), S)))),
    "exp of nothing": (exp(ZERO), ONE),
    "a root squared": (Power(Power(Add((S, ONE)), number(Fraction(1, 2))), number(2)), Add((S, ONE))),
    "a power one and a half": (
        Power(Add((S, ONE)), number(Fraction(3, 2))),
        Mul((Power(Add((S, ONE)), number(Fraction(1, 2))), Add((S, ONE)))),
    ),
    "a symbolic exponent": (Power(S, Add((U, MINUS))), Mul((Power(S, U), Power(S, MINUS)))),
    "a formula is spelt out": (Apply("h", None, 0, S), Add((S, Power(S, number(2))))),
    "a formula is differentiated": (Apply("h", None, 1, S), Add((ONE, Mul((number(2), S))))),
    "a formula is differentiated twice": (Apply("h", None, 2, S), number(2)),
    "deltas within functions": (
        Sum(K, Sum(K2, Mul((x(K), Apply("f", None, 0, Mul((Delta(K, K2), S))))))),
        Sum(K2, Sum(K, Mul((Apply("f", None, 0, Mul((S, Delta(K, K2)))), x(K2))))),
    ),
    "exp is its own derivative": (Apply("exp", None, 3, S), exp(S)),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_terms_have_one_normal_form(name):
    left, right = EQUAL[name]
    assert form(left) == form(right)


DIFFERENT = {
    "a root of a square is not the number": (Power(Power(S, number(2)), number(Fraction(1, 2))), S),
    "a square of a sum is not a sum of squares": (Power(Sum(K, x(K)), number(2)), Sum(K, Power(x(K), number(2)))),
    "a diagonal is not a matrix": (Sum(K, a(K, K)), Sum(K, Sum(K2, a(K, K2)))),
    "a transpose is not the matrix": (a(I0, J), a(J, I0)),
    "two sizes are two": (Sum(K, ONE), Sum(Index("p", 1, (M,)), ONE)),
    "an unspecified function is not linear": (Apply("f", None, 0, Add((S, U))), Add((Apply("f", None, 0, S),))),
    "a derivative is not the function": (Apply("f", None, 0, S), Apply("f", None, 1, S)),
    "functions of two layers": (Apply("f", None, 0, S), Apply("f", Entry("z", None, ()).layer, 1, S)),
    "cycles of three and of one and two": (
        Sum(K, Sum(K2, Sum(K3, Mul((a(K, K2), a(K2, K3), a(K3, K)))))),
        Sum(K, Sum(K2, Sum(K3, Mul((a(K, K2), a(K2, K), a(K3, K3)))))),
    ),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_terms_have_different_normal_forms(name):
    left, right = DIFFERENT[name]
    assert form(left) != form(right)


HOPELESS = {
    "zero in a denominator": Power(Add((S, Mul((MINUS, S)))), MINUS),
    "a delta in a denominator": Power(Delta(I0, J), MINUS),
    "a large exponent": Power(Add((S, ONE)), number(100)),
    "a delta of two extents": Delta(I0, P),
    "a derivative of a sum": Partial(Add((S, U)), S),
    "a root of a delta": Power(Delta(I0, J), number(Fraction(1, 2))),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_a_term_without_a_normal_form_is_refused(name):
    with pytest.raises(Refused):
        form(HOPELESS[name])


def test_interchangeable_indices_do_not_multiply_the_work():
    indices = [Index("k", uid, (N,)) for uid in range(1, 10)]
    term = Apply("f", None, 0, Mul(tuple(x(k) for k in indices)))
    for k in indices:
        term = Sum(k, term)
    with pytest.raises(Refused):
        budget = Budget(300)
        setting = Setting(THEORY, Region({"L": 1}, {}, {}), budget)
        normal_form(term, Reading(setting))


def test_nine_equal_factors_need_one_order():
    indices = [Index("k", uid, (N,)) for uid in range(1, 10)]
    term = Mul((a(I0, J), *(a(k, I0) for k in indices), *(a(indices[0], k) for k in indices[1:])))
    for k in indices:
        term = Sum(k, term)
    budget = Budget(3000)
    setting = Setting(THEORY, Region({"L": 1}, {}, {}), budget)
    assert len(normal_form(term, Reading(setting))) == 1
