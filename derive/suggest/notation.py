"""How the document at hand writes things: what an edit may put in the place of something else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from derive.elaborate.elaborate import Elaboration
from derive.elaborate.lexicon import Lexicon, arity, family, function_name, layer_of, node_subscripts
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.walk import walk
from derive.source import Span
from derive.suggest.sites import letter_sites, mapped_letters, replaced, sites
from derive.syntax.tree import Addition, BigOperator, Digits, Fraction, Letter, Product, Relation, Script, Tree
from derive.term.term import LITERAL, OUTPUT, Layer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a family is taken: its layer, and the trees of its node indices."""

    layer: Layer | None
    indices: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Notation:
    """What the document uses: definitions as written, letters, signs.

    `indices` are the index letters, `layers` the bases of layers, `places` where the families of the relation are
    taken. `families` and `functions` have one example of each; `entrywise` tells whether ⊙ is written;
    `transposition` is the sign of a transpose.
    """

    lexicon: Lexicon
    definitions: tuple[tuple[Scripted, Relation], ...]
    indices: tuple[str, ...]
    layers: tuple[str, ...]
    places: tuple[Place, ...]
    families: Mapping[str, Tree]
    functions: Mapping[str, Tree]
    factors: tuple[Tree, ...]
    entrywise: bool
    transposition: Letter


def notation(elaboration: Elaboration, relation: Relation) -> Notation:
    """Return the notation of the document, as far as it matters for one of its relations."""
    lexicon = elaboration.lexicon
    relations = [item.relation for item in elaboration.items]
    trees = [side for item in relations for side in (item.left, item.right)]
    own = [site for side in (relation.left, relation.right) for site in letter_sites(side)]
    definitions = []
    for item in elaboration.items:
        head = scripted(item.relation.left)
        if item.role == "definition" and head is not None and not head.digits:
            definitions.append((head, item.relation))
    families: dict[str, Tree] = {}
    functions: dict[str, Tree] = {}
    for tree in trees:
        for _, node, letter in letter_sites(tree):
            if letter.name in lexicon.vocabulary.functions:
                functions.setdefault(function_name(letter, lexicon), node)
            elif letter.name != "d" or not lexicon.vocabulary.differential:
                families.setdefault(family(lexicon, letter), node)
    return Notation(
        lexicon,
        tuple(definitions),
        index_letters(lexicon, relation),
        layer_bases(lexicon, [letter for _, _, letter in own]),
        places(lexicon, [letter for _, _, letter in own]),
        families,
        functions,
        constants(trees),
        any(isinstance(node, Product) and "odot" in node.operators for tree in trees for node in walk(tree)),
        transposition(trees, relation.span),
    )


def index_letters(lexicon: Lexicon, relation: Relation) -> tuple[str, ...]:
    """Return the letters in index slots of the relation, and those that its sums bind."""
    found: dict[str, None] = {}
    for side in (relation.left, relation.right):
        for _, node in sites(side):
            below = node.subscript if isinstance(node, BigOperator) else None
            if below is not None:
                inner = [part.name for part in walk(below) if isinstance(part, Letter)]
                found.update(dict.fromkeys(inner[:1]))
        for _, _, letter in letter_sites(side):
            if letter.name not in lexicon.vocabulary.functions:
                slots = node_subscripts(lexicon, letter)
                found.update(dict.fromkeys(part.name for part in slots if isinstance(part, Letter)))
    return tuple(found)


def layer_bases(lexicon: Lexicon, letters: list[Scripted]) -> tuple[str, ...]:
    """Return the bases of the layers in the relation, and the output layer where the document names it."""
    found: dict[str, None] = {}
    for letter in letters:
        layer = safe_layer(lexicon, letter)
        if layer is not None and layer.base != LITERAL:
            found.setdefault(layer.base)
    if any(name in lexicon.vocabulary.layer_letters for name in lexicon.output_names):
        found.setdefault(OUTPUT)
    return tuple(found)


def safe_layer(lexicon: Lexicon, letter: Scripted) -> Layer | None:
    """Return the layer of a letter, None where it has none that can be read."""
    try:
        return layer_of(lexicon, letter, Scope())
    except Refusal:
        return None


def places(lexicon: Lexicon, letters: list[Scripted]) -> tuple[Place, ...]:
    """Return where the letters of the relation are taken; a weight w_jk stands between two places."""
    found: dict[tuple[Layer | None, tuple[str, ...]], Place] = {}

    def add(layer: Layer | None, indices: tuple[Tree, ...]) -> None:
        key = (layer, tuple(part.name if isinstance(part, Letter) else repr(part) for part in indices))
        found.setdefault(key, Place(layer, indices))

    for letter in letters:
        if letter.name in lexicon.vocabulary.functions:
            continue
        layer, below = safe_layer(lexicon, letter), node_subscripts(lexicon, letter)
        if len(below) < 2:
            add(layer, below)
            continue
        for index in below[:2]:
            add(layer, (index,))
            if layer is not None:
                add(Layer(layer.base, layer.offset - 1), (index,))
    return tuple(found.values())


