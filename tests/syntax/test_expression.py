"""One expression: the tree keeps what the author wrote."""

import pytest

from tests.syntax.spelled import expression, relations


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("w^l_{jk}", "w_{<j k>}^{l}"),
        ("w_{j,k}^{l}", "w_{j, k}^{l}"),
        ("W^{[l]}", "W^{[l]}"),
        ("a^{[l-1]T}", "a^{<[+l-1] T>}"),
        (r"\sigma'^{[l]}", "sigma'^{[l]}"),
        (r"g^{\prime[l]}", "g'^{[l]}"),
        (r"\sigma^{\prime}", "sigma'"),
        (r"f^{\prime\prime}", "f''"),
        ("{W^{l+1}}^T", "{W^{+l+1}}^{T}"),
        ("(w^l)^T", "(w^{l})^{T}"),
        (r"\delta^{l\,(j)}", "delta^{<l (j)>}"),
        ("{H^1}^T_{im}", "{H^{1}}_{<i m>}^{T}"),
        (r"y^\top_t", "y_{t}^{top}"),
        ("t^*_1", "t_{1}^{*}"),
        ("x^{+}", "x^{+}"),
        ("x_12", "<x_{1} 2>"),
        ("z_k^{(L) - 1}", "z_{k}^{+(L)-1}"),
        (r"W_{(0:n-1,j)}", "W_{(0 : +n-1, j)}"),
        (r"\left(a\right)_{ij}", "(a)_{<i j>}"),
        ("aⱼ⁽ˡ⁻¹⁾", "a_{j}^{(+l-1)}"),
        ("1 + e⁻ᶻ", "+1+e^{-z}"),
        ("σ″(z)", "<sigma'' (z)>"),
        ("ℒ + 𝔤 + 𝛅 + 𝐖 + 𝓛", "+calL+frakg+bold.delta+bold.W+calL"),
        ("∂ℒ/∂𝐚", "partial(calL; bold.a)"),
        ("½ (a − y)²", "<frac(1; 2) (+a-y)^{2}>"),
        ("2 ⅔", "<2 frac(2; 3)>"),
    ],
)
def test_scripts_are_read_in_every_order_and_bracket(formula, tree):
    assert expression(formula) == tree


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        (r"a b", "<a b>"),
        (r"a \cdot b \times c * d", "<a cdot b times c * d>"),
        (r"a \odot b \circ c \otimes d \oslash e", "<a odot b circ c otimes d oslash e>"),
        (r"a - b + c", "+a-b+c"),
        (r"-(1+x)", "-(+1+x)"),
        (r"2 \cdot -x", "<2 cdot -x>"),
        (r"f'(x)", "<f' (x)>"),
        (r"f(x, y)", "<f (x, y)>"),
        (r"0.5x", "<0.5 x>"),
        (r"\frac{a}{b}", "frac(a; b)"),
        (r"\frac12", "frac(1; 2)"),
        (r"{a \over b}", "frac(a; b)"),
        (r"\dfrac{\partial C}{w_{jk}^l}", "frac(<partial C>; w_{<j k>}^{l})"),
        (r"\frac{\sigma(x)}{\partial x}", "frac(<sigma (x)>; <partial x>)"),
        (r"\sqrt{2\pi}", "root[-](<2 pi>)"),
        (r"\sqrt[3]{x}", "root[3](x)"),
        (r"a/b", "<a / b>"),
        (r"a_1, \dots, a_n", "a_{1}, dots, a_{n}"),
        (r"1(x>0)", "<1 (x > 0)>"),
        (r"\{0, 1\}", "{0, 1}"),
        (r"\left\langle a, b \right\rangle", "⟨a, b⟩"),
        (r"\left\{ x + y \right\} z", "<{+x+y} z>"),
        (r"{a + b} c", "<{+a+b} c>"),
    ],
)
def test_operators_and_groups_are_kept(formula, tree):
    assert expression(formula) == tree


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        (r"\frac{\partial C}{\partial w^l_{jk}}", "partial(C; w_{<j k>}^{l})"),
        (r"\frac{dL}{da^{[L]}}", "d(L; a^{[L]})"),
        (r"\frac{\mathrm{d}L}{\mathrm d z}", "d(L; z)"),
        (r"\frac{∂C}{∂a_j}", "partial(C; a_{j})"),
        (r"{\partial E \over \partial u}", "partial(E; u)"),
        (r"\partial C/\partial w^l_{jk}", "partial(C; w_{<j k>}^{l})"),
        (r"dL/dz", "d(L; z)"),
        (r"\partial_w C", "partial(C; w)"),
        (r"\frac{\partial^2 C}{\partial w^2}", "partial2(C; w)"),
        (r"\frac{\partial^2 C}{\partial w \partial b}", "partial(partial(C; b); w)"),
        (r"\frac{\partial \sigma^2}{\partial x_i}", "partial(sigma^{2}; x_{i})"),
        (r"\frac{\partial 1 / \sigma}{\partial x}", "partial(<1 / sigma>; x)"),
        (r"\frac{\partial}{\partial w}(b + \sum_j w o)", "partial((+b+sum[j; -](<w o>)); w)"),
        (r"\frac{\partial}{\partial w} a b + c", "+partial(<a b>; w)+c"),
        (r"2 \frac{d}{dx} \tanh(t)", '<2 d(<"tanh" (t)>; x)>'),
        (r"\frac{\partial L}{\partial x}_{\text{skip}}", 'partial(L; x)_{"skip"}'),
        (r"\nabla_a C \odot x", "<nabla_{a} C odot x>"),
        (r"\nabla_{a}^{C}", "nabla_{a}^{C}"),
        (r"\frac{1}{\frac{\partial}{\partial x}}", "frac(1; frac(partial; <partial x>))"),
    ],
)
def test_derivatives_are_recognised(formula, tree):
    assert expression(formula) == tree


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        (r"\sum_{j=1}^n a_j b_j + c", "+sum[j = 1; n](<a_{j} b_{j}>)+c"),
        (r"\sum_j a_j \sum_k b_k - c", "+sum[j; -](<a_{j} sum[k; -](b_{k})>)-c"),
        (r"\sum\limits_j x", "sum[j; -](x)"),
        (r"\sum_{m, n} x", "sum[m, n; -](x)"),
        (r"\sum_{1 \leq k \leq t} x", "sum[1 <= k <= t; -](x)"),
        (r"\sum_{i \ne j} x", "sum[i != j; -](x)"),
        (r"\sum_j ^{n-1} x", "sum[j; +n-1](x)"),
        (r"∑_j x", "sum[j; -](x)"),
        (r"\sum_k -y_k", "sum[k; -](-y_{k})"),
        (r"-\log \prod_i p_i", '-<"log" prod[i; -](p_{i})>'),
        (r"e^{z_k} / \sum_j e^{z_j}", "<e^{z_{k}} / sum[j; -](e^{z_{j}})>"),
    ],
)
def test_a_sum_reaches_to_the_next_sign(formula, tree):
    assert expression(formula) == tree


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        (r"\hat{y}", "hat.y"),
        (r"\hat y_{mn}", "hat.y_{<m n>}"),
        (r"\hat{x_i}", "hat.x_{i}"),
        (r"\bar{\hat x}", "bar.hat.x"),
        (r"\mathbf{W}^{(l)}", "bold.W^{(l)}"),
        (r"\boldsymbol\delta^{l}", "bold.delta^{l}"),
        (r"\textbf{a}", "bold.a"),
        (r"\vec{x}", "bold.x"),
        (r"{\bf x}", "bold.x"),
        (r"\mathbb{R}^n", "bold.R^{n}"),
        (r"\mathbf{1}(i=j)", "<bold.1 (i = j)>"),
        (r"\mathcal{L}", "calL"),
        (r"\ell", "ell"),
        (r"\varepsilon", "varepsilon"),
        (r"a_{\rm in}", 'a_{"in"}'),
        (r"a_{\text{in}}", 'a_{"in"}'),
        (r"a_{in}", "a_{<i n>}"),
        (r"\operatorname{diag}(z)", '<"diag" (z)>'),
        (r"\mathrm{softmax}(z)", '<"softmax" (z)>'),
        (r"\text{GELU}'_{\text{approx}}(x)", '<"GELU"\'_{"approx"} (x)>'),
        (r"yln(a)", '<y "ln" (a)>'),
        (r"sum(dz)", '<"sum" (<d z>)>'),
        (r"net_j", "<n e t_{j}>"),
        (r"\tanh^2(t)", '<"tanh"^{2} (t)>'),
        (r"ŷ", "hat.y"),
        (r"𝐖 𝑥", "<bold.W x>"),
    ],
)
def test_letters_words_fonts_and_accents(formula, tree):
    assert expression(formula) == tree


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("|x|", "|x|"),
        (r"\|y - a\|^2", "‖+y-a‖^{2}"),
        ("2||a||^2", "<2 ‖a‖^{2}>"),
        (r"\lVert z \rVert", "‖z‖"),
        ("|a| |b|", "<|a| |b|>"),
        ("p(y|x)", "<p (y, x)>"),
        (r"\left|\frac{a}{b}\right|", "|frac(a; b)|"),
    ],
)
def test_bars_open_and_close(formula, tree):
    assert expression(formula) == tree


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} x", "<matrix[a & b | c & d] x>"),
        (
            r"\begin{cases} a & \text{if } i = k \\ 0 & \text{otherwise} \end{cases}",
            'cases[a & i = k | 0 & "otherwise"]',
        ),
        (
            r"\left\{ \begin{array}{rcl} 0 & \mbox{for}& x \le 0\\ 1 & \mbox{for} &x > 0 \\ \end{array}\right.",
            "cases[0 & x <= 0 | 1 & x > 0]",
        ),
        (r"\left[\begin{array}{cc} a & b \end{array}\right]", "matrix[a & b]"),
        (r"\underbrace{x y}_{\delta} z", "<annotated(<x y>; delta) z>"),
        (r"\underbrace{x}_{=1}", "annotated(x; 1)"),
        (r"\underbrace{x} _{=:\delta^2} y", "<annotated(x; delta^{2}) y>"),
        (r"\underbrace{x}_{\text{main path}}", 'annotated(x; "main path")'),
        (r"\underbrace{x}_{\frac{}{}}", "annotated(x; -)"),
    ],
)
def test_grids_and_notes(formula, tree):
    assert expression(formula) == tree


