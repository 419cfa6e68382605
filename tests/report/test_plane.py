"""Formulas in two dimensions and on one line, as they are seen."""

import pytest

from derive.report.plane.alphabet import ASCII, UNICODE
from derive.report.plane.breaking import lines
from derive.report.plane.layout import layout
from derive.report.plane.linear import linear
from derive.source import Source, Span
from derive.syntax.spell import read_side
from derive.syntax.tree import Addition, BigOperator, Digits, Group, Letter, Product, Root, Script, Unreadable

NOWHERE = Span(Source("", ""), 0, 0)


def letter(name):
    return Letter(name, (), False, NOWHERE)


def picture(formula, alphabet=UNICODE):
    tree = read_side(formula)
    assert not isinstance(tree, Unreadable), tree.message
    return "\n".join(row.rstrip() for row in layout(tree, alphabet).rows)


def drawn(text):
    """Return the picture without the line breaks around it and without the bar at the left of its rows."""
    return "\n".join(row.partition("|")[2].rstrip() for row in text.strip().splitlines())


PICTURES = {
    r"\frac{\partial C}{\partial z^l_j} \sigma'(z^L_j)": """
        | ∂C
        |──── σ′(zᴸⱼ)
        |∂zˡⱼ
    """,
    r"\sum_k w^{l+1}_{kj} \delta^{l+1}_k": """
        |∑ wˡ⁺¹ₖⱼ δˡ⁺¹ₖ
        |k
    """,
    r"\frac{1}{2} \sum_{j=1}^{n_K} (y_j - o_j^K)^2": """
        |1 n_K
        |─  ∑  (yⱼ − oᴷⱼ)²
        |2 j=1
    """,
    r"\sum_j W^{[l]}_{jk} a^{[l-1]}_k": """
        |   [l]  [l−1]
        |∑ Wⱼₖ  aₖ
        |j
    """,
    r"\nabla_{a^L} C \odot \sigma'(z^L)": """
        |∇   C ⊙ σ′(zᴸ)
        | aᴸ
    """,
    r"h^{l-1}_q": """
        |hˡ⁻¹
        | q
    """,
    r"\left( \frac{1}{2} + x \right)^2": """
        |⎛1    ⎞²
        |⎜─ + x⎟
        |⎝2    ⎠
    """,
    r"\sigma\left( \sum_k w_k + b \right)^2": """
        |σ(∑ wₖ + b)²
        |  k
    """,
    r"\sqrt{1 - x^2} + \sqrt{x}": """
        | ┌──────
        |╲│1 − x² + √x
    """,
    r"\frac{\partial}{\partial w} (a + b)": """
        |∂
        |── (a + b)
        |∂w
    """,
    r"\frac{\partial^2 C}{\partial w^2}": """
        |∂²C
        |───
        |∂w²
    """,
    r"\begin{pmatrix} a & b \\ c & d + 1 \end{pmatrix}": """
        |⎛a    b  ⎞
        |⎝c  d + 1⎠
    """,
    r"\begin{cases} 0 & z < 0 \\ \frac{z}{2} & \text{otherwise} \end{cases}": """
        |⎧ 0  z < 0
        |⎪
        |⎨ z
        |⎪ ─  otherwise
        |⎩ 2
    """,
    r"\frac{1}{1 + \frac{a}{b}}": """
        |  1
        |─────
        |    a
        |1 + ─
        |    b
    """,
    r"\frac{\frac{a}{b}}{c}": """
        | a
        | ─
        | b
        |───
        | c
    """,
    r"\underbrace{a + b + c}_{\text{bias}} + d": """
        |a + b + c + d
        |└───┬───┘
        |  bias
    """,
}


@pytest.mark.parametrize("formula", PICTURES)
def test_a_formula_has_two_dimensions(formula):
    assert picture(formula) == drawn(PICTURES[formula])


