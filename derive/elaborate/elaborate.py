"""From trees to a theory: what every relation of a document says."""

from dataclasses import dataclass, replace
from fractions import Fraction

from derive.elaborate import network
from derive.elaborate.abstract import UNIT, Abstract, definition_of, has_unit, without_costs
from derive.elaborate.arrays import arrays, given_by_arrays, indexed_letters, is_notation, spelled_by_entries
from derive.elaborate.average import averaged
from derive.elaborate.by_expression import meanings
from derive.elaborate.claims import apart, readings, sized_claims
from derive.elaborate.decimals import GIVEN, gives_number, half_unit, is_example, is_worked_array
from derive.elaborate.define import choose, is_range, letters
from derive.elaborate.definitions import Progress, build_definitions, doubt_closed
from derive.elaborate.dependence import dependence, without_dependence_lists
from derive.elaborate.lexicon import Lexicon, family
from derive.elaborate.names import Naming
from derive.elaborate.network import Draft
from derive.elaborate.prepare import Writing, prepared, rewritten_alike
from derive.elaborate.ranking import ROW
from derive.elaborate.ranks import across, definitions, infer
from derive.elaborate.reduce import counts_from_zero
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import scripted
from derive.elaborate.signs import counts
from derive.elaborate.standard import UNNAMED_COST, Choices, complete_network
from derive.elaborate.steps import output_names
from derive.elaborate.synonyms import name_again
from derive.elaborate.unsure import doubt_orientations, doubt_slopes, doubted
from derive.elaborate.updates import descent, heads_of, is_claimed
from derive.elaborate.vocabulary import Vocabulary, learn
from derive.elaborate.walk import bare, walk
from derive.source import Source
from derive.syntax.tree import Derivative, Group, Letter, Mention, Product, Relate, Relation, Statement, Tree
from derive.theory import Claim, Theory


@dataclass(frozen=True, slots=True)
class Item:
    """One relation, understood: a definition, a claim, or the reason why it is neither.

    `others` are further readings of the claim: entrywise products, the other layout of derivatives. `conditional` are
    the claim under the conditions that stand beside it (i ≠ j), with their texts. `layouts` are, for the claim and for
    each of the others, the layouts of Jacobians in which the relation says that. `rounding` is half a unit of the last
    digit where a side is a decimal.
    """

    relation: Relation
    role: str
    claim: Claim | None
    refusal: Refusal | None
    notes: tuple[str, ...] = ()
    others: tuple[Claim, ...] = ()
    conditional: tuple[tuple[str, Claim], ...] = ()
    layouts: tuple[frozenset[str], ...] = ()
    rounding: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Elaboration:
    """A document understood: its theory, its relations, and the vocabulary and the way by which it is written."""

    theory: Theory
    items: tuple[Item, ...]
    lexicon: Lexicon
    source: Source
    writing: Writing


def elaborate(
    statements: tuple[Statement, ...],
    source: Source,
    choices: Choices,
    context: tuple[Statement, ...] = (),
    naming: Naming | None = None,
    turned: frozenset[int] = frozenset(),
) -> Elaboration:
    """Return the theory of the statements and what each relation says in it.

    The context is definitions from before that the statements rest on; they are no items of the result. `turned` is the
    layout of the derivatives of numbers: ∂C/∂x has the transposed shape for x with so many axes.
    """
    statements = (*context, *statements)
    ready = prepared(statements, naming, source.text)
    statements, unlisted = ready.statements, ready.added + sum(isinstance(item, Relation) for item in context)
    vocabulary = without_costs(vocabulary_of(statements), ready.writing.maps)
    shorter = without_dependence_lists(statements, dependence(statements, vocabulary))
    if shorter is not statements:
        statements, vocabulary = shorter, without_costs(vocabulary_of(shorter), ready.writing.maps)
    relations = [item for item in statements if isinstance(item, Relation) and is_claimed(item)]
    trees = [(tree, False) for item in relations for tree in (item.left, item.right)]
    trees += [(item.tree, True) for item in statements if not isinstance(item, Relation)]
    lexicon = lexicon_of(relations, [tree for tree, _ in trees], vocabulary, turned)
    chosen = choose(relations, lexicon)
    progress = Progress()
    draft = build_definitions(relations, chosen, lexicon, progress)
    trees_only = [tree for tree, _ in trees]
    draft.assumed += ready.assumed
    define_maps(draft, ready.writing.maps)
    complete_network(draft, chosen.sensitivities, trees_only, choices)
    name_again(draft, relations)
    build_claims(relations, draft, progress)
    doubt_orientations(relations, draft, progress)
    doubt_slopes(draft, progress)
    doubt_closed(relations, draft, progress)
    claims = [side.term for found in progress.readings.values() for item in found for side in (item.left, item.right)]
    theory = network.finish(draft, claims)
    own = list(enumerate(relations))[unlisted:]
    items = tuple(finished(position, item, progress, theory, source) for position, item in own)
    conditions = [found for item in statements if (found := inequality(item)) is not None]
    items = tuple(conditioned(item, conditions) for item in items)
    return Elaboration(theory, items, draft.lexicon, source, ready.writing)


