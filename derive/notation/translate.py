"""A document's terms in the letters of another document: the same theorem respelled.

Families are matched by what they are in the network: z, a, w, b, the target y, the cost, the sensitivity δ = ∂C/∂z. The
order of the indices of w follows the other document, and layers are counted as it counts them. What the other document
has no letter for keeps its own.

    to = respelling(elaboration, other_elaboration)
    lhs, rhs = translated((claim.lhs, claim.rhs), to)
    tree = respelled(lhs, to.notation)              # derive.notation.respell

Only letters change hands: whether the other document's definitions (its cost, its signs) agree is not asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from derive.elaborate.elaborate import Elaboration
from derive.notation.learn import indices, notation_of
from derive.notation.naming import CUSTOMARY
from derive.notation.style import FamilyStyle, Notation, kind
from derive.prove.kernel.rebuild import rebuild as replaced
from derive.term.term import (
    LITERAL,
    OUTPUT,
    OWN,
    Apply,
    Entry,
    Functional,
    Immediate,
    Index,
    Layer,
    Partial,
    Position,
    Size,
    Term,
)
from derive.term.traverse import free_layers, rebuild, subterms
from derive.theory import Role, Symbol, Theory

Families: TypeAlias = Mapping[str, tuple[str, tuple[int, ...]]]
"""For a family its name in the other document and, for each index slot there, the slot here that fills it."""


class Untranslatable(Exception):
    """The other document cannot say this: it has no indices, or uses a letter for something else."""


@dataclass(frozen=True, slots=True)
class Respelling:
    """The letters of one document for those of another.

    `functions`, `layers` and `spaces` map letters and names of sizes; `shift` is added to layers given by number;
    `reserved` are the letters of layers there. `notation` writes the result.
    """

    families: Families
    functions: Mapping[str, str]
    layers: Mapping[str, str]
    spaces: Mapping[str, str]
    shift: int
    notation: Notation
    reserved: frozenset[str] = field(default_factory=frozenset)


def respelling(own: Elaboration, other: Elaboration) -> Respelling:
    """Return how the terms of one document are written in another; raises Untranslatable."""
    here, there = own.theory, other.theory
    families = matched_families(here, there)
    for role in (Role.PRE_ACTIVATION, Role.ACTIVATION):
        roles = [{name for name, symbol in theory.symbols.items() if symbol.role is role} for theory in (here, there)]
        if all(roles) and not roles[0] & set(families):
            raise Untranslatable(f"the {role.value}s of the two documents have different indices")
    functions = matched_functions(here, there, families)
    notation = with_families(notation_of(other), notation_of(own), here, families, functions)
    letters = [name for name in notation.layer_letters if name != OUTPUT]
    wanted = [name for name in notation_of(own).layer_letters if name != OUTPUT]
    layers = dict(zip(wanted, letters, strict=False))
    spaces = matched_spaces(here, there, families)
    shift = there.input_layer - here.input_layer
    return Respelling(families, functions, layers, spaces, shift, notation, frozenset(letters))


def matched_families(here: Theory, there: Theory) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return for every family its counterpart: of the same role, with as many indices, layered alike."""
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    given: set[str] = set()
    for name, symbol in here.symbols.items():
        for other, candidate in there.symbols.items():
            if other in given or profile(here, symbol) != profile(there, candidate):
                continue
            slots = slot_order(symbol, candidate)
            if slots is not None:
                found[name] = other, slots
                given.add(other)
                break
    return found | costs_of_samples(here, found)


