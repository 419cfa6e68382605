r"""Letters that scripts only name: `net_{h1}`, `W_{xh}`, `E_{total}`, `w^{new}`.

A script is a label, part of the letter's name, when it is a word; when it is a letter with a number and that letter is
an index nowhere (`h1`); when it is itself a quantity of the document that nothing counts with (the h of `W_{xh}` beside
h_t); or when it stands on the right of a definition where an index would be without a partner (the h of
`z_o = W_o a_h + b_o`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derive.elaborate.samples import rewritten, sides
from derive.elaborate.scripts import WORDS, flatten
from derive.elaborate.walk import bare, parts, walk
from derive.source import cover
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Group,
    Letter,
    Product,
    Relate,
    Relation,
    Script,
    Sequence,
    Statement,
    Tree,
    Word,
)

SPELLED = frozenset((*WORDS, "error", "err", "cost", "hidden", "logits", "scores", "score", "probs"))
"""Words that authors set as letters in a row."""

SIGNS = ("partial", "nabla", "dots", "T", "top", "intercal", "prime", "ast", "star", "*", "infty")


@dataclass(slots=True)
class Survey:
    """How the letters of a document are used.

    `counted` are those that a Σ, a condition, a shift or a layer slot shows to be indices; `quantities` counts the uses
    outside scripts; `indexing` those that fill an index slot, `numbered` those before a number in one; `single` those
    that stand once on the right of a definition and not on its left; `below` has what stands below every letter.
    """

    counted: set[str] = field(default_factory=set)
    quantities: Counter[str] = field(default_factory=Counter)
    heads: set[str] = field(default_factory=set)
    indexing: set[str] = field(default_factory=set)
    numbered: set[str] = field(default_factory=set)
    single: set[str] = field(default_factory=set)
    below: dict[str, list[set[str]]] = field(default_factory=dict)
    layers: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """What scripts only name in a document: `labels` are letters, `numbered` those with a number behind them.

    `layers` tells that the document writes layers above, `counted` are letters that are indices, `steps` those that
    have neighbours t − 1 or t + 1; `totals` are the letters of costs that are sums over steps.
    """

    labels: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    layers: bool = True
    counted: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()


NOTHING_NAMED = Naming()


def naming_of(statements: tuple[Statement, ...]) -> Naming:
    """Return what scripts only name in the document."""
    survey = surveyed(rewritten(statements, joined))
    labels = frozenset(label_letters(survey))
    numbered = survey.numbered - (survey.indexing - labels) - survey.counted
    return Naming(labels, frozenset(numbered), survey.layers, frozenset(survey.counted))


def with_names(statements: tuple[Statement, ...], naming: Naming) -> tuple[Statement, ...]:
    """Return the statements with every label, and every name of several letters, as a word."""

    def named(tree: Tree) -> Tree:
        return labelled(tree, naming) if isinstance(tree, Script) else tree

    return rewritten(rewritten(statements, joined), named)


def joined(tree: Tree) -> Tree:
    """Return a product with every run of letters that spells a word as one word: n e t_j."""
    if not isinstance(tree, Product):
        return tree
    factors: list[Tree] = []
    operators: list[str] = []
    for run in touching_runs(tree):
        word = "".join(spelling(factor) or " " for _, factor in run)
        one = word in SPELLED and (len(word) > 2 or isinstance(run[-1][1], Script))
        for operator, factor in [(run[0][0], as_word(word, run[0][1], run[-1][1]))] if one else run:
            factors.append(factor)
            operators.append(operator)
    if len(factors) == len(tree.factors):
        return tree
    return factors[0] if len(factors) == 1 else replace(tree, factors=tuple(factors), operators=tuple(operators[1:]))


def touching_runs(tree: Product) -> list[list[tuple[str, Tree]]]:
    """Return the factors with the operators before them, in runs of plain letters that touch, the last with scripts."""
    runs: list[list[tuple[str, Tree]]] = []
    for operator, factor in zip(("", *tree.operators), tree.factors, strict=True):
        before = runs[-1][-1][1] if runs else None
        touching = isinstance(before, Letter) and operator == "" and before.span.end == factor.span.start
        if touching and spelling(before) is not None and spelling(factor) is not None:
            runs[-1].append((operator, factor))
        else:
            runs.append([(operator, factor)])
    return runs


def spelling(tree: Tree | None) -> str | None:
    """Return the plain letter of a factor, scripts or not."""
    inner = tree.base if isinstance(tree, Script) else tree
    plain = isinstance(inner, Letter) and len(inner.name) == 1 and not inner.accents
    return inner.name if plain and isinstance(inner, Letter) else None


def as_word(text: str, first: Tree, last: Tree) -> Tree:
    """Return the letters as one word with the scripts of the last."""
    word = Word(text, cover(first.span, last.base.span if isinstance(last, Script) else last.span))
    return replace(last, base=word, span=cover(first.span, last.span)) if isinstance(last, Script) else word


def surveyed(statements: Iterable[Statement]) -> Survey:
    """Return how the letters of the statements are used."""
    survey = Survey()
    for item in statements:
        for tree in sides(item):
            for part in walk(tree):
                survey_node(survey, part)
        if isinstance(item, Relation):
            if item.name == "!=":
                survey.counted |= {part.name for tree in sides(item) for part in walk(tree) if isinstance(part, Letter)}
            if is_range(item):
                continue
            for tree in sides(item):
                survey.quantities.update(quantities(tree))
            survey_definition(survey, item)
    return survey


def is_range(item: Relation) -> bool:
    """Tell whether the relation says what a letter runs through or equals: i = 1, …, n and i = j."""
    left, right = bare(item.left), bare(item.right)
    return isinstance(left, Letter) and isinstance(right, Letter | Digits | Sequence)


def survey_node(survey: Survey, part: Tree) -> None:
    """Note what one node says of letters."""
    match part:
        case BigOperator(_, below, above):
            bounds = [inner for tree in (below, above) if tree is not None for inner in walk(tree)]
            survey.counted |= {inner.name for inner in bounds if isinstance(inner, Letter)}
        case Relate():
            survey.counted |= {inner.name for inner in walk(part) if isinstance(inner, Letter)}
        case Script(base, below, above):
            if isinstance(base, Letter) and below is not None:
                inside = {item.name for item in flatten(below) if isinstance(item, Letter)}
                survey.below.setdefault(base.name, []).append(inside)
            for script in (below, above):
                sums = [inner for inner in walk(script) if isinstance(inner, Addition)] if script is not None else []
                plain = [inner.terms for inner in sums if all(isinstance(x, Letter | Digits) for x in inner.terms)]
                survey.counted |= {x.name for terms in plain for x in terms if isinstance(x, Letter)}
            if above is not None:
                inner = bare(above.body) if isinstance(above, Group) else bare(above)
                survey.layers |= isinstance(inner, Digits | Addition) or isinstance(above, Group)
                survey.counted |= {inner.name} if isinstance(inner, Letter) and inner.name.islower() else set()
            pair = numbered_letter(below)
            if pair is not None:
                survey.numbered.add(pair)
            else:
                survey.indexing |= {item.name for item in flatten(below) if isinstance(item, Letter)}
        case _:
            pass


def numbered_letter(subscript: Tree | None) -> str | None:
    """Return h for the subscript h1."""
    match None if subscript is None else bare(subscript):
        case Product((Letter(name, _, _), Digits()), ("",)):
            return name
        case _:
            return None


def quantities(tree: Tree) -> Iterator[str]:
    """Yield the letters outside scripts."""
    inner = bare(tree)
    if isinstance(inner, Script):
        yield from quantities(inner.base)
    elif isinstance(inner, Letter):
        yield inner.name
    elif isinstance(inner, BigOperator):
        yield from quantities(inner.body)
    else:
        for part in parts(inner):
            yield from quantities(part)


def survey_definition(survey: Survey, item: Relation) -> None:
    """Note the letter that a relation defines, and the indices of its right side that have no partner anywhere."""
    left = bare(item.left)
    head = bare(left.base) if isinstance(left, Script) else left
    if not isinstance(head, Letter):
        return
    survey.heads.add(head.name)
    if any(isinstance(part, Derivative) for part in walk(item.right)) or not isinstance(left, Script):
        return
    right = Counter(name for part in walk(item.right) if isinstance(part, Script) for name in plain_indices(part))
    survey.single |= {name for name, count in right.items() if count == 1} - set(plain_indices(left))


def plain_indices(script: Script) -> list[str]:
    """Return the letters that alone fill the subscript."""
    return [item.name for item in flatten(script.subscript) if isinstance(item, Letter)]


def label_letters(survey: Survey) -> Iterator[str]:
    """Yield the letters that are labels where they stand in a subscript."""
    for name in sorted(survey.indexing - survey.counted - set(SIGNS)):
        known = name in survey.heads or (survey.quantities[name] and name.islower()) or name in survey.single
        if (known and (name in survey.heads or name not in COUNTING)) or is_constant(survey, name):
            yield name


def is_constant(survey: Survey, name: str) -> bool:
    """Tell whether a capital stands below every use of the letters that have it, as in μ_B and σ_B of a batch B."""
    used = [below for below in survey.below.values() if any(name in inside for inside in below)]
    capital = (name.isupper() and name != "L") or name.startswith("cal")
    return capital and all(name in inside for below in used for inside in below)


COUNTING = tuple("ijklmn")
"""Letters that count unless the document defines them."""


def labelled(tree: Script, naming: Naming) -> Tree:
    """Return the letter with its labels as words."""
    base = bare(tree.base)
    if isinstance(base, Letter) and base.name in SIGNS:
        return tree
    if not isinstance(base, Letter | Word):
        return tree
    below: list[Tree] = []
    if tree.subscript is not None and numbered_letter(tree.subscript) in naming.numbered:
        text = "".join(spelled_part(part) for part in parts(bare(tree.subscript)))
        below.append(Word(text, tree.subscript.span))
    else:
        below += with_labels(script_items(tree.subscript, naming.counted), naming.labels)
    above = None if tree.superscript is None else label_above(tree.superscript, naming)
    if below == flatten(tree.subscript) and above is None:
        return tree
    subscript = None if not below else below[0] if len(below) == 1 else Sequence(tuple(below), below[0].span)
    return replace(tree, subscript=subscript, superscript=above or tree.superscript)


def with_labels(items: list[Tree], labels: frozenset[str]) -> list[Tree]:
    """Return the items of a subscript with neighbouring labels as one word: x and h as xh."""
    found: list[Tree] = []
    for item in items:
        text = label_of(item, labels)
        before = found[-1] if found else None
        if text is None:
            found.append(item)
        elif isinstance(before, Word):
            found[-1] = Word(before.text + text, cover(before.span, item.span))
        else:
            found.append(Word(text, item.span))
    return found


def script_items(subscript: Tree | None, counted: frozenset[str]) -> list[Tree]:
    """Return the items of a subscript; letters that count are no word: the i and n of ŷ_{in} below Σ_n."""
    inner = None if subscript is None else bare(subscript)
    letters = inner.factors if isinstance(inner, Product) and not any(inner.operators) else ()
    if letters and all(isinstance(part, Letter) and part.name in counted for part in letters):
        return list(letters)
    return flatten(subscript)


def spelled_part(item: Tree) -> str:
    """Return a letter or a number as text."""
    return item.name if isinstance(item, Letter) else item.text if isinstance(item, Digits | Word) else ""


def label_of(item: Tree, labels: frozenset[str]) -> str | None:
    """Return the text of an item of a subscript that is a label."""
    if isinstance(item, Word):
        return item.text
    named = isinstance(item, Letter) and (item.name in labels or item.name in SPELLED) and not item.accents
    return item.name if named and isinstance(item, Letter) else None


def label_above(superscript: Tree, naming: Naming) -> Tree | None:
    """Return a superscript that is a label, as a word: a plus sign, or a letter where there are no layers."""
    bracketed = isinstance(superscript, Group) and superscript.open in ("(", "[")
    inner = bare(superscript.body if bracketed and isinstance(superscript, Group) else superscript)
    if not isinstance(inner, Letter):
        return None
    plus = inner.name == "+"
    return Word(inner.name, inner.span) if plus or (not naming.layers and inner.name in naming.labels) else None
