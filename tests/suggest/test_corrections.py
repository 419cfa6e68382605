"""Every kind of slip is put right, and nothing is shown that is not proved."""

import pytest

from derive.source import excerpt
from derive.verdict import Holds
from tests.suggest.slips import ARRAYS, CHAIN, ENTRIES, all_hold, applied, correction, report

SLIPS = {
    "index": (ENTRIES, r"\epsilon^L_p = (h^L_p - t_q) \phi'(s^L_p)", "t_q", "t_p", "D401"),
    "indices exchanged": (
        ENTRIES,
        r"\epsilon^l_p = \sum_r v^{l+1}_{pr} \epsilon^{l+1}_r \phi'(s^l_p)",
        "v^{l+1}_{pr}",
        "v^{l+1}_{rp}",
        "D204",
    ),
    "index throughout": (
        ENTRIES,
        r"\frac{\partial J}{\partial v^l_{pq}} = \frac{\partial J}{\partial h^l_q} "
        r"\frac{\partial h^l_q}{\partial s^l_q} \frac{\partial s^l_q}{\partial v^l_{pq}}",
        None,
        r"\frac{\partial J}{\partial h^l_p} "
        r"\frac{\partial h^l_p}{\partial s^l_p} \frac{\partial s^l_p}{\partial v^l_{pq}}",
        "D204",
    ),
    "two letters for each other": (
        ENTRIES,
        r"\frac{\partial J}{\partial v^l_{pq}} = \epsilon^l_q h^{l-1}_p",
        None,
        r"\epsilon^l_p h^{l-1}_q",
        "D204",
    ),
    "layer down": (ENTRIES, r"\frac{\partial J}{\partial v^l_{pq}} = \epsilon^l_p h^l_q", "h^l_q", "h^{l-1}_q", "D205"),
    "bracketed layer": (
        CHAIN,
        r"\frac{\partial s^{(L)}}{\partial v^{(L)}} = h^{(L)}",
        "h^{(L)}",
        "h^{(L-1)}",
        "D205",
    ),
    "letter of the layer": (ENTRIES, r"\epsilon^L_p = (h^l_p - t_p) \phi'(s^L_p)", "h^l_p", "h^L_p", "D205"),
    "bound of a sum": (
        ENTRIES,
        r"\epsilon^l_p = \sum_{q=1}^{n_{l-1}} v^{l+1}_{qp} \epsilon^{l+1}_q \phi'(s^l_p)",
        "n_{l-1}",
        "n_{l+1}",
        "D404",
    ),
    "function for its derivative": (
        ENTRIES,
        r"\epsilon^L_p = (h^L_p - t_p) \phi(s^L_p)",
        r"\phi",
        r"\phi'",
        "D206",
    ),
    "derivative missing": (ENTRIES, r"\epsilon^L_p = (h^L_p - t_p)", "", r" \phi'(s^L_p)", "D206"),
    "derivative twice": (
        ENTRIES,
        r"\epsilon^L_p = \frac{\partial J}{\partial h^L_p} \phi'(s^L_p) \phi'(s^L_p)",
        None,
        "",
        "D206",
    ),
    "derivative at the layer above": (
        ENTRIES,
        r"\epsilon^l_p = \sum_r v^{l+1}_{rp} \epsilon^{l+1}_r \phi'(s^{l+1}_r)",
        r"\phi'(s^{l+1}_r)",
        r"\phi'(s^l_p)",
        "D206",
    ),
    "sum missing": (
        ENTRIES,
        r"\epsilon^l_p = v^{l+1}_{rp} \epsilon^{l+1}_r \phi'(s^l_p)",
        "",
        r"\sum_r ",
        "D401",
    ),
    "sign": (ENTRIES, r"\frac{\partial J}{\partial h^L_p} = t_p - h^L_p", "t_p - h^L_p", "h^L_p - t_p", "D202"),
    "minus too many": (ENTRIES, r"\frac{\partial J}{\partial c^l_p} = -\epsilon^l_p", "-", "", "D202"),
    "factor too many": (ENTRIES, r"\frac{\partial J}{\partial c^l_p} = 2 \epsilon^l_p", "2 ", "", "D203"),
    "factor missing": (CHAIN, r"\frac{\partial J}{\partial h^{(L)}} = (h^{(L)} - t)", "", "2 ", "D203"),
    "bias missing": (ENTRIES, r"s^{l+1}_r = \sum_p v^{l+1}_{rp} h^l_p", "", " + c^{l+1}_r", "D207"),
    "bias missing inside": (
        ENTRIES,
        r"h^l_p = \phi\left(\sum_q v^l_{pq} h^{l-1}_q\right)",
        "",
        " + c^l_p",
        "D207",
    ),
    "derivative of the wrong quantity": (
        ENTRIES,
        r"\frac{\partial J}{\partial v^l_{pq}} = \epsilon^l_p \frac{\partial h^l_p}{\partial v^l_{pq}}",
        "h^l_p",
        "s^l_p",
        "D201",
    ),
    "argument": (
        ENTRIES,
        r"\epsilon^L_p = \frac{\partial J}{\partial h^L_p} \phi'(h^L_p)",
        None,
        None,
        "D206",
    ),
    "transpose": (ARRAYS, r"\epsilon^l = (V^{l+1} \epsilon^{l+1}) \odot \phi'(s^l)", "V^{l+1}", "(V^{l+1})^T", "D301"),
    "outer product": (
        ARRAYS,
        r"\frac{\partial J}{\partial V^l} = h^{l-1} \epsilon^l",
        r"h^{l-1} \epsilon^l",
        r"\epsilon^l (h^{l-1})^T",
        "D301",
    ),
    "outer product transposed": (
        ARRAYS,
        r"\frac{\partial J}{\partial V^l} = h^{l-1} (\epsilon^l)^T",
        r"h^{l-1} (\epsilon^l)^T",
        r"\epsilon^l (h^{l-1})^T",
        "D303",
    ),
    "matrix product for an entrywise one": (
        ARRAYS,
        r"\epsilon^L = (h^L - t) \phi'(s^L)",
        r"(h^L - t) \phi'(s^L)",
        r"(h^L - t) \odot \phi'(s^L)",
        "D301",
    ),
    "derivative missing between arrays": (ARRAYS, r"\epsilon^L = (h^L - t)", "", r" \odot \phi'(s^L)", "D206"),
    "a whole vector beside an entry": (
        ENTRIES,
        r"\frac{\partial (v^l h^{l-1} + c^l_p)}{\partial c^l_p} = 1",
        "v^l h^{l-1}",
        "(v^l h^{l-1})_p",
        "D302",
    ),
    "two slips, one on each side": (
        ENTRIES,
        r"\frac{\partial J}{\partial c^l_p} = - \sum_r v^{l+1}_{rp} \epsilon^{l+1}_r \phi(s^l_p)",
        None,
        None,
        "",
    ),
}


