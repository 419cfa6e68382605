"""What a relation claims, in every way that it can be read."""

from dataclasses import dataclass, replace

from derive.elaborate.average import lacks_sum
from derive.elaborate.build import build
from derive.elaborate.cells import cells_of
from derive.elaborate.define import letters, safe_layer, without_dependence
from derive.elaborate.differentials import is_between_differentials
from derive.elaborate.extents import sized
from derive.elaborate.lexicon import Lexicon, family
from derive.elaborate.reach import widened
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import ENTRYWISE_POWER, Scope
from derive.elaborate.scripts import ONES
from derive.elaborate.shapes import check
from derive.elaborate.shifts import closed
from derive.elaborate.sides import same_axes
from derive.elaborate.tensor import Tensor
from derive.elaborate.vocabulary import is_loose
from derive.elaborate.walk import walk
from derive.source import Source, Span
from derive.syntax.tree import Derivative, Digits, Product, Relation, Tree
from derive.term.term import ONE, Add, Delta, Entry, Layer, Mul, Sum, Term, number
from derive.term.traverse import children, free_indices, free_layers, subterms
from derive.theory import Claim, Theory

WAYS = (
    (False, "numerator", False),
    (False, "denominator", False),
    (True, "numerator", False),
    (True, "denominator", False),
    (False, "numerator", True),
)
"""Entrywise products of equal columns or not, the layout of a derivative of a vector by a vector, and A · B = Σ AB."""

ENTRY_BY_ENTRY = "products of equal shapes are read entry by entry"
"""The note of a reading without the strict product."""

SIGNS = frozenset({"partial", "nabla", "dots", "e", "pi", "d", "top", "intercal", ONES})
"""Letters that are no quantities."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Both sides with common axes, and the scope in which they were read."""

    left: Tensor
    right: Tensor
    scope: Scope
    span: Span


def readings(relation: Relation, lexicon: Lexicon) -> list[Reading]:
    """Return the ways in which both sides have one shape, the strictest first; raise Refusal where there is none.

    Columns are multiplied entry by entry only in a document that has no sign for it, operators reach further than they
    are written last of all.
    """
    if lexicon.vocabulary.differential == "total" and is_between_differentials(relation):
        raise Refusal("D501", "a relation between differentials is not understood", relation.span)
    if lacks_sum(relation, lexicon):
        raise Refusal("D501", "nothing shows whether the samples are added up here", relation.span)
    found, first = reaches(relation, lexicon, None)
    if first is not None and first.rule == "D502":
        for layer in layers_beside(relation, lexicon):
            found += reaches(relation, lexicon, layer)[0]
    if not found:
        assert first is not None
        raise softened(first, relation, lexicon)
    return found


def layers_beside(relation: Relation, lexicon: Lexicon) -> list[Layer]:
    """Return the layers that the letters of a relation are written with, in reading order.

    None can be borrowed by a weight that is numbered through all layers, w_{47}.
    """
    found = [letter for side in (relation.left, relation.right) for letter in letters(side)]
    layered = lexicon.vocabulary.layered
    bare_letters = [letter for letter in found if letter.name in layered and safe_layer(letter, lexicon) is None]
    if any(isinstance(part, Digits) for letter in bare_letters for part in letter.subscripts):
        return []
    return list(dict.fromkeys(layer for letter in found if (layer := safe_layer(letter, lexicon)) is not None))[:4]


def reaches(relation: Relation, lexicon: Lexicon, layer: Layer | None) -> tuple[list[Reading], Refusal | None]:
    """Return the readings with operators as far as they are written, then further, and why the first has none.

    A letter without its layer has the given one.
    """
    found, first = layouts(relation, lexicon, layer)
    further = widened(relation)
    if further is not None:
        more, _ = layouts(further, lexicon, layer)
        for reading in more:
            reading.scope.notes.append("an operator is read to act on the whole sum after it")
        found += more
    if layer is not None:
        for reading in found:
            reading.scope.notes.append(BORROWED)
    return found, first


BORROWED = "a letter without its layer is read with one that stands beside it"
"""The note of a reading that is only likely, and never makes a relation wrong."""


