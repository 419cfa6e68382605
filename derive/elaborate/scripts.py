"""Letters with their decorations, read before anything is known of the letter.

`w^{l-1}_{jk}`, `W^{[l]T}`, `a_{j,k}^{(l)}`, `\\sigma'^{[l]}`: which script is a layer, a node, a power is decided by
`derive.elaborate.vocabulary` from all uses together.
"""

from dataclasses import dataclass

from derive.elaborate.walk import bare
from derive.source import Span
from derive.syntax.tree import IDLE, Addition, Digits, Group, Letter, Product, Script, Sequence, Tree, Word

WORDS = (
    *("in", "out", "max", "min", "new", "old", "net", "tot", "true", "pred"),
    *("loss", "data", "train", "test", "input", "output", "hidden", "target"),
)
"""Words that authors set as letters in a subscript."""

OPERATORS = (
    *("exp", "log", "ln", "sin", "cos", "tan", "tanh", "sinh", "cosh", "sech"),
    *("sigmoid", "softplus", "erf", "relu", "ReLU"),
    *("softmax", "diag", "sum", "max", "min", "tr", "Tr", "trace", "sign", "argmax", "argmin"),
    *("if", "for", "otherwise", "and"),
)
"""Upright words that are no letters of the author's."""

ONES = "1"
"""The name of the letter that stands for a vector of ones: \\mathbf 1, \\mathbb 1."""

TRANSPOSES = ("T", "top", "intercal", "t", "prime")


@dataclass(frozen=True, slots=True)
class Scripted:
    """A letter and what stands around it.

    `subscripts` are the index candidates in order; `layer` the candidate for a layer, `bracketed` when it stood in
    ( ), [ ] or ⟨ ⟩; `digits` a bare number above; `words` upright text in the scripts; `transposed` counts T;
    `exponent` is a difference of letters above: W^{t−k}.
    """

    name: str
    bold: bool
    subscripts: tuple[Tree, ...]
    layer: Tree | None
    bracketed: bool
    digits: Digits | None
    words: tuple[str, ...]
    transposed: bool
    primes: int
    others: tuple[Tree, ...]
    span: Span
    exponent: Tree | None = None


def is_transpose(superscript: Tree) -> bool:
    """Tell whether the superscript is T."""
    above = bare(superscript)
    return isinstance(above, Letter) and above.name in TRANSPOSES


def numbers(letter: Scripted) -> str:
    """Return the numbers below a letter, which belong to its name: 1 of W_1."""
    return ",".join(part.text for part in letter.subscripts if isinstance(part, Digits))


def letter_name(letter: Letter) -> str:
    """Return the letter with its accents: hat:y."""
    return ":".join((*letter.accents, letter.name))


def scripted(tree: Tree) -> Scripted | None:
    """Return the letter that the tree is, with its scripts, or None when it is no such letter.

    Every pass over a document asks this of the same nodes; the answer is kept with the node itself, since equal trees
    stand at different places.
    """
    known = _known.get(id(tree))
    if known is not None and known[0] is tree:
        return known[1]
    if len(_known) > REMEMBERED:
        _known.clear()
    found = read_letter(tree)
    _known[id(tree)] = (tree, found)
    return found


REMEMBERED = 50_000
_known: dict[int, tuple[Tree, Scripted | None]] = {}


def read_letter(tree: Tree) -> Scripted | None:
    """Return the letter with its scripts sorted."""
    scripts: list[Script] = []
    inner = bare(tree)
    while isinstance(inner, Script):
        scripts.append(inner)
        inner = bare(inner.base)
    if isinstance(inner, Word) and inner.text.isalpha() and inner.text not in OPERATORS:
        inner = Letter(inner.text, (), False, inner.span)
    if not isinstance(inner, Letter):
        return None
    below = [part for script in reversed(scripts) for part in flatten(script.subscript)]
    above = [part for script in reversed(scripts) for part in flatten(script.superscript)]
    return assemble(inner, below, above, sum(script.primes for script in scripts), tree.span)


def assemble(letter: Letter, below: list[Tree], above: list[Tree], primes: int, span: Span) -> Scripted:
    """Return the scripts sorted by their form."""
    words = tuple(part.text for part in (*below, *above) if isinstance(part, Word))
    stars = "".join("*" for part in above if isinstance(part, Letter) and part.name in ("ast", "star", "*"))
    layer: Tree | None = None
    bracketed = transposed = False
    digits: Digits | None = None
    exponent: Tree | None = None
    others: list[Tree] = []
    for part in above:
        match part:
            case Word():
                continue
            case Letter(name, _, _, _) if name in TRANSPOSES and layer_like(layer, above, part):
                transposed = True
            case Letter("ast" | "star" | "*", _, _, _):
                continue
            case Group("(" | "[" | "⟨" | "unwritten", body, _) if layer is None or not bracketed:
                if layer is not None:
                    others.append(layer)
                layer, bracketed = bare(body), True
            case Digits() if digits is None:
                digits = part
            case Addition() if exponent is None and counts_steps(part):
                exponent = part
            case Letter() | Addition() if layer is None:
                layer = part
            case _:
                others.append(part)
    subscripts = tuple(part for part in below if not isinstance(part, Word))
    return Scripted(
        "_".join((letter_name(letter) + stars, *words)),
        letter.bold,
        subscripts,
        layer,
        bracketed,
        digits,
        words,
        transposed,
        primes,
        tuple(others),
        span,
        exponent,
    )


def counts_steps(superscript: Addition) -> bool:
    """Tell whether the superscript is a difference of two letters, t − k or t − k + 1, which is no layer."""
    signed = [(bare(term), sign) for term, sign in zip(superscript.terms, superscript.signs, strict=True)]
    letters = [sign for term, sign in signed if isinstance(term, Letter)]
    return sorted(letters) == [-1, 1] and all(isinstance(term, Letter | Digits) for term, _ in signed)


def is_number(tree: Tree) -> bool:
    """Tell whether the tree is a number."""
    return isinstance(bare(tree), Digits)


def layer_like(layer: Tree | None, above: list[Tree], part: Letter) -> bool:
    """Tell whether a T above is a transpose: always but for a lone small t, which is a step in time."""
    return part.name != "t" or layer is not None or len(above) > 1


def spelled(tree: Tree) -> str | None:
    """Return the word that letters in a row spell: N_{out}."""
    if not isinstance(tree, Product) or any(tree.operators):
        return None
    letters = [bare(factor) for factor in tree.factors]
    word = "".join(letter.name for letter in letters if isinstance(letter, Letter))
    known = word in WORDS or (len(word) > 3 and bool(VOWELS & set(word)))
    return word if known and len(word) == len(letters) else None


VOWELS = frozenset("aeou")
"""Letters that no indices in a row are named by: E_{total} beside w_{ijkl}."""


def flatten(tree: Tree | None) -> list[Tree]:
    """Return the items of a script: `jk`, `j,k` and `{j}{k}` are two."""
    if tree is None:
        return []
    tree = bare(tree)
    word = spelled(tree)
    if word is not None:
        return [Word(word, tree.span)]
    if isinstance(tree, Group) and tree.open == IDLE:
        return []
    match tree:
        case Sequence(items, _):
            return [part for item in items for part in flatten(item)]
        case Product(factors, operators, _) if not any(operators):
            return [part for factor in factors for part in flatten(factor)]
        case _:
            return [tree]