def costs_of_samples(here: Theory, families: Families) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return E_x for C_x, the cost of a sample, where C is E in the other document."""
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    for name, symbol in here.symbols.items():
        stem = name.removesuffix(".")
        if stem != name and name not in families and stem in families:
            found[name] = f"{families[stem][0]}.", tuple(range(len(symbol.extents)))
    return found


def profile(theory: Theory, symbol: Symbol) -> tuple[object, ...]:
    """Return what a family and its counterpart have in common; of a derivative, also what it is the derivative by."""
    by: Role | None = None
    for definition in theory.definitions.get(symbol.name, ()):
        slopes = [part for part in subterms(definition.body) if isinstance(part, Partial)]
        if symbol.role is Role.DERIVED and slopes:
            by = theory.symbols[slopes[0].wrt.symbol].role
    return symbol.role, symbol.layered, len(symbol.extents), by


def slot_order(symbol: Symbol, candidate: Symbol) -> tuple[int, ...] | None:
    """Return for each slot of the candidate the slot of the symbol of the same extent: (1, 0) for w_ij and w_ji."""
    free = list(range(len(symbol.extents)))
    order: list[int] = []
    for extent in candidate.extents:
        slot = next((slot for slot in free if alike(symbol.extents[slot], extent)), None)
        if slot is None:
            return None
        free.remove(slot)
        order.append(slot)
    return tuple(order)


def alike(left: Size, right: Size) -> bool:
    """Tell whether two extents are those of the same layer, or both of none."""
    if left.layer is None or right.layer is None:
        return left.layer is right.layer
    own = left.layer.base in (OWN, OUTPUT) or right.layer.base in (OWN, OUTPUT)
    return left.layer == right.layer if own else left.layer.offset == right.layer.offset


def matched_functions(here: Theory, there: Theory, families: Families) -> dict[str, str]:
    """Return the activation function of the other document for each of this one."""
    found: dict[str, str] = {}
    for name, (other, _) in families.items():
        if here.symbols[name].role is Role.ACTIVATION:
            own, its = applied(here, name), applied(there, other)
            if its:
                found |= dict.fromkeys(own, its[-1])
                found |= dict(zip(own, its, strict=False)) if len(own) == len(its) else {}
    return found


def applied(theory: Theory, name: str) -> list[str]:
    """Return the functions in the definitions of a family, the most special layer first."""
    bodies = [definition.body for definition in theory.definitions.get(name, ())]
    return [part.function for body in bodies for part in subterms(body) if isinstance(part, Apply)]


def matched_spaces(here: Theory, there: Theory, families: Families) -> dict[str, str]:
    """Return what the sizes of this document are called in the other."""
    found: dict[str, str] = {}
    for name, (other, slots) in families.items():
        for place, slot in enumerate(slots if other in there.symbols else ()):
            found.setdefault(here.symbols[name].extents[slot].space, there.symbols[other].extents[place].space)
    return found


def with_families(
    notation: Notation,
    own: Notation,
    here: Theory,
    families: Families,
    functions: Mapping[str, str],
) -> Notation:
    """Return the notation with the letters of this document for what the other has none for; raises Untranslatable."""
    added: dict[str, FamilyStyle] = {}
    given = {other for other, _ in families.values()}
    usual = next((style for style in notation.families.values() if style.layer), None)
    for name in here.symbols:
        if name in families:
            continue
        if name in given or name in notation.layer_letters or name in notation.functions:
            raise Untranslatable(f"{name} means something else in the other document")
        style = own.families[name]
        if usual is not None:
            layer = usual.layer if style.layer else ""
            style = FamilyStyle(style.base, style.own, layer, usual.bracket, usual.commas, usual.below, usual.above)
        added[name] = style
    for name, (other, _) in families.items():
        stem = notation.families.get(other.removesuffix("."))
        if other not in notation.families and stem is not None:
            added[other] = replace(own.families[name], base=stem.base)
    others = {name: style for name, style in own.functions.items() if name not in functions}
    return replace(
        notation,
        families={**notation.families, **added},
        functions={**others, **notation.functions},
        taken=notation.taken | frozenset(added),
    )


def translated(terms: tuple[Term, ...], to: Respelling) -> tuple[Term, ...]:
    """Return the terms in the letters of the other document; an index keeps its letter where that is free there."""
    letters = index_letters(terms, to)
    return tuple(translate(term, to, letters) for term in terms)


def index_letters(terms: tuple[Term, ...], to: Respelling) -> dict[str, str]:
    """Return a letter of the other document for every index letter of the terms, no two the same."""
    used = {to.layers.get(name, name) for name in free_layers(*terms)} | to.reserved
    found: dict[str, str] = {}
    wanted = list(dict.fromkeys((index.letter, index.sizes) for term in terms for index in indices(term)))
    for letter, sizes in wanted:
        if letter in found:
            continue
        usual = to.notation.letters.get(kind(translated_size(sizes[0], to)), ()) if sizes else ()
        kept = (letter,) if letter not in to.notation.taken or letter in usual else ()
        choices = (*kept, *usual, *CUSTOMARY, letter)
        found[letter] = next((choice for choice in choices if choice not in used), letter)
        used.add(found[letter])
    return found


def translate(term: Term, to: Respelling, letters: Mapping[str, str]) -> Term:
    """Return the term with every letter replaced at once."""

    def layer(part: Layer) -> Layer:
        if part.base == LITERAL:
            return Layer(LITERAL, part.offset + to.shift)
        return Layer(to.layers.get(part.base, part.base), part.offset)

    def index(part: Index) -> Index:
        moved = (Size(size.space, size.layer and layer(size.layer)) for size in part.sizes)
        sizes = tuple(translated_size(size, to) for size in moved)
        return Index(letters.get(part.letter, part.letter), part.uid, sizes)

    def position(place: Position) -> Position:
        return index(place) if isinstance(place, Index) else place

    return renamed(rebuild(term, position, layer, index), to)


def translated_size(size: Size, to: Respelling) -> Size:
    """Return the size by its name in the other document."""
    return Size(to.spaces.get(size.space, size.space), size.layer)


def renamed(term: Term, to: Respelling) -> Term:
    """Return the term with families and functions renamed and the index slots in the other document's order."""

    def entry(part: Entry) -> Entry:
        name, slots = to.families.get(part.symbol, (part.symbol, tuple(range(len(part.indices)))))
        return Entry(name, part.layer, tuple(part.indices[slot] for slot in slots))

    def change(part: Term) -> Term | None:
        match part:
            case Entry():
                return entry(part)
            case Apply(function, layer, order, argument):
                return Apply(to.functions.get(function, function), layer, order, renamed(argument, to))
            case Functional(function, parameters, index, body):
                return Functional(to.functions.get(function, function), parameters, index, renamed(body, to))
            case Partial(of, wrt):
                return Partial(renamed(of, to), entry(wrt))
            case Immediate(of, wrt):
                return Immediate(entry(of), entry(wrt))
            case _:
                return None

    return replaced(term, change)
