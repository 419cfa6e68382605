"""Theories and claims written by hand for the tests of the instance judge."""

from derive.term.term import (
    MINUS_ONE,
    OUTPUT,
    OWN,
    Add,
    Apply,
    Entry,
    Functional,
    Index,
    Layer,
    Mul,
    Partial,
    Power,
    Size,
    Sum,
    number,
)
from derive.theory import Claim, Definition, Named, Opaque, Role, Symbol, Theory
from derive.topology import Topology


def layer(offset=0, base="l"):
    return Layer(base, offset)


def index(letter, own, uid=0):
    """The index of a neuron of the layer."""
    return Index(letter, uid, (Size("n", own),))


def entry(symbol, own, *indices):
    return Entry(symbol, own, indices)


def plus(*terms):
    return Add(terms)


def times(*factors):
    return Mul(factors)


def minus(left, right):
    return Add((left, Mul((MINUS_ONE, right))))


def over(left, right):
    return Mul((left, Power(right, MINUS_ONE)))


def symbol(name, role, layered, extents, first=1):
    return Symbol(name, role, layered, extents, first, name)


def cost_body(cost, out):
    j = index("j", out, 1)
    a, y = entry("a", out, j), entry("y", None, j)
    one = number(1)
    match cost:
        case "quadratic":
            return times(over(one, number(2)), Sum(j, Power(minus(y, a), number(2))))
        case "abstract":
            return Functional("C", (), j, a)
        case "binary":
            logs = plus(times(y, log(a)), times(minus(one, y), log(minus(one, a))))
            return times(MINUS_ONE, Sum(j, logs))
        case "categorical":
            return times(MINUS_ONE, Sum(j, times(y, log(a))))
    raise AssertionError(cost)


def log(term):
    return Apply("log", None, 0, term)


def standard_theory(activation=None, cost="quadratic", softmax=False):
    """z = Σ w a + b, a = σ(z), a cost, δ = ∂C/∂z; σ is unspecified unless named; softmax in the output layer."""
    own, below, out = layer(), layer(-1), layer(0, OUTPUT)
    j, k = index("j", own), index("k", below, 1)
    here, previous = Size("n", Layer(OWN)), Size("n", Layer(OWN, -1))
    symbols = (
        symbol("w", Role.PARAMETER, True, (here, previous)),
        symbol("b", Role.PARAMETER, True, (here,)),
        symbol("z", Role.PRE_ACTIVATION, True, (here,)),
        symbol("a", Role.ACTIVATION, True, (here,), first=0),
        symbol("delta", Role.DERIVED, True, (here,)),
        symbol("y", Role.TARGET, False, (Size("n", out),)),
        symbol("C", Role.COST, False, ()),
    )
    total = plus(Sum(k, times(entry("w", own, j, k), entry("a", below, k))), entry("b", own, j))
    z = entry("z", own, j)
    sensitivity = Partial(entry("C", None), z)
    activations = [Definition(entry("a", own, j), Apply("sigma", None, 0, z), 1, None)]
    if softmax:
        i, m = index("i", out), index("m", out, 1)
        body = over(exp(entry("z", out, i)), Sum(m, exp(entry("z", out, m))))
        activations.insert(0, Definition(entry("a", out, i), body, 1, None))
    definitions = {
        "z": (Definition(z, total, 1, None),),
        "a": tuple(activations),
        "C": (Definition(entry("C", None), cost_body(cost, out), 0, None),),
        "delta": (Definition(entry("delta", own, j), sensitivity, 1, None),),
    }
    functions = {"sigma": Named(activation) if activation else Opaque(), "exp": Named("exp"), "log": Named("log")}
    return Theory(
        symbols={s.name: s for s in symbols},
        definitions=definitions,
        functions=functions,
        input_layer=0,
        depth=None,
        minimum_depth=2,
        single=False,
        uniform=False,
        minimum_width=1,
        output_letters=(),
        assumed=(),
    )


def exp(term):
    return Apply("exp", None, 0, term)


def topology(*widths, **sizes):
    return Topology(widths, sizes, 0)


def slope(own, i):
    """σ'(z^l_i)"""
    return Apply("sigma", None, 1, entry("z", own, i))


def cost_by(wrt):
    return Partial(entry("C", None), wrt)


OUT = layer(0, OUTPUT)
L, ABOVE, BELOW = layer(), layer(1), layer(-1)
J, K = index("j", L), index("k", BELOW)
UP = index("k", ABOVE, 1)
TOP = index("j", OUT)

BP1 = Claim(entry("delta", OUT, TOP), times(cost_by(entry("a", OUT, TOP)), slope(OUT, TOP)))
BP1_QUADRATIC = Claim(
    entry("delta", OUT, TOP), times(minus(entry("a", OUT, TOP), entry("y", None, TOP)), slope(OUT, TOP))
)
BP2 = Claim(
    entry("delta", L, J),
    times(Sum(UP, times(entry("w", ABOVE, UP, J), entry("delta", ABOVE, UP))), slope(L, J)),
)
BP3 = Claim(cost_by(entry("b", L, J)), entry("delta", L, J))
BP4 = Claim(cost_by(entry("w", L, J, K)), times(entry("a", BELOW, K), entry("delta", L, J)))
CHAIN = Claim(
    cost_by(entry("w", L, J, K)),
    times(
        cost_by(entry("a", L, J)),
        Partial(entry("a", L, J), entry("z", L, J)),
        Partial(entry("z", L, J), entry("w", L, J, K)),
    ),
)
CHAIN_UP = Claim(cost_by(entry("a", L, J)), Sum(UP, times(cost_by(entry("z", ABOVE, UP)), entry("w", ABOVE, UP, J))))
CHAIN_Z = Claim(
    entry("delta", L, J),
    Sum(UP, times(entry("delta", ABOVE, UP), Partial(entry("z", ABOVE, UP), entry("z", L, J)))),
)
LINEAR = Claim(
    Partial(entry("z", ABOVE, index("k", ABOVE)), entry("z", L, J)),
    times(entry("w", ABOVE, index("k", ABOVE), J), slope(L, J)),
)
TRUE = {
    "BP1": BP1,
    "BP2": BP2,
    "BP3": BP3,
    "BP4": BP4,
    "CHAIN": CHAIN,
    "CHAIN_UP": CHAIN_UP,
    "CHAIN_Z": CHAIN_Z,
    "LINEAR": LINEAR,
}
FALSE = {
    "BP1 without the slope": Claim(entry("delta", OUT, TOP), cost_by(entry("a", OUT, TOP))),
    "BP2 at the wrong layer": Claim(
        entry("delta", L, J),
        times(Sum(UP, times(entry("w", ABOVE, UP, J), entry("delta", ABOVE, UP))), slope(ABOVE, J)),
    ),
    "BP3 doubled": Claim(cost_by(entry("b", L, J)), times(number(2), entry("delta", L, J))),
    "BP4 at the wrong layer": Claim(cost_by(entry("w", L, J, K)), times(entry("a", L, K), entry("delta", L, J))),
    "BP4 with the wrong index": Claim(cost_by(entry("w", L, J, K)), times(entry("a", BELOW, J), entry("delta", L, J))),
}
