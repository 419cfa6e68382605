"""The layers that a Σ or Π over layers runs through on a concrete network."""

from collections.abc import Iterator, Mapping

from derive.term.term import LayerProduct, LayerSum, Term
from derive.term.traverse import children
from derive.topology import Topology, layer_number


def step_numbers(term: LayerSum | LayerProduct, topology: Topology, layers: Mapping[str, int]) -> range | None:
    """Return first … last, which may be empty; None where the last comes still earlier, and nothing is meant."""
    first, last = (layer_number(end, topology, layers) for end in (term.first, term.last))
    return None if last < first - 1 else range(first, last + 1)


def placed(term: Term, topology: Topology, layers: Mapping[str, int]) -> Iterator[tuple[Term, Mapping[str, int]]]:
    """Yield the term and everything inside it, with the layers of the letters there: each step of a Σ by itself."""
    yield term, layers
    if isinstance(term, LayerSum | LayerProduct):
        for number in step_numbers(term, topology, layers) or ():
            yield from placed(term.body, topology, {**layers, term.letter: number})
        return
    for child in children(term):
        yield from placed(child, topology, layers)
