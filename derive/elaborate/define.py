"""Which relations define, and which claim.

The first relation whose left side is a bare letter not yet defined, and not occurring on the right at the same layer,
defines it; one whose right side is nothing but a derivative of the cost does so wherever it stands; := comes before =.
A family computed from the layer after it is a sensitivity: no relation but a derivative defines it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from derive.elaborate.arrays import is_notation
from derive.elaborate.decimals import gives_number
from derive.elaborate.lexicon import Lexicon, family, layer_of, node_subscripts
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import Scripted, is_transpose, scripted
from derive.elaborate.uses import is_argument
from derive.elaborate.walk import bare, parts, walk
from derive.syntax.tree import Addition, Derivative, Digits, Group, Letter, Product, Relation, Script, Sequence, Tree
from derive.term.term import LITERAL, OUTPUT, Layer


@dataclass(frozen=True, slots=True)
class Head:
    """The side of a relation that is defined; `mirrored` when it is the right one, as in a^0 = x."""

    letter: Scripted
    name: str
    layer: Layer | None
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The positions of the relations that define a family or a function, and the sensitivities left undefined."""

    families: dict[int, Head]
    functions: dict[int, tuple[str, Letter]]
    sensitivities: tuple[str, ...]


def choose(relations: list[Relation], lexicon: Lexicon) -> Choice:
    """Return which of the relations define."""
    heads = {position: head for position, relation in enumerate(relations) if (head := head_of(relation, lexicon))}
    backward = dict.fromkeys(
        head.name
        for position, head in heads.items()
        if is_backward(head, relations[position], lexicon) or is_error(head, relations, lexicon)
    )
    inputs = {position: mirror for position in heads if (mirror := input_name(relations[position], heads, lexicon))}
    heads.update(inputs)
    defined: dict[tuple[str, str], int] = {}
    for wanted in (is_gradient, is_declared, is_plain):
        for position, head in heads.items():
            relation = relations[position]
            if not wanted(relation, lexicon) or relation.name not in ("=", ":="):
                continue
            if (head.name in backward and not is_gradient(relation, lexicon)) or gives_number(relation, head.mirrored):
                continue
            other = other_function(head, relation, relations, defined, lexicon)
            if (covered(defined, head) and not other) or mentions_itself(head, oriented(relation, head), lexicon):
                continue
            defined[head.name, pattern(head)] = position
    families = {position: heads[position] for position in sorted(defined.values())}
    undefined = tuple(name for name in backward if not any(head.name == name for head in families.values()))
    return Choice(families, function_definitions(relations, lexicon), undefined)


def input_name(relation: Relation, heads: dict[int, Head], lexicon: Lexicon) -> Head | None:
    """Return the right side of a^0 = x as a head: a letter without layers that names an entry of a layered family."""
    left, letter = scripted(relation.left), scripted(relation.right)
    if left is None or letter is None or left.name not in lexicon.vocabulary.layered:
        return None
    head = head_of(Relation(relation.right, relation.name, relation.left, relation.chain, relation.span), lexicon)
    if head is None or head.layer is not None or any(head.name == other.name for other in heads.values()):
        return None
    return Head(head.letter, head.name, None, True)


def other_function(
    head: Head, relation: Relation, relations: list[Relation], defined: dict[tuple[str, str], int], lexicon: Lexicon
) -> bool:
    """Tell whether a^L = h(z^L) gives the output layer, after a^l = g(z^l), a function of its own."""
    general = defined.get((head.name, "every"))
    if general is None or pattern(head) != "output" or (head.name, "output") in defined:
        return False
    before, own = (functions_in(item.right, lexicon) for item in (relations[general], relation))
    elsewhere = {name for item in relations if item is not relation for name in functions_in(item.left, lexicon)}
    both = bool(before) and bool(own) and isinstance(bare(relation.right), Product)
    return both and not own & (before | elsewhere)


def functions_in(tree: Tree, lexicon: Lexicon) -> set[str]:
    """Return the functions of the document that occur in the tree."""
    return {letter.name for letter in letters(tree) if letter.name in lexicon.vocabulary.functions}


def oriented(relation: Relation, head: Head) -> Relation:
    """Return the relation with what it defines on the left."""
    if not head.mirrored:
        return relation
    return Relation(relation.right, relation.name, relation.left, relation.chain, relation.span)


def covered(defined: dict[tuple[str, str], int], head: Head) -> bool:
    """Tell whether the family has a definition for this layer already."""
    own = pattern(head)
    return (head.name, own) in defined or (head.name, "every") in defined


def pattern(head: Head) -> str:
    """Return which layers a head speaks of: one number, the output layer, or every layer."""
    if head.layer is None:
        return f"entry {[part for part in head.letter.subscripts if not isinstance(part, Letter)]!r}"
    if head.layer.base == LITERAL:
        return str(head.layer.offset)
    return "output" if head.layer.base == OUTPUT else "every"


def head_of(relation: Relation, lexicon: Lexicon) -> Head | None:
    """Return the left side as a head, or None when it is no bare letter."""
    left = without_dependence(relation.left, lexicon)
    letter = None if is_range(relation, lexicon) or is_notation(relation) else scripted(left)
    if letter is None or letter.primes or letter.transposed or letter.name in lexicon.vocabulary.functions:
        return None
    if letter.name in ("partial", "nabla", "dots"):
        return None
    if letter.digits is not None and letter.name not in lexicon.vocabulary.layered:
        return None
    try:
        layer = layer_of(lexicon, letter, Scope())
    except Refusal:
        return None
    below = node_subscripts(lexicon, letter)
    names = [part.name for part in below if isinstance(part, Letter)]
    if len(set(names)) != len(names) or (layer is None and letter.name in lexicon.vocabulary.layered):
        return None
    if any(isinstance(part, Addition) for part in below):
        return None
    return Head(letter, family(lexicon, letter), layer)


