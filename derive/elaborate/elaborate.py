"""From trees to a theory: what every relation of a document says."""

from dataclasses import dataclass

from derive.elaborate import network
from derive.elaborate.build import build
from derive.elaborate.define import choose, is_range, letters, without_dependence
from derive.elaborate.definitions import Progress, build_definitions
from derive.elaborate.extents import sized
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.network import Draft
from derive.elaborate.ranks import infer
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import scripted
from derive.elaborate.shapes import check
from derive.elaborate.sides import same_axes
from derive.elaborate.standard import Choices, complete_network
from derive.elaborate.tensor import Tensor
from derive.elaborate.vocabulary import Vocabulary, learn
from derive.elaborate.walk import bare
from derive.source import Source
from derive.syntax.tree import Group, Letter, Product, Relation, Statement
from derive.term.term import Entry
from derive.theory import Claim, Theory


@dataclass(frozen=True, slots=True)
class Item:
    """One relation, understood: a definition, a claim, or the reason why it is neither."""

    relation: Relation
    role: str
    claim: Claim | None
    refusal: Refusal | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Elaboration:
    """A document understood: its theory, its relations, and the vocabulary by which further ones are read."""

    theory: Theory
    items: tuple[Item, ...]
    lexicon: Lexicon
    source: Source


def elaborate(statements: tuple[Statement, ...], source: Source, choices: Choices) -> Elaboration:
    """Return the theory of the statements and what each relation says in it."""
    relations = [item for item in statements if isinstance(item, Relation) and item.name in ("=", ":=", "<-")]
    trees = [(tree, False) for item in relations for tree in (item.left, item.right)]
    trees += [(item.tree, True) for item in statements if not isinstance(item, Relation)]
    vocabulary = learn(trees)
    aliases = other_spellings(relations, vocabulary)
    outputs = output_names(vocabulary)
    shapes = infer(relations, [tree for tree, _ in trees], vocabulary, aliases)
    ranks = {name: sum(shape) for name, shape in shapes.known.items()}
    cost = next(iter(vocabulary.costs), None)
    lexicon = Lexicon(vocabulary, ranks, aliases, outputs, None, cost)
    chosen = choose(relations, lexicon)
    progress = Progress()
    draft = build_definitions(relations, chosen, lexicon, progress)
    trees_only = [tree for tree, _ in trees]
    complete_network(draft, chosen.sensitivities, trees_only, choices)
    build_claims(relations, draft, progress)
    claims = [term for left, right, _ in progress.sides.values() for term in (left.term, right.term)]
    theory = network.finish(draft, claims)
    items = tuple(finished(position, item, progress, theory, source) for position, item in enumerate(relations))
    return Elaboration(theory, items, draft.lexicon, source)


def other_spellings(relations: list[Relation], vocabulary: Vocabulary) -> dict[str, str]:
    """Return W → w where both stand for one parameter: neither is computed, and both have or lack layers."""
    heads = {letter.name for item in relations if (letter := scripted(item.left)) is not None}
    names = dict.fromkeys(
        letter.name for item in relations for tree in (item.left, item.right) for letter in letters(tree)
    )
    found = {}
    for name in names:
        lower = name.lower()
        both = lower != name and len(name) == 1 and lower in names
        if both and not {name, lower} & heads and (name in vocabulary.layered) == (lower in vocabulary.layered):
            found[name] = lower
    return found


def output_names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the letters of the output layer: L, or the one capital that is written as a layer."""
    capitals = [name for name in vocabulary.layer_letters if len(name) == 1 and name.isupper() and name != "T"]
    return ("L",) if "L" in capitals or len(capitals) != 1 else (capitals[0],)


def build_claims(relations: list[Relation], draft: Draft, progress: Progress) -> None:
    """Build both sides of every relation that was not refused."""
    for position, relation in enumerate(relations):
        if position in progress.refusals:
            continue
        if relation.name == "<-":
            progress.refusals[position] = Refusal("D501", "an update step is not understood", relation.span)
        elif is_range(relation):
            progress.roles[position] = "definition"
        else:
            build_claim(position, relation, draft, progress)


def build_claim(position: int, relation: Relation, draft: Draft, progress: Progress) -> None:
    """Build both sides, or remember why they cannot be built."""
    try:
        progress.sides[position] = sides_of(relation, draft.lexicon)
    except Refusal as refusal:
        progress.refusals[position] = refusal


def sides_of(relation: Relation, lexicon: Lexicon) -> tuple[Tensor, Tensor, Scope]:
    """Return both sides with common axes, read strictly, or with entrywise products where only that has shapes.

    Raise Refusal where neither has.
    """
    first: Refusal | None = None
    for loose, layout in ((False, "numerator"), (False, "denominator"), (True, "numerator"), (True, "denominator")):
        scope = Scope(loose=loose, layout=layout, parameters=local_parameter(relation, lexicon))
        try:
            left = build(lexicon, without_dependence(relation.left, lexicon), scope)
            right = build(lexicon, without_dependence(relation.right, lexicon), scope)
            left, right = same_axes(left, right, relation, scope)
        except Refusal as refusal:
            first = first or refusal
            if not refusal.ill_formed and refusal.rule != "D303":
                break
            continue
        return left, right, scope
    assert first is not None
    raise first


def local_parameter(relation: Relation, lexicon: Lexicon) -> dict[str, Entry]:
    """Return the letter x of a statement about a function, f(x) = … or f'(x) = …, as a quantity of its own."""
    left = bare(relation.left)
    if not isinstance(left, Product) or len(left.factors) != 2:
        return {}
    function, argument = scripted(left.factors[0]), left.factors[1]
    inner = bare(argument.body) if isinstance(argument, Group) else None
    if function is None or function.name not in lexicon.vocabulary.functions or not isinstance(inner, Letter):
        return {}
    return {inner.name: Entry(f"{inner.name} of {function.name}", None, ())}


def finished(position: int, relation: Relation, progress: Progress, theory: Theory, source: Source) -> Item:
    """Return the relation with its claim sized and its shapes checked."""
    role = progress.roles.get(position, "claim")
    if position in progress.refusals:
        return Item(relation, "claim", None, progress.refusals[position])
    if position not in progress.sides:
        return Item(relation, role, None, None)
    try:
        claim, scope = sized_claim(progress.sides[position], theory, source)
    except Refusal as refusal:
        return Item(relation, "claim", None, refusal)
    return Item(relation, role, claim, None, tuple(dict.fromkeys(scope.notes)))


def sized_claim(sides: tuple[Tensor, Tensor, Scope], theory: Theory, source: Source) -> tuple[Claim, Scope]:
    """Return the claim with the sizes of its indices; raise Refusal where shapes do not fit."""
    left, right, scope = sides
    extents = {name: symbol.extents for name, symbol in theory.symbols.items()}
    (lhs, rhs), sizes = sized((left.term, right.term), extents, theory.uniform)
    if not theory.single:
        check(scope, sizes, source)
    return Claim(lhs, rhs), scope


def claim_of(relation: Relation, elaboration: Elaboration) -> tuple[Claim, Scope]:
    """Return what a relation says that is not in the document, with the scope it was read in; raise Refusal.

    The document's definitions stay as they are.
    """
    return sized_claim(sides_of(relation, elaboration.lexicon), elaboration.theory, elaboration.source)