def layouts(relation: Relation, lexicon: Lexicon, layer: Layer | None) -> tuple[list[Reading], Refusal | None]:
    """Return the readings by products and layouts, and why the first that has none has none."""
    first: Refusal | None = None
    found: list[Reading] = []
    tried: list[tuple[Scope, Reading | None]] = []
    for loose, layout, inner in WAYS:
        if (loose and not lexicon.loose) or (inner and (found or not multiplies_arrays(relation))):
            continue
        before = None if inner else next((item for item in tried if is_like(item[0], loose, layout)), None)
        if before is not None:
            found += [] if before[1] is None else [in_another_way(before[1], loose, layout)]
            continue
        parameters = local_parameter(relation, lexicon)
        scope = Scope(loose=loose, layout=layout, turned=lexicon.turned, parameters=parameters, inner=inner)
        scope.borrowed = layer
        try:
            left = closed(build(lexicon, without_dependence(relation.left, lexicon), scope), 0, scope)
            right = closed(build(lexicon, without_dependence(relation.right, lexicon), scope), 0, scope)
            left, right = same_axes(left, right, relation, scope)
        except Refusal as refusal:
            first = first or likely(refusal, scope)
            if not refusal.ill_formed and refusal.rule != "D303":
                break
            tried.append((scope, None))
            continue
        if inner:
            scope.notes.append("a dot between two matrices is read as the sum of the products of their entries")
        if loose:
            scope.notes.append(ENTRY_BY_ENTRY)
        found.append(Reading(left, right, scope, relation.span))
        tried.append((scope, found[-1]))
    return found, first


def is_like(scope: Scope, loose: bool, layout: str) -> bool:
    """Tell whether a reading in this scope is the one by these products and this layout."""
    same_products = scope.loose == loose or "loose" not in scope.asked
    return same_products and (scope.layout == layout or "layout" not in scope.asked)


def in_another_way(reading: Reading, loose: bool, layout: str) -> Reading:
    """Return the reading in a way that it does not depend on; its sides stay the same objects."""
    added = [ENTRY_BY_ENTRY] if loose and not reading.scope.loose else []
    scope = replace(reading.scope, loose=loose, layout=layout, notes=[*reading.scope.notes, *added])
    return replace(reading, scope=scope)


def multiplies_arrays(relation: Relation) -> bool:
    """Tell whether a dot stands beside a matrix that is written out."""
    products = [part for side in (relation.left, relation.right) for part in walk(side) if isinstance(part, Product)]
    return any("cdot" in part.operators and any(map(cells_of, part.factors)) for part in products)


def likely(refusal: Refusal, scope: Scope) -> Refusal:
    """Return the refusal as not understood where the reading was only likely."""
    return Refusal(refusal.rule, refusal.message, refusal.span) if ENTRYWISE_POWER in scope.notes else refusal


def softened(refusal: Refusal, relation: Relation, lexicon: Lexicon) -> Refusal:
    """Return the refusal as not understood where a letter stands without the index that it has elsewhere.

    Authors drop an index: γ for γ_j. Only of a letter with layers, whose notation is settled, is that an error. Nor is
    anything known of the shapes of a letter that no rule gives a rank.
    """
    trees = (relation.left, relation.right)
    unsure = any(is_loose(lexicon.vocabulary, tree) or has_unknown_rank(lexicon, tree) for tree in trees)
    return Refusal(refusal.rule, refusal.message, refusal.span) if refusal.ill_formed and unsure else refusal


def has_unknown_rank(lexicon: Lexicon, tree: Tree) -> bool:
    """Tell whether the tree has a letter of which nothing says whether it is a number or an array."""
    functions = lexicon.vocabulary.functions
    found = {family(lexicon, letter) for letter in letters(tree) if letter.name not in functions}
    return any(name not in lexicon.ranks and name not in lexicon.vocabulary.arities for name in found - SIGNS)


def local_parameter(relation: Relation, lexicon: Lexicon) -> dict[str, Entry]:
    """Return the letter x of a statement about functions, f(−x) = … or f(x) f'(x) = …, as a quantity of its own."""
    functions = [letter.name for letter in letters(relation.left) if letter.name in lexicon.vocabulary.functions]
    values = [letter for letter in letters(relation.left) if letter.name not in lexicon.vocabulary.functions]
    plain = {letter.name for letter in values if not letter.subscripts and letter.layer is None}
    written_whole = any(lexicon.vocabulary.arities.get(name) for name in plain - lexicon.vocabulary.layered)
    if not functions or len(plain) != 1 or len(plain) != len({letter.name for letter in values}) or written_whole:
        return {}
    name = plain.pop()
    if any(isinstance(part, Derivative) for part in walk(relation.left)) or is_shared(name, relation, lexicon):
        return {}
    return {name: Entry(f"{name} of {functions[0]}", None, ())}


