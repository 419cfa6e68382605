"""The search for the fewest edits after which a relation is proved.

Both sides are edited; every edited side is evaluated at a random point. One edit is right where the edited side has the
value of the other side. Two edits are found in the middle: one on each side with equal values, or two on different
factors or terms of one side whose values combine to that of the other side. What passes is shown only after the kernel
has proved it and the numeric judge agrees.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from derive.elaborate.elaborate import Elaboration, claim_of
from derive.elaborate.refusal import Refusal
from derive.elaborate.walk import walk
from derive.prove.doubts import hidden, loose_index, torn_binder
from derive.prove.judge import Bench, claim_seed, conditions, covers, meant, numeric_answer, output_only
from derive.prove.kernel.prove import prove
from derive.prove.numeric.algebra import PRIME
from derive.suggest.edits import Edit, size
from derive.suggest.letter_edits import letter_edits
from derive.suggest.notation import Notation, notation
from derive.suggest.product_edits import product_edits
from derive.suggest.side_edits import side_edits
from derive.suggest.sift import Sieve, Value, reading, value
from derive.suggest.slope_edits import slope_edits
from derive.syntax.tree import Addition, Derivative, Product, Relation, Tree
from derive.term.term import Number
from derive.verdict import Answer

CANDIDATES = 600
"""Edits tried on one side."""

PROOFS = 12
"""Candidates of one kind of search that are shown to the kernel."""

LEFT = 2
"""What an edit of a left side weighs more: most slips are made on the right."""

LEFT_INSERTED = 12
"""What an edit that adds something to a left side weighs more."""

CHAIN = 15
"""What an edit of a left side weighs more when the link before it holds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A corrected relation, the edits that lead to it, and what they weigh together."""

    relation: Relation
    left: tuple[Edit, ...]
    right: tuple[Edit, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Found:
    """A proved correction, where it holds, and others that weigh the same."""

    candidate: Candidate
    where: tuple[str, ...]
    others: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One relation to be corrected; `chained` when the link before it holds, `fixed` when its left side is settled."""

    elaboration: Elaboration
    bench: Bench
    relation: Relation
    chained: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Variants:
    """The edits of one side with the values of the edited sides, and the value of the side itself."""

    edits: tuple[tuple[Edit, Value], ...]
    own: Value | None


def search(task: Task, sieves: Iterable[Sieve]) -> Found | None:
    """Return the proved correction with the fewest and likeliest edits, None where none is found.

    The sieves are tried one after the other: all layers first, then the output layer.
    """
    known = notation(task.elaboration, task.relation)
    left = () if task.fixed else distinct(known, task.relation.left)
    right = distinct(known, task.relation.right)
    seen = []
    for points in sieves:
        lefts = evaluated(points, task.relation.left, left)
        rights = evaluated(points, task.relation.right, right)
        seen.append((points, lefts, rights))
        found = first_proved(task, points, single(task, lefts, rights))
        if found is not None:
            return found
    for points, lefts, rights in seen:
        found = first_proved(task, points, double(task, lefts, rights, points.exact))
        if found is not None:
            return found
    return None


def distinct(known: Notation, side: Tree) -> tuple[Edit, ...]:
    """Return the edits of a side, the likeliest of those with one outcome, at most CANDIDATES of them."""
    found: dict[Tree, Edit] = {}
    for edit in islice(all_edits(known, side), CANDIDATES):
        if edit.tree == side or trivial(edit.tree):
            continue
        before = found.get(edit.tree)
        if before is None or (edit.weight, size(edit)) < (before.weight, size(before)):
            found[edit.tree] = edit
    return tuple(found.values())


def trivial(tree: Tree) -> bool:
    """Tell whether something is differentiated by itself."""
    return any(isinstance(node, Derivative) and node.of == node.wrt for node in walk(tree))


