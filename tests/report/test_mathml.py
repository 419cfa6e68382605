import pytest

from derive.read.read import read
from derive.report.markup import as_html
from derive.report.mathml import marked, math, mathml, relation_math, tree_math
from derive.source import Source
from derive.suggest.sites import sites
from derive.syntax.parse import parse_document
from derive.syntax.spell import read_side
from derive.syntax.tree import Letter, Relation

LEAVES = {"mi", "mn", "mo", "mtext", "mspace"}
SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
TAGS = LEAVES | SCRIPTS | {"math", "mrow", "mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "merror"}


def plain(element):
    """Return the element as `tag(…)`, rows and leaves as what is in them."""
    inside = [plain(child) for child in element]
    if element.tag in ("mi", "mn", "mo", "mtext"):
        return element.text
    if element.tag in ("mrow", "math"):
        return " ".join(inside)
    return f"{element.tag}({', '.join(inside)})"


def shown(latex):
    return plain(mathml(read_side(latex)))


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("z^l_j", "msubsup(z, j, l)"),
        ("w_{jk}", "msub(w, j k)"),
        ("w_{j,k}", "msub(w, j , k)"),
        (r"a^{(L-1)}", "msup(a, ( L − 1 ))"),
        (r"\frac{1}{n}", "mfrac(1, n)"),
        (r"\frac{\partial C}{\partial w}", "mfrac(∂ C, ∂ w)"),
        (r"\frac{\partial^2 C}{\partial w^2}", "mfrac(msup(∂, 2) C, ∂ msup(w, 2))"),
        (r"\frac{\partial}{\partial w} C", "mfrac(∂, ∂ w) C"),
        (r"\partial C / \partial w", "∂ C / ∂ w"),
        (r"\partial_w C", "msub(∂, w) C"),
        (r"\frac{dC}{dw}", "mfrac(d C, d w)"),
        (r"\sum_{k=1}^{n} x_k", "munderover(∑, k = 1, n) msub(x, k)"),
        (r"\prod_k x_k", "munder(∏, k) msub(x, k)"),
        (r"\sigma'(z)", "σ ′ ( z )"),
        (r"\sigma'^{[l]}(z)", "msup(σ ′, [ l ]) ( z )"),
        (r"a \odot b \cdot c \times d", "a ⊙ b ⋅ c × d"),
        (r"-a + b - c", "− a + b − c"),
        (r"\hat{y}", "mover(y, ^)"),
        (r"\bar{a} + \ddot{b}", "mover(a, ¯) + mover(b, ¨)"),
        (r"\mathbf{W} \boldsymbol{\sigma} \boldsymbol{\Sigma}", "𝐖 𝝈 𝚺"),
        (r"\mathcal{L} \mathfrak{g} \mathfrak{H} \ell \nabla", "ℒ 𝔤 ℌ ℓ ∇"),
        (r"\lVert v \rVert^2", "msup(‖ v ‖, 2)"),
        (r"\{a, b\}", "{ a , b }"),
        (r"p(y|x)", "p ( y | x )"),
        (r"\sqrt{x} + \sqrt[3]{y}", "msqrt(x) + mroot(y, 3)"),
        (r"\log x", "log mspace() x"),
        (r"\frac{a}{b} \frac{c}{d}", "mfrac(a, b) mspace() mfrac(c, d)"),
        (r"\operatorname{diag}(v)", "diag ( v )"),
        (r"\underbrace{a}_{b}", "munder(munder(a, ⏟), b)"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "( mtable(mtr(mtd(a), mtd(b)), mtr(mtd(c), mtd(d))) )"),
        (r"\begin{bmatrix} 1 \end{bmatrix}", "[ mtable(mtr(mtd(1))) ]"),
        (r"\begin{matrix} 1 \end{matrix}", "mtable(mtr(mtd(1)))"),
        (r"\begin{cases} x \\ 0 \end{cases}", "{ mtable(mtr(mtd(x)), mtr(mtd(0)))"),
        (r"x^*", "msup(x, ∗)"),
        (r"W^\top", "msup(W, ⊤)"),
    ],
)
def test_a_formula_is_set_as_its_author_wrote_it(latex, expected):
    assert shown(latex) == expected


def test_signs_in_scripts_stand_close_and_others_do_not():
    script = mathml(read_side("a^{l-1}")).find(".//mo")
    assert (script.text, script.get("lspace"), script.get("rspace")) == ("−", "0", "0")
    assert mathml(read_side("a-1")).find(".//mo").get("lspace") is None


def test_brackets_grow_around_what_is_tall_and_nowhere_else():
    assert mathml(read_side("(a - b)")).find("mo").get("stretchy") == "false"
    assert mathml(read_side(r"(\frac{a}{b})")).find("mo").get("stretchy") is None
    assert mathml(read_side(r"\left(a\right)")).find("mo").get("stretchy") is None


def test_upright_letters_are_not_slanted_by_the_browser():
    upright = [
        mathml(read_side(latex)).get("mathvariant") for latex in (r"\partial", r"\Gamma", r"\infty", "w", r"\sigma")
    ]
    assert upright == ["normal", "normal", "normal", None, None]


@pytest.mark.parametrize(
    ("typed", "sign"),
    [("=", "="), (":=", "≔"), (r"\equiv", "≡"), (r"\triangleq", "≜"), (r"\approx", "≈"), (r"\to", "→")],
)
def test_a_relation_has_the_sign_that_stands_in_the_source(typed, sign):
    statements = parse_document(read(Source("x.md", f"$$a {typed} b$$"))).statements
    relation = next(found for found in statements if isinstance(found, Relation))
    assert plain(relation_math(relation)) == f"a {sign} b"


def test_what_cannot_be_read_stands_there_as_typed():
    tree = read_side(r"\heartsuit < ")
    assert [(part.tag, part.text) for part in tree_math(tree).iter("mtext")] == [("mtext", r"\heartsuit <")]


def test_a_formula_nested_too_deeply_for_a_browser_is_shown_as_its_source():
    latex = "(" * 90 + "a" + ")" * 90
    assert plain(math((read_side(latex),), "", True)) == f"merror({latex})"


def test_markup_in_a_formula_is_text():
    written = as_html(tree_math(read_side(r"\text{<script>alert(1)</script>}")))
    assert "<script" not in written and "&lt;script&gt;" in written


def test_one_part_of_a_formula_can_be_marked():
    tree = read_side("a + b")
    part = next(node for _, node in sites(tree) if isinstance(node, Letter) and node.name == "b")
    assert [plain(found) for found in tree_math(marked(tree, part)).iterfind(".//mrow[@class='marked']")] == ["b"]


def test_only_elements_of_mathml_core_are_used(root):
    notes = sorted([*(root / "tests/notes").glob("*.md"), *(root / "equations").glob("*.md")])
    found = set()
    for note in notes:
        for statement in parse_document(read(Source(note.name, note.read_text()))).statements:
            if isinstance(statement, Relation):
                found |= {part.tag for part in relation_math(statement).iter()}
    assert found <= TAGS and {"msubsup", "mfrac", "munder"} <= found