def is_shared(name: str, relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether other quantities of the relation may depend on the letter: the u(x) of f'(x) = … u …"""
    if name in lexicon.heads or name in lexicon.vocabulary.layered:
        return False
    found = {letter.name for side in (relation.left, relation.right) for letter in letters(side)}
    return bool(found & lexicon.heads - lexicon.vocabulary.functions - lexicon.vocabulary.layered)


def sized_claims(found: list[Reading], theory: Theory, source: Source) -> dict[Claim, list[Scope]]:
    """Return the claims of the readings whose sizes fit, each with its scopes; raise Refusal where there is none."""
    first: Refusal | None = None
    claims: dict[Claim, list[Scope]] = {}
    sized_sides: dict[tuple[int, int], Claim | None] = {}
    for reading in found:
        sides = (id(reading.left), id(reading.right))
        try:
            if sides not in sized_sides:
                sized_sides[sides] = None
                sized_sides[sides] = sized_claim(reading, theory, source)
            claim = sized_sides[sides]
            if claim is not None:
                claims.setdefault(claim, []).append(reading.scope)
        except Refusal as refusal:
            first = first or likely(refusal, reading.scope)
    if not claims:
        assert first is not None
        raise first
    return claims


def apart(claim: Claim, condition: tuple[str, str]) -> Claim:
    """Return the claim for unequal values of two of its indices: both sides times 1 − δ_ij."""
    found = {index.letter: index for side in (claim.lhs, claim.rhs) for index in free_indices(side)}
    if not set(condition) <= set(found):
        return claim
    unequal = Add((ONE, Mul((number(-1), Delta(*(found[letter] for letter in condition))))))
    return Claim(Mul((unequal, claim.lhs)), Mul((unequal, claim.rhs)))


def sized_claim(reading: Reading, theory: Theory, source: Source) -> Claim:
    """Return the claim with the sizes of its indices; raise Refusal where shapes do not fit."""
    extents = {name: symbol.extents for name, symbol in theory.symbols.items()}
    (lhs, rhs), sizes = sized((reading.left.term, reading.right.term), extents, theory.uniform)
    if not theory.single:
        check(reading.scope, sizes, source, theory)
    sizeless = next((letter for (letter, _), found in sizes.items() if not found), None)
    if sizeless is not None:
        raise Refusal("D501", f"nothing says how far the index {sizeless} runs", reading.span)
    both = {index.letter for side in (lhs, rhs) for index in free_indices(side)} & set(free_layers(lhs, rhs))
    if both:
        letter = min(both)
        raise Refusal("D501", f"{letter} is a layer in one place and an index in another", reading.span)
    bounded(Claim(lhs, rhs), reading.span)
    return Claim(lhs, rhs)


MOST_LETTERS, MOST_INDICES, DEEPEST_SUM, LONGEST = 3, 8, 5, 4_000
"""Free layer letters, free indices, sums inside each other, and subterms of a claim that is judged."""


def bounded(claim: Claim, span: Span) -> None:
    """Raise Refusal for a claim that would take too long to judge."""
    sides = (claim.lhs, claim.rhs)
    indices = {index.letter for side in sides for index in free_indices(side)}
    length = sum(1 for side in sides for _ in subterms(side))
    if len(free_layers(*sides)) > MOST_LETTERS or len(indices) > MOST_INDICES:
        raise Refusal("D901", "this relation has more letters for layers and indices than are judged", span)
    if length > LONGEST or max(sum_depth(side) for side in sides) > DEEPEST_SUM:
        raise Refusal("D901", "this relation is longer, or its sums are deeper, than is judged", span)


def sum_depth(term: Term) -> int:
    """Return how many sums stand inside each other."""
    return isinstance(term, Sum) + max((sum_depth(child) for child in children(term)), default=0)
