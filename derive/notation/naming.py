"""Terms whose indices are told apart by their letters alone, as on paper."""

from collections.abc import Mapping, Set
from dataclasses import replace

from derive.notation.style import Notation, kind
from derive.term.term import (
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
    Layer,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Position,
    Power,
    Shift,
    Sum,
    Term,
)
from derive.term.traverse import free_indices, free_layers, substitute

CUSTOMARY = ("j", "k", "i", "m", "p", "q", "r", "s", "t", "u", "v", "h", "f", "g")
"""Index letters for a document that has too few of its own."""

Name = tuple[str, int]


def named_free(term_sides: tuple[Term, ...], notation: Notation) -> dict[Name, Position]:
    """Return letters for the free indices of the terms: their own where they have one, else customary ones."""
    free = dict.fromkeys(index for side in term_sides for index in free_indices(side))
    used = {index.letter for index in free if index.uid == 0} | set(free_layers(*term_sides))
    found: dict[Name, Position] = {}
    for index in free:
        if index.uid != 0 and (index.letter, index.uid) not in found:
            letter = fresh_letter(index, notation, used, own=False)
            used.add(letter)
            found[index.letter, index.uid] = replace(index, letter=letter, uid=0)
    return found


def with_free_names(term: Term, names: Mapping[Name, Position]) -> Term:
    """Return the term with its free indices renamed."""
    return substitute(term, dict(names), lambda layer: layer)


def named(term: Term, notation: Notation) -> Term:
    """Return the term with a letter of its own for every bound index: none that is free or bound around it."""
    outer = {index.letter for index in free_indices(term)} | set(free_layers(term))
    return rename(term, {}, frozenset(outer), notation)


def rename(term: Term, names: Mapping[Name, Index], used: frozenset[str], notation: Notation) -> Term:
    """Return the term under binders that have been given `names`; `used` are the letters that are taken here."""

    def position(place: Position) -> Position:
        return names.get((place.letter, place.uid), place) if isinstance(place, Index) else place

    def entry(part: Entry) -> Entry:
        return replace(part, indices=tuple(position(place) for place in part.indices))

    def again(part: Term) -> Term:
        return rename(part, names, used, notation)

    match term:
        case Number():
            return term
        case Entry():
            return entry(term)
        case Delta(left, right):
            return Delta(position(left), position(right))
        case Shift(several, others, offset):
            return Shift(tuple(map(position, several)), tuple(map(position, others)), offset)
        case Partial(of, wrt):
            return Partial(again(of), entry(wrt))
        case Apply(argument=argument):
            return replace(term, argument=again(argument))
        case Add(terms):
            return Add(tuple(again(part) for part in terms))
        case Mul(factors):
            return Mul(tuple(again(part) for part in factors))
        case Power(base, exponent):
            return Power(again(base), again(exponent))
        case Immediate(of, wrt):
            return Immediate(entry(of), entry(wrt))
        case LayerSum(letter=base) | LayerProduct(letter=base):
            return rename_steps(term, base, names, used, notation)
        case Sum(index, body) | Functional(index=index, body=body):
            letter = fresh_letter(index, notation, used, own=True)
            bound = replace(index, letter=letter, uid=index.uid or 1)
            inner = rename(body, {**names, (index.letter, index.uid): bound}, used | {letter}, notation)
            if isinstance(term, Sum):
                return Sum(bound, inner)
            return replace(term, parameters=tuple(position(p) for p in term.parameters), index=bound, body=inner)


def rename_steps(
    term: LayerSum | LayerProduct, base: str, names: Mapping[Name, Index], used: frozenset[str], notation: Notation
) -> Term:
    """Return a Σ or Π over layers with a letter of its own for the layers, and for the axes of a matrix."""
    plain = base.split(".")[0]
    letter = next(one for one in (plain, *CUSTOMARY, base) if one not in used)
    inner, taken = dict(names), used | {letter}
    axes = []
    for axis in term.axes if isinstance(term, LayerProduct) else ():
        bound = replace(axis, letter=fresh_letter(axis, notation, taken, own=True), uid=axis.uid or 1)
        axes.append(bound)
        inner[axis.letter, axis.uid], taken = bound, taken | {bound.letter}

    def layer(old: Layer) -> Layer:
        return Layer(letter, old.offset) if old.base == base else old

    body = substitute(rename(term.body, inner, taken, notation), {}, layer)
    if isinstance(term, LayerSum):
        return LayerSum(letter, term.first, term.last, body)
    ends = tuple(names.get((end.letter, end.uid), end) if isinstance(end, Index) else end for end in term.ends)
    return LayerProduct(letter, term.first, term.last, body, tuple(axes), ends, term.falling)


def fresh_letter(index: Index, notation: Notation, used: Set[str], own: bool) -> str:
    """Return a letter for the index that is not used: its own if it may be kept, one of its kind, a customary one."""
    usual = notation.letters.get(kind(index.sizes[0]), ()) if index.sizes else ()
    choices: tuple[str, ...] = (*((index.letter,) if own else ()), *usual, *CUSTOMARY)
    for letter in choices:
        taken = letter in notation.taken and letter not in usual
        if letter not in used and not taken:
            return letter
    number = 1
    while f"i{number}" in used:
        number += 1
    return f"i{number}"
