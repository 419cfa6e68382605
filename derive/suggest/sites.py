"""Places in a tree, and trees with one place changed."""

from collections.abc import Callable, Iterator

from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.walk import parts, rebuilt
from derive.syntax.tree import (
    BigOperator,
    Letter,
    Script,
    Tree,
)

Path = tuple[int, ...]
"""The way from the root: the number of the part to go to, in the order of `parts`."""

Visit = Callable[[Tree], Tree]


def sites(tree: Tree) -> Iterator[tuple[Path, Tree]]:
    """Yield every node with its path, outermost first."""
    stack: list[tuple[Path, Tree]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        yield path, node
        inner = [((*path, i), part) for i, part in enumerate(parts(node))]
        stack.extend(reversed(inner))


def letter_sites(tree: Tree) -> Iterator[tuple[Path, Tree, Scripted]]:
    """Yield the letters that are values or functions, with their scripts; letters inside scripts are none."""
    stack: list[tuple[Path, Tree]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        letter = scripted(node)
        if letter is not None:
            if letter.name not in ("partial", "nabla", "dots", "infty"):
                yield path, node, letter
            continue
        stack.extend((((*path, i), part) for i, part in reversed(values(node))))


def values(node: Tree) -> list[tuple[int, Tree]]:
    """Return the numbered parts of a node without its scripts and the bounds of its sum."""
    numbered = list(enumerate(parts(node)))
    match node:
        case Script():
            return numbered[:1]
        case BigOperator():
            return numbered[-1:]
        case _:
            return numbered


def replaced(tree: Tree, path: Path, new: Tree) -> Tree:
    """Return the tree with the node at the path replaced."""
    if not path:
        return new
    number = path[0]
    counter = iter(range(len(parts(tree))))
    return rebuilt(tree, lambda part: replaced(part, path[1:], new) if next(counter) == number else part)


def leaves(tree: Tree | None) -> int:
    """Return the number of letters, numbers and words of the tree: how much there is to read."""
    return 0 if tree is None else sum(not parts(node) for _, node in sites(tree))


def mapped_letters(tree: Tree, change: Callable[[Letter | Script, Scripted], Tree], binders: Visit) -> Tree:
    """Return the tree with every scripted letter changed, and `binders` carried out on the indices of sums."""
    letter = scripted(tree)
    if letter is not None and isinstance(tree, Letter | Script):
        return change(tree, letter)
    scripts = iter(range(len(parts(tree))))
    kept = {i for i, _ in values(tree)}

    def part(node: Tree) -> Tree:
        if next(scripts) in kept:
            return mapped_letters(node, change, binders)
        return binders(node) if isinstance(tree, BigOperator | Script) else node

    return rebuilt(tree, part)