ON_THE_LINE = {
    r"W^T \delta": "Wᵀ δ",
    r"\mathbf{W}^\top \boldsymbol{\delta}": "𝐖ᵀ 𝜹",
    r"{W^l}^T": "Wˡᵀ",
    r"{W^{l+1}}^T": "(Wˡ⁺¹)ᵀ",
    r"\lVert y - a^L \rVert^2": "‖y − aᴸ‖²",
    r"\eta a b": "ηab",
    r"2 a^L (1 - a^L)": "2aᴸ(1 − aᴸ)",
    r"\delta^l (a^{l-1})^T": "δˡ (aˡ⁻¹)ᵀ",
    r"\sigma(z)^2": "σ(z)²",
    r"f''(x) + g_o'(x)": "f″(x) + g′ₒ(x)",
    r"\hat{y}_j - \bar{C}": "ŷⱼ − C̄",
    r"w_{j,k}^l * a_k": "wˡⱼ,ₖ * aₖ",
    r"\mathcal{L} - \mathbb{1}": "ℒ − 𝟏",
    r"z^{(L-1)} \cdot w^{(L)}": "z⁽ᴸ⁻¹⁾ · w⁽ᴸ⁾",
    r"\{a + b\}": "{a + b}",
    r"-x": "−x",
}


@pytest.mark.parametrize("formula", ON_THE_LINE)
def test_letters_and_scripts_stand_on_one_row_where_unicode_has_them(formula):
    assert picture(formula) == ON_THE_LINE[formula]


LINEAR = {
    r"\frac{\partial C}{\partial z^l_j}": ("∂C/∂zˡⱼ", "dC/dz^l_j"),
    r"\frac{\partial C}{\partial a} \frac{\partial a}{\partial z} w": (
        "∂C/∂a · ∂a/∂z · w",
        "dC/da * da/dz * w",
    ),
    r"\frac{1}{2} \sum_{j} (y_j - a^L_j)^2": ("½ ∑ⱼ (yⱼ − aᴸⱼ)²", "1/2 * sum_j (y_j - a^L_j)^2"),
    r"\frac{1}{m} \sum_{i=1}^{m} C_i": ("1/m · ∑ᵢ₌₁ᵐ Cᵢ", "1/m * sum_{i=1}^m C_i"),
    r"\frac{a - y}{a (1 - a)}": ("(a − y)/(a(1 − a))", "(a - y)/(a(1 - a))"),
    r"W^{[l]}_{jk} x": ("W^[l]_{jk} x", "W^[l]_{jk} x"),
    r"\sum_{j=1}^{n_{k-1}} w_j": ("∑_{j=1}^{nₖ₋₁} wⱼ", "sum_{j=1}^{n_{k-1}} w_j"),
    r"\frac{\partial}{\partial w} \left( a + b \right)": ("∂/∂w (a + b)", "d/dw (a + b)"),
    r"\frac{\partial (a + b)}{\partial w}": ("∂(a + b)/∂w", "d(a + b)/dw"),
    r"\sqrt{1 - x^2}": ("√(1 − x²)", "sqrt(1 - x^2)"),
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": ("[a b; c d]", "[a b; c d]"),
    r"\underbrace{\frac{\partial C}{\partial a}}_{x} \frac{\partial a}{\partial z}": ("∂C/∂a · ∂a/∂z", "dC/da * da/dz"),
    r"\underbrace{a + b}_{x} c": ("(a + b) c", "(a + b) c"),
    r"\hat{y} \odot \sigma'(z)": ("ŷ ⊙ σ′(z)", "yhat (.) sigma'(z)"),
}


@pytest.mark.parametrize("formula", LINEAR)
def test_a_formula_on_one_line_can_be_read_in_one_way(formula):
    tree = read_side(formula)
    assert (linear(tree, UNICODE), linear(tree, ASCII)) == LINEAR[formula]


def test_ascii_has_the_same_shape_in_plain_characters():
    formula = (
        r"\sum_{k=1}^{n} \frac{\partial C}{\partial z^{l+1}_k} \odot \left( \frac{1}{2} + \sigma'(z^l_j) \right)^2"
    )
    assert picture(formula, ASCII).splitlines() == [
        r" n      dC         /1                \2",
        r"sum ---------- (.) |- + sigma'(z^l_j)|",
        r"k=1 dz^{l+1}_k     \2                /",
    ]


