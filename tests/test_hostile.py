"""Documents made to break a reader: each ends soon, without a traceback, and the true equation after it is judged."""

import subprocess
import sys
import time

import pytest

from derive.pipeline import Options, check
from derive.source import Source, excerpt
from derive.verdict import Holds

SECONDS = 10.0
"""Processor time, several times what any of these needs; a hang would take for ever."""

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


def judged(document):
    """Return the finding on the true equation, and the processor seconds that the document took."""
    begin = time.process_time()
    report = check(Source("hostile.md", document), Options())
    taken = time.process_time() - begin
    last = [finding for finding in report.findings if excerpt(finding.span) == TRUE]
    return last, taken


def documents():
    for name, formula in FORMULAS.items():
        yield pytest.param(f"{NETWORK}\n$$\n{formula}\n$$\n\nText.\n\n$${TRUE}$$\n", id=name)
    for name, text in DOCUMENTS.items():
        yield pytest.param(f"{NETWORK}\n{text}\n\nText.\n\n$${TRUE}$$\n", id=f"document: {name}")


@pytest.mark.parametrize("document", list(documents()))
def test_the_equation_after_a_hostile_one_is_still_judged_and_soon(document):
    last, taken = judged(document)
    assert len(last) == 1
    assert isinstance(last[0].verdict, Holds)
    assert taken < SECONDS


@pytest.mark.parametrize(
    "arguments",
    [
        ("--layers", "1000000-2"),
        ("--layers", "-".join(["2"] * 2_000)),
        ("--layers", "9" * 5_000),
        ("--layers", "1-" * 9),
    ],
    ids=["a million neurons", "two thousand layers", "too many digits", "no number"],
)
def test_no_network_on_the_command_line_is_too_large(arguments, tmp_path):
    note = tmp_path / "note.md"
    note.write_text(f"{NETWORK}\n$${TRUE}$$\n", encoding="utf-8")
    assert_soon(["verify", str(note), *arguments], (0, 2))


@pytest.mark.parametrize("content", [b"\x00" * 5_000, b"\xff\xfe\xff" * 500, b"$" * 5_000, b"{" * 5_000, b""])
@pytest.mark.parametrize("name", ["note.md", "note.tex", "note.ipynb"])
def test_no_file_on_the_command_line_gives_a_traceback(content, name, tmp_path):
    note = tmp_path / name
    note.write_bytes(content)
    assert_soon(["verify", str(note)], (0, 1, 2))


def assert_soon(arguments, statuses):
    command = [sys.executable, "-m", "derive.cli.main", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode in statuses
