import time
from fractions import Fraction
from random import Random

import numpy
import pytest
from sympy import Rational, Symbol, expand, lambdify, latex, log, tanh

from derive.network.activations import ACTIVATIONS
from derive.network.costs import COSTS
from derive.network.functions import Sigmoid, unspecified
from derive.network.layers import NetworkError
from derive.network.network import Network

SIGMA = unspecified("sigma", (0,))
SIGMA_PRIME = unspecified("sigma", (1,))


def numbers(network, seed=1):
    """A rational value in (0, 1) for every parameter, input and target."""
    source = Random(seed)
    samples = range(1, network.samples + 1) if network.samples else [None]
    free = [*network.parameters]
    free += [network.x(k, s) for s in samples for k in range(1, network.layers[0] + 1)]
    free += [network.y(j, s) for s in samples for j in range(1, network.layers[-1] + 1)]
    return {symbol: Rational(source.randrange(1, 100), 101) for symbol in free}


def cost_at(network, values):
    return network.expression(network.C).xreplace(values).evalf(50)


def test_a_pre_activation_is_the_weighted_sum_of_the_layer_below_and_the_bias():
    network = Network((2, 3, 2))
    definitions = dict(network.definitions)
    z = definitions[network.z(2, 1)]
    assert z == sum(network.w(2, 1, k) * network.a(1, k) for k in (1, 2, 3)) + network.b(2, 1)


def test_the_activation_of_the_input_layer_is_the_input():
    network = Network((2, 3, 2))
    assert network.a(0, 2) == network.x(2)


def test_definitions_come_in_the_order_of_the_forward_pass():
    network = Network((2, 3, 2))
    known = {*network.parameters, network.x(1), network.x(2), network.y(1), network.y(2)}
    for node, body in network.definitions:
        assert body.free_symbols <= known
        known.add(node)
    assert network.definitions[-1][0] == network.C
    assert len(network.definitions) == 2 * (3 + 2) + 1


def test_an_expression_has_nothing_but_parameters_inputs_and_targets():
    network = Network((2, 3, 2))
    free = {*network.parameters, network.x(1), network.x(2), network.y(1), network.y(2)}
    assert network.expression(network.C).free_symbols == free
    assert network.expression(network.a(1, 1) + 1).free_symbols <= free


def test_a_single_neuron_is_written_out_in_full():
    network = Network("1-1", activation="abstract", cost="squares")
    w, b, x, y = network.w(1, 1, 1), network.b(1, 1), network.x(1), network.y(1)
    assert network.expression(network.C) == (y - SIGMA(w * x + b)) ** 2


COST_FORMULAS = {
    "quadratic": lambda y, a: sum((p - q) ** 2 for p, q in zip(y, a, strict=True)) / 2,
    "squares": lambda y, a: sum((p - q) ** 2 for p, q in zip(y, a, strict=True)),
    "binary-cross-entropy": lambda y, a: -sum(p * log(q) + (1 - p) * log(1 - q) for p, q in zip(y, a, strict=True)),
    "categorical-cross-entropy": lambda y, a: -sum(p * log(q) for p, q in zip(y, a, strict=True)),
}


@pytest.mark.parametrize("cost", COST_FORMULAS)
def test_a_cost_is_its_formula(cost):
    network = Network((1, 2), cost=cost)
    y, a = [[make(j) for j in (1, 2)] for make in (network.y, lambda j: network.a(1, j))]
    assert expand(dict(network.definitions)[network.C] - COST_FORMULAS[cost](y, a)) == 0


def test_the_mean_cost_is_over_the_samples():
    network = Network((1, 1), cost="mean", samples=3)
    errors = [(network.y(1, s) - network.a(1, 1, s)) ** 2 / 2 for s in (1, 2, 3)]
    assert expand(dict(network.definitions)[network.C] - sum(errors) / 3) == 0


def test_samples_share_the_parameters_and_nothing_else():
    network = Network((1, 1), cost="mean", samples=2)
    assert network.z(1, 1, 1) != network.z(1, 1, 2)
    derivative = network.derivative(network.C, network.b(1, 1))
    assert {network.a(1, 1, 1), network.a(1, 1, 2)} <= derivative.free_symbols


