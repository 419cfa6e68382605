"""Derivations made by hand, for the renderers."""

from dataclasses import replace

from derive.explain.derivation import Derivation, Step
from derive.syntax.spell import read_side
from derive.term.term import ZERO
from derive.theory import Claim


def phrase(*parts):
    """Return a phrase; every second part is a formula in LaTeX."""
    return tuple(read_side(part) if i % 2 else part for i, part in enumerate(parts))


def step(rule, shown, *reason):
    return Step(rule, ZERO, ZERO, read_side(shown), phrase(*reason))


HIDDEN_LAYER = Derivation(
    "BP2",
    ("the sensitivity of a layer by that of the next one",),
    Claim(ZERO, ZERO),
    read_side(r"\delta^l_j"),
    (
        step("definition", r"\frac{\partial C}{\partial z^l_j}", "definition of ", r"\delta^l_j"),
        step(
            "chain rule",
            r"\sum_k \frac{\partial C}{\partial z^{l+1}_k} \frac{\partial z^{l+1}_k}{\partial z^l_j}",
            "chain rule: ",
            "z^l_j",
            " reaches the cost through every ",
            "z^{l+1}_k",
            " of the next layer",
        ),
        step(
            "substitute",
            r"\sum_k \delta^{l+1}_k \frac{\partial}{\partial z^l_j} "
            r"\left( \sum_i w^{l+1}_{ki} \sigma(z^l_i) + b^{l+1}_k \right)",
            "definitions of ",
            r"\delta^{l+1}_k",
            " and ",
            "z^{l+1}_k",
        ),
        step(
            "derivative",
            r"\sum_k \delta^{l+1}_k w^{l+1}_{kj} \sigma'(z^l_j)",
            "only the term with ",
            "i",
            " = ",
            "j",
            " depends on ",
            "z^l_j",
        ),
        step(
            "factor",
            r"\sigma'(z^l_j) \sum_k w^{l+1}_{kj} \delta^{l+1}_k",
            "",
            r"\sigma'(z^l_j)",
            " does not depend on ",
            "k",
        ),
    ),
    ("l < L",),
)

PARTED = replace(
    HIDDEN_LAYER,
    label="12",
    where=(),
    parting=3,
    author=read_side(r"\sigma'(z^l_j) \sum_k w^{l+1}_{jk} \delta^{l+1}_k"),
)

WIDE = Derivation(
    "",
    phrase("the gradient of a regularised cost with respect to ", r"\mathbf{W}^{[l]}"),
    Claim(ZERO, ZERO),
    read_side(r"\frac{\partial J}{\partial \mathbf{W}^{[l]}}"),
    (
        step(
            "definition",
            r"\frac{\partial}{\partial \mathbf{W}^{[l]}} \left( -\frac{1}{m} \sum_{i=1}^m "
            r"\left( y^{(i)} \log a^{[L](i)} + (1 - y^{(i)}) \log(1 - a^{[L](i)}) \right)"
            r" + \frac{\lambda}{2m} \sum_{l=1}^L \lVert \mathbf{W}^{[l]} \rVert^2 \right)",
            "definition of ",
            "J",
        ),
        step(
            "result",
            r"\frac{1}{m} \mathbf{dZ}^{[l]} {\mathbf{A}^{[l-1]}}^T + \frac{\lambda}{m} \mathbf{W}^{[l]}",
            "BP4 for every sample, and the gradient of ",
            r"\lVert \mathbf{W} \rVert^2",
            " is ",
            r"2 \mathbf{W}",
        ),
    ),
)
