"""The occurrences of letters in a document, with what stands around them."""

from dataclasses import dataclass

from derive.elaborate.scripts import ONES, Scripted, scripted
from derive.elaborate.walk import bare, parts
from derive.syntax.tree import Derivative, Group, Product, Script, Sequence, Tree


@dataclass(frozen=True, slots=True)
class Use:
    """One occurrence: `applied` when a parenthesis follows, `alone` when nothing but the letter was mentioned.

    `listed` when the parenthesis holds nothing but letters: C(W, b), but also σ(z); `several` when more than one.
    """

    letter: Scripted
    applied: bool
    alone: bool
    listed: bool
    several: bool = False


def collect(tree: Tree, mention: bool, uses: dict[str, list[Use]]) -> None:
    """Add the letters of the tree to the uses; what stands in scripts is not a use."""
    top = bare(tree)
    alone = mention and scripted(top) is not None
    stack: list[tuple[Tree, Tree | None]] = [(top, None)]
    while stack:
        part, argument = stack.pop()
        letter = scripted(part)
        if letter is not None and letter.name == ONES:
            continue
        if letter is not None:
            listed = argument is not None and lists_letters(argument)
            uses.setdefault(letter.name, []).append(
                Use(letter, argument is not None, alone, listed, lists_several(argument))
            )
            continue
        if isinstance(part, Product):
            followed = [
                after if operator == "" and is_argument(after) else None
                for operator, after in zip(part.operators, part.factors[1:], strict=True)
            ]
            stack.extend(zip(part.factors, [*followed, None], strict=True))
        elif isinstance(part, Script):
            stack.append((part.base, None))
        else:
            stack.extend((child, None) for child in parts(part))


def lists_several(tree: Tree | None) -> bool:
    """Tell whether a parenthesis holds a list of more than one item."""
    return isinstance(tree, Group) and isinstance(bare(tree.body), Sequence)


def lists_letters(tree: Tree) -> bool:
    """Tell whether a parenthesis is a list of letters."""
    while isinstance(tree, Script) and tree.superscript is None:
        tree = tree.base
    inner = bare(tree.body) if isinstance(tree, Group) else bare(tree)
    items = inner.items if isinstance(inner, Sequence) else (inner,)
    return all(scripted(item) is not None for item in items)


def without_derivatives(tree: Tree) -> Tree:
    """Return what stands in the tree outside derivatives, as one list."""
    found: list[Tree] = []
    stack = [tree]
    while stack:
        part = stack.pop()
        if scripted(part) is not None:
            found.append(part)
        elif not isinstance(part, Derivative):
            stack.extend([part.base] if isinstance(part, Script) else parts(part))
    return Sequence(tuple(found), tree.span)


def is_argument(tree: Tree) -> bool:
    """Tell whether the tree is a parenthesis that could hold the argument of a function."""
    while isinstance(tree, Script):
        tree = tree.base
    return isinstance(tree, Group) and tree.open in ("(", "[")
