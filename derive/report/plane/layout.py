"""Formulas in two dimensions: a tree to a box of characters.

What would need a fourth floor (a fraction in a fraction in a fraction) is set on one line, and so are scripts.
"""

from dataclasses import replace
from typing import assert_never

from derive.report.plane.alphabet import Alphabet
from derive.report.plane.boxes import (
    EMPTY,
    Box,
    beside,
    flush_left,
    grown,
    line_box,
    padded,
    stacked,
)
from derive.report.plane.fences import fence, fenced, rooted, underbraced
from derive.report.plane.linear import (
    derivative_sign,
    primes,
    relation_sign,
    script_texts,
    text_of,
    with_order,
    with_scripts,
)
from derive.report.plane.prune import pruned
from derive.report.plane.scripts import lowered, raised
from derive.report.plane.shape import (
    base_needs_brackets,
    gaps,
    has_bracket,
    is_after,
    is_differentiable,
    is_simple,
    needs_brackets,
    signs,
    term_needs_brackets,
)
from derive.syntax.tree import (
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Root,
    Script,
    Sequence,
    Tree,
    Unreadable,
    Word,
)

FLOORS = 3
"""The levels of fractions, roots and matrices in each other."""

MOST_ROWS = 16
"""The rows of a matrix that are shown."""

_MATRICES = {"pmatrix": "(", "Bmatrix": "{", "matrix": ".", "smallmatrix": ".", "array": "."}


def layout(tree: Tree, alphabet: Alphabet) -> Box:
    """Return the formula as a box; what is nested too deeply or goes on too long becomes an ellipsis."""
    return box_of(pruned(tree), alphabet, 0)


def box_of(tree: Tree, alphabet: Alphabet, floor: int = 0) -> Box:
    """Return the box of a tree that stands on the given floor."""
    if floor >= FLOORS:
        return line_box(text_of(tree, alphabet))
    match tree:
        case Digits() | Letter() | Word() | Unreadable():
            return line_box(text_of(tree, alphabet))
        case Script():
            return _script(tree, alphabet, floor)
        case Group(shape, body):
            return _group(tree, shape, box_of(body, alphabet, floor), alphabet)
        case Sequence(items):
            first, *rest = [box_of(item, alphabet, floor) for item in items]
            return beside(first, *(beside(line_box(", "), box) for box in rest))
        case Product():
            return _product(tree, alphabet, floor)
        case Addition():
            return _addition(tree, alphabet, floor)
        case Fraction(numerator, denominator):
            return _fraction(box_of(numerator, alphabet, floor + 1), box_of(denominator, alphabet, floor + 1), alphabet)
        case Derivative():
            return _derivative(tree, alphabet, floor)
        case BigOperator(body=body):
            summand = part_box(body, term_needs_brackets(body), alphabet, floor)
            return beside(big_sign(tree, alphabet), line_box(" "), summand)
        case Root(degree, body):
            return _root(degree, body, alphabet, floor)
        case Relate(name, left, right):
            sign = line_box(f" {relation_sign(name, alphabet)} ")
            return beside(box_of(left, alphabet, floor), sign, box_of(right, alphabet, floor))
        case Grid():
            return _grid(tree, alphabet, floor)
        case Annotated(body, note):
            below = EMPTY if note is None else line_box(text_of(note, alphabet))
            return underbraced(box_of(body, alphabet, floor), below, alphabet)
        case _:
            assert_never(tree)


def part_box(part: Tree, brackets: bool, alphabet: Alphabet, floor: int = 0) -> Box:
    """Return the box of a term or factor, in brackets where it needs them."""
    box = box_of(part, alphabet, floor)
    return fenced(box, "(", alphabet) if brackets else box


def _product(product: Product, alphabet: Alphabet, floor: int) -> Box:
    last = len(product.factors) - 1
    boxes = []
    for i, (gap, factor) in enumerate(zip(("", *gaps(product, alphabet)), product.factors, strict=True)):
        boxes += [line_box(gap), part_box(factor, needs_brackets(factor, i == last), alphabet, floor)]
    return beside(*boxes)


def _addition(addition: Addition, alphabet: Alphabet, floor: int) -> Box:
    boxes = []
    for sign, term in zip(signs(addition, alphabet), addition.terms, strict=True):
        boxes += [line_box(sign), part_box(term, term_needs_brackets(term), alphabet, floor)]
    return beside(*boxes)


def big_sign(tree: BigOperator, alphabet: Alphabet) -> Box:
    """Return Σ or Π with its limits above and below."""
    sign = line_box(alphabet.big.get(tree.name, tree.name))
    above, below = (
        None if limit is None else line_box(text_of(limit, alphabet, tight=True))
        for limit in (tree.superscript, tree.subscript)
    )
    return stacked([part for part in (above, sign, below) if part is not None], 0 if above is None else 1)


def _group(group: Group, shape: str, body: Box, alphabet: Alphabet) -> Box:
    if has_bracket(group):
        return fenced(body, shape, alphabet)
    return body if is_simple(group.body) else fenced(body, "(", alphabet)


def _script(script: Script, alphabet: Alphabet, floor: int) -> Box:
    return scripted(part_box(script.base, base_needs_brackets(script), alphabet, floor), script, alphabet)


