"""The instance judge writes z, a and C out exactly as the symbolic network does."""

import pytest
from sympy import expand

from derive.network.functions import NaturalPower
from derive.network.network import Network
from derive.prove.instance import Session
from derive.prove.instance_entries import Node, Scope
from derive.prove.instance_expression import Place, body_value, express
from derive.prove.instance_session import definition, symbol_of
from tests.prove.instance_theories import cost_by, entry, layer, standard_theory, topology


def written_out(expression, session):
    """The expression with every defined entry replaced by its definition, down to the free entries."""
    while True:
        nodes = [session.nodes[s] for s in expression.free_symbols if definition(session.nodes[s], session)]
        if not nodes:
            return expression.replace(NaturalPower, lambda base, exponent: base**exponent)
        expression = expression.xreplace(
            {symbol_of(node, session): body_value(node, frozenset(), session) for node in nodes}
        )


def shared_symbols(session, network):
    """The symbols of the free entries of both, side by side."""
    pairs = {}
    for n, (below, width) in enumerate(zip(network.layers, network.layers[1:], strict=False), 1):
        for j in range(1, width + 1):
            pairs[Node("b", n, (j,))] = network.b(n, j)
            pairs |= {Node("w", n, (j, k)): network.w(n, j, k) for k in range(1, below + 1)}
    pairs |= {Node("a", 0, (k,)): network.x(k) for k in range(1, network.layers[0] + 1)}
    pairs |= {Node("y", None, (j,)): network.y(j) for j in range(1, network.layers[-1] + 1)}
    return {symbol_of(node, session): symbol for node, symbol in pairs.items()}


def agree(session, network, node, symbol):
    """Whether an entry of the session, written out, is that symbol of the network, written out."""
    ours = written_out(symbol_of(node, session), session).xreplace(shared_symbols(session, network))
    return expand(ours - network.expression(symbol)) == 0


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus"])
@pytest.mark.parametrize("widths", [(2, 3, 2), (1, 2, 1, 2)])
def test_every_z_and_a_and_the_cost_is_that_of_the_symbolic_network(widths, activation):
    session = Session(standard_theory(activation), topology(*widths))
    network = Network(widths, activation=activation)
    for n in range(1, len(widths)):
        for j in range(1, widths[n] + 1):
            assert agree(session, network, Node("z", n, (j,)), network.z(n, j))
            assert agree(session, network, Node("a", n, (j,)), network.a(n, j))
    assert agree(session, network, Node("C", None, ()), network.C)
    assert not agree(session, network, Node("z", 1, (1,)), network.a(1, 1))


def test_every_derivative_of_the_cost_is_that_of_the_symbolic_network():
    widths = (2, 3, 2)
    session = Session(standard_theory("sigmoid"), topology(*widths))
    network = Network(widths)
    symbols = shared_symbols(session, network)
    entries = {network.w(n, j, 1): entry("w", layer(n, ""), j, 1) for n in (1, 2) for j in (1, 2)}
    entries |= {network.b(n, 2): entry("b", layer(n, ""), 2) for n in (1, 2)}
    entries |= {network.z(1, 3): entry("z", layer(1, ""), 3), network.a(1, 3): entry("a", layer(1, ""), 3)}
    for wrt, ours in entries.items():
        derivative = written_out(express(cost_by(ours), Place(Scope()), session), session).xreplace(symbols)
        assert expand(derivative - network.expression(network.derivative(network.C, wrt))) == 0
