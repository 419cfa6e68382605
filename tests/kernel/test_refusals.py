"""What makes no sense, or is beyond the kernel, is not proved; what is unusual and true is."""

from dataclasses import replace

import pytest
from kernel_networks import (
    LAST,
    J,
    add,
    at,
    backpropagation,
    chain_claims,
    chain_network,
    d,
    e,
    here,
    i_,
    l1,
    m1,
    mul,
    neg,
    network,
    number,
    numbered_network,
    over,
    own,
    sig,
    softmax_network,
    symbol,
    theory,
)

from derive.prove.kernel.budget import Budget, Refused, spend
from derive.prove.kernel.prove import Proof, prove
from derive.term.term import Delta, Entry, Functional, Index, Partial, Power, Size, Sum
from derive.theory import Claim, Definition, Formula, Named

NETWORK = network("quadratic")
CLAIMS = backpropagation()
C = e("C", None)
JL = i_("j", LAST)


def with_definition(base, definition, **changes):
    """Return the theory with one more definition, the first in line."""
    name = definition.head.symbol
    several = {**base.definitions, name: (definition, *base.definitions.get(name, ()))}
    return replace(base, definitions=several, **changes)


def with_symbols(base, *symbols):
    return replace(base, symbols={**base.symbols, **{s.name: s for s in symbols}})


def free_index(letter, *sizes):
    return Index(letter, 0, sizes)


SENSELESS = {
    "an index of two sizes": Claim(e("b", here, free_index("j", own(), own(-1))), number(1)),
    "an index that does not fit its slot": Claim(e("z", here, i_("j", m1)), e("z", here, i_("j", m1))),
    "one index in slots of two sizes": Claim(
        Sum(J, mul(e("z", here, J), e("a", m1, i_("j", m1)))), Sum(J, mul(e("z", here, J), e("a", m1, i_("j", m1))))
    ),
    "an unknown family": Claim(e("q", None), e("q", None)),
    "a family without layers at a layer": Claim(e("C", here), e("C", here)),
    "too few indices": Claim(e("z", here), e("z", here)),
    "an index below one": Claim(e("z", here, 0), e("z", here, 0)),
    "a number outside the slots": Claim(Delta(J, 2), Delta(J, 2)),
    "a layer above the output": Claim(e("z", at("L", 1), i_("j", at("L", 1))), e("z", at("L", 1), i_("j", at("L", 1)))),
    "a delta of two extents": Claim(Delta(J, i_("k", l1)), Delta(J, i_("k", l1))),
}


@pytest.mark.parametrize("name", SENSELESS)
def test_a_claim_that_makes_no_sense_is_not_proved(name):
    assert prove(NETWORK, SENSELESS[name]) is None


BEYOND = {
    "a second derivative": Claim(d(d(C, e("z", LAST, JL)), e("z", LAST, JL)), number(1)),
    "a derivative of a sensitivity": Claim(d(e("delta", here, J), e("z", here, J)), number(0)),
    "layers of two letters": Claim(d(e("z", here, J), e("z", at("m"), i_("k", at("m")))), number(0)),
    "a derivative in an exponent": Claim(d(Power(number(2), e("z", LAST, JL)), e("z", LAST, JL)), number(0)),
    "division by zero": Claim(over(add(e("b", here, J), neg(e("b", here, J)))), number(0)),
}


@pytest.mark.parametrize("name", BEYOND)
def test_a_claim_beyond_the_kernel_is_not_proved(name):
    assert prove(NETWORK, BEYOND[name]) is None


