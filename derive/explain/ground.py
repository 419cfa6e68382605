"""Where a derivation takes place: a document's theory and notation, and the layers of one claim."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.notation.naming import fresh_letter
from derive.notation.style import Notation, kind
from derive.notation.translate import Respelling
from derive.prove.kernel.budget import Budget
from derive.prove.kernel.layers import Region, first_region, same
from derive.prove.kernel.normal import Reading, normal_form
from derive.prove.kernel.setting import Order, Setting, resolve
from derive.prove.kernel.substitute import Substitution, substitute
from derive.term.term import Entry, Functional, Index, Layer, Partial, Size, Sum, Term
from derive.term.traverse import children, entries, free_indices, free_layers, subterms
from derive.theory import Claim, Theory

WORK, WORK_OF_A_FORM = 20_000, 600
"""The kernel's allowances for one question, and for one normal form."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What has been found out: orders of computation, and the nodes above a node on the way to another."""

    orders: dict[str, Order]
    above: dict[object, list[tuple[str, Layer | None]] | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """A theory, its notation, the range of layers in which a claim has a meaning, and the letters of its sums.

    `to` is given when the derivation is to be written in the letters of another document. Where the theory adds a
    `condition` to that of the document (Σ y = 1), `base` is the document's.
    """

    theory: Theory
    notation: Notation
    region: Region
    binders: Mapping[Size, str]
    to: Respelling | None = None
    base: Theory | None = None
    condition: str = ""
    memory: Memory = field(default_factory=lambda: Memory({}, {}), compare=False)


def ground_of(theory: Theory, notation: Notation, claim: Claim, to: Respelling | None = None) -> Ground | None:
    """Return the ground of the claim, None where no network has all of its entries."""
    bounds = [
        (entry.layer, theory.input_layer + theory.symbols[entry.symbol].first)
        for side in (claim.lhs, claim.rhs)
        for entry in entries(side)
        if entry.layer is not None and entry.symbol in theory.symbols
    ]
    depth = None if theory.depth is None else theory.input_layer + theory.depth
    region = first_region(bounds, theory.input_layer + 1, depth)
    sums = [part.index for side in (claim.rhs, claim.lhs) for part in subterms(side) if isinstance(part, Sum)]
    own = (index for index in reversed(sums) if index.sizes)
    binders = {i.sizes[0]: i.letter for i in own if i.letter in notation.letters.get(kind(i.sizes[0]), ())}
    return None if region is None else Ground(theory, notation, region, binders, to)


def setting_of(ground: Ground) -> Setting:
    """Return a fresh setting for one question to the kernel."""
    return Setting(ground.theory, ground.region, Budget(WORK), ground.memory.orders)


def resolved(ground: Ground, term: Term) -> Term:
    """Return the term with the layers that are known put in: L becomes 2 where the document has two layers."""
    return substitute(term, Substitution(ground.region.known, {}), Budget(WORK)) if ground.region.known else term


def normal(ground: Ground, term: Term) -> object:
    """Return what two terms share when algebra alone, ∂X/∂Y taken as a letter, makes them equal; raises Refused."""
    setting = Setting(ground.theory, ground.region, Budget(WORK_OF_A_FORM), ground.memory.orders)
    form = normal_form(resolved(ground, term), Reading(setting))
    return frozenset(form.items())


def same_node(ground: Ground, left: Entry, right: Entry) -> bool:
    """Tell whether both are entries of one family at one layer."""
    if left.symbol != right.symbol or (left.layer is None) != (right.layer is None):
        return False
    return left.layer is None or right.layer is None or same_layer(ground, left.layer, right.layer)


def same_layer(ground: Ground, left: Layer, right: Layer) -> bool:
    """Return left = right; raises Split where the claim leaves it open."""
    setting = setting_of(ground)
    return same(ground.region, resolve(setting, left), resolve(setting, right))


def letters_of(term: Term) -> set[str]:
    """Return every letter of an index or a layer in the term."""
    bound = {part.index.letter for part in subterms(term) if isinstance(part, Sum | Functional)}
    return bound | {index.letter for index in free_indices(term)} | set(free_layers(term))


def fresh_index(ground: Ground, like: str, size: Size, used: set[str]) -> Index:
    """Return a bound index over the size with a letter that is not used, and note it as used."""
    usual = ground.binders.get(size, like)
    letter = fresh_letter(Index(like if usual in used else usual, 1, (size,)), ground.notation, used, own=True)
    used.add(letter)
    return Index(letter, 1, (size,))


def derivatives(term: Term) -> list[Partial]:
    """Return the derivatives in the term, those within others left out, in order."""
    found: list[Partial] = []
    stack = [term]
    while stack:
        top = stack.pop()
        if isinstance(top, Partial):
            found.append(top)
        else:
            stack.extend(reversed(children(top)))
    return found


def values(term: Term) -> list[Entry]:
    """Return the entries that stand for themselves: not those in a derivative."""
    found: list[Entry] = []
    stack = [term]
    while stack:
        top = stack.pop()
        if isinstance(top, Entry):
            found.append(top)
        elif not isinstance(top, Partial):
            stack.extend(reversed(children(top)))
    return found
