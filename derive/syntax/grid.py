"""Matrices, arrays and cases: each becomes one lexeme that carries its tree."""

from dataclasses import replace

from derive.source import Span, cover
from derive.syntax.brackets import DEPTH_LIMIT
from derive.syntax.layout import depths
from derive.syntax.lexeme import Lexeme
from derive.syntax.side import side
from derive.syntax.tree import Grid, Tree, Unreadable
from derive.syntax.vocabulary import CASES, CONDITIONS, MATRICES

EMPTY = "an entry of this matrix is empty"
"""The message of an entry with nothing in it."""

_PUNCTUATION = frozenset(("COMMA", "DOT", "SEMICOLON"))


def with_grids(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Return the lexemes with every matrix, array and case distinction turned into a GRID, the innermost first."""
    if all(lexeme.kind != "BEGIN" or not _is_grid(lexeme) for lexeme in lexemes):
        return lexemes
    outer: list[tuple[Lexeme, list[Lexeme]]] = []
    out: list[Lexeme] = []
    for lexeme in lexemes:
        if lexeme.kind == "BEGIN" and _is_grid(lexeme) and len(outer) < DEPTH_LIMIT:
            outer.append((lexeme, out))
            out = []
        elif lexeme.kind == "END" and outer and lexeme.text == outer[-1][0].text:
            begin, before = outer.pop()
            if begin.text == "array" and _stands_first(before) and _aligns(out):
                out = [*before, begin, *out, lexeme]
            else:
                out = [*before, _grid(begin, out, cover(begin.span, lexeme.span))]
        else:
            out.append(lexeme)
    for begin, before in reversed(outer):
        bad = replace(begin, kind="BAD", text=f"\\begin{{{begin.text}}} has no \\end")
        out = [*before, bad, *out]
    return out


def _stands_first(before: list[Lexeme]) -> bool:
    """Tell whether nothing but a brace stands before an array in its row."""
    if before and before[-1].kind == "OPEN" and before[-1].text == "{":
        before = before[:-1]
    return not before or before[-1].kind in ("BEGIN", "ROW")


def _aligns(inside: list[Lexeme]) -> bool:
    """Tell whether an array only aligns equations: every row has an = of its own."""
    rows = [row for row in _cells(inside) if any(row)]
    return bool(rows) and all(
        any(lexeme.kind == "REL" and lexeme.text == "=" and not found[i] for cell, found in row for i, lexeme in cell)
        for row in ([(list(enumerate(cell)), depths(cell)) for cell in cells] for cells in rows)
    )


def _is_grid(lexeme: Lexeme) -> bool:
    return lexeme.text in MATRICES or lexeme.text in CASES


def _grid(begin: Lexeme, inside: list[Lexeme], span: Span) -> Lexeme:
    if begin.text in ("vmatrix", "Vmatrix"):
        return Lexeme("BAD", "a determinant is not read", span)
    kind = "cases" if begin.text in CASES else "matrix"
    blank = Unreadable(EMPTY, span) if kind == "matrix" else None
    rows = tuple(row for row in (_row(cells, blank) for cells in _cells(inside)) if row)
    if not rows:
        return Lexeme("BAD", f"an empty {begin.text}", span)
    return Lexeme("GRID", begin.text, span, Grid(kind, rows, span))


def _cells(inside: list[Lexeme]) -> list[list[list[Lexeme]]]:
    rows: list[list[list[Lexeme]]] = [[[]]]
    depth = 0
    for lexeme in inside:
        depth += {"LBRACE": 1, "RBRACE": -1}.get(lexeme.kind, 0)
        if lexeme.kind == "ROW" and depth <= 0:
            rows.append([[]])
        elif lexeme.kind == "AMP" and depth <= 0:
            rows[-1].append([])
        else:
            rows[-1][-1].append(lexeme)
    return rows


def _row(cells: list[list[Lexeme]], blank: Tree | None) -> tuple[Tree, ...]:
    """The trees of the cells; a cell that holds nothing but `if` or `for` is left out.

    In a matrix an empty cell keeps its place as `blank`, but for a row of nothing else.
    """
    trees: list[Tree] = []
    for cell in cells:
        cell = [lexeme for lexeme in cell if lexeme.kind not in ("QUAD", "BEGIN", "END")]
        while cell and cell[-1].kind in _PUNCTUATION:
            cell = cell[:-1]
        said = bool(cell) and cell[0].kind in ("TEXT", "WORD") and _is_condition(cell[0].text) and _is_bare(cell)
        cell = cell[1:] if said else cell
        if cell or (blank is not None and not said):
            trees.append(side(cell).tree if cell or blank is None else blank)
    return () if all(tree is blank for tree in trees) else tuple(trees)


def _is_bare(cell: list[Lexeme]) -> bool:
    return len(cell) > 1 or cell[0].text.strip() != "otherwise"


def _is_condition(text: str) -> bool:
    return text.strip().rstrip(",").lower() in CONDITIONS
