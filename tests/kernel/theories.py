"""Networks written out by hand, and claims about them that are known to be true."""

from dataclasses import dataclass
from fractions import Fraction

from derive.term.term import (
    LITERAL,
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


l, l1, m1 = at("l"), at("l", 1), at("l", -1)
J, K = i_("j", l), i_("k", m1)


def network(cost, function=None, transposed=False, output=None, bias=True, residual=False, input_layer=0):
    """The standard network: z = w a + b, a = σ(z), δ = ∂C/∂z, with the given cost."""
    k = i_("k", m1, 1)

    def w(j, kk, layer):
        return e("w", layer, kk, j) if transposed else e("w", layer, j, kk)

    linear = Sum(k, mul(w(J, k, l), e("a", m1, k)))
    z = Definition(e("z", l, J), add(linear, e("b", l, J)) if bias else linear, 1, None)
    body = sig(e("z", l, J))
    a = Definition(e("a", l, J), add(e("a", m1, J), body) if residual else body, 1, None)
    jl = i_("j", LAST)
    heads = [Definition(e("a", LAST, jl), output(e("z", LAST, jl)), 1, None)] if output else []
    jd = i_("j", l)
    delta = Definition(e("delta", l, jd), d(e("C", None), e("z", l, jd)), 1, None)
    r = i_("r", LAST, 1)
    if cost == "quadratic":
        c = Sum(r, half_square(add(e("y", None, r), neg(e("a", LAST, r)))))
    elif cost == "functional":
        c = Functional("C", (), r, e("a", LAST, r))
    elif cost == "entropy":
        one = add(number(1), neg(e("y", None, r)))
        c = neg(Sum(r, add(mul(e("y", None, r), sig(e("a", LAST, r), name="log")),
                           mul(one, sig(add(number(1), neg(e("a", LAST, r))), name="log")))))
    else:
        c = cost
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
    functions = {"sigma": Named(function) if function else Opaque(), "g": Opaque(), "log": Named("log"), "exp": Named("exp")}
    return theory(symbols, [z, *heads, a, Definition(e("C", None), c, 0, None), delta], functions,
                  uniform=residual, input_layer=input_layer)


def backpropagation(transposed=False, prime=lambda layer, j: sig(e("z", layer, j), 1), out=None):
    """BP1 to BP4, in δ and in derivatives, with the links of the chain rule."""
    j, k = J, K
    up = i_("k", l1, 1)
    jl = i_("j", LAST)
    out = out or prime
    C = e("C", None)

    def w(jj, kk, layer):
        return e("w", layer, kk, jj) if transposed else e("w", layer, jj, kk)

    s = i_("s", l, 1)
    return {
        "BP1": Claim(e("delta", LAST, jl), mul(d(C, e("a", LAST, jl)), out(LAST, jl))),
        "BP2": Claim(e("delta", l, j), mul(Sum(up, mul(w(up, j, l1), e("delta", l1, up))), prime(l, j))),
        "BP3": Claim(d(C, e("b", l, j)), e("delta", l, j)),
        "BP4": Claim(d(C, w(j, k, l)), mul(e("a", m1, k), e("delta", l, j))),
        "dC/da": Claim(d(C, e("a", m1, k)), Sum(s, mul(w(s, k, l), d(C, e("z", l, s))))),
        "dC/dz": Claim(d(C, e("z", l, j)), mul(d(C, e("a", l, j)), d(e("a", l, j), e("z", l, j)))),
        "dC/dw": Claim(d(C, w(j, k, l)), mul(d(C, e("z", l, j)), d(e("z", l, j), w(j, k, l)))),
        "chain": Claim(e("delta", l, j), Sum(up, mul(d(C, e("z", l1, up)), d(e("z", l1, up), e("z", l, j))))),
        "dz/dz": Claim(d(e("z", l1, i_("k", l1)), e("z", l, j)), mul(w(i_("k", l1), j, l1), prime(l, j))),
        "dz/dw": Claim(d(e("z", l, j), w(j, k, l)), e("a", m1, k)),
        "dz/db": Claim(d(e("z", l, j), e("b", l, j)), number(1)),
    }
