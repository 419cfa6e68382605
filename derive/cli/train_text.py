"""Equations on one line of a terminal."""

import sys

from derive.cli.output import is_unicode
from derive.read.read import read
from derive.report.page import one_line
from derive.report.plane.alphabet import ASCII, UNICODE
from derive.report.plane.linear import linear, relation_sign
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.syntax.tree import Mention, Relation


def typeset(latex: str) -> str:
    """Return the equation with raised and lowered letters; as it is written where it cannot be read alone."""
    alphabet = UNICODE if is_unicode(sys.stdout) else ASCII
    statements = parse_document(read(Source("equation.md", f"$${latex}$$"))).statements
    texts: list[str] = []
    for statement in statements:
        match statement:
            case Mention(tree):
                texts.append(linear(tree, alphabet))
            case Relation(left, name, right, chain):
                start = "" if chain and texts else linear(left, alphabet)
                texts.append(f"{start} {relation_sign(name, alphabet)} {linear(right, alphabet)}")
    return " ".join("".join(texts).split()) or one_line(latex)
