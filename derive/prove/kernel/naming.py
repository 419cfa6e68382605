"""In which orders the bound indices of a sum may be named: individualise and refine, never all permutations.

The colour of an index says how it occurs, without its name. Indices of different colours are told apart by colour;
where several share one, each of them in turn is made the first and the colours are refined again.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, TypeAlias

from derive.prove.kernel.atoms import BOUND, DELTA, SHIFT, Atom, Factor, Form, Variable
from derive.prove.kernel.budget import Budget, spend
from derive.prove.kernel.deltas import sides

Colours: TypeAlias = Mapping[Variable, int]


def orders(variables: list[Variable], factors: list[Factor], budget: Budget) -> list[list[Variable]]:
    """Return orders of the variables, the same ones (up to names) however variables and factors are named and shuffled.

    Interchangeable variables give one order, not all of them.
    """
    if len(variables) == 1:
        return [variables]
    return list(_individualise(dict.fromkeys(variables, 0), factors, budget))


def _individualise(colours: Colours, factors: list[Factor], budget: Budget) -> Iterator[list[Variable]]:
    colours = _refine(colours, factors, budget)
    cells: dict[int, list[Variable]] = {}
    for variable, colour in colours.items():
        cells.setdefault(colour, []).append(variable)
    shared = [colour for colour in sorted(cells) if len(cells[colour]) > 1]
    if not shared:
        yield sorted(colours, key=lambda variable: colours[variable])
        return
    cell = cells[shared[0]]
    if _interchangeable(cell, factors):
        cell = cell[:1]
    for chosen in cell:
        individual = {variable: 2 * colour + 1 for variable, colour in colours.items()}
        individual[chosen] -= 1
        yield from _individualise(individual, factors, budget)


def _refine(colours: Colours, factors: list[Factor], budget: Budget) -> Colours:
    """Return the colours told apart by the atoms in which a variable occurs, until nothing more is told apart."""
    count = 0
    while True:
        spend(budget, len(colours))
        seen = {variable: _occurrences(variable, colours, factors) for variable in colours}
        ranks = {signature: rank for rank, signature in enumerate(sorted(set(seen.values())))}
        colours = {variable: ranks[seen[variable]] for variable in colours}
        if len(ranks) in (count, len(colours)):
            return colours
        count = len(ranks)


def _occurrences(variable: Variable, colours: Colours, factors: list[Factor]) -> tuple[Any, ...]:
    found = [(signature(factor, colours, variable), power) for factor, power in factors if variable in factor.free]
    return colours[variable], variable[3], tuple(sorted(found))


def signature(factor: Atom, colours: Colours, mark: Variable | None = None) -> tuple[Any, ...]:
    """Return the atom with colours for names, `mark` told from the rest, and binders within left nameless."""
    tokens = tuple(_token(position, colours, mark) for position in factor.positions)
    if factor.label[0] == DELTA:
        tokens = tuple(sorted(tokens))
    if factor.label[0] == SHIFT:
        left, right, offset = sides(factor)
        groups = [tuple(sorted(_token(place, colours, mark) for place in side)) for side in (left, right)]
        tokens = tuple(chain(*(sorted(groups) if len(left) == len(right) and offset == 0 else groups)))
    inner = tuple(_form_signature(argument, colours, mark) for argument in factor.arguments)
    return factor.label, tokens, tuple(variable[3] for variable in factor.binders), inner


def _form_signature(argument: Form, colours: Colours, mark: Variable | None) -> tuple[Any, ...]:
    return tuple(
        sorted(
            (tuple(sorted((signature(factor, colours, mark), power) for factor, power in monomial)), coefficient)
            for monomial, coefficient in argument
        )
    )


def _token(position: Variable, colours: Colours, mark: Variable | None) -> tuple[int, str, int]:
    if position == mark:
        return 9, "", 0
    if position in colours:
        return 8, "", colours[position]
    return (position[0], "", 0) if position[0] >= BOUND else position[:3]


def _interchangeable(cell: list[Variable], factors: list[Factor]) -> bool:
    """Return whether exchanging any two variables of the cell leaves the factors as they are.

    Seen on factors without arguments only; for others the answer is no, which costs time but nothing else.
    """
    touched = [(factor, power) for factor, power in factors if not factor.free.isdisjoint(cell)]
    if any(factor.arguments for factor, _ in touched):
        return False
    plain = sorted((factor.label, factor.positions, power) for factor, power in touched)
    for other in cell[1:]:
        exchange = {cell[0]: other, other: cell[0]}
        moved = sorted((f.label, tuple(exchange.get(p, p) for p in f.positions), power) for f, power in touched)
        if moved != plain:
            return False
    return True