@pytest.mark.parametrize(("note", "relation", "old", "new", "rule"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_put_right(note, relation, old, new, rule):
    found = report(note, relation)
    last = found.findings[-1]
    fix = correction(last)
    assert fix is not None
    assert fix.proved
    if old is not None:
        assert excerpt(fix.span) == old
    if new is not None:
        assert fix.latex == new
    assert rule in ("", last.verdict.rule)
    assert all_hold(applied(found.source.text, [fix]))


def test_links_of_a_chain_are_put_right_one_after_the_other():
    relation = (
        r"\epsilon^L_p = \frac{\partial J}{\partial s^L_q} = \frac{\partial J}{\partial h^L_q} \phi'(s^L_p)"
        r" = (h^L_p - t_p) \phi'(s^L_p)"
    )
    found = report(ENTRIES, relation)
    fixes = [correction(item) for item in found.findings[-3:]]
    assert [(excerpt(fix.span), fix.latex) for fix in fixes] == [
        ("s^L_q", "s^L_p"),
        ("h^L_q", "h^L_p"),
        ("h^L_q", "h^L_p"),
    ]
    assert all_hold(applied(found.source.text, fixes))


def test_a_correction_of_one_link_leaves_the_link_before_alone():
    middle = r"\epsilon^l_p \frac{\partial s^l_p}{\partial v^l_{pq}}"
    relation = rf"\frac{{\partial J}}{{\partial v^l_{{pq}}}} = {middle} = \epsilon^l_p h^l_q"
    found = report(ENTRIES, relation)
    fix = correction(found.findings[-1])
    assert (excerpt(fix.span), fix.latex) == ("h^l_q", "h^{l-1}_q")


def test_equally_small_corrections_are_all_named():
    fix = correction(report(ENTRIES, r"\epsilon^L_p = \frac{\partial J}{\partial s^L_q}").findings[-1])
    assert fix.latex == "s^L_p"
    assert fix.others == (r"replace \epsilon^L_p by \epsilon^L_q",)


def test_the_definition_behind_a_correction_is_cited():
    found = report(CHAIN, r"\frac{\partial s^{(L)}}{\partial v^{(L)}} = h^{(L)}").findings[-1]
    assert found.notes == ("line 2 defines s^{(L)} = v^{(L)} h^{(L-1)} + c^{(L)}",)


def test_a_correction_at_the_output_layer_says_so():
    note = r"""
$$s^l_p = \sum_q v^l_{pq} h^{l-1}_q + c^l_p$$

$$h^l_p = \phi(s^l_p)$$

$$J = \frac{1}{2} (h^l_p - t_p)^2$$

$$\epsilon^l_p = \frac{\partial J}{\partial s^l_p}$$

$$\frac{\partial J}{\partial v^m_{pq}} = \epsilon^m_p h^{m-1}_q$$
"""
    found = report(note, r"\epsilon^l_p = (h^m_p - t_p) \phi'(s^m_p)")
    fix = correction(found.findings[-1])
    assert fix.latex == r"(h^l_p - t_p) \phi'(s^l_p)"
    assert fix.where == ("at the output layer (l = L)",)
    assert isinstance(report(note, r"\epsilon^l_p = (h^l_p - t_p) \phi'(s^l_p)").findings[-1].verdict, Holds)


def test_damage_in_the_source_leaves_the_place_of_a_correction():
    found = report(ENTRIES, "rac{\\partial J}{\\partial h^L_p} = rac{1}{2} (h^L_p - t_p)")
    fix = correction(found.findings[-1])
    assert fix.latex == ""
    assert excerpt(fix.span) == "rac{1}{2} "


def test_where_no_small_edit_helps_nothing_is_proposed():
    last = report(ENTRIES, r"\epsilon^l_p = h^l_p c^l_p t_p \sum_q h^l_q \sum_r v^l_{rp}").findings[-1]
    assert correction(last) is None
    assert last.verdict.rule == "D201"
