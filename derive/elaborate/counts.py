r"""How many things a mean is taken of: the m of μ = 1/m Σ_{i=1}^m x_i is how far i runs, m = Σ_i x_i^0.

Said of a letter that bounds a Σ in what another definition is made of, and that stands as a number too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from derive.elaborate.scripts import flatten, scripted
from derive.elaborate.walk import bare, parts, walk
from derive.syntax.tree import (
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Relate,
    Relation,
    Script,
    Sequence,
    Statement,
    Tree,
)


def counts(statements: Iterable[Statement]) -> tuple[Relation, ...]:
    """Return m := Σ_{i=1}^m x_i^0 for every number of things that a mean is taken of."""
    relations = [item for item in statements if isinstance(item, Relation) and item.name in ("=", ":=")]
    heads = [letter.name for item in relations if (letter := scripted(item.left)) is not None]
    widths = {name for item in relations for name in widths_in(item)}
    made_of = [quantities(item.right) for item in relations]
    uses = Counter(name for names in made_of for name in names)
    found: dict[str, Relation] = {}
    for item, own in zip(relations, made_of, strict=True):
        head = scripted(item.left)
        if head is None or any(isinstance(part, Derivative) for part in walk(item.right)):
            continue
        if uses[head.name] == (head.name in own):
            continue
        for bound, counted in (*bounded(item.right), *averaged(item.right)):
            if bound.name not in {*heads, *widths} and stands_as_number(bound.name, relations):
                found.setdefault(bound.name, Relation(bound, ":=", counted, False, bound.span))
    return tuple(found.values())


def widths_in(relation: Relation) -> Iterator[str]:
    """Yield the letters whose bounds have layers, n_{l-1}: without one they count something else."""
    for part in (*walk(relation.left), *walk(relation.right)):
        above = bare(part.superscript) if isinstance(part, BigOperator) and part.superscript is not None else None
        letter = scripted(above) if isinstance(above, Script) else None
        if letter is not None:
            yield letter.name


def quantities(tree: Tree) -> set[str]:
    """Return the letters of the tree outside subscripts and bounds."""
    inner = bare(tree)
    if isinstance(inner, Script):
        above = inner.superscript
        return quantities(inner.base) | (set() if above is None else quantities(above))
    if isinstance(inner, BigOperator):
        return quantities(inner.body)
    if isinstance(inner, Letter):
        return {inner.name}
    return {name for part in parts(inner) for name in quantities(part)}


def bounded(tree: Tree) -> Iterator[tuple[Letter, Tree]]:
    """Yield the letters that bound a Σ in the tree, each with Σ 1 over the same index."""
    for part in walk(tree):
        if not isinstance(part, BigOperator) or part.name != "sum" or part.superscript is None:
            continue
        bound, below = bare(part.superscript), part.subscript
        index = None if below is None else bare(below.left) if isinstance(below, Relate) else bare(below)
        if not isinstance(bound, Letter) or not isinstance(index, Letter):
            continue
        entry = next(entries_at(part.body, index.name), None)
        if entry is not None:
            yield bound, BigOperator("sum", below, None, entry, part.span)


def averaged(tree: Tree) -> Iterator[tuple[Letter, Tree]]:
    """Yield the N of a value that is nothing but 1/N Σ_i …, where the Σ has no bound."""
    match bare(tree):
        case Product((Fraction(Digits("1"), Letter() as count), BigOperator() as total)):
            pass
        case Fraction(BigOperator() as total, Letter() as count):
            pass
        case _:
            return
    index = None if total.subscript is None else bare(total.subscript)
    if total.name != "sum" or total.superscript is not None or not isinstance(index, Letter):
        return
    entry = next(entries_at(total.body, index.name), None)
    if entry is not None:
        yield count, BigOperator("sum", index, None, entry, total.span)


def entries_at(tree: Tree, index: str) -> Iterator[Tree]:
    """Yield x_i^0 for the entries x_i in the tree, other indices being 1."""
    for part in walk(tree):
        below = flatten(part.subscript) if isinstance(part, Script) and part.superscript is None else []
        plain = all(isinstance(item, Letter) for item in below)
        if not isinstance(part, Script) or not plain or [getattr(item, "name", "") for item in below].count(index) != 1:
            continue
        one = Digits("1", part.span)
        places = tuple(item if isinstance(item, Letter) and item.name == index else one for item in below)
        subscript = places[0] if len(places) == 1 else Sequence(places, part.span)
        entry = Group("(", Script(part.base, subscript, None, 0, part.span), part.span)
        yield Script(entry, None, Digits("0", part.span), 0, part.span)


def stands_as_number(name: str, relations: list[Relation]) -> bool:
    """Tell whether the letter is a number by itself somewhere, and an index or layer or applied nowhere."""
    trees = [tree for item in relations for tree in (item.left, item.right)]
    return any(name in quantities(tree) for tree in trees)
