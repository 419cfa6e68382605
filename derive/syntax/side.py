"""One side of a relation, or one cell of a grid: lexemes to a tree."""

from dataclasses import dataclass, fields, replace
from typing import get_args

from derive.read.passage import names
from derive.source import cover
from derive.syntax.automaton import UnexpectedError, parsed
from derive.syntax.brackets import Supplied, balanced, partners, with_bars
from derive.syntax.lexeme import Lexeme
from derive.syntax.product import UnreadableError
from derive.syntax.tree import Tree, Unreadable

TREE_DEPTH = 100
"""The deepest tree."""

_RUN = 10
"""The most commands in a row that each take the next as their argument."""

_PREFIXES = names("FONT ACCENT SQRT FRAC SUP SUB EMBRACE")
_PARTS: dict[type, tuple[str, ...]] = {
    kind: tuple(part.name for part in fields(kind) if part.name not in ("span", "name", "text", "open", "accents"))
    for kind in get_args(Tree)
}
_OPENERS = names("LBRACE OPEN COMMA")
_CLOSERS = names("RBRACE CLOSE COMMA")
_DROPPED = names("AMP QUAD BEGIN END")


@dataclass(frozen=True, slots=True)
class Side:
    """A tree, and the bracket that had to be supplied to read it."""

    tree: Tree
    supplied: Supplied | None


def side(lexemes: list[Lexeme]) -> Side:
    """Return the tree of the lexemes (at least one), Unreadable with the reason where there is none."""
    spread = cover(lexemes[0].span, lexemes[-1].span)
    try:
        _check_prefixes(lexemes)
        lexemes, supplied = balanced(_flattened(lexemes))
        if not lexemes:
            raise UnreadableError("nothing stands here", spread)
        lexemes = with_bars(_with_notes(lexemes))
        tree = _parse(lexemes)
        _check_depth(tree)
        return Side(tree, supplied)
    except UnreadableError as error:
        return Side(Unreadable(error.message, spread), None)


def _parse(lexemes: list[Lexeme]) -> Tree:
    try:
        return parsed(lexemes)
    except UnexpectedError as error:
        if error.lexeme is None:
            raise UnreadableError("the formula breaks off", lexemes[-1].span) from None
        raise UnreadableError(_reason(error.lexeme), error.lexeme.span) from None


def _reason(lexeme: Lexeme) -> str:
    if lexeme.kind == "BAD":
        return lexeme.text
    source, start, end = lexeme.span.source, lexeme.span.start, lexeme.span.end
    return f"'{source.text[start:end][:40]}' is not expected here"


def _flattened(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Text becomes words, what only lays out the page is dropped."""
    out: list[Lexeme] = []
    depth = 0
    for lexeme in lexemes:
        kind = lexeme.kind
        if kind in _DROPPED or (kind == "ROW" and not depth):
            continue
        depth += {"LBRACE": 1, "RBRACE": -1}.get(kind, 0)
        if kind in ("ROW", "SEMICOLON"):
            out.append(replace(lexeme, kind="COMMA"))
        elif kind == "TEXT":
            text = lexeme.text.strip()
            if text:
                out.append(replace(lexeme, kind="LETTER" if len(text) == 1 and text.isalnum() else "WORD", text=text))
        elif kind == "REL" and lexeme.text == ":" and out and out[-1].kind in _OPENERS:
            out.append(replace(lexeme, kind="LETTER"))
        elif kind in _CLOSERS and out and _is_alone(out):
            out[-1:] = [replace(out[-1], kind="LETTER"), lexeme]
        elif kind in ("DOT", "SEPARATOR"):
            out.append(replace(lexeme, kind="BAD", text="a sign that does not belong in a formula"))
        else:
            out.append(lexeme)
    return out


def _is_alone(before: list[Lexeme]) -> bool:
    """Tell whether the last lexeme is a sign or colon that stands for itself: x^{+}, W_{i:}."""
    last = before[-1]
    if last.kind == "REL" and last.text == ":":
        return True
    return last.kind == "SIGN" and len(before) > 1 and before[-2].kind == "LBRACE"


def _check_prefixes(lexemes: list[Lexeme]) -> None:
    run = 0
    for lexeme in lexemes:
        run = run + 1 if lexeme.kind in _PREFIXES else 0
        if run > _RUN:
            raise UnreadableError(f"more than {_RUN} commands in a row without an argument", lexeme.span)


def _with_notes(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Put a NOTE after the argument of every \\underbrace: the script that follows it, read on its own."""
    if all(lexeme.kind != "EMBRACE" for lexeme in lexemes):
        return lexemes
    partner = partners(lexemes).partner
    notes: dict[int, tuple[int, Lexeme]] = {}
    covered = 0
    for i, lexeme in enumerate(lexemes):
        if lexeme.kind != "EMBRACE" or i < covered:
            continue
        end = partner.get(i + 1, i + 1) + 1
        stop, tree = end, None
        if end < len(lexemes) and lexemes[end].kind in ("SUB", "SUP"):
            stop = partner.get(end + 1, end + 1) + 1
            tree = _note(lexemes[end + 1 : stop])
        last = lexemes[min(stop, len(lexemes)) - 1]
        if end in notes:
            raise UnreadableError("braces under braces", lexeme.span)
        notes[end] = (stop, Lexeme("NOTE", "", last.span, tree))
    return _spliced(lexemes, notes)


def _spliced(lexemes: list[Lexeme], notes: dict[int, tuple[int, Lexeme]]) -> list[Lexeme]:
    out: list[Lexeme] = []
    i = 0
    while i <= len(lexemes):
        if i in notes:
            stop, note = notes[i]
            out.append(note)
            if stop > i:
                i = stop
                continue
        if i < len(lexemes):
            out.append(lexemes[i])
        i += 1
    return out


def _note(lexemes: list[Lexeme]) -> Tree | None:
    """The note under a brace; a relation that begins it (`=1`, `=: δ`) is left out."""
    inner = lexemes[1:-1] if lexemes and lexemes[0].kind == "LBRACE" else lexemes
    while inner and inner[0].kind == "REL":
        inner = inner[1:]
    if not inner or any(lexeme.kind == "EMBRACE" for lexeme in inner):
        return None
    tree = side(inner).tree
    return None if isinstance(tree, Unreadable) else tree


def _check_depth(tree: Tree) -> None:
    """Walk the tree without recursion."""
    stack: list[tuple[object, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > TREE_DEPTH:
            raise UnreadableError(f"a formula nested more than {TREE_DEPTH} deep", tree.span)
        if isinstance(node, tuple):
            stack += [(child, depth) for child in node]
        else:
            stack += [(getattr(node, name), depth + 1) for name in _PARTS.get(type(node), ())]