def without_dependence(tree: Tree, lexicon: Lexicon) -> Tree:
    """Return C for C(W, b)."""
    inner = bare(tree)
    if isinstance(inner, Product) and len(inner.factors) == 2 and is_argument(inner.factors[1]):
        letter = scripted(inner.factors[0])
        if letter is not None and letter.name in lexicon.vocabulary.costs:
            return inner.factors[0]
    return tree


def letters(tree: Tree) -> Iterator[Scripted]:
    """Yield the letters that are values in the tree, not those in scripts."""
    letter = scripted(tree)
    if letter is not None:
        yield letter
        return
    inner = bare(tree)
    if isinstance(inner, Script) and inner.superscript is not None and is_transpose(inner.superscript):
        inner = inner.base
    for part in parts(inner):
        yield from letters(part)


def is_gradient(relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether the right side is nothing but a derivative of a cost, up to a sign or a number."""
    right = bare(relation.right)
    if isinstance(right, Addition) and len(right.terms) == 1:
        right = bare(right.terms[0])
    if isinstance(right, Product):
        factors = [bare(factor) for factor in right.factors if not isinstance(bare(factor), Digits)]
        right = factors[0] if len(factors) == 1 else right
    if not isinstance(right, Derivative):
        return False
    of = scripted(without_dependence(right.of, lexicon))
    return of is not None and of.name in lexicon.vocabulary.costs


def is_declared(relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether the author wrote a sign of definition."""
    return relation.name == ":="


def is_plain(relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether any relation will do."""
    return True


def is_backward(head: Head, relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether the right side needs the family at a later layer."""
    if head.layer is None:
        return False
    for letter in letters(relation.right):
        if family(lexicon, letter) != head.name:
            continue
        layer = safe_layer(letter, lexicon)
        if layer is not None and layer.base == head.layer.base and layer.offset > head.layer.offset:
            return True
    return False


def is_error(head: Head, relations: list[Relation], lexicon: Lexicon) -> bool:
    """Tell whether the head is δ, which stands for ∂C/∂z in every convention.

    Without layers it does so where functions are applied to one letter only, which then is z.
    """
    if head.letter.name != "delta" or head.layer is not None:
        return head.letter.name == "delta"
    trees = [side for item in relations for side in (item.left, item.right)]
    return bool(lexicon.vocabulary.costs) and len(set(applications(trees, lexicon).values())) == 1


def applications(trees: list[Tree], lexicon: Lexicon) -> dict[str, str]:
    """Return the functions of the document that are applied to a single letter, with that letter: σ(z)."""
    found: dict[str, str] = {}
    for tree in trees:
        for part in walk(tree):
            if not isinstance(part, Product):
                continue
            for first, second in zip(part.factors, part.factors[1:], strict=False):
                function = scripted(first)
                if function is None or function.name not in lexicon.vocabulary.functions or not is_argument(second):
                    continue
                argument = scripted(second.body) if isinstance(second, Group) else None
                if argument is not None:
                    found.setdefault(function.name, argument.name)
    return found


def mentions_itself(head: Head, relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether the right side contains the head's own family at the same layer, other than as ∂head."""
    for letter in letters(relation.right):
        if family(lexicon, letter) == head.name and safe_layer(letter, lexicon) == head.layer:
            return True
    return False


def safe_layer(letter: Scripted, lexicon: Lexicon) -> Layer | None:
    """Return the layer of a letter, None where it cannot be read."""
    try:
        return layer_of(lexicon, letter, Scope())
    except Refusal:
        return None


def function_definitions(relations: list[Relation], lexicon: Lexicon) -> dict[int, tuple[str, Letter]]:
    """Return the relations f(x) = body that define a function of the document, with the parameter's letter."""
    found: dict[int, tuple[str, Letter]] = {}
    # a link of a chain, Φ'(x) = φ(x) = …, defines only what nothing else does
    for position, relation in sorted(enumerate(relations), key=lambda item: item[1].chain):
        left = bare(relation.left)
        if not isinstance(left, Product) or len(left.factors) != 2 or relation.name not in ("=", ":="):
            continue
        letter, argument = scripted(left.factors[0]), left.factors[1]
        if letter is None or letter.name not in lexicon.vocabulary.functions or letter.primes or letter.subscripts:
            continue
        parameter = bare(argument.body) if isinstance(argument, Group) else None
        known = {name for name, _ in found.values()}
        if not isinstance(parameter, Letter) or letter.name in known:
            continue
        if any(other.name == letter.name for other in letters(relation.right)):
            continue
        found[position] = (letter.name, parameter)
    return found


def is_index(tree: Tree, lexicon: Lexicon) -> bool:
    """Tell whether the tree is a plain letter that is an index or a layer in this document."""
    letter = bare(tree)
    return isinstance(letter, Letter) and letter.name in lexicon.vocabulary.indices


def is_range(relation: Relation, lexicon: Lexicon) -> bool:
    """Tell whether the relation says what a letter runs through, l = L−1, …, 2, or compares indices, i = j."""
    right = bare(relation.right)
    if is_index(relation.left, lexicon) and (is_index(right, lexicon) or isinstance(right, Digits)):
        return True
    inner = right.items if isinstance(right, Sequence) else (right,)
    return isinstance(bare(relation.left), Letter) and any(
        isinstance(bare(item), Letter) and bare(item) == Letter("dots", (), False, item.span) for item in inner
    )
