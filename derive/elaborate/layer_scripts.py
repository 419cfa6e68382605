"""Which letters have their layer below, by their neighbours: z_l beside h_{l−1}, s_t beside s_{t−1}."""

from collections.abc import Iterable

from derive.elaborate.ranges import linked, names_in_scripts
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.uses import Use, collect
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Addition, BigOperator, Digits, Letter, Tree


def subscript_layers(
    uses: dict[str, list[Use]], layered: frozenset[str], functions: frozenset[str], trees: list[Tree]
) -> frozenset[str]:
    """Return the letters whose first subscript is a layer: `z_l = W_l h_{l-1}`, `w_l` beside `h^{(l-1)}`.

    A layer is known by its neighbours: somewhere, above or below, the same letter stands with ±1. A formula without
    any layer is about something else, as dz/dx of a function z of x is beside the steps x_t; so is the n of 1/n beside
    the n_{l-1} up to which a Σ runs.
    """
    scripts = [part for all_uses in uses.values() for use in all_uses for part in use.letter.subscripts]
    above = shifted(use.letter.layer for all_uses in uses.values() for use in all_uses)
    below = shifted(part for all_uses in uses.values() for use in all_uses for part in use.letter.subscripts[:1])
    below -= {name for part in scripts if len(names := set(letters_in(part))) > 1 for name in names}
    letters = linked(trees, above or (frozenset() if layered else below))
    own: dict[str, list[Use]] = {}
    for tree in trees:
        if letters and not letters.isdisjoint(names_in_scripts(tree)):
            collect(tree, False, own)
    widths = {name for name in bounds(trees) if any(not use.letter.subscripts for use in uses.get(name, ()))}
    return frozenset(
        name
        for name, all_uses in ((name, own.get(name, found)) for name, found in uses.items())
        if name not in functions | layered | widths
        and all(is_layer_below(use.letter, letters) for use in all_uses if not use.alone)
        and any(letters_in(use.letter.subscripts[0]) for use in all_uses if use.letter.subscripts)
    )


def bounds(trees: list[Tree]) -> set[str]:
    """Return the letters that are written with scripts above a Σ: n of n_{l-1}, which beside 1/n is two things."""
    above = (
        part.superscript
        for tree in trees
        for part in walk(tree)
        if isinstance(part, BigOperator) and part.superscript is not None
    )
    found = (scripted(bare(tree)) for tree in above)
    return {letter.name for letter in found if letter is not None and letter.subscripts}


def shifted(trees: Iterable[Tree | None]) -> frozenset[str]:
    """Return the letters that stand with a shift in one of the scripts: l in l − 1."""
    return frozenset(
        name
        for tree in trees
        if isinstance(tree, Addition) and any(isinstance(part, Digits) for part in tree.terms)
        if len(letters_in(tree)) == 1
        for name in letters_in(tree)
    )


def letters_in(tree: Tree) -> list[str]:
    """Return the letters of a script."""
    return [part.name for part in walk(tree) if isinstance(part, Letter)]


def is_layer_below(letter: Scripted, layers: frozenset[str]) -> bool:
    """Tell whether the first subscript can be a layer: such a letter, shifted or not, its capital, L, or a number."""
    if not letter.subscripts or not layers:
        return False
    first = letter.subscripts[0]
    names = letters_in(first)
    named = bool(names) and all(name in layers or name.lower() in layers or name == "L" for name in names)
    return isinstance(first, Digits) or named


def step_letters(uses: dict[str, list[Use]], below: frozenset[str]) -> frozenset[str]:
    """Return the letters that stand for layers, above or below a letter."""
    above = (use.letter.layer for all_uses in uses.values() for use in all_uses)
    first = (part for name in below for use in uses[name] for part in use.letter.subscripts[:1])
    return frozenset(name for tree in (*above, *first) if tree is not None for name in letters_in(tree))
