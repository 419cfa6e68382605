"""Dialects of Markdown: what each site generator and each editor takes for mathematics."""

import pytest

from derive.read.read import read
from derive.source import Source


def formulas(text, path="note.md"):
    return [equation.text.strip() for equation in read(Source(path, text)).equations]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```math\na = b\n```", ["a = b"]),
        ("> ```math\n> a = b\n> ```", ["a = b"]),
        ("- item\n\n  ```math\n  a = b\n  ```", ["a = b"]),
        ("```math\na = b\n\nc = d\n```", ["a = b", "c = d"]),
        ("$`a = b`$ and $`c_1 = d`$", ["a = b", "c_1 = d"]),
        ("kramdown: let $$a = b$$ in running text, $$c = d$$.", ["a = b", "c = d"]),
        (r"Hugo: \\(a = b\\) and \\[c = d\\]", ["a = b", "c = d"]),
        ("{{< katex >}}\na = b\n{{< /katex >}}\n\n{{< katex display >}}c = d{{< /katex >}}", ["a = b", "c = d"]),
        ("{{% math %}}\n$$\na = b\n$$\n{{% /math %}}", ["a = b"]),
        ("{% katex %}a = b{% endkatex %}", ["a = b"]),
        ("{% raw %}$$a = {{b}}$${% endraw %}", ["a = {{b}}"]),
        ("Quarto:\n\n$$\na = b\n$$ {#eq-x}\n\nsee @eq-x", ["a = b"]),
        (":::{math}\n:label: one\na = b\n:::", ["a = b"]),
        ("::::{math}\na = b\n\nc = d\n::::", ["a = b", "c = d"]),
        ("```{math}\n:label: my-eq\n\na = b\n```", ["a = b"]),
        ("```{math}\n---\nlabel: eq\n---\na = b\n```", ["a = b"]),
        ("with {math}`a = b` and {math}``c = d``", ["a = b", "c = d"]),
        ("> [!note] Title\n> $$\n> a = b\n> $$", ["a = b"]),
        ("!!! note\n\n    $a = b$", ["a = b"]),
        ("1. item\n\n    $a = b$\n\n- item\n\n    $c = d$", ["a = b", "c = d"]),
        ("| $a = b$ | $|x| = c$ |", ["a = b", "|x| = c"]),
        (
            '<script type="math/tex">a = b</script> <script type="math/tex; mode=display">c = d</script>',
            ["a = b", "c = d"],
        ),
        ("```latex\n\\frac{a}{b} = c\n```", [r"\frac{a}{b} = c"]),
        ("$$\r\na = b\r\n$$\r\n", ["a = b"]),
    ],
)
def test_each_dialect_marks_mathematics_in_its_own_way(text, found):
    assert formulas(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: $c = d$\n...",
        "\ufeff---\ntitle: $c = d$\n---",
        "---\r\ntitle: $c = d$\r\n---",
        '+++\ntitle = "$c = d$"\n+++',
        '{\n"title": "$c = d$"\n}',
        "%%\n$c = d$\n\n$e = f$\n%%",
        "text %% $c = d$ %% text",
        "text\n\n    x = $c = d$\n",
        "{% highlight sh %}\necho $c = $d\n{% endhighlight %}",
        '{{< figure src="a.png" caption="cost $c = d$" >}}',
        '{% include figure.html caption="$c = d$" %}',
        "[x]: http://example.org/$c=d$",
        "<http://example.org/$c=d$>",
        "```{r, echo=FALSE}\nx <- df$c = df$d\n```",
        "`r x$c = z$d`",
        "<textarea>$c = d$</textarea>",
        "<p data-formula='$c = d$'>",
        "```latex\n\\documentclass{article}\n\\usepackage{x}\n```",
    ],
)
def test_front_matter_code_remarks_and_attributes_hold_no_formulas(text):
    assert formulas(text + "\n\n$a = b$") == ["a = b"]


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n$a = b$\n\n---\n",
        "50%% of $a = b$, and 20%% of it\n",
        "%% a remark that never ends\n\n$a = b$",
        "    \n$a = b$",
        "::: note\n$a = b$\n:::",
        ":::\n$a = b$\n:::",
        "{{ page.title }} $a = b$ {{ x }}",
        "{{< unknown >}}$a = b$",
        "https://example.org $a = b$",
    ],
)
def test_what_only_looks_like_front_matter_or_code_hides_nothing(text):
    assert formulas(text) == ["a = b"]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 = 5 dollars and $10 = 10.",
        "It is $5/month, that is $60/year. So $a=b$",
        "She pays $1,000 + $2,000 = $3,000 for $a=b$",
        "US$5 to US$10 and $a=b$",
        r"\$5 = five and \$6, $a=b$",
    ],
)
def test_amounts_of_money_are_no_formulas_even_with_signs_between_them(text):
    assert formulas(text) == (["a=b"] if "a=b" in text else [])


@pytest.mark.parametrize("text", ["$2 = a$", "$5x = 10$.", "$ 2 = a $ and more", "$10^2 = 100$ and"])
def test_a_formula_that_begins_with_a_number_is_no_money(text):
    assert len(formulas(text)) == 1
