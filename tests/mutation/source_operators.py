"""Mutants of the LaTeX of a relation: one slip of the pen.

An operator yields edits (start, end, replacement) of a formula; what it deletes or puts in is what people mistype.
"""

import re
from itertools import pairwise

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+|[^\s]")
SCRIPT = r"(?:\{[^{}]*\}|[A-Za-z0-9])"


def tokens(text):
    """Return the tokens of a formula as (start, end)."""
    return [match.span() for match in TOKEN.finditer(text)]


def substitutions(pattern, *replacements):
    """Return an operator that replaces every match, by each replacement in turn."""
    compiled = re.compile(pattern)

    def operator(text):
        for match in compiled.finditer(text):
            for replacement in replacements:
                yield match.start(), match.end(), match.expand(replacement)

    return operator


def exchange_subscripts(text):
    for match in re.finditer(r"_\{([A-Za-z])(\s*,?\s*)([A-Za-z])\}", text):
        yield match.start(), match.end(), f"_{{{match[3]}{match[2]}{match[1]}}}"


def other_subscript(text):
    letters = list(dict.fromkeys(re.findall(r"_\{?([a-z])", text)))
    for match in re.finditer(r"(?<=_)[a-z](?![a-z])|(?<=_\{)[a-z]|(?<=[a-z,])[a-z](?=\})", text):
        for letter in [*letters, "m"]:
            if letter != match[0]:
                yield match.start(), match.end(), letter


def other_letter(text):
    known = ("w", "b", "z", "a", r"\delta", "y", "o", "C", "E")
    used = [letter for letter in known if re.search(re.escape(letter) + r"(?![A-Za-z])", text)]
    for match in re.finditer(r"(?<![\\A-Za-z_^{])([abowyzCE]|\\delta)(?![A-Za-z])|(?<=[{(])([abowyzCE])(?=[_^])", text):
        for letter in used:
            if letter != match[0]:
                yield match.start(), match.end(), letter


def exchange_fraction(text):
    for match in re.finditer(r"\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", text):
        yield match.start(), match.end(), f"\\frac{{{match[2]}}}{{{match[1]}}}"


def drop_fraction(text):
    for match in re.finditer(r"\\frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", text):
        yield match.start(), match.end(), ""


def drop_token(text):
    for start, end in tokens(text):
        yield start, end, " "


def exchange_tokens(text):
    found = tokens(text)
    for (a, b), (c, d) in pairwise(found):
        if text[a:b] != text[c:d]:
            yield a, d, text[c:d] + " " + text[a:b]


def double_token(text):
    for start, end in tokens(text):
        yield start, end, text[start:end] + " " + text[start:end]


def other_token(text):
    """Another token of the same formula in its place."""
    found = tokens(text)
    for number, (start, end) in enumerate(found):
        c, d = found[(number * 7 + 3) % len(found)]
        if text[c:d] != text[start:end]:
            yield start, end, text[c:d] + " "


OPERATORS = {
    "drop prime": substitutions(r"'|\^\\prime", ""),
    "add prime": substitutions(r"(\\sigma|g_o|g)(?=['(])", r"\1'"),
    "exchange subscripts": exchange_subscripts,
    "other subscript": other_subscript,
    "drop subscript": substitutions(r"_" + SCRIPT, ""),
    "drop layer": substitutions(r"\^" + SCRIPT, ""),
    "layer before for this one": substitutions(r"\^(?:\{([lLkK])\}|([lLkK]))(?![A-Za-z])", r"^{\1\2-1}", r"^{\1\2+1}"),
    "parenthesised layer before": substitutions(r"\^\{\(([lLkK])\)\}", r"^{(\1-1)}", r"^{(\1+1)}"),
    "this layer for its neighbour": substitutions(r"([lLkK])\s*[-+]\s*\d", r"\1"),
    "neighbour on the other side": substitutions(r"([lLkK])\s*-\s*(\d)", r"\1+\2", r"\1-\g<2>0"),
    "output layer for a letter": substitutions(r"(?<=[\^{(])[lk](?=[-+ })_]|$)", "L", "K"),
    "letter for the output layer": substitutions(r"(?<=[\^{(])[LK](?=[-+ })_]|$)", "l", "k"),
    "drop transpose": substitutions(r"\^\{?\\?[T](?:op)?\}?", ""),
    "drop hadamard": substitutions(r"\\odot", " ", r"\\cdot"),
    "add hadamard": substitutions(r" \* |\\cdot", r"\\odot"),
    "flip sign": substitutions(r"(?<![lLkK])\s*([-+])\s*(?!\d)", " MINUSPLUS "),
    "lead with a minus": substitutions(r"(?<==)|(?<=&=)", " -"),
    "drop sum": substitutions(r"\\sum(?:_" + SCRIPT + r")?(?:\^(?:\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}|\w))?", ""),
    "drop bounds of a sum": substitutions(r"(?<=\\sum)_" + SCRIPT, ""),
    "other index of a sum": substitutions(r"(?<=\\sum_)(?:\{[a-z]|[a-z])(?=[\s=}])", "m", "{m}"),
    "other number": substitutions(r"(?<![-+\d])\d(?!\d)", "3", "1", "0"),
    "other letter": other_letter,
    "other derivative": substitutions(r"(?<=\\partial )([zawbo])(?=[\^_])", "a", "z", "b", "C"),
    "exchange fraction": exchange_fraction,
    "drop fraction": drop_fraction,
    "residual reversed": substitutions(r"\(([^()]*?)\s-\s([^()]*?)\)", r"(\2 - \1)", r"(\1 + \2)", r"\1", r"\2"),
    "drop target": substitutions(r"\s*[-+]\s*(?:y(?:_\{?j\}?)?|b(?:[_^]" + SCRIPT + r"){1,2})", ""),
    "function for argument": substitutions(r"(\\sigma|g)('?)\(", "(", r"\1\2 ", r"\\tanh("),
    "drop token": drop_token,
    "exchange tokens": exchange_tokens,
    "double token": double_token,
    "other token": other_token,
}


def source_mutants(text, operator):
    """Return the distinct formulas that one use of the operator gives."""
    found = {}
    for start, end, replacement in OPERATORS[operator](text):
        if "MINUSPLUS" in replacement:
            sign = "+" if "-" in text[start:end] else "-"
            replacement = replacement.replace("MINUSPLUS", sign)
        mutant = text[:start] + replacement + text[end:]
        if "".join(mutant.split()) != "".join(text.split()):
            found.setdefault(mutant)
    return list(found)
