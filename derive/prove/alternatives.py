"""What a note may mean that its formulas leave open: the function that its prose names, the usual costs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction as Rational

from derive.elaborate.complete import stated_cost
from derive.elaborate.extents import at
from derive.source import Span
from derive.term.term import (
    OUTPUT,
    Add,
    Apply,
    Entry,
    Functional,
    Index,
    Layer,
    Mul,
    Number,
    Power,
    Size,
    Sum,
    Term,
    number,
)
from derive.term.traverse import entries, subterms
from derive.theory import Claim, Definition, Named, Opaque, Role, Symbol, Theory

FUNCTIONS = (
    ("sigmoid", "sigmoid"),
    ("logistic", "sigmoid"),
    ("", "sigmoid"),
    ("tanh", "tanh"),
    ("hyperbolic tangent", "tanh"),
    ("relu", "relu"),
    ("softplus", "softplus"),
)
"""Words by which a note names its activation function, in small letters, with the catalogue's name.

The sigmoid needs no word where a note states its slope: σ'(z) = σ(z)(1 − σ(z)). One letter is named at a time, for two
letters are two functions.
"""

COSTS = (
    ("entropy", "binary-cross-entropy", "for the cross-entropy cost"),
    ("entropy", "categorical-cross-entropy", "for the cross-entropy cost"),
    ("", "quadratic", "for the cost ½ Σ (a − y)²"),
    ("", "squares", "for the cost Σ (a − y)²"),
)
"""Words of a note, the cost they name, and the condition; without a word, a cost is tried that the note leaves open.

A cost that the note defines is another one only where the word stands beside the claim, after that definition.
"""

BEFORE, AFTER = 400, 60
"""How many characters before and after a claim a word may stand that changes its cost."""


def alternatives(theory: Theory, claim: Claim, prose: str, place: Span | None = None) -> Iterator[tuple[str, Theory]]:
    """Yield the theories in which a claim that stands at `place` may be meant, with the condition that each states."""
    opaque = [name for name, meaning in theory.functions.items() if isinstance(meaning, Opaque)]
    for word, name in FUNCTIONS:
        if (word and word in prose) or (not word and (states_slope(claim, opaque) or has_logistic_slope(claim))):
            for letter in opaque:
                yield f"for the {word or name} function", named(theory, {letter: name})
    if any(isinstance(meaning, Named) and meaning.name == "exp" for meaning in theory.functions.values()):
        yield from summing_to_one(theory, claim)
    for word, kind, condition in COSTS:
        if word and word not in prose:
            continue
        for theory_with in with_cost(theory, claim, kind, word, place):
            yield condition, theory_with


def summing_to_one(theory: Theory, claim: Claim) -> Iterator[tuple[str, Theory]]:
    """Yield the theory in which a target sums to one, as y_j = v_j / Σ_k v_k with v free: labels of classes."""
    for name in dict.fromkeys(entry.symbol for side in (claim.lhs, claim.rhs) for entry in entries(side)):
        symbol = theory.symbols[name]
        if not is_target(theory, symbol) or len(symbol.extents) != 1 or name in theory.definitions:
            continue
        weight = f"weight of {name}"
        layer = Layer("l") if symbol.layered else None
        extents = (at(symbol.extents[0], layer),)
        j, k = Index("j", 0, extents), Index("k", 1, extents)
        total = Sum(k, Entry(weight, layer, (k,)))
        body = Mul((Entry(weight, layer, (j,)), Power(total, number(-1))))
        definition = Definition(Entry(name, layer, (j,)), body, symbol.first, None)
        yield (
            f"where Σ {name} = 1",
            replace(
                theory,
                symbols={**theory.symbols, weight: replace(symbol, name=weight, display=weight)},
                definitions={**theory.definitions, name: (definition,)},
            ),
        )


def is_target(theory: Theory, symbol: Symbol) -> bool:
    """Tell whether the family is one of targets: by its role or, where every step has one, as what stands at a log."""
    if symbol.role is Role.TARGET and not symbol.layered:
        return True
    bodies = (definition.body for group in theory.definitions.values() for definition in group)
    products = (part.factors for body in bodies for part in subterms(body) if isinstance(part, Mul))
    return symbol.layered and any(
        any(isinstance(factor, Entry) and factor.symbol == symbol.name for factor in factors)
        and any(isinstance(factor, Apply) and factor.function == "log" for factor in factors)
        for factors in products
    )


def states_slope(claim: Claim, opaque: list[str]) -> bool:
    """Tell whether the claim gives f' by f: its left side is f'(x) alone, and its right side has no derivative."""
    slope = isinstance(claim.lhs, Apply) and claim.lhs.order == 1 and claim.lhs.function in opaque
    return slope and not any(isinstance(part, Apply) and part.order for part in subterms(claim.rhs))


def has_logistic_slope(claim: Claim) -> bool:
    """Tell whether a product of the claim has the factors x and 1 − x, which is σ' written by σ."""
    products = [part for side in (claim.lhs, claim.rhs) for part in subterms(side) if isinstance(part, Mul)]
    return any(one_minus(factor) in product.factors for product in products for factor in product.factors)


