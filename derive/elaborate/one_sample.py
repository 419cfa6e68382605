"""The number of a sample that runs through a document without ever being summed over: E_n, y_{nk}, and a_j for a_{nj}.

Everything is said of one sample. Where the index fills the same slots everywhere, leaving it out changes nothing that
is said, and lets E_n stand beside letters from which the author has left it out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.elaborate.define import letters
from derive.elaborate.samples import mapped, rewritten, sides
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.walk import walk
from derive.syntax.tree import (
    IDLE,
    BigOperator,
    Derivative,
    Group,
    Letter,
    Relation,
    Script,
    Statement,
    Tree,
    Word,
)


def without_sample(statements: tuple[Statement, ...], assumed: list[str]) -> tuple[Statement, ...]:
    """Return the statements without the index of the one sample that they speak of, as they are where there is none."""
    found = sample_of(statements)
    if found is None:
        return statements
    assumed.append(f"{found[1]} is the number of the one sample that all is said of")
    cost, sample = found
    whole = any(letter.name == cost and not letter.subscripts for letter in every_letter(statements))

    def shorter(tree: Tree) -> Tree:
        letter = scripted(tree) if isinstance(tree, Script) else None
        if letter is None or not isinstance(tree, Script) or sample not in names_below(letter):
            return tree
        if letter.name == cost and whole:
            return replace(tree, subscript=Word(sample, tree.span))
        assert tree.subscript is not None
        return replace(tree, subscript=mapped(tree.subscript, idle))

    def idle(tree: Tree) -> Tree:
        return Group(IDLE, tree, tree.span) if is_letter(tree, sample) else tree

    own = [item for item in statements if not any(binds(tree, sample) for tree in sides(item))]
    new = dict(zip(map(id, own), rewritten(own, shorter), strict=True))
    return tuple(new.get(id(item), item) for item in statements)


def sample_of(statements: tuple[Statement, ...]) -> tuple[str, str] | None:
    """Return the cost of one sample and the index that counts samples, None where there is no such index."""
    slopes = [
        letter
        for item in statements
        for tree in sides(item)
        for part in walk(tree)
        if isinstance(part, Derivative) and (letter := scripted(part.of)) is not None
    ]
    pairs = dict.fromkeys(
        (letter.name, names_below(letter)[0])
        for letter in slopes
        if len(letter.subscripts) == 1 == len(names_below(letter))
    )
    costs = [pair for pair in pairs if is_cost(pair[0], statements)]
    if len(costs) != 1:
        return None
    return costs[0] if is_constant(*costs[0], statements) else None


def is_cost(name: str, statements: tuple[Statement, ...]) -> bool:
    """Tell whether the letter is only differentiated, defined, and summed over its samples, never used otherwise."""
    for item in statements:
        for tree in sides(item):
            for part in walk(tree):
                if isinstance(part, Derivative) and any(letter.name == name for letter in letters(part.wrt)):
                    return False
        if isinstance(item, Relation) and not any(isinstance(part, BigOperator) for part in walk(item.right)):
            used = [letter for letter in outside_slopes(item.right) if letter.name == name]
            if used:
                return False
    heads = [scripted(item.left) for item in statements if isinstance(item, Relation)]
    return any(head is not None and head.name == name for head in heads)


def outside_slopes(tree: Tree) -> Iterator[Scripted]:
    """Yield the letters that are values in the tree and not inside a derivative."""
    inside = {id(inner) for part in walk(tree) if isinstance(part, Derivative) for inner in walk(part)}
    for part in walk(tree):
        letter = scripted(part)
        if letter is not None and id(part) not in inside:
            yield letter


def is_constant(cost: str, sample: str, statements: tuple[Statement, ...]) -> bool:
    """Tell whether the index alone fills its slots, the same everywhere, and only costs are summed over it."""
    slots: dict[tuple[str, int], set[int]] = {}
    found = list(every_letter(statements))
    for letter in found:
        others = [part for part in letter.subscripts if not isinstance(part, Letter)]
        if any(is_letter(part, sample) for other in others for part in walk(other)):
            return False
        if sample in names_below(letter):
            places = [place for place, part in enumerate(letter.subscripts) if is_letter(part, sample)]
            slots.setdefault((letter.name, len(letter.subscripts)), set()).update(places)
            if len(places) > 1 or letter.layer is not None:
                return False
    for letter in found:
        filled = slots.get((letter.name, len(letter.subscripts)))
        if filled is not None and (
            len(filled) > 1 or not all(is_letter(letter.subscripts[place], sample) for place in filled)
        ):
            return False
    return not any(
        letter.name != cost and sample in names_below(letter)
        for item in statements
        if any(binds(tree, sample) for tree in sides(item))
        for tree in sides(item)
        for letter in letters(tree)
    )


def every_letter(statements: Iterable[Statement]) -> Iterator[Scripted]:
    """Yield the letters that are values in the statements."""
    for item in statements:
        for tree in sides(item):
            yield from letters(tree)


def names_below(letter: Scripted) -> list[str]:
    """Return the index letters of a letter."""
    return [part.name for part in letter.subscripts if isinstance(part, Letter)]


def is_letter(tree: Tree, name: str) -> bool:
    """Tell whether the tree is this letter."""
    return isinstance(tree, Letter) and tree.name == name


def binds(tree: Tree, name: str) -> bool:
    """Tell whether a Σ in the tree runs over the index."""
    return any(
        isinstance(part, BigOperator)
        and part.subscript is not None
        and any(is_letter(x, name) for x in walk(part.subscript))
        for part in walk(tree)
    )