def scripted(base: Box, script: Script, alphabet: Alphabet) -> Box:
    """Return the base with its scripts, at the corners of a tall one; those that are no single characters get rows.

    Over a raised script another one is raised too: T in {A^{[l]}}^T.
    """
    above, below = script_texts(script, alphabet)
    marks = primes(script, alphabet)
    corner = base.tall and len(base.rows) > 1
    closed = base_needs_brackets(script) or (isinstance(script.base, Group) and has_bracket(script.base))
    high = raised(above) if above and alphabet.scripts and (closed or corner or not base.baseline) else None
    low = lowered(below) if below and alphabet.scripts else None
    if corner:
        middle = [EMPTY] * (len(base.rows) - 2)
        corners = [line_box(marks + (high or above or "")), *middle, line_box(low or below or "")]
        return beside(base, flush_left(corners, base.baseline))
    if not alphabet.scripts:
        return beside(base, line_box(with_scripts("", script, alphabet)))
    rows = [line_box((high or "") + (low or ""))]
    if above and high is None:
        rows.insert(0, line_box(above))
    if below and low is None:
        rows.append(line_box(below))
    return beside(base, line_box(marks), flush_left(rows, 1 if above and high is None else 0))


def _fraction(above: Box, below: Box, alphabet: Alphabet) -> Box:
    """Return numerator, bar and denominator; the bar is longer than a bar inside."""
    longer = 2 if any(set(row.strip()) == {alphabet.bar} for row in above.rows + below.rows) else 0
    bar = line_box(alphabet.bar * (max(above.width, below.width, 1) + longer))
    return replace(stacked([above, bar, below], 1), tall=True)


def _derivative(tree: Derivative, alphabet: Alphabet, floor: int) -> Box:
    """Return ∂C over ∂w, or ∂ over ∂w before what is differentiated."""
    if is_after(tree):
        of = part_box(tree.of, term_needs_brackets(tree.of), alphabet, floor)
        return beside(operator_box(tree, alphabet, floor), line_box(" "), of)
    above, below = _signs_of(tree, alphabet, floor)
    return _fraction(beside(above, _differentiated(tree.of, alphabet, floor)), below, alphabet)


def operator_box(tree: Derivative, alphabet: Alphabet, floor: int = 0) -> Box:
    """Return ∂ over ∂w."""
    return _fraction(*_signs_of(tree, alphabet, floor), alphabet)


def _signs_of(tree: Derivative, alphabet: Alphabet, floor: int) -> tuple[Box, Box]:
    """Return ∂ and ∂w, or ∂² and ∂w²."""
    sign = line_box(derivative_sign(tree, alphabet))
    order = line_box(with_order("", tree.order, alphabet) if tree.order > 1 else "")
    return beside(sign, order), beside(sign, _differentiated(tree.wrt, alphabet, floor), order)


def _differentiated(tree: Tree, alphabet: Alphabet, floor: int) -> Box:
    """Return what stands after a ∂ in a numerator or denominator."""
    box = box_of(tree, alphabet, floor + 1)
    return box if is_differentiable(tree) else fenced(box, "(", alphabet)


def _root(degree: Tree | None, body: Tree, alphabet: Alphabet, floor: int) -> Box:
    index = "" if degree is None else text_of(degree, alphabet, tight=True)
    if alphabet.scripts and isinstance(body, Letter | Digits):
        return line_box(text_of(Root(degree, body, body.span), alphabet))
    return rooted(box_of(body, alphabet, floor + 1), raised(index) or index if alphabet.scripts else index, alphabet)


def _grid(grid: Grid, alphabet: Alphabet, floor: int) -> Box:
    """Return the rows under each other, every column centred; the cells of a case distinction stand at the left."""
    cases = grid.kind == "cases"
    rows = [[box_of(cell, alphabet, floor + 1) for cell in row] for row in grid.rows[:MOST_ROWS]]
    if len(rows) < len(grid.rows):
        rows.append([line_box(alphabet.ellipsis)])
    columns = max(map(len, rows))
    widths = [max(row[i].width if i < len(row) else 0 for row in rows) for i in range(columns)]
    lines = [_row(row, widths, cases) for row in rows]
    if any(len(line.rows) > 1 for line in lines):
        lines = [lines[0], *(grown(line, line.baseline + 1, 0) for line in lines[1:])]
    body = flush_left(lines, 0)
    body = Box(body.rows, body.width, (len(body.rows) - 1) // 2, tall=True)
    if cases:
        return beside(fence(body, "{", 0, alphabet), padded(body, 1, 0))
    text = grid.span.source.text[grid.span.start : grid.span.start + 24]
    shape = next((sign for name, sign in _MATRICES.items() if text.startswith(f"\\begin{{{name}}}")), "[")
    return body if shape == "." else fenced(body, shape, alphabet)


def _row(cells: list[Box], widths: list[int], cases: bool) -> Box:
    """Return the cells of one row, each as wide as its column."""
    placed = []
    for i, width in enumerate(widths):
        cell = cells[i] if i < len(cells) else EMPTY
        room = width - cell.width
        left = 0 if cases else room // 2
        placed.append(padded(cell, left + (2 if i else 0), room - left))
    return beside(*placed)