def test_what_the_tree_keeps_together_stays_together_without_the_authors_brackets():
    total = Addition((letter("a"), letter("b")), (1, 1), NOWHERE)
    over_k = BigOperator("sum", letter("k"), None, letter("c"), NOWHERE)
    cases = {
        Product((total, letter("x")), ("",), NOWHERE): "(a + b) x",
        Product((over_k, letter("x")), ("",), NOWHERE): "(∑ₖ c) x",
        Product((letter("x"), over_k), ("",), NOWHERE): "x ∑ₖ c",
        Script(total, None, letter("T"), 0, NOWHERE): "(a + b)ᵀ",
        Addition((letter("x"), total), (1, -1), NOWHERE): "x − (a + b)",
        Product((Group("{", total, NOWHERE), letter("x")), ("",), NOWHERE): "(a + b) x",
        BigOperator("sum", letter("k"), None, total, NOWHERE): "∑ₖ (a + b)",
        Script(Root(None, letter("x"), NOWHERE), None, Digits("2", NOWHERE), 0, NOWHERE): "(√x)²",
        Product((Digits("2", NOWHERE), Digits("3", NOWHERE)), ("",), NOWHERE): "2 · 3",
        Product((letter("x"), Digits("3", NOWHERE)), ("",), NOWHERE): "x 3",
        Script(letter("w"), Product((Digits("1", NOWHERE), Digits("2", NOWHERE)), ("",), NOWHERE), None, 0, NOWHERE): (
            "w₁₂"
        ),
    }
    assert [linear(tree, UNICODE) for tree in cases] == list(cases.values())
    flat = [layout(tree, UNICODE).rows[0] for tree in cases if "∑" not in cases[tree]]
    assert flat == [text for text in cases.values() if "∑" not in text]


def broken(formula, room, alphabet=UNICODE):
    boxes = lines(read_side(formula), room, 2, alphabet)
    assert all(box.width <= room for box in boxes)
    return ["\n".join(row.rstrip() for row in box.rows) for box in boxes]


def test_a_wide_sum_is_broken_before_its_signs():
    assert broken("a_1 b_1 + a_2 b_2 - a_3 b_3 + a_4 b_4", 16) == ["a₁ b₁ + a₂ b₂", "  − a₃ b₃", "  + a₄ b₄"]


def test_a_wide_product_is_broken_before_a_factor_and_never_between_a_function_and_its_argument():
    assert broken(r"\sigma'(z^L_j) \sigma'(z^l_j) w_{jk}", 12) == ["σ′(zᴸⱼ)", "  σ′(zˡⱼ)", "  wⱼₖ"]


def test_a_line_is_broken_between_terms_rather_than_inside_one():
    assert broken("a_1 a_2 a_3 + b_1 b_2 b_3", 16) == ["a₁ a₂ a₃", "  + b₁ b₂ b₃"]
    assert broken("x_1 + x_2 (a_1 + a_2)", 14) == ["x₁ + x₂", "  (a₁ + a₂)"]


def test_what_cannot_be_broken_is_cut_with_an_ellipsis():
    assert broken(r"\text{a word that is much too long for this}", 12) == ["a word that…"]


def test_a_transpose_stands_on_the_row_of_a_raised_script():
    assert picture(r"{A^{[l]}}^T \lVert A^{[l]} \rVert^2").splitlines() == [" [l]T   [l]", "A     ‖A   ‖²"]


def test_scripts_have_no_spaces():
    assert picture(r"a^{[L](i)} + w_{\max x}").splitlines() == [" [L](i)", "a       + w", "           max x"]
    assert picture(r"W^{[l + 1] T}").splitlines() == [" [l+1]T", "W"]


def test_a_derivative_of_what_follows_is_in_brackets_before_another_factor():
    after = read_side(r"\frac{\partial}{\partial w} C")
    before, at_the_end = (Product(pair, ("",), NOWHERE) for pair in ((after, letter("x")), (letter("x"), after)))
    assert layout(before, UNICODE).rows == ("⎛∂   ⎞  ", "⎜── C⎟ x", "⎝∂w  ⎠  ")
    assert layout(at_the_end, UNICODE).rows == ("  ∂   ", "x ── C", "  ∂w  ")
