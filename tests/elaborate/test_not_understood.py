"""What rests on a definition that was not understood is not called wrong."""

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, IllFormed, Unchecked

BIAS_OF_A_MATRIX = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$$ $$A^{[l]} = g(Z^{[l]})$$
$$J = \frac{1}{2m} \sum_{i=1}^m \sum_j (A^{[L]}_{ji} - Y_{ji})^2$$
"""
CLAIM = r"$$\frac{\partial J}{\partial W^{[l]}} = \frac{\partial J}{\partial Z^{[l]}} (A^{[l-1]})^T$$"


def findings(text):
    return check(Source("note.md", text), Options()).findings


def test_shapes_guessed_from_a_definition_that_was_not_understood_make_nothing_ill_formed():
    *definitions, claim = findings(BIAS_OF_A_MATRIX + CLAIM)
    if any(isinstance(found.verdict, Unchecked) for found in definitions):
        assert not isinstance(claim.verdict, IllFormed)


def test_shapes_that_are_known_still_make_a_product_ill_formed():
    text = r"$$z^l = W^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$C = \|a^L - y\|^2$$"
    text += r"$$\frac{\partial C}{\partial W^l} = \frac{\partial C}{\partial z^l} \odot a^{l-1}$$"
    assert isinstance(findings(text)[-1].verdict, IllFormed)


def test_an_empty_sum_agrees_with_nothing():
    text = r"$$V^l = V^l A^{l-1} + b^l \mathbf{1}^T$$ $$A^l = f(V^l)$$ $$C = \frac{1}{2m} \|A^L - Y\|^2$$"
    text += r"$$\frac{\partial C}{\partial V^l} = \frac{\partial C}{\partial A^l}$$"
    assert not isinstance(findings(text)[-1].verdict, Holds)
