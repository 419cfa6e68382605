"""The definitions of a document, read and closed."""

from dataclasses import dataclass, field, replace

from derive.elaborate import network
from derive.elaborate.build import build
from derive.elaborate.claims import Reading
from derive.elaborate.decimals import gives_number
from derive.elaborate.define import Choice, head_of, oriented, pattern, without_dependence
from derive.elaborate.generalise import generalise
from derive.elaborate.lexicon import Lexicon, layer_of
from derive.elaborate.names import COUNTING
from derive.elaborate.network import Draft, define
from derive.elaborate.reduce import nest
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import scripted
from derive.elaborate.shifts import closed
from derive.elaborate.sides import same_axes
from derive.elaborate.tensor import Tensor, rank
from derive.elaborate.walk import walk
from derive.syntax.tree import Derivative, Letter, Relation
from derive.term.term import OUTPUT, Entry, Index, Layer, Sum, Term
from derive.term.traverse import free_indices, free_layers, rebuild
from derive.theory import Definition, Formula


@dataclass(slots=True)
class Progress:
    """The sides of the relations as they are built."""

    readings: dict[int, list[Reading]] = field(default_factory=dict)
    refusals: dict[int, Refusal] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)


def build_definitions(relations: list[Relation], chosen: Choice, lexicon: Lexicon, progress: Progress) -> Draft:
    """Return the draft with every definition that could be read; the others become claims that are not understood."""
    draft = Draft(lexicon)
    for position, (name, parameter) in chosen.functions.items():
        define_function(draft, relations[position], name, parameter, position, progress)
    waiting = sorted(chosen.families.items(), key=lambda item: item[1].name in lexicon.vocabulary.costs)
    for position, head in waiting:
        if head.name in lexicon.vocabulary.costs:
            draft.lexicon = with_carrier(draft)
        try:
            define_family(draft, oriented(relations[position], head))
            progress.roles[position] = "definition"
        except Refusal as refusal:
            progress.refusals[position] = Refusal(refusal.rule, refusal.message, refusal.span)
            if not define_again(draft, relations, chosen, position, progress):
                draft.unknown[head.name] = network.NOT_UNDERSTOOD
    generalise(draft)
    draft.lexicon = with_carrier(draft)
    return draft


def define_again(draft: Draft, relations: list[Relation], chosen: Choice, position: int, progress: Progress) -> bool:
    """Tell whether a later relation that gives the same letter by others defines it instead: E = E_1 + E_2.

    No derivative does, for a claim about one would then be taken for granted.
    """
    head = chosen.families[position]
    if head.layer is not None:
        return False
    for later, relation in enumerate(relations[position + 1 :], position + 1):
        other = head_of(relation, draft.lexicon)
        same = other is not None and other.name == head.name and pattern(other) == pattern(head)
        if not same or relation.chain or later in chosen.families or gives_number(relation):
            continue
        if any(isinstance(part, Derivative) for part in walk(relation.right)):
            continue
        try:
            define_family(draft, relation)
        except Refusal:
            continue
        progress.roles[later] = "definition"
        return True
    return False


def with_carrier(draft: Draft) -> Lexicon:
    """Return the lexicon with the output activation found in the definitions."""
    old = draft.lexicon
    carrier = network.carrier_of(draft.definitions) or old.carrier
    return replace(old, carrier=carrier)


def define_function(
    draft: Draft, relation: Relation, name: str, parameter: Letter, position: int, progress: Progress
) -> None:
    """Add f(x) = body; its parameter is a letter of its own."""
    entry = Entry(f"{parameter.name} of {name}", None, ())
    scope = Scope(parameters={parameter.name: entry})
    try:
        body = closed(build(draft.lexicon, relation.right, scope), 0, scope)
        if rank(body):
            raise Refusal("D501", "a function with an array as value is not understood", relation.right.span)
        if free_indices(body.term):
            raise Refusal("D501", "a function whose value has an index is not understood", relation.right.span)
        refuse_free_layers(body.term, (), relation)
    except Refusal as refusal:
        progress.refusals[position] = refusal
        draft.unknown[name] = network.NOT_UNDERSTOOD
        return
    draft.functions[name] = Formula(entry, body.term)
    progress.roles[position] = "definition"


def define_family(draft: Draft, relation: Relation) -> None:
    """Add head = body, closing what the definition of a cost leaves open; raise Refusal where it has no reading.

    Products of equal columns are read entrywise only where the strict reading has no shapes.
    """
    try:
        left, right = built(draft, relation, loose=False)
    except Refusal as refusal:
        if not refusal.ill_formed:
            raise
        left, right = built(draft, relation, loose=True)
    if not isinstance(left.term, Entry):
        raise Refusal("D501", "what this defines is no letter with its indices", relation.left.span)
    body = right.term
    if left.term.symbol in draft.lexicon.vocabulary.costs:
        body = closed_cost(draft, left.term, body)
    unbound = [index for index in free_indices(body) if index not in free_indices(left.term)]
    if unbound:
        names = ", ".join(index.letter for index in unbound)
        raise Refusal("D401", f"{names} is free on the right side only", relation.right.span, ill_formed=True)
    own = left.term.layer
    refuse_free_layers(body, () if own is None else (own.base,), relation)
    definition = Definition(left.term, body, 0, relation.span)
    if not define(draft, definition):
        raise Refusal("D402", "as a definition this would need itself", relation.span)


def refuse_free_layers(body: Term, bound: tuple[str, ...], relation: Relation) -> None:
    """Raise Refusal where what defines a letter speaks of a layer that the left side does not name: n = a^l."""
    free = [letter for letter in free_layers(body) if letter not in bound]
    if free:
        raise Refusal("D501", f"it is not said which layer {free[0]} is", relation.right.span)


def built(draft: Draft, relation: Relation, loose: bool) -> tuple[Tensor, Tensor]:
    """Return both sides of a definition; a cost given entry by entry is the sum of its entries."""
    scope = Scope(loose=loose, turned=draft.lexicon.turned, layer=own_layer(draft.lexicon, relation))
    left = build(draft.lexicon, without_dependence(relation.left, draft.lexicon), scope)
    right = closed(build(draft.lexicon, relation.right, scope), 0, scope)
    if isinstance(left.term, Entry) and left.term.symbol in draft.lexicon.vocabulary.costs and rank(right):
        axes = [axis for axis in (right.row, right.column) if axis is not None]
        draft.assumed.append(f"the definition of {left.term.symbol} is summed over its entries")
        right = Tensor(None, None, nest(axes, right.term))
    return same_axes(left, right, relation, scope)


def own_layer(lexicon: Lexicon, relation: Relation) -> Layer | None:
    """Return the layer that a relation defines, which its parameters written without one have: b_j in z^L_j."""
    letter = scripted(relation.left)
    return None if letter is None else layer_of(lexicon, letter, Scope())


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
        draft.closed.add(index.letter)
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


def doubt_closed(relations: list[Relation], draft: Draft, progress: Progress) -> None:
    """Leave open what has an index on its right side only over which a cost is summed: the y of L = −log p_y.

    It may be the label of one sample, and no index at all; letters that count are none.
    """
    for position, found in list(progress.readings.items()):
        left, right = ({index.letter for index in free_indices(side.term)} for side in (found[0].left, found[0].right))
        if (draft.closed - set(COUNTING)) & (right - left):
            message = "an index on the right side only is one that the cost leaves open"
            progress.refusals[position] = Refusal("D501", message, relations[position].span)
            del progress.readings[position]
