"""Networks written out by hand, and claims about them that are known to be true."""

from dataclasses import dataclass, replace
from fractions import Fraction

from derive.term.term import (
    LITERAL,
    OUTPUT,
    OWN,
    Add,
    Apply,
    Delta,
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
from derive.theory import Claim, Definition, Formula, Named, Opaque, Role, Symbol, Theory

ROLES = {"z": Role.PRE_ACTIVATION, "a": Role.ACTIVATION, "w": Role.PARAMETER, "b": Role.PARAMETER, "y": Role.TARGET}
LAST = Layer(OUTPUT)


def at(base, offset=0):
    return Layer(base, offset)


def own(offset=0):
    return Size("n", Layer(OWN, offset))


def i_(letter, layer, uid=0):
    """An index over the nodes of a layer, or over the numbers called `layer`."""
    return Index(letter, uid, (Size("n", layer) if isinstance(layer, Layer) else Size(layer),))


def e(symbol, layer, *indices):
    return Entry(symbol, layer, indices)


def mul(*factors):
    return Mul(factors)


def add(*terms):
    return Add(terms)


def neg(term):
    return Mul((number(-1), term))


def over(term):
    return Power(term, number(-1))


def d(of, wrt):
    return Partial(of, wrt)


def sig(term, order=0, layer=None, name="sigma"):
    return Apply(name, layer, order, term)


def half_square(term):
    return Mul((number(Fraction(1, 2)), Power(term, number(2))))


def symbol(name, layered, extents, first=1, role=None):
    return Symbol(name, role or ROLES.get(name, Role.DERIVED), layered, tuple(extents), first, name)


def theory(symbols, definitions, functions=None, depth=None, input_layer=0, uniform=False):
    by_symbol = {}
    for definition in definitions:
        by_symbol.setdefault(definition.head.symbol, []).append(definition)
    return Theory(
        symbols={s.name: s for s in symbols},
        definitions={name: tuple(several) for name, several in by_symbol.items()},
        functions=functions or {"sigma": Opaque()},
        input_layer=input_layer,
        depth=depth,
        minimum_depth=1,
        single=False,
        uniform=uniform,
        minimum_width=1,
        output_letters=(),
        assumed=(),
    )


@dataclass(frozen=True)
class Case:
    """A theory with true claims by name, the cases that the kernel should prove, and how to instantiate it."""

    name: str
    theory: Theory
    claims: dict[str, Claim]
    cases: dict[str, tuple[str, ...]]
    depths: tuple[int, ...] = (2, 3, 4)


here, l1, m1 = at("l"), at("l", 1), at("l", -1)
J, K = i_("j", here), i_("k", m1)


def network(kind, function=None, transposed=False, output=None, bias=True, residual=False, input_layer=0):
    """The standard network: z = w a + b, a = σ(z), δ = ∂cost/∂z, with the given cost."""
    k = i_("k", m1, 1)

    def w(j, kk, layer):
        return e("w", layer, kk, j) if transposed else e("w", layer, j, kk)

    linear = Sum(k, mul(w(J, k, here), e("a", m1, k)))
    z = Definition(e("z", here, J), add(linear, e("b", here, J)) if bias else linear, 1, None)
    body = sig(e("z", here, J))
    a = Definition(e("a", here, J), add(e("a", m1, J), body) if residual else body, 1, None)
    jl = i_("j", LAST)
    heads = [Definition(e("a", LAST, jl), output(e("z", LAST, jl)), 1, None)] if output else []
    jd = i_("j", here)
    delta = Definition(e("delta", here, jd), d(e("C", None), e("z", here, jd)), 1, None)
    r = i_("r", LAST, 1)
    if kind == "quadratic":
        c = Sum(r, half_square(add(e("y", None, r), neg(e("a", LAST, r)))))
    elif kind == "functional":
        c = Functional("C", (), r, e("a", LAST, r))
    elif kind == "entropy":
        one = add(number(1), neg(e("y", None, r)))
        c = neg(
            Sum(
                r,
                add(
                    mul(e("y", None, r), sig(e("a", LAST, r), name="log")),
                    mul(one, sig(add(number(1), neg(e("a", LAST, r))), name="log")),
                ),
            )
        )
    else:
        c = kind
    prev = own() if residual else own(-1)
    symbols = [
        symbol("z", True, [own()]),
        symbol("a", True, [own()], 0),
        symbol("w", True, [prev, own()] if transposed else [own(), prev]),
        symbol("b", True, [own()]),
        symbol("y", False, [Size("n", LAST)]),
        symbol("C", False, [], role=Role.COST),
        symbol("delta", True, [own()]),
    ]
    functions = {
        "sigma": Named(function) if function else Opaque(),
        "g": Opaque(),
        "log": Named("log"),
        "exp": Named("exp"),
    }
    return theory(
        symbols,
        [z, *heads, a, Definition(e("C", None), c, 0, None), delta],
        functions,
        uniform=residual,
        input_layer=input_layer,
    )


def backpropagation(transposed=False, prime=lambda layer, j: sig(e("z", layer, j), 1), out=None):
    """BP1 to BP4, in δ and in derivatives, with the links of the chain rule."""
    j, k = J, K
    up = i_("k", l1, 1)
    jl = i_("j", LAST)
    out = out or prime
    cost = e("C", None)

    def w(jj, kk, layer):
        return e("w", layer, kk, jj) if transposed else e("w", layer, jj, kk)

    s = i_("s", here, 1)
    return {
        "BP1": Claim(e("delta", LAST, jl), mul(d(cost, e("a", LAST, jl)), out(LAST, jl))),
        "BP2": Claim(e("delta", here, j), mul(Sum(up, mul(w(up, j, l1), e("delta", l1, up))), prime(here, j))),
        "BP3": Claim(d(cost, e("b", here, j)), e("delta", here, j)),
        "BP4": Claim(d(cost, w(j, k, here)), mul(e("a", m1, k), e("delta", here, j))),
        "dC/da": Claim(d(cost, e("a", m1, k)), Sum(s, mul(w(s, k, here), d(cost, e("z", here, s))))),
        "dC/dz": Claim(d(cost, e("z", here, j)), mul(d(cost, e("a", here, j)), d(e("a", here, j), e("z", here, j)))),
        "dC/dw": Claim(d(cost, w(j, k, here)), mul(d(cost, e("z", here, j)), d(e("z", here, j), w(j, k, here)))),
        "chain": Claim(e("delta", here, j), Sum(up, mul(d(cost, e("z", l1, up)), d(e("z", l1, up), e("z", here, j))))),
        "dz/dz": Claim(d(e("z", l1, i_("k", l1)), e("z", here, j)), mul(w(i_("k", l1), j, l1), prime(here, j))),
        "dz/dw": Claim(d(e("z", here, j), w(j, k, here)), e("a", m1, k)),
        "dz/db": Claim(d(e("z", here, j), e("b", here, j)), number(1)),
    }


def chain_network(cost=None, function=None):
    """One neuron a layer: z = w a + b, a = σ(z), cost = (a − y)²."""
    z = Definition(e("z", here), add(mul(e("w", here), e("a", m1)), e("b", here)), 1, None)
    a = Definition(e("a", here), sig(e("z", here)), 1, None)
    c = Definition(e("C", None), cost or Power(add(e("a", LAST), neg(e("y", None))), number(2)), 0, None)
    symbols = [symbol(s, True, [], int(s != "a")) for s in "zawb"]
    symbols += [symbol("y", False, []), symbol("C", False, [], role=Role.COST)]
    return theory(symbols, [z, a, c], {"sigma": Named(function) if function else Opaque()})


def chain_claims():
    """The single-neuron equations at L, L − 1 and L − 2, and the links they are made of."""
    cost, y = e("C", None), e("y", None)

    def at_last(offset):
        return at(OUTPUT, offset)

    def z(o):
        return e("z", at_last(o))

    def a(o):
        return e("a", at_last(o))

    def w(o):
        return e("w", at_last(o))

    def s(o):
        return sig(z(o), 1)

    error = mul(number(2), add(a(0), neg(y)))
    last = mul(a(-1), s(0), error)
    return {
        "dC/da(L)": Claim(d(cost, a(0)), error),
        "dC/dw(L)": Claim(d(cost, w(0)), mul(d(z(0), w(0)), d(a(0), z(0)), d(cost, a(0)))),
        "dC/dw(L) value": Claim(d(cost, w(0)), last),
        "dC/db(L)": Claim(d(cost, e("b", LAST)), mul(s(0), error)),
        "dC/da(L-1)": Claim(d(cost, a(-1)), mul(w(0), s(0), error)),
        "dC/dw(L-1)": Claim(d(cost, w(-1)), mul(d(z(-1), w(-1)), d(a(-1), z(-1)), d(cost, a(-1)))),
        "dC/dw(L-1) value": Claim(d(cost, w(-1)), mul(a(-2), s(-1), w(0), s(0), error)),
        "dC/dw(L-2)": Claim(d(cost, w(-2)), mul(d(cost, a(-2)), s(-2), a(-3))),
        "dC/da(L-2)": Claim(d(cost, a(-2)), mul(error, s(0), w(0), s(-1), w(-1))),
        "da/da": Claim(d(a(0), a(-2)), mul(s(0), w(0), s(-1), w(-1))),
        "any layer": Claim(d(cost, e("w", here)), mul(d(cost, e("a", here)), sig(e("z", here), 1), e("a", m1))),
        "z": Claim(z(0), add(mul(w(0), sig(z(-1))), e("b", LAST))),
        "dC/da(here)": Claim(d(cost, e("a", here)), mul(d(cost, e("a", l1)), sig(e("z", l1), 1), e("w", l1))),
        "two layers": Claim(
            d(cost, e("z", here)),
            mul(sig(e("z", here), 1), e("w", l1), sig(e("z", l1), 1), e("w", at("l", 2)), d(cost, e("z", at("l", 2)))),
        ),
    }


def residual_claims():
    """The rules for a^l = a^{l-1} + σ(z^l)."""
    j, k, s = J, K, i_("s", here, 1)
    cost = e("C", None)
    before, last = i_("k", m1), i_("j", LAST)

    def slope(symbol, layer, index):
        return d(cost, e(symbol, layer, index))

    def weighted(term):
        return Sum(s, mul(term, e("w", here, s, before)))

    through = sig(e("z", here, s), 1)
    target = e("y", None, last)
    return {
        "dC/da": Claim(
            slope("a", m1, before), add(slope("a", here, before), weighted(mul(slope("a", here, s), through)))
        ),
        "dC/da by z": Claim(slope("a", m1, before), add(slope("a", here, before), weighted(slope("z", here, s)))),
        "dC/dw": Claim(d(cost, e("w", here, j, k)), mul(slope("a", here, j), sig(e("z", here, j), 1), e("a", m1, k))),
        "quotient": Claim(
            slope("a", m1, before),
            add(weighted(slope("z", here, s)), mul(slope("z", here, before), over(sig(e("z", here, before), 1)))),
        ),
        "last": Claim(
            slope("a", LAST, last),
            add(e("a", at(OUTPUT, -1), last), sig(e("z", LAST, last)), neg(target)),
        ),
    }


def output_claims():
    """What differs where the output layer has an activation of its own."""
    j, jl = J, i_("j", LAST)
    cost = e("C", None)
    return {
        "hidden only": Claim(e("delta", here, j), mul(d(cost, e("a", here, j)), sig(e("z", here, j), 1))),
        "output only": Claim(e("delta", here, j), mul(d(cost, e("a", here, j)), sig(e("z", here, j), 1, name="g"))),
        "output": Claim(e("delta", LAST, jl), mul(d(cost, e("a", LAST, jl)), sig(e("z", LAST, jl), 1, name="g"))),
    }


def sample_network():
    """z_{js} for samples s = 1 … m, cost = 1/m Σ_s Σ_j ½ (a_{js} − y_{js})²."""
    s, k, sc, r = i_("s", "m"), i_("k", m1, 1), i_("s", "m", 1), i_("r", LAST, 2)
    m = e("m", None)
    z = Definition(e("z", here, J, s), add(Sum(k, mul(e("w", here, J, k), e("a", m1, k, s))), e("b", here, J)), 1, None)
    a = Definition(e("a", here, J, s), sig(e("z", here, J, s)), 1, None)
    square = half_square(add(e("a", LAST, r, sc), neg(e("y", None, r, sc))))
    c = Definition(e("C", None), mul(over(m), Sum(sc, Sum(r, square))), 0, None)
    symbols = [
        symbol("z", True, [own(), Size("m")]),
        symbol("a", True, [own(), Size("m")], 0),
        symbol("w", True, [own(), own(-1)]),
        symbol("b", True, [own()]),
        symbol("y", False, [Size("n", LAST), Size("m")]),
        symbol("C", False, [], role=Role.COST),
        symbol("m", False, []),
    ]
    return theory(symbols, [z, a, c])


def sample_claims():
    """Back-propagation with a sample index."""
    j, k, s, t = J, K, i_("s", "m"), i_("t", "m", 1)
    up = i_("u", l1, 2)
    jl = i_("j", LAST)
    cost = e("C", None)

    def dz(layer, jj, ss):
        return d(cost, e("z", layer, jj, ss))

    return {
        "dC/dw": Claim(d(cost, e("w", here, j, k)), Sum(t, mul(dz(here, j, t), e("a", m1, k, t)))),
        "dC/db": Claim(d(cost, e("b", here, j)), Sum(t, dz(here, j, t))),
        "dC/dz": Claim(dz(here, j, s), mul(Sum(up, mul(e("w", l1, up, j), dz(l1, up, s))), sig(e("z", here, j, s), 1))),
        "last": Claim(
            dz(LAST, jl, s),
            mul(
                over(e("m", None)),
                add(e("a", LAST, jl, s), neg(e("y", None, jl, s))),
                sig(e("z", LAST, jl, s), 1),
            ),
        ),
    }


def softmax_network():
    """p_j = exp z_j / Σ exp z, cost = −Σ y log p, z = Σ w x + b: families without layers."""
    n, q = "p", "q"
    j, k, t, r = i_("j", n), i_("k", q, 1), i_("t", n, 2), i_("r", n, 3)
    z = Definition(e("z", None, j), add(Sum(k, mul(e("w", None, j, k), e("x", None, k))), e("b", None, j)), 0, None)
    total = Sum(t, sig(e("z", None, t), name="exp"))
    p = Definition(e("p", None, j), mul(sig(e("z", None, j), name="exp"), over(total)), 0, None)
    c = Definition(e("C", None), neg(Sum(r, mul(e("y", None, r), sig(e("p", None, r), name="log")))), 0, None)
    size, other = Size(n), Size(q)
    symbols = [
        symbol("z", False, [size]),
        symbol("p", False, [size], role=Role.ACTIVATION),
        symbol("w", False, [size, other], role=Role.PARAMETER),
        symbol("x", False, [other], role=Role.INPUT),
        symbol("b", False, [size]),
        symbol("y", False, [size]),
        symbol("C", False, [], role=Role.COST),
    ]
    return theory(symbols, [z, p, c], {"exp": Named("exp"), "log": Named("log")})


def softmax_claims():
    """The derivatives of softmax, and of cross-entropy on it for any targets."""
    i, j, t, k = i_("i", "p"), i_("j", "p"), i_("t", "p", 1), i_("k", "q")
    cost = e("C", None)

    def p(index):
        return e("p", None, index)

    def y(index):
        return e("y", None, index)

    return {
        "dp/dz": Claim(d(p(i), e("z", None, j)), mul(p(i), add(Delta(i, j), neg(p(j))))),
        "dp/dz diagonal": Claim(d(p(i), e("z", None, i)), mul(p(i), add(number(1), neg(p(i))))),
        "sum p": Claim(Sum(t, p(t)), number(1)),
        "dC/dp": Claim(d(cost, p(i)), neg(mul(y(i), over(p(i))))),
        "dC/dz": Claim(d(cost, e("z", None, i)), add(mul(p(i), Sum(t, y(t))), neg(y(i)))),
        "dC/dw": Claim(d(cost, e("w", None, i, k)), mul(d(cost, e("z", None, i)), e("x", None, k))),
    }


def numbered_network():
    """Two layers with definitions at layers 1 and 2, each with an activation of its own."""
    one, two, none = at(LITERAL, 1), at(LITERAL, 2), at(LITERAL, 0)
    j1, j2, k0, k1 = i_("j", one), i_("j", two), i_("k", none, 1), i_("k", one, 1)
    r = i_("r", two, 2)
    definitions = [
        Definition(e("z", one, j1), add(Sum(k0, mul(e("w", one, j1, k0), e("a", none, k0))), e("b", one, j1)), 1, None),
        Definition(e("a", one, j1), sig(e("z", one, j1)), 1, None),
        Definition(e("z", two, j2), add(Sum(k1, mul(e("w", two, j2, k1), e("a", one, k1))), e("b", two, j2)), 1, None),
        Definition(e("a", two, j2), sig(e("z", two, j2), name="g"), 1, None),
        Definition(e("C", None), Sum(r, half_square(add(e("a", two, r), neg(e("y", None, r))))), 0, None),
    ]
    symbols = [
        symbol("z", True, [own()]),
        symbol("a", True, [own()], 0),
        symbol("w", True, [own(), own(-1)]),
        symbol("b", True, [own()]),
        symbol("y", False, [Size("n", two)]),
        symbol("C", False, [], role=Role.COST),
    ]
    return theory(symbols, definitions, {"sigma": Opaque(), "g": Opaque()}, depth=2)


def numbered_claims():
    """Every gradient of the two layers, written out."""
    one, two, none = at(LITERAL, 1), at(LITERAL, 2), at(LITERAL, 0)
    j1, j2, k0, k1, s = i_("j", one), i_("j", two), i_("k", none), i_("k", one), i_("s", two, 1)
    k2 = i_("k", two)
    cost = e("C", None)

    def error(j):
        return mul(add(e("a", two, j), neg(e("y", None, j))), sig(e("z", two, j), 1, name="g"))

    back = mul(Sum(s, mul(e("w", two, s, j1), error(s))), sig(e("z", one, j1), 1))
    return {
        "dC/dw2": Claim(d(cost, e("w", two, j2, k1)), mul(error(j2), e("a", one, k1))),
        "dC/db2": Claim(d(cost, e("b", two, j2)), error(j2)),
        "dC/dw1": Claim(d(cost, e("w", one, j1, k0)), mul(back, e("a", none, k0))),
        "dC/db1": Claim(d(cost, e("b", one, j1)), back),
        "dz/dz": Claim(d(e("z", two, k2), e("z", one, j1)), mul(e("w", two, k2, j1), sig(e("z", one, j1), 1))),
    }


def sigmoid_prime(layer, j):
    return mul(e("a", layer, j), add(number(1), neg(e("a", layer, j))))


def formula_functions():
    """σ(t) = 1/(1 + e^-t) as the document's own formula."""
    t = e("t", None)
    return {
        "sigma": Formula(t, over(add(number(1), sig(neg(t), name="exp")))),
        "exp": Named("exp"),
        "log": Named("log"),
        "g": Opaque(),
    }


def all_cases():
    """Every theory with its true claims."""
    plain = backpropagation()
    by_a = backpropagation(prime=sigmoid_prime)
    last = mul(add(e("a", LAST, i_("j", LAST)), neg(e("y", None, i_("j", LAST)))))
    r, z, w = i_("r", LAST, 7), e("z", here, J), e("w", here, J, K)
    gap = add(e("a", LAST, r), neg(e("y", None, r)))
    spelt_out = Sum(r, half_square(add(e("y", None, r), neg(e("a", LAST, r)))))
    quadratic = {
        **plain,
        "through the outputs": Claim(d(e("C", None), z), Sum(r, mul(gap, d(e("a", LAST, r), z)))),
        "the cost spelt out": Claim(d(spelt_out, w), mul(d(e("C", None), z), e("a", m1, K))),
        "BP1a": Claim(e("delta", LAST, i_("j", LAST)), mul(last, sig(e("z", LAST, i_("j", LAST)), 1))),
    }
    entropy = {**by_a, "BP1": Claim(e("delta", LAST, i_("j", LAST)), last)}
    formula = replace(network("quadratic"), functions=formula_functions())
    own_output = network("functional", output=lambda z: sig(z, name="g"))
    with_g = backpropagation(out=lambda layer, j: sig(e("z", layer, j), 1, name="g"))
    none = {}
    return [
        Case("functional", network("functional"), plain, none),
        Case("quadratic", network("quadratic"), quadratic, none),
        Case("transposed", network("quadratic", transposed=True), backpropagation(True), none),
        Case("input is layer 1", network("functional", input_layer=1), plain, none),
        Case("sigmoid", network("quadratic", "sigmoid"), by_a, none),
        Case("cross-entropy", network("entropy", "sigmoid"), entropy, none),
        Case("formula", formula, by_a, none),
        Case(
            "own output",
            own_output,
            {**with_g, **output_claims()},
            {"hidden only": ("l < L",), "output only": ("l = L",)},
        ),
        Case("residual", network("quadratic", residual=True), residual_claims(), none),
        Case("chain", chain_network(), chain_claims(), none, (3, 4, 5)),
        Case("samples", sample_network(), sample_claims(), none),
        Case("softmax", softmax_network(), softmax_claims(), none, (1,)),
        Case("numbered", numbered_network(), numbered_claims(), none, (2,)),
    ]
