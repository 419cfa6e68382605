"""How a document writes its families, functions, sums and products."""

from collections.abc import Mapping
from dataclasses import dataclass

from derive.source import Span
from derive.syntax.tree import Letter, Tree, Word
from derive.term.term import Size


@dataclass(frozen=True, slots=True)
class FamilyStyle:
    """How one family or function is written: w_{j,k}^{(l)}.

    `own` are subscripts that belong to the name (the o of g_o), `layer` is "above", "below" or "" for none, `bracket`
    what stands around it, `commas` whether commas stand between indices. `below` and `above` are the places of an
    example's scripts: what is spelled there has the order and the braces of the example.
    """

    base: Letter | Word
    own: tuple[Tree, ...]
    layer: str
    bracket: str
    commas: bool
    below: Span
    above: Span


@dataclass(frozen=True, slots=True)
class Notation:
    """What a document writes: its families and functions by name, and its habits.

    `letters` are the index letters of every kind of size (nodes, samples), most usual first; `taken` letters that mean
    something else. `output` is the name of the output layer, or its number where the document counts only. `times` is
    the operator between factors, `derivative` the sign of a derivative ("partial" or "d"), `power_of_e` tells that
    exp(x) is written e^x, `kronecker` that δ_{jk} means Kronecker's delta and nothing else. `bound` is the letter with
    which sums over nodes are bounded (n of n_l), `count` that of other sums (m), None where they stand without bounds;
    `nowhere` is an empty place in the document, `from_zero` tells that it counts from 0.
    """

    families: Mapping[str, FamilyStyle]
    functions: Mapping[str, FamilyStyle]
    letters: Mapping[tuple[str, bool], tuple[str, ...]]
    taken: frozenset[str]
    layer_letters: tuple[str, ...]
    output: str | int
    times: str
    derivative: str
    power_of_e: bool
    kronecker: bool
    bounded: bool
    bound: FamilyStyle | None
    count: Letter | None
    nowhere: Span
    from_zero: bool = False


def kind(size: Size) -> tuple[str, bool]:
    """Return what an index of this size counts: the space, and whether every layer has its own number of them."""
    return size.space, size.layer is not None
