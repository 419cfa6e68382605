"""Trees as MathML Core: what the author wrote, as a browser sets it."""

from itertools import zip_longest
from typing import assert_never
from xml.etree.ElementTree import Element

from derive.elaborate.walk import parts, walk
from derive.report.glyphs import ACCENTS, BRACKETS, DEFINING, LARGE, OPERATORS, RELATIONS, character, is_upright
from derive.report.markup import element
from derive.source import Span, excerpt
from derive.suggest.sites import replaced, sites
from derive.syntax.tree import (
    IDLE,
    UNWRITTEN,
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Relation,
    Root,
    Script,
    Sequence,
    Tree,
    Unreadable,
    Word,
    is_unwritten,
)

DEEPEST = 60
"""Formulas nested more deeply are shown as their source."""

THIN = "0.1667em"


def relation_math(relation: Relation, display: bool = True) -> Element:
    """Return <math> with both sides of the relation and the sign between them, as the author wrote it."""
    return math((relation.left, relation.right), _sign(relation), display)


def tree_math(tree: Tree, display: bool = False) -> Element:
    """Return <math> with the tree."""
    return math((tree,), "", display)


def math(sides: tuple[Tree, ...], sign: str, display: bool, leading: bool = False) -> Element:
    """Return <math> with the sides and the sign between them, or before the first one too."""
    shown: list[Element] = []
    for side in sides:
        before = [_operator(sign)] if shown or leading else []
        shown += [*before, mathml(side) if depth(side) <= DEEPEST else _source(side)]
    return element("math", {"displaystyle": "true"} if display else {}, _row(*shown))


def marked(tree: Tree, part: Tree) -> Tree:
    """Return the tree with one of its own nodes marked: an annotation that stands nowhere is shown as a mark."""
    path = next((path for path, node in sites(tree) if node is part), None)
    nowhere = Span(part.span.source, part.span.start, part.span.start)
    return tree if path is None else replaced(tree, path, Annotated(part, None, nowhere))


