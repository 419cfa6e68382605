"""The smallest counterexample: few neurons, plain numbers, rechecked by an evaluator of its own.

Networks are tried from the smallest on, plain numbers before others; then every number is replaced by 0 or 1 as long as
the two sides still differ.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice, pairwise, product
from typing import Any

from flint import arb, fmpq

from derive.prove.numeric import recheck
from derive.prove.numeric.algebra import Algebra, Rationals, Undefined, table
from derive.prove.numeric.balls import Balls
from derive.prove.numeric.evaluate import Assignment, Cell, Evaluator, NoValue
from derive.prove.numeric.existence import needed
from derive.prove.numeric.indices import free_in, index_values
from derive.prove.numeric.judge import NumericResult, claim_letters, layer_values
from derive.term.spelling import pretty
from derive.term.term import Functional
from derive.term.traverse import subterms
from derive.theory import Claim, Opaque, Role, Theory
from derive.topology import Topology, output_layer, spell
from derive.verdict import Counterexample

SHAPES: tuple[tuple[str, tuple[Fraction, ...] | None], ...] = (
    ("t^2", (Fraction(0), Fraction(0), Fraction(1))),
    ("t^3", (Fraction(0), Fraction(0), Fraction(0), Fraction(1))),
    ("t^2 + t", (Fraction(0), Fraction(1), Fraction(1))),
    ("(2 + sin t)/4", None),
)
"""What stands for an unspecified function, with its coefficients, the constant first."""

NETWORKS = 24
SCHEMES = 7
TRIALS = 3_000


@dataclass(slots=True)
class Trial:
    """One network with one choice of numbers; `used` collects the free quantities that both sides need."""

    topology: Topology
    shape: int
    draw: Callable[[Cell], Fraction]
    at: Assignment
    fixed: dict[Cell, Fraction] = field(default_factory=dict)
    used: dict[Cell, Fraction] = field(default_factory=dict)


def find_witness(theory: Theory, claim: Claim, result: NumericResult) -> Counterexample | None:
    """Return the smallest counterexample found, rechecked; None when no trial shows a difference."""
    for trial in islice(trials(theory, claim, result), TRIALS):
        if differs(theory, claim, trial, result.named) is None:
            continue
        shrink(theory, claim, trial, result.named)
        values = differs(theory, claim, trial, result.named)
        if values is not None and confirmed(theory, claim, trial, result.named):
            return described(theory, claim, trial, values, result.named)
    return None


def trials(theory: Theory, claim: Claim, result: NumericResult) -> Iterator[Trial]:
    """Yield networks and numbers, the plainest first, at indices that are equal where those of the failure are."""
    opaque = any(isinstance(meaning, Opaque) for meaning in theory.functions.values())
    shapes = range(1 if not opaque else len(SHAPES) if result.named else len(SHAPES) - 1)
    wanted = None if result.failure is None else equalities(result.failure)
    free = free_in(theory, claim.lhs, claim.rhs)
    for scheme in range(SCHEMES):
        for topology in networks(theory, result.topology):
            for letters in layer_values(claim, topology):
                alike = (
                    at
                    for at in index_values(free, topology, letters, scheme)
                    if wanted is None or equalities(at) == wanted
                )
                own = result.failure if topology == result.topology else None
                tried = [own, *islice(alike, 2)] if own is not None and own.layers == letters else islice(alike, 2)
                for at, shape in product(tried, shapes):
                    yield Trial(topology, shape, numbers(theory, scheme), at)


def equalities(at: Assignment) -> tuple[bool, ...]:
    """Return which pairs of indices have equal values."""
    return tuple(first == second for first, second in combinations(at.indices.values(), 2))


def networks(theory: Theory, failing: Topology) -> Iterator[Topology]:
    """Yield networks from the smallest on, the one that showed the difference last."""
    deepest = len(failing.widths) - 1
    depths = [theory.depth] if theory.depth else range(max(1, theory.minimum_depth), deepest + 1)
    choices = (1,) if theory.single else (1, 2)
    found: list[tuple[int, ...]] = []
    for depth in depths:
        found += [(width,) * (depth + 1) for width in choices] if theory.uniform else product(choices, repeat=depth + 1)
    found = [widths for widths in found if min(widths) >= min(theory.minimum_width, 2) or theory.single]
    for widths in sorted(found, key=lambda widths: (sum(widths), widths))[:NETWORKS]:
        yield Topology(widths, {name: min(size, 2) for name, size in failing.sizes.items()}, failing.input_layer)
    yield failing


def numbers(theory: Theory, scheme: int) -> Callable[[Cell], Fraction]:
    """Return how free quantities are chosen: plain, small and distinct, or any."""

    def plain(cell: Cell) -> Fraction:
        match theory.symbols[cell.symbol].role:
            case Role.TARGET:
                return Fraction(0)
            case Role.PARAMETER:
                return Fraction(1)
            case _:
                return Fraction(1, 2)

    def small(cell: Cell) -> Fraction:
        return Fraction(1 + table(scheme, cell.symbol, cell.layer, cell.indices) % 5)

    def some(cell: Cell) -> Fraction:
        draw = table(scheme, cell.symbol, cell.layer, cell.indices)
        return Fraction(1 + draw % 11, 4) * (-1 if scheme > 2 and draw % 2 else 1)

    return plain if scheme == 0 else small if scheme % 2 else some


def algebra_for(theory: Theory, trial: Trial, named: bool) -> Algebra[Any]:
    """Return exact fractions, or balls where a named function occurs."""
    choices = {name: SHAPES[shape][1] for name, shape in shapes_of(theory, trial, named).items()}
    return Balls(choices) if named else Rationals(choices)


def shapes_of(theory: Theory, trial: Trial, named: bool) -> dict[str, int]:
    """Return a shape for every unspecified function, different ones for different functions."""
    names = sorted(name for name, meaning in theory.functions.items() if isinstance(meaning, Opaque))
    count = len(SHAPES) if named else len(SHAPES) - 1
    return {name: (trial.shape + position) % count for position, name in enumerate(names)}


def differs(theory: Theory, claim: Claim, trial: Trial, named: bool) -> tuple[Any, Any] | None:
    """Return the values of the two sides when they differ."""
    algebra = algebra_for(theory, trial, named)
    trial.used = {}

    def free(cell: Cell) -> Any:
        value = trial.fixed.get(cell)
        trial.used[cell] = trial.draw(cell) if value is None else value
        return algebra.constant(trial.used[cell])

    evaluator: Evaluator[Any] = Evaluator(theory, trial.topology, algebra, free)
    try:
        needed(evaluator, claim.lhs, trial.at)
        needed(evaluator, claim.rhs, trial.at)
        left, right = evaluator.value(claim.lhs, trial.at), evaluator.value(claim.rhs, trial.at)
    except (NoValue, Undefined):
        return None
    return None if algebra.equal(left, right) else (left, right)


def shrink(theory: Theory, claim: Claim, trial: Trial, named: bool) -> None:
    """Replace numbers by 0 and 1 as long as the sides differ."""
    values = differs(theory, claim, trial, named)
    trial.fixed = dict(trial.used)
    if values is None or len(trial.used) > 60:
        return
    for cell, value in sorted(trial.used.items(), key=repr):
        for simpler in (Fraction(0), Fraction(1)):
            if value == simpler:
                break
            trial.fixed[cell] = simpler
            if differs(theory, claim, trial, named) is not None:
                break
            trial.fixed[cell] = value


def confirmed(theory: Theory, claim: Claim, trial: Trial, named: bool) -> bool:
    """Tell whether the second evaluator sees the difference too."""

    def number(place: recheck.Place) -> Fraction:
        cell = Cell(*place)
        return trial.fixed.get(cell, trial.draw(cell))

    shapes = shapes_of(theory, trial, named)

    def function(name: str, value: Any) -> Any:
        coefficients = SHAPES[shapes[name]][1]
        if coefficients is None:
            return (arb(value).sin() + 2) / 4
        total = value * 0
        for coefficient in reversed(coefficients):
            total = total * value + recheck.exact(coefficient)
        return total

    def functional(values: list[Any]) -> Any:
        squares = sum((i * value * value for i, value in enumerate(values, start=1)), fmpq(0))
        return squares + sum((a * b for a, b in pairwise(values)), fmpq(0))

    point = recheck.Point(theory, trial.topology, number, function, functional)
    names: dict[tuple[str, int] | str, int] = {}
    names.update(trial.at.layers)
    names.update(trial.at.indices)
    return recheck.differ(point, claim.lhs, claim.rhs, names)


def described(theory: Theory, claim: Claim, trial: Trial, values: tuple[Any, Any], named: bool) -> Counterexample:
    """Return the counterexample in the author's names."""
    letters = [f"{pretty(letter)} = {trial.at.layers[letter]}" for letter in claim_letters(claim)]
    indices = [f"{letter} = {value}" for (letter, uid), value in trial.at.indices.items()]
    layered = any(symbol.layered for symbol in theory.symbols.values())
    functions = [
        f"{pretty(name)}(t) = {SHAPES[shapes_of(theory, trial, named)[name]][0]}"
        for name, meaning in sorted(theory.functions.items())
        if isinstance(meaning, Opaque) and used_function(theory, claim, name)
    ]
    if any(isinstance(part, Functional) for part in reachable(theory, claim)):
        functions.append("the cost is Σ i·t_i² + Σ t_i·t_{i+1}")
    return Counterexample(
        spell(trial.topology) if layered else "",
        ", ".join([*([f"L = {output_layer(trial.topology)}"] if layered else []), *letters, *indices]),
        tuple(functions),
        grouped(trial.used),
        spell_value(values[0]),
        spell_value(values[1]),
    )