def lexicon_of(relations: list[Relation], trees: list[Tree], vocabulary: Vocabulary, turned: frozenset[int]) -> Lexicon:
    """Return what the letters of a document stand for."""
    written = arrays(relations)
    aliases = {**other_spellings(relations, vocabulary), **spelled_by_entries(written, vocabulary)}
    shapes = infer(relations, trees, vocabulary, aliases, turned)
    heads = heads_of(relations)
    return Lexicon(
        vocabulary,
        {name: sum(shape) for name, shape in shapes.known.items()},
        aliases,
        output_names(relations, trees, vocabulary),
        None,
        next(
            iter(vocabulary.costs), UNNAMED_COST if vocabulary.differential == "short" and vocabulary.layered else None
        ),
        heads,
        shapes.vector == ROW,
        not any(writes_hadamard(part) for tree in trees for part in walk(tree)),
        counts_from_zero(trees, vocabulary.costs),
        written,
        across(shapes, heads),
        turned,
        meanings(relations),
        averaged=averaged(relations, vocabulary),
        unit=UNIT not in heads and has_unit(trees),
    )


def vocabulary_of(statements: tuple[Statement, ...]) -> Vocabulary:
    """Return the vocabulary of the statements."""
    relations = [item for item in statements if isinstance(item, Relation) and is_claimed(item)]
    trees = [(tree, False) for item in relations for tree in (item.left, item.right)]
    trees += [(item.tree, True) for item in statements if not isinstance(item, Relation)]
    slopes = [item.right for item in relations if isinstance(bare(item.left), Derivative)]
    values = [item.right for item in relations if not isinstance(bare(item.left), Derivative)]
    indexed = indexed_letters(arrays(relations), [tree for tree, _ in trees]) | given_by_arrays(relations)
    return learn(trees, slopes, values, [item.left for item in relations], indexed)


def inequality(statement: Statement) -> tuple[int, str, str] | None:
    """Return where a condition i ≠ j stands, and its letters."""
    tree = statement.tree if isinstance(statement, Mention) else None
    if isinstance(statement, Relation) and statement.name == "!=":
        tree = Relate("!=", statement.left, statement.right, statement.span)
    while isinstance(tree, Group):
        tree = tree.body
    match tree:
        case Relate("!=", Letter(left, _, _, _), Letter(right, _, _, _), _):
            return statement.span.start, left, right
        case _:
            return None


def conditioned(item: Item, conditions: list[tuple[int, str, str]]) -> Item:
    """Return the item with its claim under the nearest conditions: the last one before it, the first one after it."""
    if item.claim is None:
        return item
    start, end = item.relation.span.start, item.relation.span.end
    near = [found for found in conditions if start - BEFORE <= found[0] < start or end <= found[0] <= end + AFTER]
    claims = [(f"{left} ≠ {right}", apart(item.claim, (left, right))) for _, left, right in near]
    return replace(item, conditional=tuple((text, claim) for text, claim in claims if claim != item.claim))


BEFORE, AFTER = 400, 60
"""How many characters before and after a relation a condition may stand."""


def other_spellings(relations: list[Relation], vocabulary: Vocabulary) -> dict[str, str]:
    """Return W → w and ŷ → y where both stand for one quantity: neither is computed, both have or lack layers.

    An accent is only a spelling when the plain letter never stands in the same relation, a capital only when the
    definitions do not have both. A letter that counts, as in 1/N, is no spelling of another.
    """
    heads = {letter.name for item in relations if (letter := scripted(item.left)) is not None}
    counted = counts(tree for item in relations for tree in (item.left, item.right))
    names = dict.fromkeys(
        letter.name for item in relations for tree in (item.left, item.right) for letter in letters(tree)
    )
    together = [{letter.name for tree in (item.left, item.right) for letter in letters(tree)} for item in relations]
    defining = {letter.name for item in definitions(relations, vocabulary) for letter in letters(item.right)}
    found: dict[str, str] = {}
    for name in names:
        lower = name.lower()
        both = lower != name and len(name) == 1 and lower in names
        costs = {name, lower} <= set(vocabulary.costs) and name not in heads
        if (
            both
            and (costs or not ({name, lower} & (heads | counted) or {name, lower} <= defining))
            and (name in vocabulary.layered) == (lower in vocabulary.layered)
        ):
            found[name] = lower
        plain = name.split(":")[-1]
        apart = plain != name and plain in names and not any({name, plain} <= used for used in together)
        if apart and not {name, plain} & heads and name not in vocabulary.layered | {*found}:
            found[name] = plain
    return found


