"""Whether all that a term speaks of exists on a concrete network."""

from itertools import product
from typing import TypeVar

from derive.prove.numeric.evaluate import Assignment, Evaluator, NoValue, at_layer, bind
from derive.term.term import Entry, Functional, LayerProduct, LayerSum, Sum, Term
from derive.term.traverse import children, demanded

V = TypeVar("V")


def needed(evaluator: Evaluator[V], term: Term, at: Assignment) -> None:
    """Raise NoValue when an entry that occurs in the term does not exist, even one whose value is not needed."""
    for index, shift in demanded(term):
        if not 1 <= evaluator.reached(shift, at) <= evaluator.extent(index, at):
            raise NoValue(index.letter)
    _all_exist(evaluator, term, at)


def _all_exist(evaluator: Evaluator[V], term: Term, at: Assignment) -> None:
    match term:
        case Entry():
            evaluator.cell(term, at)
        case Sum(index, body) | Functional(index=index, body=body):
            for i in range(1, evaluator.extent(index, at) + 1):
                _all_exist(evaluator, body, bind(at, index, i))
        case LayerSum(letter=letter, body=body):
            for number in evaluator.layers(term, at):
                _all_exist(evaluator, body, at_layer(at, letter, number))
        case LayerProduct(letter=letter, body=body, axes=axes):
            sizes = [range(1, evaluator.extent(axis, at) + 1) for axis in axes]
            for number, *values in product(evaluator.layers(term, at), *sizes):
                place = at_layer(at, letter, number)
                for axis, value in zip(axes, values, strict=True):
                    place = bind(place, axis, value)
                _all_exist(evaluator, body, place)
        case _:
            for child in children(term):
                _all_exist(evaluator, child, at)