def depth(tree: Tree) -> int:
    """Return how many nodes lie on the longest way down the tree."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [part for node in level for part in parts(node)]
    return deepest


def mathml(tree: Tree, tight: bool = False) -> Element:
    """Return the MathML of the tree; `tight` sets signs without space around them, as in a script."""
    match tree:
        case Digits(text):
            return element("mn", {}, text)
        case Letter():
            return _letter(tree)
        case Word(text):
            return element("mtext" if " " in text.strip() else "mi", {}, text.strip() or "\u00a0")
        case Script():
            return _script(tree, tight)
        case Group(shape, body) if shape in (IDLE, UNWRITTEN):
            return mathml(body, tight)
        case Group():
            return _group(tree, tight)
        case Sequence(items):
            return _sequence(items, tight)
        case Product():
            return _product(tree, tight)
        case Addition(terms, signs):
            return _addition(terms, signs, tight)
        case Fraction(numerator, denominator):
            return element("mfrac", {}, mathml(numerator), mathml(denominator))
        case Derivative():
            return _derivative(tree, tight)
        case BigOperator(name, below, above, body):
            sign = _scripts(element("mo", {}, LARGE[name]), below, above, ("munder", "mover", "munderover"))
            return _row(sign, mathml(body, tight))
        case Root(None, body):
            return element("msqrt", {}, mathml(body, tight))
        case Root(degree, body) if degree is not None:
            return element("mroot", {}, mathml(body, tight), mathml(degree, True))
        case Relate(name, left, right):
            return _row(mathml(left, tight), _operator(RELATIONS.get(name, name), tight), mathml(right, tight))
        case Grid():
            return _grid(tree)
        case Annotated():
            return _annotated(tree, tight)
        case Unreadable() | Root():
            return _source(tree)
        case _:
            assert_never(tree)


def _is_typed(tree: Tree, *beginnings: str) -> bool:
    """Tell whether the tree stands in a source and begins there with one of these."""
    span = tree.span
    return span.end > span.start and span.source.text.startswith(beginnings, span.start)


def _row(*inside: Element) -> Element:
    return inside[0] if len(inside) == 1 else element("mrow", {}, *inside)


def _operator(sign: str, tight: bool = False, **attributes: str) -> Element:
    spacing = {"lspace": "0", "rspace": "0"} if tight else {}
    return element("mo", spacing | attributes, sign)


def _source(tree: Tree) -> Element:
    """What cannot be set stands there as the author typed it."""
    return element("merror", {}, element("mtext", {}, excerpt(tree.span).strip() or "?"))


def _letter(letter: Letter) -> Element:
    shown = character(letter)
    upright = {"mathvariant": "normal"} if len(shown) == 1 and is_upright(shown) else {}
    made = element("mi", upright, shown)
    accents = letter.accents
    if accents[:2] == ("dot", "dot"):
        accents = ("ddot", *accents[2:])
    for accent in reversed(accents):
        made = element("mover", {"accent": "true"}, made, element("mo", {"stretchy": "false"}, ACCENTS[accent]))
    return made


def _script(script: Script, tight: bool) -> Element:
    """Primes follow their letter on the line, where fonts have them raised already; scripts stand around both."""
    base = script.base
    shown = mathml(base.body, tight) if isinstance(base, Group) and not _is_shown(base) else mathml(base, tight)
    if script.primes:
        shown = element("mrow", {}, shown, _operator("′" * script.primes, True))
    return _scripts(shown, script.subscript, script.superscript, ("msub", "msup", "msubsup"))


def _scripts(base: Element, below: Tree | None, above: Tree | None, tags: tuple[str, str, str]) -> Element:
    """Return the base with what stands below and above it; the tags are those for one, the other and both."""
    typed = [part for part in (below, above) if part is not None and not is_unwritten(part)]
    inside = [mathml(part, True) for part in typed]
    if not inside:
        return base
    tag = tags[2] if len(inside) == 2 else tags[0] if typed[0] is below else tags[1]
    return element(tag, {}, base, *inside)


def _is_shown(group: Group) -> bool:
    r"""Tell whether the brackets are seen: TeX's own braces are not, \{ … \} is."""
    return group.open != "{" or _is_typed(group, r"\{", r"\left", r"\lbrace", r"\big", r"\Big")


def _group(group: Group, tight: bool) -> Element:
    inside = mathml(group.body, tight)
    if not _is_shown(group):
        return _row(inside)
    opening, closing = BRACKETS[group.open]
    grown = {} if _is_tall(group) else {"stretchy": "false"}
    before = _operator(opening, True, form="prefix", fence="true", **grown)
    return element("mrow", {}, before, inside, _operator(closing, True, form="postfix", fence="true", **grown))


def _is_tall(group: Group) -> bool:
    r"""Tell whether the brackets grow with what they hold: around a fraction, a sum, a grid, or where \left says so."""
    if _is_typed(group, r"\left", r"\big", r"\Big"):
        return True
    return any(isinstance(node, Fraction | Derivative | BigOperator | Grid | Root) for node in walk(group.body))


def _sequence(items: tuple[Tree, ...], tight: bool) -> Element:
    """The bar of p(y|x) stands in the source where another list has its comma."""
    inside: list[Element] = []
    for before, item in zip_longest(items, items[1:]):
        inside.append(mathml(before, tight))
        if item is not None:
            between = before.span.source.text[before.span.end : item.span.start]
            is_bar = len(between) < 20 and ("|" in between or r"\mid" in between)
            inside.append(_operator("|" if is_bar else ",", stretchy="false") if is_bar else _operator(",", tight))
    return _row(*inside)


def _product(product: Product, tight: bool) -> Element:
    inside = [mathml(product.factors[0], tight)]
    for before, operator, factor in zip(product.factors, product.operators, product.factors[1:], strict=False):
        if operator:
            inside.append(_operator(OPERATORS[operator], tight or operator == "/"))
        elif _needs_space(before, factor):
            inside.append(element("mspace", {"width": THIN}))
        inside.append(mathml(factor, tight))
    return _row(*inside)


