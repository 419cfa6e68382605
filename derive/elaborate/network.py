"""The document's definitions as one network: built, completed, folded, with sizes and first layers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from derive.elaborate import complete
from derive.elaborate.circular import is_circular, shares_weights
from derive.elaborate.depth import forced_depth, largest_number, minimum_depth, reach
from derive.elaborate.extents import Slot, extent, is_uniform, sized
from derive.elaborate.fixed import Sizing, shown, unified
from derive.elaborate.lexicon import Lexicon, arity
from derive.elaborate.vocabulary import NAMED_FUNCTIONS
from derive.elaborate.written import count_of_ones, ones
from derive.term.term import (
    LITERAL,
    OUTPUT,
    PI,
    Apply,
    Entry,
    Functional,
    Mul,
    Partial,
    Power,
    Size,
    Term,
)
from derive.term.traverse import adds_indices, entries, subterms
from derive.theory import Definition, Formula, Meaning, Named, Opaque, Role, Symbol, Theory


@dataclass(slots=True)
class Draft:
    """A theory in the making: definitions and functions by name, what was assumed, what is not known.

    `closed` are the letters over which the definitions of costs are summed though no Σ says so, `mentioned` the
    families that definitions are made of.
    """

    lexicon: Lexicon
    definitions: dict[str, tuple[Definition, ...]] = field(default_factory=dict)
    functions: dict[str, Meaning] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    output_letters: tuple[str, ...] = ()
    closed: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)


def define(draft: Draft, definition: Definition) -> bool:
    """Add a definition, the most specific layer first; tell whether it could be added without a circle.

    There is none where no definition mentions its head.
    """
    symbol = definition.head.symbol
    mentioned = {entry.symbol for entry in entries(definition.body)}
    if (symbol in draft.mentioned or symbol in mentioned) and is_circular(definition, draft.definitions):
        return False
    draft.mentioned |= mentioned
    group = (*draft.definitions.get(symbol, ()), definition)
    draft.definitions[symbol] = tuple(sorted(group, key=specificity))
    return True


def specificity(definition: Definition) -> int:
    """Return the rank of a definition: one layer, the output layer, every layer."""
    layer = definition.head.layer
    if layer is None or layer.base == LITERAL:
        return 0
    return 1 if layer.base == OUTPUT else 2


def carrier_of(definitions: Mapping[str, tuple[Definition, ...]]) -> str | None:
    """Return the family that one layer takes from the layer before, one that is computed if there is."""
    earlier = [
        entry.symbol
        for group in definitions.values()
        for definition in group
        if (head := definition.head.layer) is not None
        for entry in entries(definition.body)
        if (layer := entry.layer) is not None and layer.base == head.base and layer.offset < head.offset
        if entry.symbol in definitions or head.base != LITERAL
    ]
    return next((name for name in earlier if name in definitions), next(iter(earlier), None))


def first_layers(draft: Draft, names: tuple[str, ...]) -> tuple[dict[str, int], dict[int, int]]:
    """Return the first layer of every family and, by identity, of every definition's body, counted from the input.

    What is taken from the layer before exists at the input layer; what is computed exists where all it needs exists.
    """
    carried = {
        entry.symbol
        for group in draft.definitions.values()
        for definition in group
        if definition.head.layer is not None
        for entry in entries(definition.body)
        if entry.layer is not None
        and entry.layer.base == definition.head.layer.base
        and entry.layer.offset < definition.head.layer.offset
    }
    used = parameter_uses(draft)
    first = dict.fromkeys(names, 0)
    bodies: dict[int, int] = {}
    # steps in time begin with 1: a state before them is given, and nothing is computed from it alone
    least = int(any(shares_weights(item) for group in draft.definitions.values() for item in group))
    for _ in range(len(names) + 2):
        for name, group in draft.definitions.items():
            for definition in group:
                bodies[id(definition)] = max(least, lowest(definition, first))
            if name not in carried and group:
                first[name] = max(first.get(name, 0), min(bodies[id(item)] for item in group))
        for name in names:
            if name not in draft.definitions and name not in carried:
                first[name] = max(first[name], parameter_first(used, name, bodies))
    return first, bodies


def lowest(definition: Definition, first: Mapping[str, int]) -> int:
    """Return the lowest layer at which every entry of the body exists."""
    head = definition.head.layer
    if head is None or head.base in (LITERAL, OUTPUT):
        return 0
    needs = [
        first.get(entry.symbol, 0) - (entry.layer.offset - head.offset)
        for entry in entries(definition.body)
        if entry.layer is not None and entry.layer.base == head.base
    ]
    return max([0, *needs])


def parameter_first(used: Mapping[str, list[tuple[Definition, int]]], name: str, bodies: Mapping[int, int]) -> int:
    """Return the first layer at which a definition uses the parameter; 1 when none does."""
    return max(0, min((bodies[id(item)] + shift for item, shift in used.get(name, ())), default=1))


def parameter_uses(draft: Draft) -> dict[str, list[tuple[Definition, int]]]:
    """Return the definitions that use a family, with its layer's distance from the head's, those by number left out."""
    used: dict[str, list[tuple[Definition, int]]] = {}
    for group in draft.definitions.values():
        for item in group:
            head = item.head.layer
            if head is None or head.base == LITERAL:
                continue
            for entry in entries(item.body):
                if entry.layer is not None and entry.layer.base == head.base:
                    used.setdefault(entry.symbol, []).append((item, entry.layer.offset - head.offset))
    return used


def finish(draft: Draft, claims: list[Term]) -> Theory:
    """Return the theory: folded definitions, sizes by unification, first layers, and the depth the document needs."""
    claims = list({id(term): term for term in claims}.values())
    draft.definitions = complete.fold(draft.definitions)
    formulas = [item for item in draft.functions.values() if isinstance(item, Formula)]
    terms = [*(side for item in formulas for side in (item.parameter, item.body))]
    terms += [*(term for group in draft.definitions.values() for item in group for term in (item.head, item.body))]
    name_functions(draft, [*terms, *claims])
    arrays = shown(draft.lexicon.arrays, [*terms, *claims])
    found: dict[str, list[Entry]] = {}
    for entry in (entry for term in (*terms, *claims, *arrays) for entry in entries(term)):
        found.setdefault(entry.symbol, []).append(entry)
    names = tuple(found)
    draft.definitions |= {name: (ones(name),) for name in names if count_of_ones(name) is not None}
    first, bodies = first_layers(draft, names)
    for name, group in draft.definitions.items():
        draft.definitions[name] = tuple(Definition(item.head, item.body, bodies[id(item)], item.span) for item in group)
    sizing = unified([item for group in draft.definitions.values() for item in group], arrays, claims)
    symbols = {name: symbol(draft, sizing, name, first[name], found[name]) for name in names}
    extents = {name: item.extents for name, item in symbols.items()}
    uniform = is_uniform(sizing.classes, width_slot(draft))
    alone = single(draft, symbols)
    if alone:
        say_alone(draft, symbols, terms)
    return Theory(
        symbols,
        {
            name: tuple(sized_definition(item, extents, uniform) for item in group)
            for name, group in draft.definitions.items()
        },
        dict(draft.functions),
        0,
        forced_depth(draft.definitions),
        minimum_depth([*terms, *claims], first),
        alone,
        uniform,
        largest_number([*terms, *claims]),
        draft.output_letters,
        tuple(dict.fromkeys(draft.assumed)),
        {**undefined(draft, terms, claims), **draft.unknown},
        reach([*terms, *claims]),
        spaces(draft, extents, frozenset(map(str, sizing.given.values()))),
        any(map(adds_indices, (*terms, *claims))),
    )


def name_functions(draft: Draft, terms: list[Term]) -> None:
    """Give every function that occurs and has no meaning that of the catalogue, or none."""
    for term in terms:
        for part in subterms(term):
            if isinstance(part, Apply):
                draft.functions.setdefault(part.function, meaning_of(part.function))


def say_alone(draft: Draft, symbols: Mapping[str, Symbol], terms: list[Term]) -> None:
    """Note that every layer is taken for one neuron, where no square of a whole letter forces it.

    A square of the output does not force what lies before it, and the capital in W x may be a matrix.
    """
    parts = [part for term in terms for part in subterms(term)]
    layered = any(symbol.layered for symbol in symbols.values())
    if layered and not any(isinstance(part, Power) for part in parts):
        draft.assumed.append("every layer has one neuron: no letter has an index, and nothing shows a vector")
    elif not layered and any(isinstance(part, Mul) and mixes_cases(part) for part in parts):
        draft.assumed.append("every letter is one number: none has an index, and nothing shows a vector")


def mixes_cases(product: Mul) -> bool:
    """Tell whether a capital is multiplied by a small letter."""
    names = [factor.symbol for factor in product.factors if isinstance(factor, Entry)]
    return any(name[:1].isupper() for name in names) and any(name[:1].islower() for name in names)


def spaces(draft: Draft, extents: Mapping[str, tuple[Size, ...]], given: frozenset[str]) -> frozenset[str]:
    """Return the sizes that the definitions mention, none where one of them was not understood.

    A number is one only where the definitions give it.
    """
    if NOT_UNDERSTOOD in draft.unknown.values():
        return frozenset()
    sides = [side for group in draft.definitions.values() for item in group for side in (item.head, item.body)]
    found = frozenset(size.space for side in sides for entry in entries(side) for size in extents[entry.symbol])
    return frozenset(space for space in found | given if space in given or not space.isdigit())


NOT_UNDERSTOOD = "its definition is not understood"
NEVER_DEFINED = "no definition mentions it"
ONLY_SLOPE = "only its slope is given here"


def undefined(draft: Draft, terms: list[Term], claims: list[Term]) -> dict[str, str]:
    """Return the letters and functions that occur in claims only; variables of functions stand for any number."""
    known = {name for term in terms for name in names_in(term)}
    found = dict.fromkeys(name for term in claims for name in names_in(term))
    return {
        name: NEVER_DEFINED
        for name in found
        if name not in known
        and name != draft.lexicon.averaged
        and not names_its_value(name)
        and not isinstance(draft.functions.get(name), Named | Formula)
    }


def names_its_value(name: str) -> bool:
    """Tell whether the name is that of the variable of a function, or of a family of ones."""
    return " of " in name or count_of_ones(name) is not None


def names_in(term: Term) -> Iterator[str]:
    """Yield the symbols and functions of a term."""
    for part in subterms(term):
        if isinstance(part, Entry):
            yield part.symbol
        elif isinstance(part, Apply):
            yield part.function


def meaning_of(function: str) -> Meaning:
    """Return the catalogue's function of that name, or an unspecified one."""
    names = {*NAMED_FUNCTIONS.values(), "abs", "step", "identity", PI}
    return Named(function) if function in names else Opaque()


