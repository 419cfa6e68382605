"""Letters with their layers and indices, where the document puts them."""

from dataclasses import replace

from derive.notation.style import FamilyStyle, Notation
from derive.source import Span
from derive.syntax.tree import Addition, Digits, Group, Letter, Product, Script, Sequence, Tree
from derive.term.term import LITERAL, OUTPUT, Entry, Layer, Position


def entry(term: Entry, notation: Notation) -> Tree:
    """Return w_{jk}^{l} with its scripts as this document places them."""
    style = notation.families[term.symbol]
    return scripts(style, term.layer, term.indices, 0, notation)


def scripts(
    style: FamilyStyle, layer: Layer | None, places: tuple[Position, ...], primes: int, notation: Notation
) -> Tree:
    """Return a letter with its layer and its indices; (W_2)_{jk} where a number belongs to the letter."""
    if places and any(isinstance(part, Digits) for part in style.own):
        whole = Group("(", scripts(style, layer, (), primes, notation), notation.nowhere)
        return Script(whole, indices(places, style.commas, style.below, notation), None, 0, notation.nowhere)
    below: list[Tree] = [*style.own]
    above: Tree | None = None
    if layer is not None:
        name = layer_tree(layer, notation, style.above)
        if style.bracket:
            name = Group(style.bracket, name, style.above)
        if style.layer == "below":
            below.insert(0, replace(name, span=notation.nowhere))
        else:
            above = name
    below += [position(place, notation) for place in places]
    if not below and above is None and not primes:
        return style.base
    under = joined(below, style.commas or not all(plain(part) for part in below), style.below)
    return Script(style.base, under, above, primes, notation.nowhere)


def plain(part: Tree) -> bool:
    """Tell whether the part can stand in a row with others without a comma."""
    return isinstance(part, Letter)


def joined(items: list[Tree], commas: bool, span: Span) -> Tree | None:
    """Return the items of a subscript: jk or j,k."""
    if len(items) < 2:
        return replace(items[0], span=span) if items else None
    if commas:
        return Sequence(tuple(items), span)
    return Product(tuple(items), ("",) * (len(items) - 1), span)


def indices(places: tuple[Position, ...], commas: bool, span: Span, notation: Notation) -> Tree | None:
    """Return the tree of several indices."""
    return joined([position(place, notation) for place in places], commas, span)


def position(place: Position, notation: Notation) -> Tree:
    """Return j or 1."""
    here = notation.nowhere
    return Digits(str(place - notation.from_zero), here) if isinstance(place, int) else index_letter(place.letter, here)


def index_letter(name: str, here: Span) -> Tree:
    """Return the letter of an index with its primes: m'."""
    plain = name.rstrip("'")
    primes = len(name) - len(plain)
    return Script(letter(plain, here), None, None, primes, here) if primes else letter(plain, here)


def letter(name: str, here: Span) -> Letter:
    """Return the letter of an index or a layer, with its accents: hat:k."""
    *accents, plain_name = name.split(":")
    return Letter(plain_name, tuple(accents), False, here)


def layer_tree(layer: Layer, notation: Notation, here: Span) -> Tree:
    """Return l, l − 1, L or 2, in the place `here`."""
    base: str | int = notation.output if layer.base == OUTPUT else layer.base
    if layer.base == LITERAL or isinstance(base, int):
        return Digits(str(layer.offset + (base if isinstance(base, int) else 0)), here)
    name = letter(base, here)
    if not layer.offset:
        return name
    shift = Digits(str(abs(layer.offset)), notation.nowhere)
    return Addition((replace(name, span=notation.nowhere), shift), (1, 1 if layer.offset > 0 else -1), here)