def constants(trees: list[Tree]) -> tuple[Tree, ...]:
    """Return the constant factors that the document writes in front of something: 1/2, 1/m, 2."""
    found: dict[Tree, None] = {}
    for tree in trees:
        for node in walk(tree):
            for factor in node.factors if isinstance(node, Product) else ():
                simple = isinstance(factor, Fraction) and isinstance(factor.denominator, Digits | Letter)
                if simple and isinstance(factor, Fraction) and isinstance(factor.numerator, Digits):
                    found.setdefault(factor)
    return tuple(found)[:4]


def transposition(trees: list[Tree], at: Span) -> Letter:
    """Return the sign for a transpose that the document writes, T or ⊤, as it stands there; else T."""
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Script) and node.superscript is not None:
                for part in walk(node.superscript):
                    if isinstance(part, Letter) and part.name in ("T", "top", "intercal"):
                        return part
    return Letter("T", (), False, Span(at.source, 0, 0))


def layer_tree(lexicon: Lexicon, layer: Layer, like: Tree) -> Tree:
    """Return l, l − 1, L or 2 as a tree that stands where `like` stands."""
    if layer.base == LITERAL:
        return Digits(str(layer.offset), like.span)
    name = layer.base
    if layer.base == OUTPUT:
        name = next((known for known in lexicon.output_names), "L")
    letter = Letter(name, (), False, like.span)
    if not layer.offset:
        return letter
    number = Digits(str(abs(layer.offset)), like.span)
    return Addition((letter, number), (1, 1 if layer.offset > 0 else -1), like.span)


def layer_node(lexicon: Lexicon, letter: Scripted) -> Tree | None:
    """Return the part of a letter's scripts that is its layer."""
    if letter.name in lexicon.vocabulary.subscript_layers:
        return letter.subscripts[0] if letter.subscripts else None
    if letter.layer is not None:
        return letter.layer
    return letter.digits if letter.name in lexicon.vocabulary.layered else None


def swapped(tree: Tree, old: Tree, new: Tree) -> Tree:
    """Return the tree with one of its own nodes, told by identity, replaced."""
    path = next((path for path, node in sites(tree) if node is old), None)
    return tree if path is None else replaced(tree, path, new)


def at_layer(lexicon: Lexicon, tree: Tree, letter: Scripted, layer: Layer) -> Tree | None:
    """Return the letter at another layer, None where it has no layer or the number is negative."""
    node = layer_node(lexicon, letter)
    if node is None or (layer.base == LITERAL and layer.offset < 0):
        return None
    return swapped(tree, node, layer_tree(lexicon, layer, node))


def taken_at(known: Notation, head: Scripted, tree: Tree, place: Place) -> Tree | None:
    """Return a part of the definition of `head`, with the head taken at the place: b_i^k becomes b_l^{k+1}."""
    lexicon = known.lexicon
    own = node_subscripts(lexicon, head)
    layer = safe_layer(lexicon, head)
    if len(own) != len(place.indices) or (layer is None) != (place.layer is None):
        return None
    if not all(isinstance(part, Letter) for part in own):
        return None
    names = {part.name: new for part, new in zip(own, place.indices, strict=True) if isinstance(part, Letter)}

    def change(node: Letter | Script, letter: Scripted) -> Tree:
        changed: Tree = node
        for part in letter.subscripts:
            if isinstance(part, Letter) and part.name in names:
                changed = swapped(changed, part, replace_span(names[part.name], part))
        here = safe_layer(lexicon, letter)
        if here is not None and layer is not None and place.layer is not None and here.base == layer.base:
            moved = Layer(place.layer.base, place.layer.offset + here.offset - layer.offset)
            again = scripted(changed)
            assert again is not None
            changed = at_layer(lexicon, changed, again, moved) or changed
        return changed

    return mapped_letters(tree, change, lambda part: part)


def replace_span(tree: Tree, at: Tree) -> Tree:
    """Return the tree as if it stood where `at` stands, so that it is spelled as that place asks."""
    return replace(tree, span=at.span)


def arity_of(known: Notation, letter: Scripted) -> int:
    """Return the number of node indices of the letter's family."""
    return arity(known.lexicon, family(known.lexicon, letter))