def sized_definition(definition: Definition, extents: Mapping[str, tuple[Size, ...]], uniform: bool) -> Definition:
    """Return the definition with the sizes of its indices."""
    (head, body), _ = sized((definition.head, definition.body), extents, uniform)
    assert isinstance(head, Entry)
    return Definition(head, body, definition.first, definition.span)


def symbol(draft: Draft, sizing: Sizing, name: str, first: int, found: list[Entry]) -> Symbol:
    """Return what is known of one family, all of whose entries are given."""
    layered = any(entry.layer is not None for entry in found)
    count = max(len(entry.indices) for entry in found)
    width = width_slot(draft)
    extents = tuple(extent(sizing.classes, (name, slot), layered, width, sizing.fixed) for slot in range(count))
    if (own := count_of_ones(name)) is not None:
        extents = (Size(str(own)),)
    return Symbol(name, role(draft, name), layered, extents, first, name)


def width_slot(draft: Draft) -> Slot | None:
    """Return the slot whose size is the width of a layer: the first of the output activation."""
    carrier = draft.lexicon.carrier
    return (carrier, 0) if carrier is not None and arity(draft.lexicon, carrier) else None


def role(draft: Draft, name: str) -> Role:
    """Return what the family is, by how it is defined."""
    if name in draft.lexicon.vocabulary.costs:
        return Role.COST
    group = draft.definitions.get(name)
    if not group:
        layered = name in draft.lexicon.vocabulary.layered
        return Role.PARAMETER if layered else Role.TARGET
    match group[0].body:
        case Apply():
            return Role.ACTIVATION
        case Partial() | Functional():
            return Role.DERIVED
        case _:
            return Role.PRE_ACTIVATION


def single(draft: Draft, symbols: Mapping[str, Symbol]) -> bool:
    """Tell whether the document forces one neuron a layer: no family that it computes has an index."""
    computed = [symbols[name] for name in draft.definitions if name in symbols]
    return bool(computed) and not any(item.extents for item in symbols.values())
