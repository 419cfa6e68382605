"""The statements of a document brought to one way of writing, before anything is decided about its letters."""

from dataclasses import dataclass

from derive.elaborate.abstract import NO_MAPS, Abstract, abstract_maps, vectors, with_maps
from derive.elaborate.arguments import with_arguments
from derive.elaborate.arrays import with_notations_left_out
from derive.elaborate.beside import with_numbers_below
from derive.elaborate.binders import with_binders
from derive.elaborate.composed import approximations, with_quantities_inside
from derive.elaborate.counts import counts
from derive.elaborate.elided import with_sums
from derive.elaborate.features import with_heads_indexed, with_one_feature
from derive.elaborate.implied import with_implied_layers
from derive.elaborate.likelihood import (
    Model,
    models_of,
    sample_costs,
    with_models,
    with_powers,
    with_sums_of_logarithms,
)
from derive.elaborate.names import Naming, naming_of, with_names
from derive.elaborate.normal import conventional
from derive.elaborate.one_sample import without_sample
from derive.elaborate.repeated import SAID, in_sums, once, sums_by_repetition, with_repeated_indices
from derive.elaborate.samples import with_samples_below
from derive.elaborate.spoken import spoken_slopes, with_one_count
from derive.elaborate.squares import Squares, squares, with_squares
from derive.elaborate.step_costs import naming_steps, with_step_costs
from derive.elaborate.univariate import Univariate, univariate
from derive.syntax.tree import Relation, Statement


@dataclass(frozen=True, slots=True)
class Writing:
    """How a document writes what is said otherwise in the statements that are read.

    `by_repetition` tells that it sums over indices that stand twice in a product.
    """

    naming: Naming
    univariate: Univariate
    squares: Squares
    models: tuple[Model, ...] = ()
    by_repetition: bool = False
    maps: Abstract = NO_MAPS


@dataclass(frozen=True, slots=True)
class Prepared:
    """Statements that are ready to be read; the first ones are `added`, said by the document in another form."""

    statements: tuple[Statement, ...]
    added: int
    assumed: tuple[str, ...]
    writing: Writing


def prepared(statements: tuple[Statement, ...], naming: Naming | None, text: str) -> Prepared:
    """Return the statements in one way of writing, with what that way is; `text` is the whole document."""
    naming = naming_of(statements) if naming is None else naming
    statements = with_samples_below(with_numbers_below(with_sums(with_names(statements, naming))))
    statements = with_notations_left_out(statements)
    models = models_of(statements)
    statements = with_sums_of_logarithms(with_models(with_powers(statements), models))
    found = squares(statements)
    statements = with_one_count(with_squares(statements, found), text)
    statements = with_heads_indexed(with_one_feature(with_binders(statements)))
    naming = naming_steps(statements, naming)
    statements = with_step_costs(statements, naming)
    by_repetition = sums_by_repetition(statements)
    said = [SAID] if by_repetition else []
    statements = with_repeated_indices(statements) if by_repetition else statements
    statements = with_implied_layers(without_sample(statements, said), said)
    conventions, assumed = conventional(statements, text)
    added = (*conventions, *approximations(statements), *counts(statements), *spoken_slopes(statements, text))
    added = (*added, *sample_costs(statements))
    statements = (*added, *statements)
    functions = univariate(statements)
    statements = with_quantities_inside(with_arguments(statements, functions))
    maps = abstract_maps(statements)
    statements = with_maps((*statements, *vectors(statements, maps)), maps)
    writing = Writing(naming, functions, found, models, by_repetition, maps)
    return Prepared(statements, len(added), (*said, *assumed), writing)


def rewritten_alike(relation: Relation, writing: Writing) -> Relation:
    """Return a further relation in the way of writing of the document."""
    (named,) = with_models(with_names((relation,), writing.naming), writing.models)
    squared = with_squares(with_sums_of_logarithms(with_powers((named,))), writing.squares)
    plain = with_arguments(with_step_costs(squared, writing.naming), writing.univariate)
    (found,) = with_maps(plain, writing.maps)
    assert isinstance(found, Relation)
    return in_sums(found, frozenset(once(found.left))) if writing.by_repetition else found
