r"""Vectors with the number of a sample: the x_i of w^T x_i is a whole vector, and x_{ij} its entry."""

from collections.abc import Iterable, Iterator

from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.walk import walk
from derive.syntax.tree import Letter, Product, Tree

MARK = "·"
"""What is added to the name of a letter for its family of samples, beside the plain letter."""


def sampled_letters(trees: Iterable[Tree], taken: frozenset[str]) -> dict[str, bool]:
    """Return the letters that with one index are a whole vector, as a transposed letter beside them shows.

    None whose index also stands below that other letter: beside w_j, the x_j of w^T x is an entry of x. The value tells
    that the number of the sample is the last index: x_{ji} beside x_i. Beside a matrix X of all samples it is not known
    whether they are its rows or its columns, and x_i is left alone.
    """
    partners: dict[str, set[str]] = {}
    alone: dict[str, set[str]] = {}
    pairs: dict[str, set[tuple[str, ...]]] = {}
    above = set(taken)
    capitals: set[str] = set()
    for tree in trees:
        for part in walk(tree):
            letter = scripted(part)
            if letter is not None:
                capitals |= {letter.name.lower()} if letter.name.isupper() else set()
                below = indices(letter)
                alone.setdefault(letter.name, set()).update(below if len(letter.subscripts) == 1 else ())
                pairs.setdefault(letter.name, set()).update([below] if len(below) == 2 else [])
                above |= {letter.name} if letter.layer is not None or len(letter.subscripts) > 2 else set()
            if isinstance(part, Product):
                for found in besides(part):
                    partners.setdefault(found[0], set()).add(found[1])
    return {
        name: bool(pairs[name]) and all(b in alone[name] and a not in alone[name] for a, b in pairs[name])
        for name, others in partners.items()
        if name not in above | capitals and not any(alone[name] & alone[other] for other in others)
    }


def besides(product: Product) -> Iterator[tuple[str, str]]:
    """Yield x and w for every w^T x_i and x_i^T w of a product."""
    for one, other, operator in zip(product.factors, product.factors[1:], product.operators, strict=False):
        first, second = scripted(one), scripted(other)
        if operator in ("", "cdot") and first is not None and second is not None:
            found = beside(first, second)
            if found is not None:
                yield found


def beside(first: Scripted, second: Scripted) -> tuple[str, str] | None:
    """Return x and w for w^T x_i and for x_i^T w, None for anything else."""
    if not first.transposed or second.transposed or first.name == second.name:
        return None
    if not first.subscripts and len(indices(second)) == len(second.subscripts) == 1:
        return second.name, first.name
    if not second.subscripts and len(indices(first)) == len(first.subscripts) == 1:
        return first.name, second.name
    return None


def indices(letter: Scripted) -> tuple[str, ...]:
    """Return the letters below a letter."""
    return tuple(part.name for part in letter.subscripts if isinstance(part, Letter))
