"""From trees to a theory: what every relation of a document says."""

from dataclasses import dataclass, field

from derive.elaborate import network
from derive.elaborate.build import build
from derive.elaborate.define import Choice, Head, choose, is_range, letters, without_dependence
from derive.elaborate.extents import sized
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.network import Draft, define, generalise
from derive.elaborate.ranks import infer
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import scripted
from derive.elaborate.shapes import check
from derive.elaborate.standard import Choices, complete_network
from derive.elaborate.tensor import Joint, ShapeError, Tensor, align, rank
from derive.elaborate.vocabulary import Vocabulary, learn
from derive.elaborate.walk import bare
from derive.source import Source
from derive.syntax.tree import Group, Letter, Product, Relation, Statement, Tree
from derive.term.term import OUTPUT, ZERO, Entry, Index, Layer, Number, Sum, Term
from derive.term.traverse import free_indices, free_layers, rebuild
from derive.theory import Claim, Definition, Formula, Theory


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
    """A document understood."""

    theory: Theory
    items: tuple[Item, ...]


@dataclass(slots=True)
class Progress:
    """The sides of the relations as they are built."""

    sides: dict[int, tuple[Tensor, Tensor, Scope]] = field(default_factory=dict)
    refusals: dict[int, Refusal] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)


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
    return Elaboration(theory, items)


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


def build_definitions(relations: list[Relation], chosen: Choice, lexicon: Lexicon, progress: Progress) -> Draft:
    """Return the draft with every definition that could be read; the others become claims that are not understood."""
    draft = Draft(lexicon)
    for position, (name, parameter) in chosen.functions.items():
        define_function(draft, relations[position], name, parameter, position, progress)
    waiting = sorted(chosen.families.items(), key=lambda item: item[1].name in lexicon.vocabulary.costs)
    for position, head in waiting:
        if progress_carrier(draft, head):
            draft.lexicon = with_carrier(draft)
        try:
            define_family(draft, relations[position], head)
            progress.roles[position] = "definition"
        except Refusal as refusal:
            progress.refusals[position] = refusal
    generalise(draft)
    draft.lexicon = with_carrier(draft)
    return draft


def progress_carrier(draft: Draft, head: Head) -> bool:
    """Tell whether the cost is next, so that the output activation must be known."""
    return head.name in draft.lexicon.vocabulary.costs


def with_carrier(draft: Draft) -> Lexicon:
    """Return the lexicon with the output activation found in the definitions."""
    old = draft.lexicon
    carrier = network.carrier_of(draft.definitions) or old.carrier
    return Lexicon(old.vocabulary, old.ranks, old.aliases, old.output_names, carrier, old.cost)


def define_function(
    draft: Draft, relation: Relation, name: str, parameter: Letter, position: int, progress: Progress
) -> None:
    """Add f(x) = body; its parameter is a letter of its own."""
    entry = Entry(f"{parameter.name} of {name}", None, ())
    scope = Scope(parameters={parameter.name: entry})
    try:
        body = build(draft.lexicon, relation.right, scope)
        if rank(body):
            raise Refusal("D501", "a function with an array as value is not understood", relation.right.span)
    except Refusal as refusal:
        progress.refusals[position] = refusal
        return
    draft.functions[name] = Formula(entry, body.term)
    progress.roles[position] = "definition"


def define_family(draft: Draft, relation: Relation, head: Head) -> None:
    """Add head = body, closing what the definition of a cost leaves open; raise Refusal where it has no reading."""
    scope = Scope(bound={}, loose=True)
    left = build(draft.lexicon, without_dependence(relation.left, draft.lexicon), scope)
    right = build(draft.lexicon, relation.right, scope)
    left, right = same_axes(left, right, relation, scope)
    assert isinstance(left.term, Entry)
    body = right.term
    if left.term.layer is None:
        body = closed_cost(draft, left.term, body)
    unbound = [index for index in free_indices(body) if index not in free_indices(left.term)]
    if unbound:
        names = ", ".join(index.letter for index in unbound)
        raise Refusal("D401", f"{names} is free on the right side only", relation.right.span, ill_formed=True)
    define(draft, Definition(left.term, body, 0, relation.span))