def all_edits(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the edits of a side."""
    yield from letter_edits(known, side)
    yield from side_edits(known, side)
    yield from slope_edits(known, side)
    yield from product_edits(known, side)


def evaluated(points: Sieve, side: Tree, edits: tuple[Edit, ...]) -> Variants:
    """Return the edits whose outcome has a value, with it."""
    kept = []
    for edit in edits:
        found = value(points, edit.tree, 0)
        if found is not None:
            kept.append((edit, found))
    return Variants(tuple(kept), value(points, side, 0))


def single(task: Task, left: Variants, right: Variants) -> list[Candidate]:
    """Return the relations that one edit makes true at the point."""
    found = [with_edits(task, (), (edit,)) for edit, outcome in right.edits if same(outcome, left.own)]
    found += [with_edits(task, (edit,), ()) for edit, outcome in left.edits if same(outcome, right.own)]
    return found


def same(one: Value | None, other: Value | None) -> bool:
    """Tell whether two sides agree at the point; the zero array has any shape."""
    return one is not None and other is not None and (one == other or (one[2] == 0 and other[2] == 0))


def double(task: Task, left: Variants, right: Variants, exact: bool) -> list[Candidate]:
    """Return the relations that two edits make true at the point."""
    by_value: dict[Value, list[Edit]] = {}
    for edit, outcome in left.edits:
        if not vanishes(outcome):
            by_value.setdefault(outcome, []).append(edit)
    found = []
    for edit, outcome in right.edits:
        for other in by_value.get(outcome, ())[:3]:
            found.append(with_edits(task, (other,), (edit,)))
    if exact:
        for first, second in pairs(task.relation.right, right, left.own):
            found.append(with_edits(task, (), (first, second)))
        for first, second in pairs(task.relation.left, left, right.own):
            found.append(with_edits(task, (first, second), ()))
    return found


def vanishes(outcome: Value) -> bool:
    """Tell whether the value is 0, which says too little to go by."""
    return bool(outcome[2] == 0)


def pairs(side: Tree, variants: Variants, wanted: Value | None) -> Iterator[tuple[Edit, Edit]]:
    """Yield two edits of different factors, or of different terms, that together give the side the wanted value."""
    if wanted is None or variants.own is None or vanishes(wanted) or not isinstance(side, Product | Addition):
        return
    own, shape = variants.own[2], wanted[:2]
    if isinstance(side, Product) and own == 0:
        return
    placed = [
        (edit, spot, outcome[2])
        for edit, outcome in variants.edits
        if outcome[:2] == shape and (spot := spot_of(side, edit.tree)) is not None
    ]
    by_value: dict[int, list[tuple[Edit, int]]] = {}
    for edit, spot, outcome in placed:
        by_value.setdefault(outcome, []).append((edit, spot))
    for edit, spot, outcome in placed:
        if isinstance(side, Product):
            if outcome == 0:
                continue
            # (R e_i)(R e_j) / R = wanted
            needed = wanted[2] * own * pow(outcome, -1, PRIME) % PRIME
        else:
            # (R + d_i) + (R + d_j) − R = wanted
            needed = (wanted[2] + own - outcome) % PRIME
        for other, elsewhere in by_value.get(needed, ())[:3]:
            if spot < elsewhere:
                yield edit, other


def spot_of(side: Product | Addition, tree: Tree) -> int | None:
    """Return the one factor or term in which an edited side differs, None where more than one does."""
    if isinstance(side, Product) and isinstance(tree, Product):
        before, after, alike = side.factors, tree.factors, side.operators == tree.operators
    elif isinstance(side, Addition) and isinstance(tree, Addition):
        before, after, alike = side.terms, tree.terms, side.signs == tree.signs
    else:
        return None
    if len(before) != len(after) or not alike:
        return None
    differing = [i for i, (one, other) in enumerate(zip(before, after, strict=True)) if one is not other]
    return differing[0] if len(differing) == 1 else None


def with_edits(task: Task, left: tuple[Edit, ...], right: tuple[Edit, ...]) -> Candidate:
    """Return the relation with the edits carried out."""
    old = task.relation
    sides = merged(old.left, left), merged(old.right, right)
    aside = sum(LEFT_INSERTED if edit.span.start == edit.span.end else LEFT for edit in left)
    aside += CHAIN * (task.chained and bool(left))
    weight = sum(edit.weight for edit in (*left, *right)) + aside
    return Candidate(replace(old, left=sides[0], right=sides[1]), left, right, weight)


def merged(side: Tree, edits: tuple[Edit, ...]) -> Tree:
    """Return the side with one edit, or with two edits of different factors or terms."""
    if not edits:
        return side
    first = edits[0].tree
    if len(edits) == 1:
        return first
    second = edits[1].tree
    assert isinstance(side, Product | Addition)
    spot = spot_of(side, second)
    assert spot is not None
    if isinstance(first, Product) and isinstance(second, Product):
        return replace(first, factors=tuple(second.factors[i] if i == spot else f for i, f in enumerate(first.factors)))
    assert isinstance(first, Addition) and isinstance(second, Addition)
    return replace(first, terms=tuple(second.terms[i] if i == spot else t for i, t in enumerate(first.terms)))


def first_proved(task: Task, points: Sieve, candidates: list[Candidate]) -> Found | None:
    """Return the likeliest candidate that is proved, with the others of its weight that are."""
    ordered = sorted(enumerate(candidates), key=lambda item: (rank(item[1]), item[0]))
    best: Found | None = None
    for _, candidate in ordered[:PROOFS]:
        if best is not None and (candidate.weight > best.candidate.weight + LEFT or len(best.others) > 1):
            break
        if not plausible(points, candidate):
            continue
        where = proved(task, candidate.relation)
        if where is None:
            continue
        best = Found(candidate, where) if best is None else replace(best, others=(*best.others, candidate))
    return best


def rank(candidate: Candidate) -> tuple[int, int, int, int]:
    """Return the order of candidates: the likeliest slip, the smallest change, the right side, the earliest."""
    edits = (*candidate.left, *candidate.right)
    changed = sum(size(edit) for edit in edits)
    return candidate.weight, len(candidate.left), changed, min(edit.span.start for edit in edits)


def plausible(points: Sieve, candidate: Candidate) -> bool:
    """Tell whether the two sides agree at the other points too, and are not one and the same expression."""
    relation = candidate.relation
    if relation.left == relation.right:
        return False
    if constant(points, relation.left) and constant(points, relation.right):
        return False
    return all(
        same(value(points, relation.left, pattern), value(points, relation.right, pattern)) for pattern in (1, 2)
    )


def constant(points: Sieve, side: Tree) -> bool:
    """Tell whether the side is a number and nothing else."""
    read = reading(points, side)
    return read is not None and isinstance(read.term, Number)


def proved(task: Task, relation: Relation) -> tuple[str, ...] | None:
    """Return where the relation is proved to hold, None where it is not proved for every size."""
    theory = task.elaboration.theory
    try:
        claim, _ = claim_of(relation, task.elaboration)
    except Refusal:
        return None
    if any(found is not None for found in (hidden(theory, claim), loose_index(claim), torn_binder(claim))):
        return None
    result = numeric_answer(theory, claim, task.bench, claim_seed(claim, task.bench.seed))
    only = output_only(theory, claim, result)
    if result.answer is not Answer.AGREES and only is None:
        return None
    proof = prove(theory, meant(claim, only))
    return conditions(result, proof, only) if covers(proof) else None