def reachable(theory: Theory, claim: Claim) -> Iterator[Any]:
    """Yield the subterms of the claim and of all definitions."""
    for side in (claim.lhs, claim.rhs):
        yield from subterms(side)
    for group in theory.definitions.values():
        for definition in group:
            yield from subterms(definition.body)


def used_function(theory: Theory, claim: Claim, name: str) -> bool:
    """Tell whether a function occurs in the claim or in a definition."""
    return any(getattr(part, "function", None) == name for part in reachable(theory, claim))


def grouped(used: Mapping[Cell, Fraction]) -> dict[str, str]:
    """Return the numbers by name; a family whose entries are all equal is one line: every w."""
    families: dict[str, dict[Cell, Fraction]] = {}
    for cell, value in used.items():
        families.setdefault(cell.symbol, {})[cell] = value
    lines: dict[str, str] = {}
    for symbol, cells in sorted(families.items()):
        distinct = set(cells.values())
        if len(distinct) == 1 and len(cells) > 1:
            lines[f"every {pretty(symbol)}"] = str(next(iter(distinct)))
            continue
        for cell in sorted(cells, key=lambda cell: (cell.layer or 0, cell.indices)):
            lines[spell_cell(cell)] = str(cells[cell])
    return lines


def spell_cell(cell: Cell) -> str:
    """Return w^1_{12}."""
    layer = "" if cell.layer is None else f"^{cell.layer}"
    digits = ("," if any(index > 9 for index in cell.indices) else "").join(map(str, cell.indices))
    below = "" if not digits else f"_{digits}" if len(digits) == 1 else f"_{{{digits}}}"
    return f"{pretty(cell.symbol)}{layer}{below}"


def spell_value(value: Any) -> str:
    """Return a fraction exactly when it is short, else a decimal."""
    if isinstance(value, Fraction):
        return str(value) if len(str(value)) <= 12 else f"{float(value):.6g}"
    return f"{float(value.mid()):.6g}"
