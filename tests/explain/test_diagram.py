from derive.elaborate.elaborate import elaborate
from derive.elaborate.sections import theories
from derive.elaborate.standard import Choices
from derive.explain.diagram import Gap
from derive.explain.picture import network, route
from derive.notation.learn import notation_of
from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.syntax.spell import spell
from derive.term.term import Layer, Size

LAYERS = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$ $$a^l_j = \sigma(z^l_j)$$ $$C = \frac{1}{2} \sum_j (a^L_j - y_j)^2$$
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
"""


def understood(text):
    """Return the theory, the notation and the claims of a document."""
    source = Source("note.md", text)
    run = theories(parse_document(read(source)).statements, source)[0]
    part = elaborate(run.statements, source, Choices(None, None), run.context, run.naming)
    claims = [item.claim for item in part.items if item.claim is not None]
    return part.theory, notation_of(part), claims


def columns(diagram):
    return ["⋯" if isinstance(column, Gap) else spell(column.label) for column in diagram.columns]


def wires(diagram):
    signs = {True: "⇉", False: "→"}
    return [f"{wire.source}{signs[wire.dense]}{wire.target}" for wire in diagram.wires]


def test_the_network_of_layers_goes_from_the_input_over_one_layer_to_the_cost():
    theory, known, _ = understood(LAYERS)
    drawn = network(theory, known)
    assert columns(drawn) == ["a^0_k", "⋯", "a^{l-1}_k", "z^l_j", "a^l_j", "⋯", "a^L_j", "C"]
    assert wires(drawn) == ["0⇉1", "1⇉2", "2⇉3", "3→4", "4⇉5", "5⇉6", "6⇉7"]
    assert [spell(weight) for weight in drawn.wires[2].weights] == ["w^l_{jk}"]
    assert [spell(function) for function in drawn.wires[3].functions] == ["\\sigma"]
    assert [spell(given) for given in drawn.columns[3].given] == ["b^l_j"]
    assert drawn.columns[4].size == Size("n", Layer("l")) and drawn.columns[7].size is None
    assert drawn.path is None


def test_the_derivative_by_a_pre_activation_runs_through_the_next_layer_to_the_cost():
    theory, known, claims = understood(LAYERS + r"$$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$")
    drawn = route(theory, known, claims[-1])
    assert columns(drawn) == ["z^l_j", "a^l_j", "z^{l+1}_k", "a^{l+1}_k", "⋯", "a^L_j", "C"]
    assert [spell(weight) for weight in drawn.wires[1].weights] == ["w^{l+1}_{kj}"]
    assert (drawn.path.start, drawn.path.wires, drawn.path.weight) == (0, (0, 1, 2, 3, 4, 5), None)


def test_the_derivative_by_a_weight_sets_out_from_its_wire():
    theory, known, claims = understood(LAYERS + r"$$\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j a^{l-1}_k$$")
    drawn = route(theory, known, claims[-1])
    assert columns(drawn)[:2] == ["a^{l-1}_k", "z^l_j"]
    assert (drawn.path.start, drawn.path.weight) == (1, 0)
    assert 0 not in drawn.path.wires


def test_the_column_that_a_weight_comes_from_is_drawn_also_where_the_claim_does_not_name_it():
    by_weight = r"$$\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j \frac{\partial z^l_j}{\partial w^l_{jk}}$$"
    theory, known, claims = understood(LAYERS + by_weight)
    drawn = route(theory, known, claims[-1])
    assert columns(drawn)[:2] == ["a^{l-1}_k", "z^l_j"] and drawn.path.weight == 0


def test_the_derivative_by_a_bias_sets_out_from_the_pre_activation():
    theory, known, claims = understood(LAYERS + r"$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$")
    drawn = route(theory, known, claims[-1])
    assert columns(drawn)[0] == "z^l_j" and drawn.path.start == 0


def test_the_two_ends_of_a_sum_have_different_letters_also_where_a_claim_writes_none():
    theory, known, claims = understood(LAYERS + r"$$\delta^{l-1} = (w^l)^T \delta^l \odot \sigma'(z^{l-1})$$")
    drawn = route(theory, known, claims[-1])
    assert columns(drawn)[:3] == ["z^{l-1}_i", "a^{l-1}_i", "z^l_j"]
    assert [spell(weight) for weight in drawn.wires[1].weights] == ["w^l_{ji}"]


def test_a_claim_without_a_derivative_has_no_route():
    theory, known, claims = understood(LAYERS + r"$$a^l_j = \sigma(\sum_k w^l_{jk} a^{l-1}_k + b^l_j)$$")
    assert route(theory, known, claims[-1]) is None


def test_a_residual_connection_passes_by_the_pre_activation(root):
    theory, known, _ = understood((root / "tests/notes/residual.md").read_text())
    drawn = network(theory, known)
    place = columns(drawn).index("h_k^{l-1}")
    assert {f"{place}⇉{place + 1}", f"{place}→{place + 2}", f"{place + 1}→{place + 2}"} <= set(wires(drawn))


def test_layers_with_letters_of_their_own_are_a_network_too(root):
    theory, known, _ = understood((root / "tests/notes/two-layers-by-letter.md").read_text())
    drawn = network(theory, known)
    assert columns(drawn) == ["x_p", "s_q", "h_q", "u_r", "o_r", "E"]
    assert wires(drawn) == ["0⇉1", "1→2", "2⇉3", "3→4", "4⇉5"]


def test_numbered_layers_are_drawn_without_a_gap(root):
    theory, known, _ = understood((root / "tests/notes/matrix-two-layers.md").read_text())
    assert columns(network(theory, known)) == ["x", "z^{(1)}", "a^{(1)}", "z^{(2)}", "\\hat{y}", "C"]


def test_the_input_of_samples_is_a_column_and_the_weight_stands_on_the_wire(root):
    theory, known, _ = understood((root / "tests/notes/samples.md").read_text())
    drawn = network(theory, known)
    assert columns(drawn)[0] == "x_{ik}" and [spell(weight) for weight in drawn.wires[0].weights] == ["w_k"]


def test_every_note_has_a_network_or_computes_nothing(root):
    for path in sorted((root / "tests/notes").glob("*.md")):
        theory, known, claims = understood(path.read_text())
        drawn = [network(theory, known), *(route(theory, known, claim) for claim in claims)]
        for diagram in filter(None, drawn):
            assert all(wire.source < wire.target < len(diagram.columns) for wire in diagram.wires), path.name
