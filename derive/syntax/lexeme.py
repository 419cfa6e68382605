"""A lexeme, and the equation being cut into lexemes."""

import re
from dataclasses import dataclass, field

from derive.read.passage import Equation
from derive.source import Span
from derive.syntax.tree import Tree

TOKEN_LIMIT = 5_000
"""The most lexemes of one equation."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A terminal of the grammar, or of the layout around expressions.

    `kind` is the terminal's name; `tree` is what a GRID or a NOTE stands for.
    """

    kind: str
    text: str
    span: Span
    tree: Tree | None = None


@dataclass(slots=True)
class Lexing:
    """`wanted` counts the arguments that the command before still takes: \\frac12 is one half."""

    equation: Equation
    lexemes: list[Lexeme] = field(default_factory=list)
    wanted: int = 0
    degree_end: int = -1
    closing: dict[int, int] | None = None


_BRACES = re.compile(r"\\[\s\S]|[{}]")
_SPACES = re.compile(r"\s*")
_TAKES = {"SUP": 1, "SUB": 1, "SQRT": 1, "ACCENT": 1, "FONT": 1, "FRAC": 2, "EMBRACE": 1}
_ATOMS = frozenset(("LETTER", "NUMBER", "WORD"))


def emit(lexing: Lexing, kind: str, text: str, start: int, end: int) -> None:
    """Add the lexeme that stands at `start … end-1` of the equation's text."""
    offsets = lexing.equation.offsets
    first, last = offsets[start], offsets[end]
    span = Span(lexing.equation.span.source, min(first, last), max(first, last))
    lexing.lexemes.append(Lexeme(kind, text, span))
    lexing.wanted = max(lexing.wanted - 1, 0) if kind in _ATOMS else _TAKES.get(kind, 0)


def closing_braces(lexing: Lexing) -> dict[int, int]:
    """Return the place of the closing brace of every opening one."""
    if lexing.closing is None:
        lexing.closing, stack = {}, []
        for match in _BRACES.finditer(lexing.equation.text):
            if match.group() == "{":
                stack.append(match.start())
            elif match.group() == "}" and stack:
                lexing.closing[stack.pop()] = match.start()
    return lexing.closing


def group(lexing: Lexing, position: int) -> tuple[str, int]:
    """Return the text of the braced group at `position` and where it ends; an empty text where there is none."""
    spaces = _SPACES.match(lexing.equation.text, position)
    begin = spaces.end() if spaces else position
    end = closing_braces(lexing).get(begin)
    return ("", position) if end is None else (lexing.equation.text[begin + 1 : end], end + 1)
