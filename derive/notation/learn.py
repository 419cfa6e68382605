"""The notation of a document, from what it wrote: one example of every family, and what it writes most often."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from derive.elaborate.elaborate import Elaboration
from derive.elaborate.lexicon import Lexicon, family, function_name, node_subscripts
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.standard import UNNAMED_COST
from derive.elaborate.vocabulary import NAMED_FUNCTIONS, named_function
from derive.elaborate.walk import bare, walk
from derive.notation.style import FamilyStyle, Notation, kind
from derive.source import Span
from derive.suggest.sites import letter_sites
from derive.syntax.tree import (
    BigOperator,
    Derivative,
    Digits,
    Group,
    Letter,
    Product,
    Script,
    Sequence,
    Tree,
    Word,
)
from derive.term.term import Functional, Index, Sum, Term
from derive.term.traverse import positions, subterms


def notation_of(elaboration: Elaboration) -> Notation:
    """Return the notation of the document; families that it never writes look like those that it does."""
    lexicon, theory = elaboration.lexicon, elaboration.theory
    nowhere = Span(elaboration.source, 0, 0)
    trees = [side for item in elaboration.items for side in (item.relation.left, item.relation.right)]
    families, functions = examples(trees, lexicon)
    usual = next((style for style in families.values() if style.layer), None)
    for name, symbol in theory.symbols.items():
        if name not in families:
            families[name] = like(usual, name, symbol.layered, nowhere)
    for name in theory.functions:
        functions.setdefault(name, like(None, name.removesuffix("."), False, nowhere))
    sums = [node for tree in trees for node in walk(tree) if isinstance(node, BigOperator)]
    bounds = [node.superscript for node in sums if node.superscript is not None]
    vocabulary = lexicon.vocabulary
    taken = {*theory.symbols, *vocabulary.functions, *vocabulary.layer_letters, *vocabulary.costs, "d", "e"}
    layers = [name for name in vocabulary.layer_letters if name not in lexicon.output_names]
    return Notation(
        families,
        functions,
        index_letters(elaboration),
        frozenset(taken),
        tuple(layers),
        output_name(elaboration),
        usual_operator(trees, lexicon),
        next((node.symbol for tree in trees for node in walk(tree) if isinstance(node, Derivative)), "partial"),
        any(is_power_of_e(node) for tree in trees for node in walk(tree)),
        "delta" not in families and "delta" not in vocabulary.layered,
        2 * len(bounds) > len(sums),
        next((style for tree in bounds if (style := bound_style(tree)) is not None), None),
        next((replace(tree, span=nowhere) for tree in bounds if isinstance(tree, Letter)), None),
        nowhere,
        lexicon.from_zero,
    )


def examples(trees: list[Tree], lexicon: Lexicon) -> tuple[dict[str, FamilyStyle], dict[str, FamilyStyle]]:
    """Return the styles of the families and of the functions that the trees have, each from its fullest example."""
    best: dict[str, tuple[int, FamilyStyle]] = {}
    functions: dict[str, FamilyStyle] = {}
    for tree in trees:
        for _, node, letter in letter_sites(tree):
            if letter.name in lexicon.vocabulary.functions:
                functions.setdefault(function_name(letter, lexicon), style_of(node, letter, lexicon, ()))
                continue
            slots = node_subscripts(lexicon, letter)
            fullness = 4 * len(slots) + 2 * (letter.layer is not None) + isinstance(letter.layer, Letter)
            fullness -= 2 * ((letter.digits is not None) + letter.transposed)
            name = family(lexicon, letter)
            if name not in best or fullness > best[name][0]:
                best[name] = fullness, style_of(node, letter, lexicon, slots)
        for node in walk(tree):
            word = named_function(node)
            if word is not None and isinstance(bare(node), Word):
                functions.setdefault(word, plain_style(node, Span(node.span.source, 0, 0)))
    return {name: style for name, (_, style) in best.items()}, functions


def style_of(node: Tree, letter: Scripted, lexicon: Lexicon, slots: tuple[Tree, ...]) -> FamilyStyle:
    """Return how the node is written; `slots` are its node indices."""
    nowhere = Span(node.span.source, 0, 0)
    below = above = nowhere
    commas = False
    inner = bare(node)
    while isinstance(inner, Script):
        if inner.subscript is not None:
            below = inner.subscript.span
            commas |= any(isinstance(part, Sequence) for part in walk(inner.subscript))
        if inner.superscript is not None:
            above = inner.superscript.span
        inner = bare(inner.base)
    assert isinstance(inner, Letter | Word)
    place = "below" if letter.name in lexicon.vocabulary.subscript_layers else "above"
    layered = letter.name in lexicon.vocabulary.layered or letter.layer is not None
    first = 1 if layered and place == "below" else 0
    own = tuple(part for part in letter.subscripts[first:] if part not in slots)
    if slots and isinstance(slots[0], Digits):
        own = ()
    words = tuple(Word(text, nowhere) for text in letter.words)
    bracket = next((part.open for part in superscripts(node) if isinstance(part, Group) and part.open in "([⟨"), "")
    return FamilyStyle(
        as_typed(inner, nowhere), (*own, *words), place if layered else "", bracket, commas, below, above
    )


def superscripts(node: Tree) -> Iterator[Tree]:
    """Yield what stands above the letter."""
    inner = bare(node)
    while isinstance(inner, Script):
        if inner.superscript is not None:
            yield from walk(inner.superscript)
        inner = bare(inner.base)


def plain_style(node: Tree, nowhere: Span) -> FamilyStyle:
    """Return the style of a letter or word without scripts."""
    inner = bare(node)
    while isinstance(inner, Script):
        inner = bare(inner.base)
    assert isinstance(inner, Letter | Word)
    return FamilyStyle(as_typed(inner, nowhere), (), "", "", False, nowhere, nowhere)


def as_typed(letter: Letter | Word, nowhere: Span) -> Letter | Word:
    """Return the letter as its author knows it: E for the E· that one step is told apart by, z for z^2 of one layer."""
    if isinstance(letter, Letter):
        return replace(letter, name=letter.name.rstrip("·").partition("^")[0], span=nowhere)
    return replace(letter, span=nowhere)


def like(usual: FamilyStyle | None, name: str, layered: bool, nowhere: Span) -> FamilyStyle:
    """Return the style of a family that is never written, after the `usual` one: hat:y_in is ŷ_in."""
    stem, _, suffix = name.partition(" ")[0].rstrip(".·").partition("^")[0].partition("_")
    *accents, letter = stem.split(":")
    own = (Word(suffix, nowhere),) if suffix else ()
    word = (letter in NAMED_FUNCTIONS or letter == UNNAMED_COST) and not accents
    base = Word(letter, nowhere) if word else Letter(letter, tuple(accents), False, nowhere)
    if usual is None:
        return FamilyStyle(base, own, "above" if layered else "", "", False, nowhere, nowhere)
    return FamilyStyle(base, own, usual.layer if layered else "", usual.bracket, usual.commas, usual.below, usual.above)


def bound_style(tree: Tree) -> FamilyStyle | None:
    """Return how the size of a layer is written above a Σ: n_{k-1}, n^{[l]}; None where it has no layer."""
    letter = scripted(tree)
    if letter is None or (letter.layer is None) == (not letter.subscripts):
        return None
    inner = bare(tree)
    assert isinstance(inner, Script)
    nowhere = Span(tree.span.source, 0, 0)
    base = plain_style(tree, nowhere).base
    bracket = next((part.open for part in superscripts(tree) if isinstance(part, Group) and part.open in "([⟨"), "")
    place = "above" if letter.layer is not None else "below"
    below = nowhere if inner.subscript is None else inner.subscript.span
    above = nowhere if inner.superscript is None else inner.superscript.span
    return FamilyStyle(base, (), place, bracket, False, below, above)


def index_letters(elaboration: Elaboration) -> dict[tuple[str, bool], tuple[str, ...]]:
    """Return the letters that the document uses for indices of every kind, in order of first appearance."""
    found: dict[tuple[str, bool], dict[str, None]] = {}
    terms: list[Term] = []
    for several in elaboration.theory.definitions.values():
        terms += [side for one in several if one.span is not None for side in (one.head, one.body)]
    terms += [side for item in elaboration.items if item.claim for side in (item.claim.lhs, item.claim.rhs)]
    written = elaboration.lexicon.vocabulary.indices | set(bound_letters(elaboration))
    for term in terms:
        for index in indices(term):
            if index.letter in written:
                for size in index.sizes[:1]:
                    found.setdefault(kind(size), {}).setdefault(index.letter)
    return {key: tuple(letters) for key, letters in found.items()}


def bound_letters(elaboration: Elaboration) -> Iterator[str]:
    """Yield the letters below the sums of the document."""
    for item in elaboration.items:
        for side in (item.relation.left, item.relation.right):
            for node in walk(side):
                if isinstance(node, BigOperator) and node.subscript is not None:
                    yield from (part.name for part in walk(node.subscript) if isinstance(part, Letter))


def indices(term: Term) -> Iterator[Index]:
    """Yield every index of the term, bound and free."""
    for part in subterms(term):
        if isinstance(part, Sum | Functional):
            yield part.index
        yield from (place for place in positions(part) if isinstance(place, Index))


def output_name(elaboration: Elaboration) -> str | int:
    """Return the letter of the output layer, or its number where the document has a depth and no letter."""
    lexicon, theory = elaboration.lexicon, elaboration.theory
    written = [name for name in lexicon.output_names if name in lexicon.vocabulary.layer_letters]
    if not written and theory.depth is not None:
        return theory.input_layer + theory.depth
    return written[0] if written else next(iter(lexicon.output_names), "L")


def usual_operator(trees: list[Tree], lexicon: Lexicon) -> str:
    """Return what most often stands between two numbers: nothing, a dot, an asterisk."""
    counts: Counter[str] = Counter()
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Product):
                for first, operator in zip(node.factors, node.operators, strict=False):
                    letter = scripted(first)
                    applied = letter is not None and letter.name in lexicon.vocabulary.functions
                    if operator in ("", "cdot", "*", "times") and not applied and not isinstance(bare(first), Word):
                        counts[operator] += 1
    return max(counts, key=lambda operator: (counts[operator], operator == ""), default="")


def is_power_of_e(node: Tree) -> bool:
    """Tell whether the node is e^x."""
    inner = bare(node.base) if isinstance(node, Script) and node.superscript is not None else None
    return isinstance(inner, Letter) and inner.name == "e" and not inner.accents