@pytest.mark.parametrize(("output", "cost"), [("softmax", "categorical"), ("sigmoid", "binary")])
def test_cross_entropy_is_categorical_after_softmax_and_binary_otherwise(output, cost):
    assert Network((2, 3), activation=output, cost="cross-entropy").cost == f"{cost}-cross-entropy"


def test_the_abstract_cost_has_an_atom_for_every_partial_derivative():
    network = Network((1, 2), activation="abstract", cost="abstract")
    derivative = network.derivative(network.C, network.z(1, 2))
    second = unspecified("C", (0, 1))(network.a(1, 1), network.a(1, 2))
    assert derivative == second * SIGMA_PRIME(network.z(1, 2))


def test_a_derivative_by_an_activation_recomputes_what_follows_and_holds_the_rest():
    network = Network((2, 3, 2), activation="abstract")
    j, k = 1, 2
    by_activation = network.derivative(network.C, network.a(1, k))
    expected = sum((network.a(2, i) - network.y(i)) * SIGMA_PRIME(network.z(2, i)) * network.w(2, i, k) for i in (1, 2))
    assert expand(by_activation - expected) == 0
    assert network.derivative(network.z(2, j), network.w(2, j, k)) == network.a(1, k)
    assert network.derivative(network.z(1, j), network.a(1, k)) == 0
    assert network.derivative(network.a(1, j), network.a(1, k)) == 0
    assert network.derivative(network.a(1, k), network.a(1, k)) == 1


def test_a_derivative_of_a_derivative_is_taken_through_the_whole_network():
    network = Network((1, 1, 1), activation="abstract")
    first = network.derivative(network.C, network.w(2, 1, 1))
    mixed = network.derivative(first, network.b(1, 1))
    other = network.derivative(network.derivative(network.C, network.b(1, 1)), network.w(2, 1, 1))
    assert expand(network.expression(mixed) - network.expression(other)) == 0
    assert network.expression(mixed) != 0


def test_derivatives_by_an_unspecified_activation_have_no_derivative_objects():
    network = Network((2, 2), activation="abstract")
    second = network.derivative(network.derivative(network.C, network.z(1, 1)), network.z(1, 1))
    assert "Derivative" not in repr(second) and "Subs" not in repr(second)
    assert unspecified("sigma", (2,))(network.z(1, 1)) in second.atoms(unspecified("sigma", (2,)))


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "abstract"])
@pytest.mark.parametrize("cost", ["quadratic", "cross-entropy"])
def test_a_derivative_is_the_limit_of_the_difference_quotient(activation, cost):
    if (activation, cost) in {(name, "cross-entropy") for name in ("tanh", "relu", "softplus", "identity")}:
        pytest.skip("the logarithm needs activations between 0 and 1")
    network = Network((2, 2, 2), activation=("sigmoid", activation), cost=cost)
    values = numbers(network)
    step = Rational(1, 10**15)
    for wrt in (network.w(1, 2, 1), network.b(1, 1), network.w(2, 1, 2), network.x(1), network.y(2)):
        ahead = cost_at(network, {**values, wrt: values[wrt] + step})
        behind = cost_at(network, {**values, wrt: values[wrt] - step})
        exact = network.expression(network.derivative(network.C, wrt)).xreplace(values).evalf(50)
        assert abs((ahead - behind) / (2 * step) - exact) < 1e-20


def test_softmax_with_cross_entropy_has_the_difference_for_its_sensitivity():
    network = Network((2, 3), activation="softmax", cost="cross-entropy")
    values = numbers(network)
    first, second = network.y(1), network.y(2)
    values[network.y(3)] = 1 - values[first] - values[second]
    for j in (1, 2, 3):
        sensitivity = network.expression(network.derivative(network.C, network.z(1, j)))
        difference = network.expression(network.a(1, j) - network.y(j))
        assert abs((sensitivity - difference).xreplace(values).evalf(40)) < 1e-30