ODD = {
    "a circular definition within a layer": with_definition(
        NETWORK, Definition(e("b", here, J), e("a", here, J), 1, None)
    ),
    "a family that mentions the layer above": with_definition(
        NETWORK, Definition(e("b", here, J), Sum(i_("k", l1, 1), e("z", l1, i_("k", l1, 1))), 1, None)
    ),
    "a family that mentions the output layer": with_definition(
        NETWORK, Definition(e("b", here, J), Sum(i_("k", LAST, 1), e("z", LAST, i_("k", LAST, 1))), 1, None)
    ),
    "a family that mentions a numbered layer above its first": with_definition(
        NETWORK, Definition(e("b", here, J), Sum(i_("k", at("", 3), 1), e("w", at("", 3), 1, 1)), 1, None)
    ),
    "a family that mentions the cost": with_definition(NETWORK, Definition(e("b", here, J), C, 1, None)),
    "a family that is made of a derivative": with_definition(
        NETWORK, Definition(e("b", here, J), d(C, e("z", here, J)), 1, None)
    ),
    "an output layer that mentions what is above": with_definition(
        NETWORK, Definition(e("b", at("", 1), i_("j", at("", 1))), e("z", at("", 2), 1), 1, None)
    ),
    "two general definitions": with_definition(NETWORK, NETWORK.definitions["z"][0]),
    "a definition with an index of its own": with_definition(
        replace(NETWORK, definitions={k: v for k, v in NETWORK.definitions.items() if k != "a"}),
        Definition(e("a", here, J), e("z", here, i_("i", here)), 1, None),
    ),
    "a definition with a layer of its own": with_definition(
        replace(NETWORK, definitions={k: v for k, v in NETWORK.definitions.items() if k != "a"}),
        Definition(e("a", here, J), e("z", at("m"), J), 1, None),
    ),
    "a definition of a single entry": with_definition(
        replace(NETWORK, definitions={k: v for k, v in NETWORK.definitions.items() if k != "a"}),
        Definition(e("a", here, 1), e("z", here, 1), 1, None),
    ),
    "a definition that mentions a family unknown": with_definition(
        NETWORK, Definition(e("b", here, J), e("q", None), 1, None)
    ),
    "a head without its layer": with_definition(
        replace(NETWORK, definitions={k: v for k, v in NETWORK.definitions.items() if k != "a"}),
        Definition(e("a", None, J), e("z", here, J), 1, None),
    ),
    "a body that does not exist at the first layer": with_definition(
        replace(NETWORK, definitions={k: v for k, v in NETWORK.definitions.items() if k != "a"}),
        Definition(e("a", here, J), e("z", here, J), 0, None),
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_back_propagation_is_not_proved_in_a_network_that_is_none(name):
    proof = prove(ODD[name], CLAIMS["BP2"])
    assert proof is None or (name.endswith("first layer") and proof == Proof())


def test_a_derivative_that_vanishes_below_a_definition_proves_nothing():
    claim = Claim(d(e("a", here, J), e("z", at("l"), i_("k", here))), number(0))
    first = replace(NETWORK.definitions["a"][0], first=3)
    late = replace(NETWORK, definitions={**NETWORK.definitions, "a": (first,)})
    # true for l = 1 and l = 2, but 0 = 0 is no proof
    assert prove(late, claim) is None


def test_a_derivative_that_a_free_activation_cuts_off_proves_nothing():
    first = replace(NETWORK.definitions["a"][0], first=3)
    late = replace(NETWORK, definitions={**NETWORK.definitions, "a": (first,)}, depth=4)
    one, two = (Claim(d(C, e("z", at("", n), i_("j", at("", n)))), number(0)) for n in (2, 3))
    assert prove(late, one) is None
    assert prove(late, two) is None


def test_nothing_is_proved_of_a_cost_without_a_definition():
    lost = replace(NETWORK, definitions={k: v for k, v in NETWORK.definitions.items() if k != "C"})
    assert {name for name, claim in CLAIMS.items() if prove(lost, claim)} == {"dz/dz", "dz/dw", "dz/db"}


def test_a_body_with_a_layer_of_its_own_is_not_opened():
    odd = ODD["a definition with a layer of its own"]
    assert prove(odd, Claim(e("a", here, J), e("z", here, J))) is None
    foreign = Index("k", 1, (Size("n", at("m")),))
    sums = Definition(e("a", here, J), Sum(foreign, number(1)), 1, None)
    odd = replace(NETWORK, definitions={**NETWORK.definitions, "a": (sums,)})
    assert prove(odd, Claim(e("a", here, J), e("z", here, J))) is None


def test_a_body_is_not_opened_where_its_entries_do_not_exist():
    odd = ODD["a body that does not exist at the first layer"]
    assert prove(odd, Claim(e("a", here, J), number(1))) is None
    assert prove(odd, Claim(e("a", here, J), e("z", here, J))) == Proof()


def test_an_extent_at_the_layer_of_a_family_without_layers_is_none():
    odd = with_symbols(NETWORK, symbol("y", False, [own()]))
    assert prove(odd, Claim(e("y", None, JL), number(0))) is None


def test_a_weight_shared_by_all_layers_is_beyond_the_kernel():
    shared = with_symbols(chain_network(), symbol("w", False, []))
    z = Definition(e("z", here), mul(e("w", None), e("a", m1)), 1, None)
    shared = replace(shared, definitions={**shared.definitions, "z": (z,)})
    wrong = Claim(d(e("C", None), e("w", None)), mul(d(e("C", None), e("z", LAST)), e("a", at("L", -1))))
    assert prove(shared, wrong) == Proof(("L = 1",))
    link = Claim(d(e("z", here), e("w", None)), e("a", m1))
    assert prove(shared, link) == Proof(("l = 1",))


def test_an_input_that_every_layer_reads_is_beyond_the_kernel():
    base = chain_network()
    z = Definition(e("z", here), mul(e("w", here), add(e("a", m1), e("a", at("", 0)))), 1, None)
    skip = replace(base, definitions={**base.definitions, "z": (z,)})
    claim = Claim(d(e("C", None), e("a", at("", 0))), mul(d(e("C", None), e("z", at("", 1))), e("w", at("", 1))))
    assert prove(skip, claim) is None
    inner = Claim(d(e("C", None), e("a", here)), mul(d(e("C", None), e("z", l1)), e("w", l1)))
    assert prove(skip, inner) == Proof(("l > 0",))


def test_a_cost_of_the_first_layer_and_the_last_has_two_paths():
    base = numbered_network()
    one, two = at("", 1), at("", 2)
    r, q = i_("r", two, 2), i_("q", one, 3)
    body = add(Sum(r, Power(e("a", two, r), number(2))), Sum(q, Power(e("a", one, q), number(2))))
    both = replace(base, definitions={**base.definitions, "C": (Definition(C, body, 0, None),)})
    j, s = i_("j", one), i_("s", two, 1)
    through = Sum(s, mul(d(C, e("z", two, s)), e("w", two, s, j)))
    right = Claim(d(C, e("a", one, j)), add(through, mul(number(2), e("a", one, j))))
    assert prove(both, right) == Proof()
    assert prove(both, Claim(right.lhs, through)) is None


def test_softmax_and_cross_entropy_is_the_error_where_the_targets_sum_to_one():
    base = softmax_network()
    i, t = i_("i", "p"), i_("t", "p", 1)
    claim = Claim(d(C, e("z", None, i)), add(e("p", None, i), neg(e("y", None, i))))
    assert prove(base, claim) is None
    # every y with Σ y = 1 is v / Σ v for some v
    v = symbol("v", False, [Size("p")])
    sum_one = with_definition(
        with_symbols(base, v),
        Definition(e("y", None, i), mul(e("v", None, i), over(Sum(t, e("v", None, t)))), 0, None),
    )
    assert prove(sum_one, claim) == Proof()


def test_a_mean_of_the_costs_of_samples_is_differentiated_sample_by_sample():
    base = network("functional")
    x = i_("x", "m")
    k = i_("k", LAST, 1)
    cx = symbol("Cx", False, [Size("m")])
    mean = Definition(C, mul(over(e("m", None)), Sum(x, e("Cx", None, x))), 0, None)
    one = Definition(e("Cx", None, x), Functional("Cx", (x,), k, e("a", LAST, k)), 0, None)
    samples = with_symbols(base, cx, symbol("m", False, []))
    samples = replace(samples, definitions={**samples.definitions, "C": (mean,), "Cx": (one,)})
    w = e("w", here, J, i_("k", m1))
    right = mul(over(e("m", None)), Sum(x, d(e("Cx", None, x), w)))
    assert prove(samples, Claim(d(C, w), right)) == Proof()
    assert prove(samples, Claim(d(C, w), Sum(x, d(e("Cx", None, x), w)))) is None


def test_named_functions_are_spelt_out_where_a_claim_needs_it():
    z = e("s", None)
    functions = {
        name: Named(name) for name in ("sigmoid", "tanh", "softplus", "exp", "log", "ln", "sqrt", "sin", "cos")
    }
    functions |= {"relu": Named("relu"), "id": Named("identity")}
    base = theory([symbol("s", False, [])], [], functions)

    def f(name, term=z, order=0):
        return sig(term, order, name=name)

    two_z = mul(number(2), z)
    true = {
        "an odd part": Claim(f("sigmoid", neg(z)), add(number(1), neg(f("sigmoid")))),
        "tanh by sigmoid": Claim(f("tanh"), add(mul(number(2), f("sigmoid", two_z)), number(-1))),
        "sigmoid by exp": Claim(f("sigmoid", order=1), mul(f("exp", neg(z)), Power(f("sigmoid"), number(2)))),
        "softplus": Claim(f("softplus", order=1), f("sigmoid")),
        "softplus by log": Claim(f("softplus"), f("log", add(number(1), f("exp")))),
        "ln is log": Claim(f("ln", order=2), neg(over(Power(z, number(2))))),
        "a root": Claim(mul(number(2), f("sqrt", order=1), f("sqrt")), number(1)),
        "sine twice": Claim(f("sin", order=2), neg(f("sin"))),
        "tanh": Claim(f("tanh", order=2), neg(mul(number(2), f("tanh"), f("tanh", order=1)))),
        "identity": Claim(f("id"), z),
        "its slope": Claim(f("id", order=1), number(1)),
    }
    false = {
        "an even sigmoid": Claim(f("sigmoid", neg(z)), f("sigmoid")),
        "relu is not the identity": Claim(f("relu"), z),
        "relu is not its slope": Claim(f("relu", order=1), f("relu")),
        "log of a product": Claim(f("log", two_z), f("log")),
    }
    assert {name for name, claim in true.items() if prove(base, claim) != Proof()} == set()
    assert {name for name, claim in false.items() if prove(base, claim) is not None} == set()


@pytest.mark.parametrize(
    "body",
    [
        Sum(i_("k", "m", 1), e("t", None)),
        Entry("b", here, (J,)),
        Partial(e("t", None), e("t", None)),
        Delta(1, 1),
    ],
)
def test_a_function_of_more_than_numbers_is_not_spelt_out(body):
    odd = replace(NETWORK, functions={"sigma": Formula(e("t", None), body)})
    claim = Claim(sig(e("z", here, J)), sig(e("z", here, J)))
    assert prove(odd, claim) is None


def test_a_formula_that_calls_itself_is_not_spelt_out():
    t = e("t", None)
    odd = replace(NETWORK, functions={"sigma": Formula(t, sig(t))})
    assert prove(odd, Claim(sig(e("z", here, J)), number(1))) is None


def test_functions_of_different_layers_are_different():
    def at_layer(layer):
        return sig(e("z", here, J), layer=layer)

    assert prove(NETWORK, Claim(at_layer(here), at_layer(here))) == Proof()
    assert prove(NETWORK, Claim(at_layer(here), at_layer(LAST))) is None
    assert prove(NETWORK, Claim(at_layer(here), at_layer(l1))) is None


def test_a_claim_for_no_layer_is_not_proved():
    shallow = replace(chain_network(), depth=1)
    assert prove(shallow, chain_claims()["dC/dw(L-2)"]) is None
    assert prove(replace(shallow, depth=3), chain_claims()["dC/dw(L-2)"]) == Proof()


def test_layers_of_equal_width_have_one_size():
    square = replace(NETWORK, uniform=True)
    trace = Sum(i_("k", here, 1), number(1))
    claim = Claim(trace, Sum(i_("k", m1, 2), number(1)))
    assert prove(square, Claim(mul(e("b", here, J), claim.lhs), mul(e("b", here, J), claim.rhs))) == Proof()
    assert prove(NETWORK, Claim(mul(e("b", here, J), claim.lhs), mul(e("b", here, J), claim.rhs))) is None


def test_too_many_parts_of_the_range_are_not_proved():
    names = [at("", n) for n in range(1, 30)]
    heads = [Definition(e("a", layer), sig(e("z", layer), name=f"f{layer.offset}"), 1, None) for layer in names]
    base = chain_network()
    many = replace(base, definitions={**base.definitions, "a": (*heads, *base.definitions["a"])})
    claim = Claim(d(e("a", here), e("z", here)), sig(e("z", here), 1))
    assert prove(many, claim) is None


def test_work_is_charged_to_the_whole():
    whole = Budget(10)
    part = Budget(100, whole=whole)
    spend(part, 8)
    assert (part.left, whole.left) == (92, 2)
    with pytest.raises(Refused):
        spend(part, 3)


def test_an_index_of_a_functional_tells_functions_apart():
    def cost_of(x):
        k = i_("k", LAST, 1)
        return Functional("C", (x,), k, e("a", LAST, k))

    x, y = i_("x", "m"), i_("y", "m")
    assert prove(NETWORK, Claim(cost_of(x), cost_of(x))) == Proof()
    assert prove(NETWORK, Claim(cost_of(x), cost_of(y))) is None
    assert prove(NETWORK, Claim(cost_of(1), cost_of(1))) == Proof()
    assert prove(NETWORK, Claim(cost_of(2), cost_of(2))) is None


def test_an_absolute_extent_without_a_layer_is_no_extent():
    odd = with_symbols(NETWORK, symbol("y", False, [own()]))
    assert prove(odd, CLAIMS["BP1"]) == Proof()
    claim = Claim(e("y", None, JL), e("y", None, JL))
    assert prove(odd, claim) is None