def _needs_space(before: Tree, factor: Tree) -> bool:
    """Tell whether two juxtaposed factors would run together: log x, and fractions whose bars would touch."""
    fractions = Fraction | Derivative
    apart = isinstance(before, fractions) and isinstance(factor, fractions)
    return apart or (_is_word(before) and not isinstance(factor, Group)) or _is_word(factor)


def _is_word(tree: Tree) -> bool:
    return isinstance(tree, Word) or (isinstance(tree, Script) and isinstance(tree.base, Word))


def _addition(terms: tuple[Tree, ...], signs: tuple[int, ...], tight: bool) -> Element:
    inside: list[Element] = []
    for term, sign in zip(terms, signs, strict=True):
        if inside:
            inside.append(_operator("+" if sign > 0 else "−", tight))
        elif sign < 0 or len(terms) == 1:
            inside.append(_operator("+" if sign > 0 else "−", tight, form="prefix"))
        inside.append(mathml(term, tight))
    return _row(*inside)


def _derivative(tree: Derivative, tight: bool) -> Element:
    r"""A fraction, ∂C/∂w on one line, an operator before what it is taken of, or ∂_w C: as it stands in the source."""
    above = [_power(_differential(tree), tree.order)]
    below = _row(_differential(tree), _power(mathml(tree.wrt, tight), tree.order))
    of = mathml(tree.of, tight)
    if tree.span.source.text and tree.wrt.span.start < tree.of.span.start:
        if _is_typed(tree, r"\partial_"):
            return _row(element("msub", {}, above[0], mathml(tree.wrt, True)), of)
        return _row(element("mfrac", {}, above[0], below), of)
    if _is_typed(tree, r"\partial", "∂"):
        return _row(*above, of, _operator("/", True), below)
    return element("mfrac", {}, _row(*above, of), below)


def _differential(tree: Derivative) -> Element:
    upright = {"mathvariant": "normal"} if tree.symbol == "partial" else {}
    return element("mi", upright, "∂" if tree.symbol == "partial" else "d")


def _power(base: Element, order: int) -> Element:
    return element("msup", {}, base, element("mn", {}, str(order))) if order > 1 else base


def _grid(grid: Grid) -> Element:
    rows = [element("mtr", {}, *(element("mtd", {}, mathml(cell)) for cell in row)) for row in grid.rows]
    table = element("mtable", {"class": grid.kind}, *rows)
    if grid.kind == "cases":
        return _row(_operator("{", True, form="prefix", fence="true"), table)
    bare = _is_typed(grid, r"\begin{matrix", r"\begin{array", r"\begin{smallmatrix")
    square = _is_typed(grid, r"\begin{bmatrix", "[", r"\left[")
    curly = _is_typed(grid, r"\begin{Bmatrix", r"\{", r"\left\{")
    opening, closing = BRACKETS["[" if square else "{" if curly else "("]
    fences = (_operator(opening, True, form="prefix"), _operator(closing, True, form="postfix"))
    return table if bare else _row(fences[0], table, fences[1])


def _annotated(tree: Annotated, tight: bool) -> Element:
    if tree.span.start == tree.span.end:
        return element("mrow", {"class": "marked"}, mathml(tree.body, tight))
    below = not _is_typed(tree, r"\overbrace")
    tag, brace = ("munder", "⏟") if below else ("mover", "⏞")
    braced = element(tag, {}, mathml(tree.body, tight), element("mo", {"stretchy": "true"}, brace))
    return braced if tree.note is None else element(tag, {}, braced, mathml(tree.note, True))


def _sign(relation: Relation) -> str:
    """Return the sign between the sides; a defining one as it stands in the source."""
    between = relation.left.span.source.text[relation.left.span.end : relation.right.span.start]
    if relation.name == ":=":
        return next((shown for typed, shown in DEFINING.items() if typed in between), RELATIONS[":="])
    return RELATIONS.get(relation.name, relation.name)
