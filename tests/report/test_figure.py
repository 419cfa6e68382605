import pytest

from derive.explain.diagram import Diagram, Gap, Path, Stage, Wire
from derive.report.html.figure import figure, in_words
from derive.syntax.spell import read_side
from derive.term.term import Entry, Index, Layer, Size

J = Index("j", 0, ())


def stage(latex, *given, many=True):
    entry = Entry(latex[0], Layer("l"), (J,) if many else ())
    return Stage(entry, read_side(latex), Size("n", Layer("l")) if many else None, tuple(map(read_side, given)))


NETWORK = Diagram(
    (stage("a^{l-1}_k"), stage("z^l_j", "b^l_j"), stage("a^l_j"), Gap(), stage("a^L_j"), stage("C", "y", many=False)),
    (
        Wire(0, 1, True, (read_side("w^l_{jk}"),)),
        Wire(1, 2, False, (), (read_side("\\sigma"),)),
        Wire(2, 3, True),
        Wire(3, 4, True),
        Wire(4, 5, True),
    ),
)


def with_path(start, *wires, weight=None):
    return Diagram(NETWORK.columns, NETWORK.wires, Path(start, wires, weight))


def circles(drawn, style):
    return [found for found in drawn.iter("circle") if found.get("class", "") == style]


def lines(drawn, style):
    """Return how many straight lines there are of the style, heads aside."""
    return sum(found.get("d").count("M") // 2 for found in drawn.iter("path") if found.get("class") == style)


def test_every_column_has_nodes_and_the_cost_is_one():
    drawn = figure(NETWORK, "The network")
    assert len(circles(drawn, "node")) == 4 * 3 + 1 and circles(drawn, "node lit") == []
    assert [found.text for found in drawn.iter("figcaption")] == ["The network"]


def test_a_sum_joins_all_nodes_with_all_and_a_function_each_with_its_own():
    drawn = figure(Diagram(NETWORK.columns[:3], NETWORK.wires[:2]), "")
    assert lines(drawn, "wire") == 9 + 3


def test_a_derivative_sets_out_from_one_node_and_fans_out_at_sums():
    drawn = figure(with_path(0, 0, 1, 2, 3, 4), "")
    assert len(circles(drawn, "node lit")) == 1 + 3 + 3 + 3 + 1
    assert [found.text for found in drawn.iter("text") if found.get("class") == "index"] == ["j"]


def test_a_derivative_of_one_node_comes_together_again():
    drawn = figure(Diagram(NETWORK.columns[:3], NETWORK.wires[:2], Path(0, (0, 1))), "")
    assert len(circles(drawn, "node lit")) == 3 and lines(drawn, "wire lit") == 2


def test_a_weight_lights_its_own_wire():
    drawn = figure(with_path(1, 1, 2, 3, 4, weight=0), "")
    assert lines(drawn, "wire lit") == 1 + 1 + 1 + 3 + 3
    assert len(circles(drawn, "node lit")) == 1 + 1 + 3 + 1


def test_a_wire_past_a_column_goes_around_it():
    columns = (stage("h^{l-1}_j"), stage("z^l_j"), stage("h^l_j"))
    drawn = figure(Diagram(columns, (Wire(0, 1, True), Wire(0, 2, False), Wire(1, 2, False))), "")
    assert [found.get("d").count("C") for found in drawn.iter("path")] == [0, 1, 0]


def test_a_picture_can_be_read_aloud():
    assert in_words(NETWORK) == "a^{l-1}_k → z^l_j → a^l_j → … → a^L_j → C"
    assert in_words(with_path(2, 2, 3, 4)) == "a^l_j → … → a^L_j → C"
    (picture,) = figure(NETWORK, "").iter("svg")
    assert (picture.get("role"), picture.get("aria-label")) == ("img", in_words(NETWORK))


@pytest.mark.parametrize(
    ("layer", "letters"),
    [(Layer("l"), ["n", "l"]), (Layer("l", -1), ["n", "l−1"]), (Layer("", 2), ["n", "2"]), (Layer("L"), ["n", "L"])],
)
def test_the_number_of_nodes_stands_below_its_column(layer, letters):
    entry = Entry("a", layer, (J,))
    column = Stage(entry, read_side("a_j"), Size("n", layer))
    drawn = figure(Diagram((column, stage("C", many=False)), (Wire(0, 1, True),)), "")
    (size,) = [found for found in drawn.iter("text") if found.get("class") == "size"]
    assert [part.text for part in size] == letters


def test_single_neurons_are_one_line_of_nodes():
    columns = (stage("x", many=False), stage("z", "b", many=False), Gap(), stage("C", "y", many=False))
    drawn = figure(Diagram(columns, (Wire(0, 1, False), Wire(1, 2, True), Wire(2, 3, True))), "")
    heights = {found.get("cy") for found in circles(drawn, "node")}
    assert len(heights) == 1 and len(list(drawn.iter("g"))) == 1
