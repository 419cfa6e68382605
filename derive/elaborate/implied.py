"""Layers that a document leaves to its indices: a_j = Σ_i w_ji z_i beside z_j = h(a_j).

Read literally the units would need themselves. Unit j stands one layer after the units i that it sums over, and the
weight w_ji belongs to the layer of j. Where one law holds for every layer, z_j becomes z^l_j and z_i becomes z^{l-1}_i;
where the letters name the layers, net_h = Σ_i w_hi x_i and net_k = Σ_h w_kh o_h, they become net^1_h and net^2_k.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from derive.elaborate.define import letters
from derive.elaborate.offsets import Offsets
from derive.elaborate.one_sample import names_below
from derive.elaborate.samples import mapped, sides
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.walk import walk
from derive.syntax.tree import (
    UNWRITTEN,
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Group,
    Letter,
    Relation,
    Script,
    Statement,
    Tree,
)


@dataclass(frozen=True, slots=True)
class Law:
    """A unit computed from others: the family and index of the unit, those of its sources, and the weight between.

    `to` and `of` are the places of the two indices below the weight.
    """

    unit: str
    index: str
    source: str
    summed: str
    weight: str
    to: int
    of: int


@dataclass(frozen=True, slots=True)
class Implied:
    """The families that have a layer, with the place of the index that stands for it.

    `anchored` are families of the output layer, `offsets` how far the letters' layers are apart in the whole document,
    `numbers` the layers of the letters where these name them, `letter` what the layer is called.
    """

    places: Mapping[str, int]
    weights: Mapping[str, Law]
    anchored: frozenset[str]
    offsets: Offsets
    numbers: Mapping[str, int] = field(default_factory=dict)
    letter: str = "l"


def with_implied_layers(statements: tuple[Statement, ...], assumed: list[str]) -> tuple[Statement, ...]:
    """Return the statements with every layer written out; what cannot be placed stays as it is."""
    implied = implied_layers(statements)
    if implied is None:
        return statements
    assumed.append("the indices tell the layers: a unit stands one layer after those that it sums over")
    return tuple(written_out(item, implied) for item in statements)


def written_out(item: Statement, implied: Implied) -> Statement:
    """Return one statement with its layers."""
    placed = layers_of(item, implied)

    def layered(tree: Tree) -> Tree:
        letter = scripted(tree) if isinstance(tree, Script) else None
        index = None if letter is None else index_of(letter, implied)
        return tree if index not in placed or not isinstance(tree, Script) else at_layer(tree, placed[index])

    if isinstance(item, Relation):
        return replace(item, left=mapped(item.left, layered), right=mapped(item.right, layered))
    return replace(item, tree=mapped(item.tree, layered))


def index_of(letter: Scripted, implied: Implied) -> str | None:
    """Return the index that says in which layer the letter stands: j of w_ji."""
    law = implied.weights.get(letter.name)
    place = implied.places.get(letter.name) if law is None else law.to
    return None if place is None else plain_index(letter, place)


def plain_index(letter: Scripted, place: int) -> str | None:
    """Return the index letter at a place of the subscript; a letter with one index has it at every place."""
    below = letter.subscripts
    found = below[min(place, len(below) - 1)] if below else None
    return found.name if isinstance(found, Letter) else None


def at_layer(tree: Script, layer: Tree) -> Script:
    """Return the letter with the layer above, below any power it has."""
    group = Group(UNWRITTEN, layer, tree.span)
    if tree.superscript is None and not tree.primes:
        return replace(tree, superscript=group)
    inner = Script(tree.base, tree.subscript, group, 0, tree.span)
    return Script(inner, None, tree.superscript, tree.primes, tree.span)


def layers_of(item: Statement, implied: Implied) -> dict[str | None, Tree]:
    """Return the layers of the index letters of a statement, empty where the letters cannot be told apart."""
    found = [letter for side in sides(item) for letter in letters(side)]
    span = item.span
    if implied.numbers:
        return {name: Digits(str(number), span) for name, number in implied.numbers.items()}
    own = Offsets()
    for letter in found:
        law = implied.weights.get(letter.name)
        if law is not None:
            to, of = plain_index(letter, law.to), plain_index(letter, law.of)
            if to is None or of is None:
                return {}
            own.join(to, of, 1)
    names = list(dict.fromkeys(name for letter in found if (name := index_of(letter, implied)) is not None))
    names += [name for name in own.known() if name not in names]
    if not names:
        return {}
    tied = own if own.together(names) else implied.offsets
    if not tied.together(names):
        return {}
    anchors = {
        tied.between(names[0], name)
        for letter in found
        if letter.name in implied.anchored
        for name in names_below(letter)
        if name in names
    }
    if len(anchors) > 1:
        return {}
    base = Letter("L" if anchors else implied.letter, (), False, span)
    shift = -anchors.pop() if anchors else 0
    return {name: shifted(base, tied.between(names[0], name) + shift) for name in names}


def shifted(base: Letter, offset: int) -> Tree:
    """Return l, l + 1 or l − 1."""
    if not offset:
        return base
    return Addition((base, Digits(str(abs(offset)), base.span)), (1, 1 if offset > 0 else -1), base.span)


def implied_layers(statements: tuple[Statement, ...]) -> Implied | None:
    """Return the layers that the indices of a document imply, None where they imply none."""
    relations = [item for item in statements if isinstance(item, Relation) and item.name in ("=", ":=")]
    laws = [law for item in relations if (law := law_of(item)) is not None]
    if not laws or any(
        has_layer(letter, laws) for item in statements for side in sides(item) for letter in letters(side)
    ):
        return None
    weights = {law.weight: law for law in laws}
    if any((law.to, law.of) != (weights[law.weight].to, weights[law.weight].of) for law in laws):
        return None
    names = [law for law in laws if law.source != laws[0].source]
    return by_letters(relations, laws, weights) if names else for_every_layer(statements, relations, laws[0], weights)


def has_layer(letter: Scripted, laws: list[Law]) -> bool:
    """Tell whether a letter of the laws is written with anything above that could be a layer."""
    return letter.name in {name for law in laws for name in (law.unit, law.source, law.weight)} and (
        letter.layer is not None
        or bool(letter.others)
        or (letter.digits is not None and letter.digits.text in ("0", "1"))
    )


def law_of(item: Relation) -> Law | None:
    """Return the law by which the relation computes a unit from those of another index; none for a sensitivity."""
    head = scripted(item.left)
    backward = any(
        isinstance(part, Derivative) or (isinstance(part, Script) and part.primes) for part in walk(item.right)
    )
    if head is None or not head.subscripts or head.primes or backward or head.name == "delta":
        return None
    own = [part.name for part in head.subscripts if isinstance(part, Letter)]
    bound = [name for part in walk(item.right) if isinstance(part, BigOperator) for name in bound_by(part)]
    inside = [letter for letter in letters(item.right) if letter.subscripts]
    for weight in inside:
        below = [part.name for part in weight.subscripts if isinstance(part, Letter)]
        ends = [name for name in below if name in own], [name for name in below if name in bound and name not in own]
        if len(below) != 2 or len(weight.subscripts) != 2 or len(ends[0]) != 1 or len(ends[1]) != 1:
            continue
        index, summed = ends[0][0], ends[1][0]
        sources = [x for x in inside if x is not weight and summed in names_below(x) and index not in names_below(x)]
        if sources and own.count(index) == 1:
            return Law(head.name, index, sources[0].name, summed, weight.name, below.index(index), below.index(summed))
    return None


def bound_by(operator: BigOperator) -> Iterable[str]:
    """Return the letters below a Σ."""
    below = () if operator.subscript is None else walk(operator.subscript)
    return [part.name for part in below if isinstance(part, Letter)]


def for_every_layer(
    statements: tuple[Statement, ...], relations: list[Relation], law: Law, weights: Mapping[str, Law]
) -> Implied | None:
    """Return the layers of a law that holds for each of them, None where no unit would need itself."""
    computed = {law.unit, *needed_from(law.unit, relations)}
    if law.source not in computed:
        return None
    offsets = Offsets()
    offsets.join(law.index, law.summed, 1)
    for item in statements:
        for letter in (letter for side in sides(item) for letter in letters(side)):
            own = weights.get(letter.name)
            ends = None if own is None else (plain_index(letter, own.to), plain_index(letter, own.of))
            if ends is not None and ends[0] is not None and ends[1] is not None:
                offsets.join(ends[0], ends[1], 1)
    sloped = differentiated(relations)
    anchored = output_families(relations, sloped, computed | {*weights})
    place = place_of(law, relations)
    places = dict.fromkeys(layered_families(relations, computed, weights, anchored | sloped - computed), place)
    used = {part.name for item in statements for side in sides(item) for part in walk(side) if isinstance(part, Letter)}
    free = [name for name in ("l", "r", "s", "m") if name not in used]
    return Implied(places, weights, anchored, offsets, {}, free[0]) if free else None


def place_of(law: Law, relations: list[Relation]) -> int:
    """Return the place of the index of a unit below its letter."""
    heads = (scripted(item.left) for item in relations)
    return next(names_below(head).index(law.index) for head in heads if head is not None and head.name == law.unit)


def needed_from(unit: str, relations: list[Relation]) -> frozenset[str]:
    """Return the families that are computed from the unit with the same index: z_j = h(a_j)."""
    found: set[str] = {unit}
    for _ in relations:
        for item in relations:
            head = scripted(item.left)
            if head is None or head.name in found or any(isinstance(part, Derivative) for part in walk(item.right)):
                continue
            own = names_below(head)
            if own and any(letter.name in found and names_below(letter) == own for letter in letters(item.right)):
                found.add(head.name)
    return frozenset(found)


def differentiated(relations: list[Relation]) -> frozenset[str]:
    """Return the letters that are differentiated."""
    slopes = (part for item in relations for side in sides(item) for part in walk(side) if isinstance(part, Derivative))
    return frozenset(letter.name for part in slopes if (letter := scripted(part.of)) is not None)


def output_families(relations: list[Relation], sloped: frozenset[str], computed: set[str]) -> frozenset[str]:
    """Return the families beside the units in the definition of a cost: targets, and outputs by another letter."""
    costs = [item for item in relations if (head := scripted(item.left)) is not None and head.name in sloped - computed]
    inside = {letter.name for item in costs for letter in letters(item.right) if letter.subscripts}
    return frozenset(inside - computed - sloped)


def layered_families(
    relations: list[Relation], computed: set[str], weights: Mapping[str, Law], others: frozenset[str]
) -> list[str]:
    """Return the units, what is computed from them, and the biases beside the weights; the others have no layer."""
    found = dict.fromkeys(sorted(computed - others))
    for item in relations:
        head = scripted(item.left)
        if head is None or not names_below(head):
            continue
        inside = [letter for letter in letters(item.right) if letter.subscripts]
        if head.name not in others and any(letter.name in found or letter.name in weights for letter in inside):
            found.setdefault(head.name)
        if law_of(item) is not None:
            found.update((x.name, None) for x in inside if len(names_below(x)) == 1 and x.name not in others)
    return [name for name in found if name not in weights]


def by_letters(relations: list[Relation], laws: list[Law], weights: Mapping[str, Law]) -> Implied | None:
    """Return the layers that the letters name, None where no family stands in two of them."""
    offsets = Offsets()
    for law in laws:
        offsets.join(law.index, law.summed, 1)
    names = list(offsets.known())
    if not offsets.together(names):
        return None
    depths = {name: offsets.between(names[0], name) for name in names}
    numbers = {name: depth - min(depths.values()) for name, depth in depths.items()}
    heads: dict[str, set[int]] = {}
    places: dict[str, int] = {}
    for item in relations:
        head = scripted(item.left)
        own = [] if head is None else names_below(head)
        inside = letters(item.right) if head is not None and law_of(item) is not None else ()
        for letter in (*([head] if head is not None else []), *inside):
            placed = [name for name in names_below(letter) if name in numbers and name in own]
            if placed and letter.name not in weights:
                heads.setdefault(letter.name, set()).add(numbers[placed[0]])
                places[letter.name] = names_below(letter).index(placed[0])
    shared = {law.weight for law in laws if any(x.weight == law.weight and x.index != law.index for x in laws)}
    places = {name: place for name, place in places.items() if len(heads[name]) > 1}
    if not places and not shared:
        return None
    return Implied(places, {name: weights[name] for name in sorted(shared)}, frozenset(), offsets, numbers)
