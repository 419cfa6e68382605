"""Networks that use one matrix in every layer or at every time, and costs that add up over layers."""

import pytest

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, IllFormed, Wrong

RECURRENT = r"$$z_t = W h_{t-1} + U x_t + b$$ $$h_t = \sigma(z_t)$$ $$C = \frac12 \|h_T - y\|^2$$"
EVERY_TIME = r"$$z_t = w h_{t-1} + u x_t + b$$ $$h_t = \sigma(z_t)$$ $$C = \frac12 \sum_t (h_t - y_t)^2$$"
DECAY = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$ $$a^l_j = \sigma(z^l_j)$$
$$C = \frac12 \sum_j (a^L_j - y_j)^2 + \frac{\lambda}{2} \sum_l \sum_{j,k} (w^l_{jk})^2$$
"""


def verdict(definitions, claim):
    return check(Source("note.md", f"{definitions}\n\n$${claim}$$"), Options()).findings[-1].verdict


@pytest.mark.parametrize(
    "claim",
    (
        r"\frac{\partial C}{\partial h_{t-1}} = W^T \frac{\partial C}{\partial z_t}",
        r"\frac{\partial C}{\partial z_t} = \frac{\partial C}{\partial h_t} \odot \sigma'(z_t)",
        r"\frac{\partial C}{\partial z_t} = (W^T \frac{\partial C}{\partial z_{t+1}}) \odot \sigma'(z_t)",
        r"\frac{\partial C}{\partial h_T} = h_T - y",
    ),
)
def test_a_matrix_used_at_every_time_makes_all_states_equally_wide(claim):
    assert isinstance(verdict(RECURRENT, claim), Holds)


@pytest.mark.parametrize(
    "claim",
    (
        r"\frac{\partial C}{\partial h_{t-1}} = W \frac{\partial C}{\partial z_t}",
        r"\frac{\partial C}{\partial h_{t-1}} = U^T \frac{\partial C}{\partial z_t}",
        r"\frac{\partial C}{\partial z_t} = (W \frac{\partial C}{\partial z_{t+1}}) \odot \sigma'(z_t)",
        r"\frac{\partial C}{\partial W} = \frac{\partial C}{\partial z_t} h_{t-1}^T",
        r"\frac{\partial C}{\partial b} = \frac{\partial C}{\partial z_t}",
    ),
)
def test_a_slip_in_a_recurrent_network_is_found(claim):
    assert isinstance(verdict(RECURRENT, claim), Wrong | IllFormed)


@pytest.mark.parametrize(
    ("definitions", "claim"),
    (
        (EVERY_TIME, r"\frac{\partial C}{\partial h_{t-1}} = w \frac{\partial C}{\partial z_t}"),
        (EVERY_TIME, r"\frac{\partial C}{\partial h_T} = \sum_t (h_t - y_t)"),
        (DECAY, r"\frac{\partial C}{\partial w^l_{jk}} = \frac{\partial C}{\partial z^l_j} a^{l-1}_k"),
    ),
)
def test_a_sum_over_layers_is_not_taken_for_the_output_layer(definitions, claim):
    assert isinstance(verdict(definitions, claim), Wrong)


@pytest.mark.parametrize(
    ("definitions", "claim"),
    (
        (EVERY_TIME, r"\frac{\partial C}{\partial h_{t-1}} = w \frac{\partial C}{\partial z_t} + h_{t-1} - y_{t-1}"),
        (EVERY_TIME, r"\frac{\partial C}{\partial h_T} = h_T - y_T"),
        (EVERY_TIME, r"\frac{\partial C}{\partial w} = \sum_t \frac{\partial C}{\partial z_t} h_{t-1}"),
        (
            DECAY,
            r"\frac{\partial C}{\partial w^l_{jk}} = \frac{\partial C}{\partial z^l_j} a^{l-1}_k + \lambda w^l_{jk}",
        ),
    ),
)
def test_a_sum_over_layers_is_differentiated_at_every_layer(definitions, claim):
    assert isinstance(verdict(definitions, claim), Holds)


def test_a_sum_may_run_to_the_width_of_any_layer_where_all_are_equally_wide():
    residual = r"$$z^l_j = \sum_{k=1}^{n_{l-1}} w^l_{jk} a^{l-1}_k$$ $$a^l_j = a^{l-1}_j + \sigma(z^l_j)$$"
    claim = r"\frac{\partial C}{\partial a^{l-1}_k} = \frac{\partial C}{\partial a^l_k}"
    claim += r" + \sum_{j=1}^{n_l} w^l_{jk} \frac{\partial C}{\partial z^l_j}"
    assert isinstance(verdict(residual, claim), Holds)
    assert isinstance(verdict(residual, claim.replace("w^l_{jk}", "w^l_{kj}")), Wrong)
