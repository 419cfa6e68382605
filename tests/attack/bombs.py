"""Bombs: formulas, documents and files made to take all the time or all the memory there is.

Each is small, and the relation after it is true: whatever becomes of the bomb, that one is judged.
"""

import json

NETWORK = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$C = \frac{1}{2} \sum_j (a^L_j - y_j)^2$$
"""
TRUE = r"\frac{\partial C}{\partial b^l_j} = \frac{\partial C}{\partial z^l_j}"


def chain(length):
    return " = ".join(["a^l_j"] * length)


def macros(levels):
    lines = [r"\newcommand{\bombA}{x x x x x x x x x x}"]
    for level in range(levels):
        previous, name = chr(ord("A") + level), chr(ord("B") + level)
        lines.append(rf"\newcommand{{\bomb{name}}}{{" + rf"\bomb{previous} " * 10 + "}")
    return "\n".join(lines) + "\n" + rf"$$a^l_j = \bomb{chr(ord('A') + levels)}$$"


FORMULAS = {
    "deep braces": "a^l_j = " + "{" * 3_000 + "z^l_j" + "}" * 3_000,
    "deep parentheses": "a^l_j = " + "(" * 3_000 + "z^l_j" + ")" * 3_000,
    "parentheses never closed": "a^l_j = " + "(" * 2_000 + "z^l_j",
    "left without right": "a^l_j = " + r"\left(" * 1_000 + "z^l_j",
    "deep fractions": "a^l_j = " + r"\frac{1}{" * 500 + "z^l_j" + "}" * 500,
    "deep scripts": "a^l_j = z" + "^{z" * 500 + "}" * 500,
    "deep functions": "a^l_j = " + r"\sigma(" * 500 + "z^l_j" + ")" * 500,
    "deep roots": "a^l_j = " + r"\sqrt{" * 500 + "z^l_j" + "}" * 500,
    "ninety functions": "a^l_j = " + r"\sigma(" * 90 + "z^l_j" + ")" * 90,
    "slopes of ninety functions": r"\frac{\partial a^l_j}{\partial z^l_j} = \frac{\partial}{\partial z^l_j} "
    + r"\sigma(" * 90
    + "z^l_j"
    + ")" * 90,
    "tower of factorials": "a^l_j = z^l_j!!!!!!!!!!",
    "power of a power": r"a^l_j = x^{10^{10}}",
    "large power of an entry": r"a^l_j = (z^l_j)^{1000000}",
    "power of a sum": r"a^l_j = (z^l_j + b^l_j + a^{l-1}_j + y_j)^{60}",
    "negative power": "a^l_j = 2^{-1000000}",
    "negative power of zero": "a^l_j = 0^{-1}",
    "slope of a number": r"\frac{\partial C}{\partial 2^{-1000000}} = 0",
    "two hundred sums": "a^l_j = " + "".join(rf"\sum_{{k_{{{i}}}}} " for i in range(200)) + "z^l_j",
    "product over a large range": r"a^l_j = \prod_{i=1}^{1000000} z^l_i",
    "sum over a large range": r"a^l_j = \sum_{i=1}^{1000000000} 1",
    "ten thousand terms": "a^l_j = " + " + ".join(["z^l_j"] * 10_000),
    "product of sums": "a^l_j = " + " ".join(["(z^l_j + b^l_j)"] * 60),
    "product of different sums": r"\frac{\partial C}{\partial z^l_j} = "
    + "".join(rf"(z^l_j + {i}b^l_j + a^l_j)" for i in range(1, 30)),
    "thousand products": "a^l_j = " + " ".join(["z^l_j"] * 1_000),
    "thousand relations": chain(1_000),
    "large layer after": r"a^{l+1000000}_j = \sigma(z^{l+1000000}_j)",
    "index zero": r"a^l_0 = \sigma(z^l_0)",
    "negative index": r"a^l_{-1} = \sigma(z^l_{-1})",
    "import": r"a^l_{__import__} = z^l_{__import__}",
    "import spelled": r"a^l_j = \text{__import__}('os').system('true')",
    "operating system": r"a^l_j = \operatorname{os.system}(z^l_j)",
    "evaluation": r"a^l_j = \operatorname{eval}(z^l_j) + \mathrm{exec}(z^l_j)",
    "keywords": r"\text{lambda}^l_j = \text{None} + \text{class} + \lambda^l_j",
    "sympy names": r"S^l_j = N^l_j + I^l_j + E^l_j + Q^l_j + O^l_j + \pi + \beta + \gamma + \zeta(2)",
    "zero below": r"a^l_j = \frac{z^l_j}{0}",
    "zero below by cancelling": r"a^l_j = \frac{z^l_j}{z^l_j - z^l_j}",
    "zero over zero": r"\frac{0}{0} = 1",
    "thirty free indices": "h^l_{abcdefghijklmnopqrstuvwxyzabcd} = "
    + " ".join(f"a^l_{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "twenty-six free indices": " ".join(f"a^l_{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    + " = "
    + " ".join(f"a^l_{letter}" for letter in "zyxwvutsrqponmlkjihgfedcba"),
    "ten derivatives": r"\frac{\partial^{10} C}{\partial (z^l_j)^{10}} = 0",
    "derivative by a derivative": r"\frac{\partial C}{\partial \frac{\partial C}{\partial z^l_j}} = 0",
    "order of a derivative": r"\frac{\partial^{1000000} C}{\partial z^{1000000}} = 0",
    "definition of itself": r"q = q + 1",
    "circle": r"p = q \quad q = r \quad r = p",
    "function of itself": r"f(x) = f(f(x)) + f(x)",
    "function of functions": r"f(x) = x x, \quad g(x) = f(f(f(f(x)))), \quad h(x) = g(g(g(g(x)))), "
    r"\quad a^l_j = h(h(z^l_j))",
    "controls": "a^l_j = \x00\x01\x02\x1b[31mz^l_j\x7f",
    "joined": "a\u200d\u0301\u0301\u0301^l_j = \u202e z^l_j",
    "a thousand accents": "a^l_j = z" + "\u0301" * 1_000,
    "a matrix": r"a^l_j = \begin{pmatrix}" + r"1 & 2 & 3 \\ " * 2_000 + r"\end{pmatrix}",
    "nested matrices": "a^l_j = " + r"\begin{pmatrix} 1 & " * 150 + "2" + r"\end{pmatrix}" * 150,
    "cases": r"a^l_j = \begin{cases}" + r"1 & x > 0 \\ " * 2_000 + r"\end{cases}",
    "unfinished environment": r"\begin{aligned}\begin{aligned}\begin{cases} a^l_j = z^l_j",
    "ampersands": "a^l_j &" * 2_000 + "= z^l_j",
    "line breaks": r"a^l_j \\ " * 2_000 + "= z^l_j",
    "commands": "a^l_j = " + r"\foo\bar\baz" * 500,
    "a long command": "a^l_j = \\" + "x" * 10_000,
    "a long word": r"a^l_j = \text{" + "x" * 15_000 + "}",
    "stars": "a^l_j = z^l_j" + "*" * 3_000 + "b^l_j",
    "signs": "a^l_j = " + "-" * 3_000 + "z^l_j",
    "equals signs": "a^l_j " + "=" * 3_000 + " z^l_j",
    "underscores": "a" + "_" * 3_000 + "j = z",
    "carets": "a" + "^" * 3_000 + "j = z",
    "backslashes": "\\" * 9_999,
    "empty": "=",
}

DOCUMENTS = {
    "macro of itself": r"\newcommand{\loop}{\loop \loop}" + "\n$$a^l_j = \\loop$$",
    "macros of each other": r"\def\ping{\pong}\def\pong{\ping}" + "\n$$a^l_j = \\ping$$",
    "macro bomb": macros(9),
    "macro with arguments": r"\newcommand{\twice}[1]{#1 #1}" + "\n$$a^l_j = " + r"\twice{" * 40 + "z" + "}" * 40 + "$$",
    "a line of five megabytes": "x" * 4_900_000,
    "five megabytes of dollars": "$" * 1_000_000,
    "five megabytes of dollars apart": "$ " * 500_000,
    "brackets": "[" * 200_000 + "]" * 200_000,
    "tables": "|" * 200_000,
    "quotes": "> " * 200_000,
    "fences": "```\n" * 100_000 + "\n",
    "environments": r"\begin{align}" * 50_000,
    "lists": "\n".join(" " * (i % 50) + "- $a = b$" for i in range(3_000)),
    "stars of emphasis": "*_" * 200_000,
    "html": "<div>" * 100_000,
    "headings": "# " * 100_000 + "\n" + "# a\n" * 20_000,
    "controls": "\x00" * 10_000 + "\n",
    "surrogates": "\ud800" * 1_000 + "\n",
    "ends of lines": "\r" * 20_000 + "\u2028" * 1_000 + "\n",
}


MORE_FORMULAS = {
    "tower of nines": r"a^l_j = 9^{9^{9^{9}}}",
    "power tower of a letter": "a^l_j = " + "z^{" * 90 + "z" + "}" * 90,
    "binomial tower": r"((((((z^l_j + b^l_j)^{64})^{64})^{64})^{64})^{64})^{64} = z^l_j",
    "square of a long sum": "a^l_j = (" + " + ".join(f"x_{{{i}}}" for i in range(300)) + ")^{8}",
    "a layer of nine digits": r"a^{(999999999)}_j = z^{(999999999)}_j",
    "a layer far below the last": r"a^{L-999999999}_j = \sigma(z^{L-999999999}_j)",
    "an index of nine digits": r"a^l_{999999999} = z^l_{999999999}",
    "a thousand primes": r"a^l_j = \sigma" + "'" * 1_000 + "(z^l_j)",
    "thirty operators": r"a^l_j = " + r"\frac{\partial}{\partial z^l_j}" * 30 + r"\sigma(z^l_j)",
    "thirteen sums of one body": "a^l_j = " + "".join(rf"\sum_{{{x}}} w^l_{{j{x}}}" for x in "mnopqrstuvxyz"),
    "twelve layer letters": "".join(f"b^{x}_j" for x in "acdefghimnop") + " = " + "".join(f"z^{x}_j" for x in "acdefg"),
    "ten thousand digits": "a^l_j = " + "7" * 10_000 + " z^l_j",
    "ten thousand decimals": "a^l_j = 0." + "3" * 10_000,
    "a layer of many digits": "a^{" + "7" * 5_000 + "}_j = 1",
    "an unpaired surrogate": "a^l_j = \ud800 z^l_j",
    "a matrix of a million cells": r"a^l_j = \begin{pmatrix}" + "&" * 9_000 + r"\\" * 4_000 + r"\end{pmatrix}",
    "a wide matrix times a tall one": r"a^l = \begin{bmatrix}"
    + "1 & " * 800
    + r"1 \end{bmatrix} \begin{bmatrix}"
    + r"1 \\ " * 800
    + r"1 \end{bmatrix} z^l",
    "a thousand factors in brackets": "a^l_j = " + "(z^l_j + 1)" * 1_000,
    "quotients of quotients": "a^l_j = " + r"\frac{z^l_j + 1}{b^l_j + " * 60 + "1" + "}" * 60,
    "sums in sums": "a^l_j = "
    + "".join(rf"\sum_{{k_{{{i}}}}} w^l_{{j k_{{{i}}}}} (" for i in range(40))
    + "1"
    + ")" * 40,
    "a cost to the tenth": r"\frac{\partial C^{10}}{\partial z^l_j} = C^{10} C^{10} C^{10}",
    "norms of norms": "a^l_j = " + r"\|" * 500 + "z^l" + r"\|" * 500,
    "bars": "a^l_j = " + "|" * 3_001 + "z",
    "a chain of derivatives": r"\frac{\partial C}{\partial z^l_j} = "
    + r"\frac{\partial C}{\partial z^L_k} \frac{\partial z^L_k}{\partial a^{L-1}_m} " * 60
    + "1",
    "sixty layers down by name": r"\frac{\partial C}{\partial w^{L-60}_{jk}} = a^{L-61}_k "
    r"\frac{\partial C}{\partial z^{L-60}_j}",
    "accents on accents": "a^l_j = " + r"\hat{" * 90 + "z" + "}" * 90,
    "braces under braces": "a^l_j = " + r"\underbrace{" * 90 + "z^l_j" + "}_{x}" * 90,
    "quantifiers": r"a^l_j = z^l_j \quad " + r"\forall j \in \{1, \dots, n_l\}, " * 300,
    "tags": "a^l_j = z^l_j " + r"\tag{1}" * 1_000,
    "text in text": "a^l_j = " + r"\text{$" * 300 + "z" + "$}" * 300,
    "alternating brackets": "a^l_j = " + "([" * 1_000 + "z" + ")]" * 1_000,
    "a hundred primes on a hundred letters": "a^l_j = " + " ".join("z" + "'" * 100 for _ in range(100)),
    "factorials of sums": r"a^l_j = (\sum_k 1000000000!)!",
    "an integral": r"a^l_j = " + r"\int_0^1 " * 500 + "z^l_j dz",
}


def parameters(arguments):
    return rf"\newcommand{{\many}}[9]{{{'#1#2#3#4#5#6#7#8#9' * 500}}}" + "\n$$a^l_j = " + r"\many" * arguments + "$$"


MORE_DOCUMENTS = {
    "macros of nine arguments": parameters(60),
    "macro in its own argument": r"\newcommand{\f}[1]{#1#1}" + "\n$$a^l_j = " + r"\f{" * 60 + "z" + "}" * 60 + "$$",
    "ten thousand macros": "\n".join(rf"\newcommand{{\m{'x' * (i % 90)}}}{{{i}}}" for i in range(10_000)),
    "a macro of a million letters": r"\newcommand{\long}{" + "z" * 1_000_000 + "}\n$$a^l_j = \\long$$",
    "five thousand true formulas in a row": "\n".join(f"$x_{{{i}}} = {i}$" for i in range(5_000)),
    "a thousand layers by number": "\n".join(f"$$h_{{{i + 1}}} = f(h_{{{i}}})$$" for i in range(1_000)),
    "five hundred definitions of one another": "\n".join(
        f"$p_{{{i}}} = p_{{{i + 1}}} + p_{{{i + 2}}}$" for i in range(500)
    ),
    "doubling definitions": "\n".join(f"$$u_{{{i + 1}}} = u_{{{i}}} u_{{{i}}} + u_{{{i}}}$$" for i in range(60)),
    "doubling functions": "$$f_0(x) = x x$$\n" + "\n".join(f"$$f_{i + 1}(x) = f_{i}(f_{i}(x))$$" for i in range(40)),
    "entities": "&amp;" * 200_000,
    "remarks": "<!-- derive: ignore[D201] -->\n" * 20_000,
    "declarations": "<!-- derive: let sigma = " + "x" * 100_000 + " -->\n",
    "half a remark": "<!-- " * 100_000,
    "a table of formulas": "| $a = b$ " * 3_000 + "|\n",
    "links": "[a](" * 50_000,
    "backticks": "".join("`" * (i % 300) + " " for i in range(3_000)),
    "escapes": "\\$" * 200_000,
    "front matter": "---\n" + "a: b\n" * 50_000 + "---\n",
}


def notebook(*cells):
    """Return a notebook with these Markdown cells, the network before them and the true equation after."""
    sources = [NETWORK, *cells, f"$${TRUE}$$"]
    found = [{"cell_type": "markdown", "metadata": {}, "source": [source]} for source in sources]
    return json.dumps({"cells": found, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def nested(depth):
    """Return a notebook whose metadata are nested so deep."""
    return notebook().replace('"metadata": {}, "nbformat"', f'"metadata": {"[" * depth}{"]" * depth}, "nbformat"')


JUDGED_FILES = {
    "a cell of four megabytes.ipynb": notebook("x" * 4_000_000),
    "ten thousand cells.ipynb": notebook(*["$a = b$"] * 3_000),
    "unpaired surrogates.ipynb": notebook("\ud800 \udfff $a = \ud800$"),
    "a nul.ipynb": notebook("\x00$a = b$\x00"),
    "a bomb in a cell.ipynb": notebook(f"$${FORMULAS['product of sums']}$$"),
    "a figure of three megabytes.ipynb": notebook().replace(
        '"nbformat"', '"attachments": {"a": "' + "QUJD" * 750_000 + '"}, "nbformat"'
    ),
    "itself.tex": NETWORK + r"\input{itself} \include{itself} \input{../itself} \input{/etc/passwd}" + f"\n$${TRUE}$$",
    "conditionals.tex": NETWORK + r"\iffalse " * 20_000 + r"\fi " * 20_000 + f"\n$${TRUE}$$\n",
    "directives.rst": NETWORK + "\n" + ".. x::\n\n" * 30_000 + f"\n$${TRUE}$$\n",
    "blocks.org": NETWORK + "\n" + "#+begin_quote\n" * 20_000 + "#+end_quote\n" * 20_000 + f"\n$${TRUE}$$\n",
}
"""Files whose last relation is judged."""

REFUSED_FILES = {
    "deep.ipynb": nested(100_000),
    "deep objects.ipynb": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "a number of a million digits.ipynb": '{"cells": [], "nbformat": ' + "9" * 1_000_000 + "}",
    "cut off.ipynb": notebook()[:-30],
    "no cells.ipynb": "[]",
    "nul.md": NETWORK + "\x00" + f"$${TRUE}$$",
    "six megabytes.md": "x" * 6_000_000,
}
"""Files that are no documents at all: each is told of, and the other files are checked."""


def bombs():
    """Yield names and documents: the network, a bomb, and a true equation."""
    for name, formula in {**FORMULAS, **MORE_FORMULAS}.items():
        yield name, f"{NETWORK}\n$$\n{formula}\n$$\n\nText.\n\n$${TRUE}$$\n"
    for name, text in {**DOCUMENTS, **MORE_DOCUMENTS}.items():
        yield f"document: {name}", f"{NETWORK}\n{text}\n\nText.\n\n$${TRUE}$$\n"