def one_minus(term: Term) -> Term | None:
    """Return x for 1 − x."""
    match term:
        case Add(
            (Number(Rational(numerator=1, denominator=1)), Mul((Number(Rational(numerator=-1, denominator=1)), x)))
        ):
            return x
        case _:
            return None


def named(theory: Theory, names: Mapping[str, str]) -> Theory:
    """Return the theory with functions of the catalogue in place of unspecified ones."""
    return replace(theory, functions={**theory.functions, **{letter: Named(name) for letter, name in names.items()}})


def with_cost(theory: Theory, claim: Claim, kind: str, word: str, place: Span | None) -> Iterator[Theory]:
    """Yield the theory with the given cost, in place of one left open or of one that the word at the claim changes."""
    targets = [
        entry.symbol
        for side in (claim.lhs, claim.rhs)
        for entry in entries(side)
        if theory.symbols[entry.symbol].role is Role.TARGET and entry.layer is None
    ]
    for name, group in theory.definitions.items():
        definition = group[0]
        left_open = definition.span is None and any(isinstance(p, Functional) for p in subterms(definition.body))
        changed = left_open or stands_beside(word, definition.span, place)
        if theory.symbols[name].role is not Role.COST or not changed or not targets:
            continue
        output = next((e for e in entries(definition.body) if e.layer is not None and e.layer.base == OUTPUT), None)
        if output is None or len(theory.symbols[targets[0]].extents) != len(output.indices):
            continue
        cost = stated_cost(name, kind, output, targets[0])
        target = replace(theory.symbols[targets[0]], extents=sizes(output))
        symbols = {**theory.symbols, targets[0]: target}
        if not spaces_of_claim(claim) <= spaces_of_symbols(symbols):
            continue
        yield replace(
            theory,
            symbols=symbols,
            definitions={**theory.definitions, name: (Definition(cost.head, cost.body, 0, None),)},
            functions={"log": Named("log"), **theory.functions},
            unknown={letter: reason for letter, reason in theory.unknown.items() if letter != targets[0]},
        )


def spaces_of_claim(claim: Claim) -> set[str]:
    """Return the sizes without a layer, save numbers, through which the indices of the claim run."""
    positions = [position for side in (claim.lhs, claim.rhs) for entry in entries(side) for position in entry.indices]
    return {
        size.space
        for position in positions
        if isinstance(position, Index)
        for size in position.sizes
        if size.layer is None and not size.space.isdigit()
    }


def spaces_of_symbols(symbols: Mapping[str, Symbol]) -> set[str]:
    """Return the sizes without a layer that a network for these symbols has."""
    return {size.space for symbol in symbols.values() for size in symbol.extents if size.layer is None}


def stands_beside(word: str, definition: Span | None, place: Span | None) -> bool:
    """Tell whether the word stands beside the place, after the definition; it does where no place is given."""
    if not word or place is None:
        return bool(word)
    text = place.source.text
    start = max(place.start - BEFORE, 0 if definition is None else definition.end)
    return word in text[start : place.start].lower() or word in text[place.end : place.end + AFTER].lower()


def sizes(output: Entry) -> tuple[Size, ...]:
    """Return the sizes of the output's indices, which are those of the target."""
    return tuple(index.sizes[0] for index in output.indices if isinstance(index, Index) and index.sizes)