@pytest.mark.parametrize(
    "spacing", [r"a\,b", r"a\ b", r"a~b", r"a\!b", r"a \hspace{0.2cm} b", r"\displaystyle a b", "a\n% comment\nb"]
)
def test_spacing_says_nothing(spacing):
    assert expression(spacing) == "<a b>"


def test_spaces_in_fractions_say_nothing():
    assert expression(r"\frac{ \partial C_0   }{ \partial w^{(L)}  }") == "partial(C_{0}; w^{(L)})"


@pytest.mark.parametrize(
    ("side", "reason"),
    [
        (r"b))", "')' has no partner"),
        (r"\frac{b}{c", "'{' has no partner"),
        (r"\foo b", r"\foo is not known"),
        (r"b \cdot", r"nothing follows '\cdot'"),
        (r"\odot b", r"nothing stands before '\odot'"),
        (r"\sum_j", "nothing follows the sum sign"),
        (r"\frac{}{b}", "nothing stands between the braces"),
        (r"b?", "'?' has no meaning here"),
        ("x ∉ S", "'∉' has no meaning here"),
        ("x ≢ y", "'≢' has no meaning here"),
        ("2½ b", "'½' has no meaning here"),
        ("⅟ b", "'⅟' has no meaning here"),
        ("Ⅳ b", "'Ⅳ' has no meaning here"),
        (r"\left. b \right|_{x=0}", "'|' has no partner"),
    ],
)
def test_a_side_that_cannot_be_read_says_why_and_spares_the_others(side, reason):
    assert relations(f"$$a = {side}$$ $$c = d$$") == [f"a = unreadable: {reason}", "c = d"]
    assert relations(f"$$x = y, {side} = a, c = d$$")[-1] == "c = d"