def test_expressions_run_as_numpy_code():
    network = Network((2, 3, 2), activation=("softplus", "sigmoid"))
    values = numbers(network)
    gradient = network.expression(network.derivative(network.C, network.w(1, 1, 1)))
    run = lambdify(list(values), gradient, "numpy")
    assert numpy.isclose(run(*map(float, values.values())), float(gradient.xreplace(values)))


def test_relu_and_its_slope_run_as_numpy_code_on_arrays():
    network = Network((1, 1), activation="relu", cost="squares")
    w, b, x, y = network.w(1, 1, 1), network.b(1, 1), network.x(1), network.y(1)
    run = lambdify([w, b, x, y], network.expression(network.derivative(network.C, w)), "numpy")
    x_values = numpy.array([-1.0, 2.0])
    assert numpy.allclose(run(3.0, 1.0, x_values, 0.5), [0.0, 2 * (7.0 - 0.5) * 2.0])


def test_a_derivative_prints_as_mathematics():
    network = Network("1-1", activation="abstract")
    derivative = network.derivative(network.C, network.w(1, 1, 1))
    assert str(derivative) == "-x_1*(-a^1_1 + y_1)*sigma'(z^1_1)"
    assert r"{\sigma'}\left(z^{1}_{1}\right)" in latex(derivative)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"layers": "2-x-1"}, "'x'"),
        ({"layers": "2-0-1"}, "at least one neuron"),
        ({"layers": (2,)}, "one layer"),
        ({"activation": "sigmod"}, "Did you mean sigmoid?"),
        ({"activation": "quux"}, "softplus"),
        ({"activation": ("sigmoid",)}, "one for each"),
        ({"activation": "softmax"}, "output layer only"),
        ({"activation": ("softmax", "sigmoid")}, "output layer only"),
        ({"cost": "cross-entropi"}, "Did you mean"),
        ({"cost": "mean"}, "samples=4"),
        ({"cost": "squares", "samples": 3}, "mean cost"),
        ({"cost": "mean", "samples": 0}, "at least one sample"),
        ({"layers": (784, 30, 10)}, "numeric judge"),
        ({"layers": (3_000_000, 4_000_000)}, "fewer neurons"),
        ({"cost": "mean", "samples": 10**7}, "fewer neurons"),
    ],
)
def test_what_makes_no_network_is_refused_at_once_in_one_sentence(arguments, reason):
    start = time.perf_counter()
    with pytest.raises(NetworkError) as refused:
        Network(**arguments)
    assert time.perf_counter() - start < 0.5
    assert reason in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "ask",
    [
        lambda n: n.w(3, 1, 1),
        lambda n: n.w(0, 1, 1),
        lambda n: n.w(1, 4, 1),
        lambda n: n.w(1, 1, 0),
        lambda n: n.z(0, 1),
        lambda n: n.a(-1, 1),
        lambda n: n.y(3),
        lambda n: n.x(1, sample=1),
        lambda n: n.derivative(n.C, Symbol("w")),
    ],
)
def test_an_entry_that_the_network_does_not_have_is_refused(ask):
    with pytest.raises(NetworkError):
        ask(Network((2, 3, 2)))


def test_the_same_network_prints_the_same_derivatives_again():
    first, second = (Network((2, 3, 2), activation=("tanh", "sigmoid"), cost="cross-entropy") for _ in range(2))
    for parameter in first.parameters:
        assert str(first.derivative(first.C, parameter)) == str(second.derivative(second.C, parameter))


def test_the_names_of_costs_and_activations_are_those_of_the_documentation():
    for name in (*COSTS, *ACTIVATIONS):
        assert name in (Network.__doc__ or "")


def test_the_activations_are_the_functions_they_are_called():
    network = Network((1, 1, 1), activation=("tanh", "sigmoid"))
    definitions = dict(network.definitions)
    assert definitions[network.a(1, 1)] == tanh(network.z(1, 1))
    assert definitions[network.a(2, 1)] == Sigmoid(network.z(2, 1))
    assert Sigmoid(0) == Rational(Fraction(1, 2))
