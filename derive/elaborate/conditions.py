"""Values under conditions: indicators 1(i = j), [x > 0], and cases.

1(i = j) is Kronecker's δ_ij, 1(x > 0) the step; cases are the sum of their values, each times its indicator.
"""

from derive.elaborate.lexicon import Lexicon, read_position
from derive.elaborate.operands import Build
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.shapes import joined
from derive.elaborate.shifts import equation
from derive.elaborate.tensor import ShapeError, Tensor, add, freshened, map_entries, multiply, product_term, scalar
from derive.elaborate.walk import bare
from derive.syntax.tree import Digits, Grid, Group, Letter, Relate, Script, Sequence, Tree, Word
from derive.term.term import ONE, Add, Apply, Delta, Term, number

OTHERWISE = ("otherwise", "else", "elsewhere")


def condition_of(factor: Tree, after: Tree | None) -> tuple[Relate, int] | None:
    """Return the condition of an indicator and the factors it takes: 1(i = j), 1_{i = j}, [i = j], δ_{i=j}."""
    inner = bare(factor)
    if isinstance(inner, Script) and stands_for_one(inner.base, ("1", "I", "delta")) and inner.superscript is None:
        below = None if inner.subscript is None else bare(inner.subscript)
        while isinstance(below, Group):
            below = bare(below.body)
        return (below, 1) if isinstance(below, Relate) else None
    if isinstance(inner, Group) and inner.open == "[" and isinstance(bare(inner.body), Relate):
        return bare(inner.body), 1  # type: ignore[return-value]
    if after is not None and stands_for_one(inner, ("1", "I")):
        group = bare(after) if isinstance(after, Group) and after.open == "{" else after
        body = group.body if isinstance(group, Group) else group
        while isinstance(body, Group):
            body = body.body
        return (body, 2) if isinstance(body, Relate) else None
    return None


def stands_for_one(tree: Tree, names: tuple[str, ...]) -> bool:
    """Tell whether the tree is a 1, or one of the letters that authors write for an indicator."""
    inner = bare(tree)
    return (isinstance(inner, Digits) and inner.text == "1") or (isinstance(inner, Letter) and inner.name in names)


def indicator(build: Build, lexicon: Lexicon, condition: Relate, scope: Scope) -> Tensor:
    """Return 1 where the condition holds, else 0."""
    match condition.name:
        case "=" | "!=":
            if condition.name == "=" and (shift := equation(condition.left, condition.right, lexicon.from_zero, scope)):
                return scalar(shift)
            if not all(is_position(side) for side in (condition.left, condition.right)):
                raise Refusal("D501", "a condition on values of letters is not understood", condition.span)
            left, right = (read_position(lexicon, side, scope) for side in (condition.left, condition.right))
            return scalar(Delta(left, right) if condition.name == "=" else complement(Delta(left, right)))
        case ">" | ">=":
            return step(build, lexicon, condition.left, condition.right, scope)
        case "<" | "<=":
            return step(build, lexicon, condition.right, condition.left, scope)
        case _:
            raise Refusal("D501", "this condition is not understood", condition.span)


def is_position(tree: Tree) -> bool:
    """Tell whether the tree is a plain letter or a number."""
    return isinstance(bare(tree), Letter | Digits)


def complement(term: Term) -> Term:
    """Return 1 − term."""
    return Add((ONE, product_term(number(-1), term)))


def step(build: Build, lexicon: Lexicon, upper: Tree, lower: Tree, scope: Scope) -> Tensor:
    """Return step(upper − lower), entry by entry."""
    above, below = build(lexicon, upper, scope), build(lexicon, lower, scope)
    try:
        gap, shared = add(above, below, -1)
    except ShapeError:
        raise Refusal("D501", "a condition on arrays of different shapes is not understood", upper.span) from None
    joined(scope, shared, "D301", "comparison", above, below, upper.span)
    return map_entries(gap, Apply("step", None, 0, gap.term))


def cases(build: Build, lexicon: Lexicon, grid: Grid, scope: Scope) -> Tensor:
    """Return Σ value · [condition]; the last row may hold otherwise."""
    total: Tensor | None = None
    seen: list[Term] = []
    for row in grid.rows:
        value, condition = build(lexicon, row[0], scope), row_condition(row)
        if condition is None:
            if row is not grid.rows[-1]:
                raise Refusal("D501", "a case without a condition is not understood", grid.span)
            holds = scalar(Add((ONE, *(product_term(number(-1), freshened(term, scope.uids)) for term in seen))))
        else:
            holds = indicator(build, lexicon, condition, scope)
        try:
            part = multiply(value, holds)[0]
            total = part if total is None else add(total, part, 1)[0]
        except ShapeError:
            raise Refusal("D501", "cases of different shapes are not understood", grid.span) from None
        seen.append(holds.term)
    assert total is not None
    return total


def row_condition(row: tuple[Tree, ...]) -> Relate | None:
    """Return the condition of a row of cases, None for otherwise; raise Refusal for one in words."""
    found = [bare(cell) for cell in row[1:] if not is_otherwise(cell)]
    found = [part for cell in found for part in (cell.items if isinstance(cell, Sequence) else (cell,))]
    conditions = [cell for cell in found if isinstance(cell, Relate)]
    if len(conditions) != len(found) or len(found) > 1:
        raise Refusal("D501", "the condition of this case is not understood", row[0].span)
    if not found and len(row) == 1:
        raise Refusal("D501", "a case without a condition is not understood", row[0].span)
    return conditions[0] if conditions else None


def is_otherwise(tree: Tree) -> bool:
    """Tell whether the cell says otherwise."""
    inner = bare(tree)
    return isinstance(inner, Word) and inner.text.strip().lower() in OTHERWISE
