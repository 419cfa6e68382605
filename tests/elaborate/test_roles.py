"""What the letters of a document are, seen from the verdicts that follow: one true and one false relation each."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, IllFormed, Unchecked, Wrong

VECTOR = r"$$z^l = W^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$C = \frac{1}{2}\|a^L - y\|^2$$ $$u \odot v$$"
ENTRIES = r"$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$ $$a^l_j = \sigma(z^l_j)$$"

TRUE_AND_FALSE = {
    "layers as subscripts": (
        r"$$z_l = W_l h_{l-1} + b_l$$ $$h_l = \sigma(z_l)$$ $$E = \|h_L - t\|^2$$",
        r"\frac{\partial E}{\partial h_{l-1}} = W_l^T \frac{\partial E}{\partial z_l}",
        r"\frac{\partial E}{\partial h_{l-1}} = W_l \frac{\partial E}{\partial z_l}",
    ),
    "samples in superscripts": (
        r"$$z^{(i)} = w x^{(i)} + b$$ $$J = \frac{1}{m} \sum_{i=1}^m (z^{(i)} - y^{(i)})^2$$",
        r"\frac{\partial J}{\partial w} = \frac{2}{m} \sum_{i=1}^m (z^{(i)} - y^{(i)}) x^{(i)}",
        r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (z^{(i)} - y^{(i)}) x^{(i)}",
    ),
    "weights from i to j": (
        r"$$s^k_j = \sum_i w^k_{ij} o^{k-1}_i$$ $$o^k_j = f(s^k_j)$$",
        r"\frac{\partial E}{\partial o^{k-1}_i} = \sum_j w^k_{ij} \frac{\partial E}{\partial s^k_j}",
        r"\frac{\partial E}{\partial o^{k-1}_i} = \sum_j w^k_{ji} \frac{\partial E}{\partial s^k_j}",
    ),
    "a capital for the same weights": (
        ENTRIES,
        r"\frac{\partial C}{\partial a^{l-1}} = (W^l)^T \frac{\partial C}{\partial z^l}",
        r"\frac{\partial C}{\partial a^{l-1}} = W^l \frac{\partial C}{\partial z^l}",
    ),
    "vectors as rows": (
        r"$$z^l = a^{l-1} W^l + b^l$$ $$a^l = \sigma(z^l)$$ $$C = \frac{1}{2}\|a^L - y\|^2$$ $$u \odot v$$",
        r"\frac{\partial C}{\partial W^l} = (a^{l-1})^T \frac{\partial C}{\partial z^l}",
        r"\frac{\partial C}{\partial W^l} = \frac{\partial C}{\partial z^l} (a^{l-1})^T",
    ),
    "the chain rule over whole arrays": (
        VECTOR,
        r"\frac{\partial C}{\partial W^l} = \frac{\partial C}{\partial z^l} \frac{\partial z^l}{\partial W^l}",
        r"\frac{\partial C}{\partial W^l} = \frac{\partial C}{\partial a^l} \frac{\partial z^l}{\partial W^l}",
    ),
    "a transpose without its circumflex": (
        VECTOR,
        r"\frac{\partial C}{\partial W^l} = \frac{\partial C}{\partial z^l} a^{l-1}\top",
        r"\frac{\partial C}{\partial W^l} = \frac{\partial C}{\partial z^l} a^{l}\top",
    ),
    "the input by its name": (
        r"$$z^l = w^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$a^0 = x$$ $$C = (a^L - y)^2$$",
        r"\frac{\partial z^1}{\partial w^1} = x",
        r"\frac{\partial z^2}{\partial w^2} = x",
    ),
    "Kronecker's delta and the softmax": (
        r"$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$",
        r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)",
        r"\frac{\partial p_i}{\partial z_j} = p_j (\delta_{ij} - p_j)",
    ),
    "a condition beside the formula": (
        r"$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$",
        r"\frac{\partial p_i}{\partial z_j} = -p_i p_j \quad (i \neq j)",
        r"\frac{\partial p_i}{\partial z_j} = p_i p_j \quad (i \neq j)",
    ),
    "a target that sums to one": (
        r"$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$ $$C = -\sum_i y_i \log p_i$$",
        r"\frac{\partial C}{\partial z_i} = p_i - y_i",
        r"\frac{\partial C}{\partial z_i} = y_i - p_i",
    ),
    "the rectifier": (
        r"$$f(t) = \max(0, t)$$",
        r"f(t) f'(t) = f(t)",
        r"f(t) f'(t) = f'(t)",
    ),
    "the slope that names the sigmoid": (
        ENTRIES,
        r"\sigma'(z) = \sigma(z) (1 - \sigma(z))",
        r"\sigma'(z) = \sigma(z) (1 + \sigma(z))",
    ),
    "an output layer with a function of its own": (
        r"$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k$$ $$a^l_j = g(z^l_j)$$ $$a^L_j = h(z^L_j)$$",
        r"\frac{\partial a^L_j}{\partial z^L_j} = h'(z^L_j)",
        r"\frac{\partial a^L_j}{\partial z^L_j} = g'(z^L_j)",
    ),
    "a sensitivity with a sign": (
        ENTRIES + r"$$\delta^l_j = -\frac{\partial E}{\partial z^l_j}$$",
        r"\frac{\partial E}{\partial b^l_j} = -\delta^l_j",
        r"\frac{\partial E}{\partial b^l_j} = \delta^l_j",
    ),
    "a sum that leaves out the first": (
        ENTRIES,
        r"\sum_{j=2}^{n_l} z^l_j = \sum_j z^l_j - z^l_1",
        r"\sum_{j=2}^{n_l} z^l_j = \sum_j z^l_j",
    ),
}


def verdicts(text):
    return [finding.verdict for finding in check(Source("note.md", text), Options()).findings]


@pytest.mark.parametrize("name", TRUE_AND_FALSE)
def test_a_true_relation_holds_and_a_false_one_does_not(name):
    network, true, false = TRUE_AND_FALSE[name]
    holds, fails = (verdicts(f"{network}\n\n$${claim}$$")[-1] for claim in (true, false))
    assert isinstance(holds, Holds)
    assert isinstance(fails, Wrong | IllFormed)


def test_what_is_not_understood_is_no_free_quantity():
    unread = r"$$h = \int x \, dx$$ $$z = w h$$ $$\frac{\partial z}{\partial x} = 0$$"
    assert isinstance(verdicts(unread)[-1], Unchecked)


def test_a_letter_that_no_definition_mentions_makes_nothing_wrong():
    assert isinstance(verdicts(ENTRIES + r"$$\frac{\partial C}{\partial b^l_j} = q^l_j$$")[-1], Unchecked)


def test_a_circular_definition_is_refused():
    assert isinstance(verdicts(r"$$u = v + 1$$ $$v = u + 1$$ $$u = u + 2$$")[1], Unchecked)


def test_a_section_in_another_style_has_a_theory_of_its_own():
    note = (
        "# One neuron\n\n$$z = w x + b$$ $$a = g(z)$$ $$\\frac{\\partial z}{\\partial w} = x$$\n\n"
        "# Layers\n\n$$z^l_j = \\sum_k w^l_{jk} a^{l-1}_k$$ $$a^l_j = g(z^l_j)$$ "
        "$$\\frac{\\partial z^l_j}{\\partial w^l_{jk}} = a^{l-1}_k$$"
    )
    assert all(isinstance(verdict, Holds) for verdict in verdicts(note))


def test_a_section_in_the_same_style_only_restates():
    note = f"# First\n\n{ENTRIES}\n\n# Again\n\n" + ENTRIES.replace("+ b^l_j", "")
    assert isinstance(verdicts(note)[2], Wrong)


def test_a_capital_weight_shows_that_a_network_without_any_other_sign_has_vectors():
    network = r"$$z^l = W^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$\delta^l = \frac{\partial C}{\partial z^l}$$ "
    wrong = r"$$\frac{\partial C}{\partial W^l} = a^{l-1} \delta^l$$"
    assert isinstance(check(Source("note.md", network + wrong), Options()).findings[-1].verdict, IllFormed)
    right = r"$$\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T$$"
    assert isinstance(check(Source("note.md", network + right), Options()).findings[-1].verdict, Holds)


def test_that_every_layer_has_one_neuron_is_said_where_nothing_forces_it():
    network = r"$$z^l = w^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ "
    claim = r"$$\frac{\partial C}{\partial w^l} = \frac{\partial C}{\partial z^l} a^{l-1}$$"
    document = check(Source("note.md", network + claim), Options())
    assert isinstance(document.findings[-1].verdict, Holds)
    assert any(line.startswith("every layer has one neuron") for line in document.assumed)
    forced = check(Source("note.md", network + r"$$C = (a^L - y)^2$$" + claim), Options())
    assert not any(line.startswith("every layer has one neuron") for line in forced.assumed)


def test_a_capital_weight_taken_for_a_number_is_said():
    text = r"$$h = f(W_1 x + b_1)$$ $$\hat{y} = W_2 h + b_2$$ $$L = (\hat{y} - y)^2$$"
    text += r"$$\frac{\partial L}{\partial h} = W_2 \frac{\partial L}{\partial \hat{y}}$$"
    said = "every letter is one number: none has an index, and nothing shows a vector"
    assert said in check(Source("note.md", text), Options()).assumed
    assert said not in check(Source("note.md", text.replace("W", "w")), Options()).assumed