def writes_hadamard(part: Tree) -> bool:
    """Tell whether the node has a sign for the entrywise product."""
    return isinstance(part, Product) and bool({"odot", "circ"} & set(part.operators))


def define_maps(draft: Draft, maps: Abstract) -> None:
    """Define every map that the document only names as any smooth one."""
    for name, arguments in maps.arguments.items():
        definition = definition_of(name, arguments, draft.lexicon.ranks)
        if definition is None or not network.define(draft, definition):
            draft.unknown[name] = network.NOT_UNDERSTOOD
        else:
            draft.assumed.append(f"{name} is any smooth function of {' and '.join(arguments)}")


def build_claims(relations: list[Relation], draft: Draft, progress: Progress) -> None:
    """Read both sides of every relation that was not refused, in every way that has shapes."""
    for position, relation in enumerate(relations):
        if position in progress.refusals or progress.roles.get(position) == "definition":
            continue
        if is_notation(relation):
            progress.roles[position] = "definition"
            continue
        if is_worked_array(relation) and not gives_free_number(relation, draft):
            progress.refusals[position] = Refusal("D501", GIVEN, relation.span)
            continue
        step = descent(relation, draft.lexicon)
        if step is None and relation.name in ("<-", "->"):
            progress.refusals[position] = Refusal("D501", "an update step is not understood", relation.span)
        elif step is None and (is_range(relation, draft.lexicon) or gives_free_number(relation, draft)):
            progress.roles[position] = "definition"
        else:
            try:
                progress.readings[position] = readings(step or relation, draft.lexicon)
                if step is not None:
                    progress.readings[position][0].scope.notes.append("a step downhill is judged for its gradient")
            except Refusal as refusal:
                progress.refusals[position] = doubted(refusal, relation, draft)


def gives_free_number(relation: Relation, draft: Draft) -> bool:
    """Tell whether the relation gives a number to a letter that nothing else defines: w_1 = 0.15."""
    letter = scripted(relation.left)
    alone = letter is not None and not letter.primes and relation.name in ("=", ":=") and gives_number(relation)
    return alone and letter is not None and family(draft.lexicon, letter) not in draft.definitions


def finished(position: int, relation: Relation, progress: Progress, theory: Theory, source: Source) -> Item:
    """Return the relation with its claim sized and its shapes checked."""
    role = progress.roles.get(position, "claim")
    if position in progress.refusals:
        return Item(relation, "claim", None, progress.refusals[position])
    if position not in progress.readings or role == "definition":
        return Item(relation, role, None, None)
    try:
        claims = sized_claims(progress.readings[position], theory, source)
    except Refusal as refusal:
        return Item(relation, "claim", None, refusal)
    claim, *others = claims
    if is_example(relation, claim):
        return Item(relation, "claim", None, Refusal("D501", GIVEN, relation.span))
    notes = tuple(dict.fromkeys(claims[claim][0].notes))
    layouts = tuple(frozenset(scope.layout for scope in scopes) for scopes in claims.values())
    return Item(relation, role, claim, None, notes, tuple(others), layouts=layouts, rounding=half_unit(relation))


def reread(item: Item, lexicon: Lexicon, elaboration: Elaboration) -> Item:
    """Return the item of a document as it is read with another lexicon; raise Refusal where it has no reading so."""
    relation = item.relation
    found = readings(descent(relation, lexicon) or relation, lexicon)
    claim, *others = sized_claims(found, elaboration.theory, elaboration.source)
    return replace(item, claim=claim, others=tuple(others), refusal=None, layouts=())


def claim_of(relation: Relation, elaboration: Elaboration) -> tuple[Claim, Scope]:
    """Return what a relation says that is not in the document, with the scope it was read in; raise Refusal.

    The document's definitions stay as they are.
    """
    named = rewritten_alike(relation, elaboration.writing)
    found = readings(descent(named, elaboration.lexicon) or named, elaboration.lexicon)
    claim, scopes = next(iter(sized_claims(found, elaboration.theory, elaboration.source).items()))
    return claim, scopes[0]
