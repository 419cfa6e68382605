"""Values of sides at random points: what cannot be equal is never shown to the kernel.

The points lie in the prime field, or among real balls where a named function can be reached. Index letters have
distinct values, layer letters those at which the claim failed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flint import arb

from derive.elaborate.build import build
from derive.elaborate.claims import local_parameter
from derive.elaborate.define import without_dependence
from derive.elaborate.elaborate import Elaboration
from derive.elaborate.extents import sized
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.shapes import check
from derive.elaborate.tensor import Tensor
from derive.prove.numeric.algebra import PrimeField, Undefined
from derive.prove.numeric.balls import Balls
from derive.prove.numeric.evaluate import Assignment, Evaluator, NoValue
from derive.prove.numeric.points import evaluator_at
from derive.syntax.tree import Relation, Tree
from derive.term.term import Index, Term
from derive.theory import Symbol, Theory
from derive.topology import Topology

SEED = 20
"""The seed of the points; a candidate that passes by chance is still refused by the kernel."""

DIGITS = 12
"""Significant digits in which real values are compared."""

Value = tuple[bool, bool, Any]
"""Whether there is a row axis and a column axis, and the value of one entry."""


@dataclass(slots=True)
class Sieve:
    """The points of one relation: `points` are index patterns, `layers` the values of the layer letters."""

    elaboration: Elaboration
    evaluator: Evaluator[Any]
    exact: bool
    layers: Mapping[str, int]
    letters: tuple[str, ...]
    extents: Mapping[str, tuple[Any, ...]]
    scope: Mapping[str, Any]
    loose: bool = False
    layout: str = "numerator"
    read: dict[Tree, "Reading | None"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A side as a tensor, its indices sized."""

    row: Index | None
    column: Index | None
    term: Term


def network(theory: Theory) -> Topology:
    """Return a network with room for three indices of distinct values, as deep as the claims ask."""
    depth = theory.depth or max(3, theory.minimum_depth)
    floor = max(3, theory.minimum_width)
    if theory.single:
        widths = (1,) * (depth + 1)
    elif theory.uniform:
        widths = (floor,) * (depth + 1)
    else:
        widths = tuple(floor + i % 3 for i in range(depth + 1))
    spaces = {size.space for symbol in theory.symbols.values() for size in symbol.extents if size.layer is None}
    return Topology(widths, {space: floor + i % 2 for i, space in enumerate(sorted(spaces))}, theory.input_layer)


def evaluator(theory: Theory, exact: bool) -> Evaluator[Any]:
    """Return an evaluator that keeps every entry it has computed."""
    topology = network(theory)
    if exact:
        return evaluator_at(theory, topology, PrimeField(SEED), SEED)
    return evaluator_at(theory, topology, Balls({}), SEED)


def sieve(
    elaboration: Elaboration,
    relation: Relation,
    evaluate: Evaluator[Any],
    exact: bool,
    layers: Mapping[str, int],
    letters: tuple[str, ...],
) -> Sieve:
    """Return the points for a relation."""
    symbols: Mapping[str, Symbol] = elaboration.theory.symbols
    extents = {name: symbol.extents for name, symbol in symbols.items()}
    parameters = local_parameter(relation, elaboration.lexicon)
    return Sieve(elaboration, evaluate, exact, layers, letters, extents, parameters)


def reading(points: Sieve, tree: Tree) -> Reading | None:
    """Return the side in index notation, None where it has no reading."""
    if tree not in points.read:
        points.read[tree] = _reading(points, tree)
    return points.read[tree]


def _reading(points: Sieve, tree: Tree) -> Reading | None:
    lexicon, theory = points.elaboration.lexicon, points.elaboration.theory
    scope = Scope(loose=points.loose, layout=points.layout, turned=lexicon.turned, parameters=points.scope)
    try:
        tensor: Tensor = build(lexicon, without_dependence(tree, lexicon), scope)
        (term,), sizes = sized((tensor.term,), points.extents, theory.uniform)
        if not theory.single:
            check(scope, sizes, points.elaboration.source, theory)
    except Refusal:
        return None
    return Reading(tensor.row, tensor.column, term)


def value(points: Sieve, tree: Tree, pattern: int) -> Value | None:
    """Return the value of a side at one of the points, None where it has none."""
    read = reading(points, tree)
    if read is None:
        return None
    indices = {(letter, 0): position(number, pattern) for number, letter in enumerate(points.letters)}
    for number, axis in enumerate((read.row, read.column)):
        if axis is not None:
            indices[axis.letter, axis.uid] = position(number, pattern)
    try:
        found = points.evaluator.value(read.term, Assignment(points.layers, indices))
    except (NoValue, Undefined, KeyError):
        return None
    return read.row is not None, read.column is not None, rounded(found)


def position(number: int, pattern: int) -> int:
    """Return the value of index letter `number`: distinct for the first three; other patterns tell the rest apart."""
    return 1 + (number + pattern * (number // 3) + pattern * number) % 3 if pattern < 3 else 1


def rounded(found: Any) -> Any:
    """Return a field element as it is, a ball as its leading digits, or 0 where it holds 0."""
    if not isinstance(found, arb):
        return found
    return 0 if found.contains(0) else f"{float(found.mid()):.{DIGITS - 1}e}"