def closed_cost(draft: Draft, head: Entry, body: Term) -> Term:
    """Return the body with free indices summed and a free layer read as the output layer: E = ½(y − o_i^k)²."""
    letters_free = free_layers(body)
    for letter in letters_free:
        draft.output_letters = (*draft.output_letters, letter)
        draft.assumed.append(f"{letter} is the output layer in the definition of {head.symbol}")
    if letters_free:
        body = rebuild(
            body,
            lambda slot: slot,
            lambda layer: Layer(OUTPUT, layer.offset) if layer.base in letters_free else layer,
            lambda index: index,
        )
    for number, index in enumerate(item for item in free_indices(body) if item not in free_indices(head)):
        draft.assumed.append(f"the definition of {head.symbol} is summed over {index.letter}")
        bound = Index(index.letter, -1 - number, ())
        body = Sum(bound, rebound(body, index, bound))
    return body


def rebound(term: Term, old: Index, new: Index) -> Term:
    """Return the term with one free index replaced by another."""
    return rebuild(
        term,
        lambda slot: new if isinstance(slot, Index) and slot == old else slot,
        lambda layer: layer,
        lambda index: index,
    )


def same_axes(left: Tensor, right: Tensor, relation: Relation, scope: Scope) -> tuple[Tensor, Tensor]:
    """Return both sides with common axes; raise Refusal where the sides have different shapes."""
    for one, other in ((left, right), (right, left)):
        if rank(one) and other.term == ZERO and not rank(other):
            filled = Tensor(one.row, one.column, other.term)
            return (left, filled) if one is left else (filled, right)
    try:
        aligned, shared = align(left, right)
    except ShapeError:
        kinds = {0: "a number", 1: "a vector", 2: "a matrix"}
        ill_formed = not (isinstance(left.term, Number) or isinstance(right.term, Number))
        message = f"{kinds[rank(left)]} on the left, {kinds[rank(right)]} on the right"
        if rank(left) == rank(right):
            message = "a column on one side, a row on the other"
        raise Refusal("D303", message, relation.span, ill_formed) from None
    for index in shared:
        key = (index.letter, index.uid)
        span = relation.right.span
        scope.joints.append(Joint(key, "D303", "comparison", left, right, span.start, span.end))
    return left, aligned


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
    """Build both sides strictly, then with entrywise reading of products where only that has shapes."""
    first: Refusal | None = None
    for loose, layout in ((False, "numerator"), (False, "denominator"), (True, "numerator"), (True, "denominator")):
        scope = Scope(loose=loose, layout=layout, parameters=local_parameter(relation, draft.lexicon))
        try:
            left = build(draft.lexicon, without_dependence(relation.left, draft.lexicon), scope)
            right = build(draft.lexicon, without_dependence(relation.right, draft.lexicon), scope)
            left, right = same_axes(left, right, relation, scope)
        except Refusal as refusal:
            first = first or refusal
            if not refusal.ill_formed and refusal.rule != "D303":
                break
            continue
        progress.sides[position] = (left, right, scope)
        return
    assert first is not None
    progress.refusals[position] = first


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
    left, right, scope = progress.sides[position]
    extents = {name: symbol.extents for name, symbol in theory.symbols.items()}
    (lhs, rhs), sizes = sized((left.term, right.term), extents, theory.uniform)
    try:
        if not theory.single:
            check(scope, sizes, source)
    except Refusal as refusal:
        return Item(relation, "claim", None, refusal)
    return Item(relation, role, Claim(lhs, rhs), None, tuple(dict.fromkeys(scope.notes)))


__all__ = ["Choices", "Elaboration", "Item", "Tree", "elaborate"]
