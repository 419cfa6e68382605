"""Which letters of a document are its costs: what is differentiated by others and never differentiated by."""

from collections import Counter

from derive.elaborate.scripts import scripted
from derive.elaborate.uses import Use, is_argument
from derive.elaborate.walk import bare, walk
from derive.syntax.tree import Derivative, Digits, Product, Tree


def differentiated(
    trees: list[tuple[Tree, bool]], functions: frozenset[str], uses: dict[str, list[Use]]
) -> tuple[str, ...]:
    """Return the costs: letters without layer that are differentiated by others and never differentiated by.

    A small letter in bold is a vector, and no cost.
    """
    above: Counter[str] = Counter()
    below: Counter[str] = Counter()
    for tree, _ in trees:
        for part in walk(tree):
            if isinstance(part, Derivative):
                name = head_name(part.of)
                if name is not None:
                    above[name] += 1
                wrt = scripted(part.wrt)
                if wrt is not None:
                    below[wrt.name] += 1
            elif isinstance(part, Product):
                name = gradient_of(part)
                if name is not None:
                    above[name] += 1
    scalars = [
        name
        for name in above
        if 4 * below[name] <= above[name]
        and (is_whole(uses.get(name, [])) or has_number(uses.get(name, [])))
        and not any(use.letter.layer is not None for use in uses.get(name, ()))
        and is_quantity(uses[name], name in functions)
        and not (name.islower() and is_bold(uses[name]))
    ]
    return tuple(sorted(scalars, key=lambda name: -above[name]))


def is_bold(uses: list[Use]) -> bool:
    """Tell whether the letter is bold wherever it stands without an index; its entries need not be."""
    whole = [use for use in uses if not use.letter.subscripts]
    return all(use.letter.bold for use in whole or uses)


def is_whole(uses: list[Use]) -> bool:
    """Tell whether the letter stands somewhere without scripts."""
    return any(not use.letter.subscripts and use.letter.layer is None for use in uses)


def has_number(uses: list[Use]) -> bool:
    """Tell whether the letter always has one number below it, the same everywhere: C_0."""
    found = {tuple(part.text if isinstance(part, Digits) else "" for part in use.letter.subscripts) for use in uses}
    return len(found) == 1 and all(len(texts) == 1 and texts[0] for texts in found)


def is_quantity(uses: list[Use], function: bool) -> bool:
    """Tell whether the letter is a number rather than a function: C, also in C(w, b), but not f in f(x + y)."""
    if not function:
        return True
    if any(use.applied and not use.listed and not use.letter.primes for use in uses):
        return False
    bare_use = any(not use.applied and not use.alone for use in uses)
    return bare_use or all(use.applied and not use.letter.primes for use in uses)


def head_name(tree: Tree) -> str | None:
    """Return the letter that is differentiated: C, or C in C(w, b)."""
    tree = bare(tree)
    if isinstance(tree, Product) and len(tree.factors) == 2 and is_argument(tree.factors[1]):
        tree = tree.factors[0]
    letter = scripted(tree)
    if letter is None or letter.layer is not None or not all(isinstance(part, Digits) for part in letter.subscripts):
        return None
    return letter.name


def gradient_of(product: Product) -> str | None:
    """Return the letter after ∇, where the product begins with one."""
    for first, second in zip(product.factors, product.factors[1:], strict=False):
        nabla = scripted(first)
        letter = scripted(second)
        if nabla is not None and nabla.name == "nabla" and letter is not None:
            return letter.name
    return None
