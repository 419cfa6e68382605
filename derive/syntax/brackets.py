"""Which bracket closes which, and which bar opens: settled before the grammar sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.read.passage import names
from derive.source import Span
from derive.syntax.lexeme import Lexeme
from derive.syntax.product import UnreadableError

DEPTH_LIMIT = 100
"""The deepest nesting of brackets."""

_SPELLED = {"(": ("(", ")"), "[": ("[", "]"), "{": ("\\{", "\\}"), "⟨": ("\\langle", "\\rangle"), "|": ("|", "|")}
_ENDS_OPERAND = names("LETTER NUMBER WORD TEXT CLOSE RBRACE PRIME GRID NOTE DOT DEGREE_END")


@dataclass(frozen=True, slots=True)
class Supplied:
    """A bracket that the author forgot, and where it was supplied."""

    sign: str
    span: Span


@dataclass(frozen=True, slots=True)
class Partners:
    """`partner[i]` is the place of the bracket that belongs to bracket i; `lone` are those without, in order."""

    partner: dict[int, int]
    lone: tuple[int, ...]


def partners(lexemes: Sequence[Lexeme]) -> Partners:
    """Return which bracket belongs to which; a pair of braces never crosses a pair of brackets.

    A closing bracket takes the last open one of its own shape, or else the last open one: [0, 1).
    """
    partner: dict[int, int] = {}
    lone: list[int] = []
    stack: list[int] = []
    for i, lexeme in enumerate(lexemes):
        if lexeme.kind in ("LBRACE", "OPEN"):
            stack.append(i)
        elif lexeme.kind in ("RBRACE", "CLOSE"):
            opener = _opener(lexemes, stack, lexeme)
            if opener is None:
                lone.append(i)
                continue
            while stack[-1] != opener:
                lone.append(stack.pop())
            stack.pop()
            partner[i], partner[opener] = opener, i
    return Partners(partner, tuple(sorted((*lone, *stack))))


def _opener(lexemes: Sequence[Lexeme], stack: list[int], closing: Lexeme) -> int | None:
    """Look down the stack, at most DEPTH_LIMIT levels."""
    nearest = None
    for i in reversed(stack[-DEPTH_LIMIT:]):
        opening = lexemes[i]
        if closing.kind == "RBRACE":
            if opening.kind == "LBRACE":
                return i
            continue
        if opening.kind == "LBRACE":
            return nearest
        if opening.text == closing.text or "." in (opening.text, closing.text):
            return i
        nearest = i if nearest is None else nearest
    return nearest


def balanced(lexemes: list[Lexeme]) -> tuple[list[Lexeme], Supplied | None]:
    """Return the lexemes with every bracket closed; one forgotten bracket is supplied at the start or end of its group.

    Raises UnreadableError when more is missing.
    """
    lexemes = _without_invisible(lexemes)
    paired = partners(lexemes)
    supplied = None
    if paired.lone:
        lexemes, supplied = _completed(lexemes, paired)
    depth = 0
    for lexeme in lexemes:
        if lexeme.kind in ("LBRACE", "OPEN"):
            depth += 1
            if depth > DEPTH_LIMIT:
                raise UnreadableError(f"brackets nested more than {DEPTH_LIMIT} deep", lexeme.span)
        elif lexeme.kind in ("RBRACE", "CLOSE"):
            depth -= 1
    return lexemes, supplied


def _without_invisible(lexemes: list[Lexeme]) -> list[Lexeme]:
    r"""Leave out \left. and \right. that only help to break a line; one at the end of a grid closes its bracket."""
    out: list[Lexeme] = []
    for lexeme in lexemes:
        invisible = lexeme.text == "." and lexeme.kind in ("OPEN", "CLOSE")
        closes_grid = lexeme.kind == "CLOSE" and [found.kind for found in out[-2:]] == ["OPEN", "GRID"]
        if not invisible or closes_grid:
            out.append(lexeme)
    return out


def _completed(lexemes: list[Lexeme], paired: Partners) -> tuple[list[Lexeme], Supplied]:
    first = lexemes[paired.lone[0]]
    if len(paired.lone) > 1 or first.kind not in ("OPEN", "CLOSE") or first.text not in "([":
        raise UnreadableError(f"'{_sign(first)}' has no partner", first.span)
    begin, end = _enclosing(lexemes, paired, paired.lone[0])
    if first.kind == "CLOSE":
        place = Span(first.span.source, lexemes[begin].span.start, lexemes[begin].span.start)
        lexemes = [*lexemes[:begin], Lexeme("OPEN", first.text, place), *lexemes[begin:]]
        return lexemes, Supplied(_SPELLED[first.text][0], first.span)
    place = Span(first.span.source, lexemes[end - 1].span.end, lexemes[end - 1].span.end)
    lexemes = [*lexemes[:end], Lexeme("CLOSE", first.text, place), *lexemes[end:]]
    return lexemes, Supplied(_SPELLED[first.text][1], first.span)


def _enclosing(lexemes: list[Lexeme], paired: Partners, i: int) -> tuple[int, int]:
    """Return the first lexeme inside the group around lexeme i, and the end of that group."""
    begin = i
    while begin > 0:
        before = lexemes[begin - 1]
        if before.kind in ("RBRACE", "CLOSE"):
            begin = paired.partner[begin - 1]
        elif before.kind in ("LBRACE", "OPEN"):
            return begin, paired.partner[begin - 1]
        else:
            begin -= 1
    return 0, len(lexemes)


def _sign(lexeme: Lexeme) -> str:
    if lexeme.kind in ("LBRACE", "RBRACE"):
        return "{" if lexeme.kind == "LBRACE" else "}"
    opening, closing = _SPELLED.get(lexeme.text, (lexeme.text, lexeme.text))
    return opening if lexeme.kind == "OPEN" else closing


def with_bars(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Return the lexemes with every bar turned into an opening or a closing one; p(y|x) has a bar that is neither."""
    if all(lexeme.kind != "BAR" for lexeme in lexemes):
        return lexemes
    remaining = _remaining(lexemes)
    out: list[Lexeme] = []
    levels: list[dict[str, bool]] = [{}]
    for i, lexeme in enumerate(lexemes):
        if lexeme.kind in ("LBRACE", "OPEN"):
            levels.append({})
        elif lexeme.kind in ("RBRACE", "CLOSE") and len(levels) > 1:
            levels.pop()
        elif lexeme.kind == "BAR":
            after_operand = bool(out) and out[-1].kind in _ENDS_OPERAND
            is_open = levels[-1].get(lexeme.text, False)
            if is_open and after_operand:
                lexeme = replace(lexeme, kind="CLOSE")
            elif remaining[i]:
                lexeme = replace(lexeme, kind="OPEN")
            else:
                lexeme = replace(lexeme, kind="COMMA")
            levels[-1][lexeme.text] = lexeme.kind == "OPEN" or (is_open and lexeme.kind != "CLOSE")
        out.append(lexeme)
    return out


def _remaining(lexemes: list[Lexeme]) -> dict[int, int]:
    """Return, for every bar, how many bars of its kind follow it in the same group."""
    levels: list[dict[str, int]] = [{}]
    remaining: dict[int, int] = {}
    for i in range(len(lexemes) - 1, -1, -1):
        lexeme = lexemes[i]
        if lexeme.kind in ("RBRACE", "CLOSE"):
            levels.append({})
        elif lexeme.kind in ("LBRACE", "OPEN") and len(levels) > 1:
            levels.pop()
        elif lexeme.kind == "BAR":
            remaining[i] = levels[-1].get(lexeme.text, 0)
            levels[-1][lexeme.text] = remaining[i] + 1
    return remaining
