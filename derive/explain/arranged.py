"""What a term looks like when the order of factors and terms, and the letters of bound indices, do not count."""

from collections import Counter
from collections.abc import Mapping
from typing import assert_never

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

Names = Mapping[tuple[str, int], str]


def arranged(term: Term) -> str:
    """Return a text that two terms share when they look alike."""
    return _text(term, {})


def atoms(term: Term) -> Counter[str]:
    """Return what the term is made of, sums and products apart, and how often: entries, slopes, derivatives."""
    found: Counter[str] = Counter()
    pending: list[tuple[Term, Names]] = [(term, {})]
    while pending:
        part, names = pending.pop()
        match part:
            case Sum(index, body):
                found["Σ"] += 1
                pending.append((body, {**names, (index.letter, index.uid): "#"}))
            case Add(several) | Mul(several):
                pending += [(one, names) for one in several]
            case _:
                found[_text(part, names)] += 1
    return found


def _text(term: Term, names: Names) -> str:
    match term:
        case Number(value):
            return str(value)
        case Entry(symbol, layer, indices):
            return f"{symbol}^{_layer(layer)}_{_places(indices, names)}"
        case Apply(function, layer, order, argument):
            return f"{function}^{_layer(layer)}{order}({_text(argument, names)})"
        case Functional(function, parameters, index, body):
            inner = _under(index, names)
            return f"{function}[{_places(parameters, names)}]({_text(body, inner)})"
        case Add(terms):
            return "+(" + ";".join(sorted(_text(part, names) for part in terms)) + ")"
        case Mul():
            return (
                "*(" + ";".join(sorted(text for factor in _flat(term) if (text := _text(factor, names)) != "1")) + ")"
            )
        case Power(base, exponent):
            return f"({_text(base, names)})**({_text(exponent, names)})"
        case Sum(index, body):
            return f"Σ({_text(body, _under(index, names))})"
        case LayerSum(letter, first, last, body):
            return f"Σ[{letter}={_layer(first)}..{_layer(last)}]({_text(body, names)})"
        case LayerProduct(letter, first, last, body, axes, ends, falling):
            inner = names
            for axis in axes:
                inner = _under(axis, inner)
            bounds = f"{letter}={_layer(first)}..{_layer(last)}:{falling}"
            return f"Π[{bounds}][{_places(ends, names)}]({_text(body, inner)})"
        case Immediate(of, wrt):
            return f"∂⁺({_text(of, names)})/({_text(wrt, names)})"
        case Delta(left, right):
            return "δ" + ";".join(sorted((_place(left, names), _place(right, names))))
        case Shift(several, others, offset):
            sums = ("+".join(sorted(_place(part, names) for part in side)) for side in (several, others))
            return "=".join(sums) + f"+{offset}"
        case Partial(of, wrt):
            return f"∂({_text(of, names)})/({_text(wrt, names)})"
        case _:
            assert_never(term)


def _flat(term: Term) -> list[Term]:
    """Return the factors of a product, those of products in it included."""
    return [part for factor in term.factors for part in _flat(factor)] if isinstance(term, Mul) else [term]


def _under(index: Index, names: Names) -> Names:
    return {**names, (index.letter, index.uid): f"#{len(names)}"}


def _layer(layer: Layer | None) -> str:
    return "" if layer is None else f"{layer.base}{layer.offset:+d}"


def _places(places: tuple[Position, ...], names: Names) -> str:
    return ",".join(_place(place, names) for place in places)


def _place(place: Position, names: Names) -> str:
    return str(place) if isinstance(place, int) else names.get((place.letter, place.uid), place.letter)
