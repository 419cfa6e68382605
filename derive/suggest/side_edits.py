"""Edits of a whole side: a letter throughout, a missing Σ, a sign, a factor in front, a missing term."""

from collections.abc import Iterator
from dataclasses import replace

from derive.elaborate.lexicon import node_subscripts
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.walk import bare
from derive.source import Span
from derive.suggest.edits import Edit, Kind, substitution
from derive.suggest.letter_edits import subscripted
from derive.suggest.notation import Notation, at_layer, layer_tree, safe_layer, swapped, taken_at
from derive.suggest.product_edits import half, in_script
from derive.suggest.sites import Path, mapped_letters, replaced, sites
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Group,
    Letter,
    Product,
    Script,
    Tree,
)
from derive.term.term import LITERAL, OUTPUT, Layer


def side_edits(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the edits of the side as a whole, and of its sums of terms."""
    yield from renamings(known, side)
    yield from sums(known, side)
    yield from bounds(known, side)
    yield from signs(side)
    yield from factors(known, side)
    yield from missing_terms(known, side)
    yield from superfluous_terms(side)
    yield from entries_of_expressions(known, side)


def renamings(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield one letter for another throughout the side, or throughout what is differentiated."""
    scopes: list[tuple[Path, Tree]] = [((), side)]
    scopes += [((*path, 0), node.of) for path, node in sites(side) if isinstance(node, Derivative)]
    for path, scope in scopes:
        for old in known.indices:
            for new in known.indices:
                if old == new:
                    continue
                topic = f"{new} for {old}"
                for changed, weight in (
                    (renamed(known, scope, {old: new}, False), 21),
                    (renamed(known, scope, {old: new}, True), 22),
                    (renamed(known, scope, {old: new, new: old}, False), 12 if old < new else 0),
                ):
                    if weight and changed != scope:
                        yield substitution(Kind.INDEX, side, path, scope, changed, weight, topic=topic)
    for old in known.layers:
        for new in known.layers:
            changed = relayered(known, side, old, Layer(new, 0))
            if old != new and changed != side:
                yield substitution(Kind.LAYER, side, (), side, changed, 22, topic=f"{new} for {old}")


def renamed(known: Notation, tree: Tree, names: dict[str, str], apart: bool) -> Tree:
    """Return the tree with index letters renamed; `apart` leaves alone the letters that have the new index too."""

    def change(node: Letter | Script, letter: Scripted) -> Tree:
        if letter.name in known.lexicon.vocabulary.functions:
            return node
        below = node_subscripts(known.lexicon, letter)
        here = {part.name for part in below if isinstance(part, Letter)}
        if apart and here & set(names.values()):
            return node
        changed: Tree = node
        for part in below:
            if isinstance(part, Letter) and part.name in names:
                changed = swapped(changed, part, replace(part, name=names[part.name]))
        return changed

    def binder(node: Tree) -> Tree:
        for path, part in sites(node):
            if isinstance(part, Letter):
                return replaced(node, path, replace(part, name=names.get(part.name, part.name)))
        return node

    return mapped_letters(tree, change, (lambda part: part) if apart else binder)


def relayered(known: Notation, tree: Tree, old: str, new: Layer) -> Tree:
    """Return the tree with another letter for the layer throughout."""

    def change(node: Letter | Script, letter: Scripted) -> Tree:
        layer = safe_layer(known.lexicon, letter)
        if layer is None or layer.base != old or LITERAL in (old, new.base):
            return node
        moved = Layer(new.base, new.offset + layer.offset)
        if moved.base == OUTPUT and moved.offset > 0:
            return node
        return at_layer(known.lexicon, node, letter, moved) or node

    return mapped_letters(tree, change, lambda part: part)


def terms(side: Tree) -> list[tuple[Path, Tree]]:
    """Return the terms of a side with their paths."""
    return [((i,), term) for i, term in enumerate(side.terms)] if isinstance(side, Addition) else [((), side)]


def sums(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the side with a Σ before one of its terms, and without one of its Σ."""
    for path, term in terms(side):
        for name in known.indices:
            below = Letter(name, (), False, Span(term.span.source, 0, 0))
            body = term.body if isinstance(term, Group) and term.open == "{" else term
            new = BigOperator("sum", below, None, body, term.span)
            start = Span(term.span.source, term.span.start, term.span.start)
            sign = rf"\sum_{name} " if len(name) == 1 else rf"\sum_{{\{name}}} "
            if not isinstance(body, Addition):
                yield Edit(Kind.SUM, replaced(side, path, new), start, None, 16, before=sign)
    for path, node in sites(side):
        if isinstance(node, BigOperator):
            gone = Span(node.span.source, node.span.start, node.body.span.start)
            yield Edit(Kind.SUM, replaced(side, path, node.body), gone, None, 16)


def bounds(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the side with the upper bound n_l of a Σ one layer up or down."""
    for path, node in sites(side):
        if not isinstance(node, BigOperator) or node.superscript is None or node.subscript is None:
            continue
        for inner, part in sites(node.superscript):
            name = shifted_name(part)
            if name not in known.lexicon.vocabulary.layer_letters and name not in known.lexicon.output_names:
                continue
            base = OUTPUT if name in known.lexicon.output_names else str(name)
            own = part.signs[1] * int(part.terms[1].text) if isinstance(part, Addition) else 0  # type: ignore[union-attr]
            for step in (-2, -1, 1, 2):
                new = layer_tree(known.lexicon, Layer(base, own + step), part)
                bound = replaced(node.superscript, inner, new)
                yield substitution(Kind.LAYER, side, (*path, 1), node.superscript, bound, 10 + abs(step))
            break


def shifted_name(part: Tree) -> str | None:
    """Return l for l and l ± n."""
    match part:
        case Letter(name) | Addition((Letter(name), Digits()), (1, _)):
            return name
        case _:
            return None


def signs(side: Tree) -> Iterator[Edit]:
    """Yield the side with the sign of one term, or of a whole sum of terms, changed."""
    for path, node in sites(side):
        if not isinstance(node, Addition) or in_script(side, path):
            continue
        if node.signs == (-1,):
            gone = Span(node.span.source, node.span.start, node.terms[0].span.start)
            yield Edit(Kind.SIGN, replaced(side, path, node.terms[0]), gone, None, 10)
            continue
        flips = [tuple(-s if i == j else s for j, s in enumerate(node.signs)) for i in range(len(node.terms))]
        for flipped in flips:
            yield substitution(Kind.SIGN, side, path, node, replace(node, signs=flipped), 10)
        opposite = tuple(-s for s in node.signs)
        if len(node.terms) > 1 and opposite not in flips:
            order = sorted(range(len(opposite)), key=lambda i: -opposite[i])
            moved = replace(node, terms=tuple(node.terms[i] for i in order), signs=tuple(opposite[i] for i in order))
            yield substitution(Kind.SIGN, side, path, node, moved, 9)
    if not isinstance(side, Addition):
        start = Span(side.span.source, side.span.start, side.span.start)
        yield Edit(Kind.SIGN, Addition((side,), (-1,), side.span), start, None, 10, before="-")


def factors(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the side with a constant in front: 2, 1/2, or one that the document writes elsewhere."""
    constants: list[Tree] = [Digits("2", side.span), half(side.span)]
    constants += [factor for factor in known.factors if factor not in constants]
    for constant in constants:
        for path, term in terms(side):
            if isinstance(term, Addition) or (isinstance(term, Digits) and isinstance(constant, Digits)):
                continue
            behind = (term.factors, term.operators) if isinstance(term, Product) else ((term,), ())
            new = Product((constant, *behind[0]), ("", *behind[1]), term.span)
            start = Span(term.span.source, term.span.start, term.span.start)
            yield Edit(Kind.NUMBER, replaced(side, path, new), start, constant, 14, after=" ")
        if isinstance(side, Addition) and len(side.terms) > 1:
            new = Product((constant, Group("(", side, side.span)), ("",), side.span)
            yield substitution(Kind.NUMBER, side, (), side, new, 14)


def missing_terms(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield the side with a term of a definition added to it or to a parenthesis in it."""
    scopes: list[tuple[Path, Tree]] = [((), side)]
    scopes += [(path, node.body) for path, node in sites(side) if isinstance(node, Group) and node.open in "(["]
    for head, relation in known.definitions:
        for _, node in sites(relation.right):
            if not isinstance(node, Addition) or len(node.terms) < 2:
                continue
            for term, sign in zip(node.terms, node.signs, strict=True):
                for place in known.places:
                    new = taken_at(known, head, term, place)
                    if new is not None:
                        for path, scope in scopes:
                            yield from with_term(side, path, scope, new, sign)


def with_term(side: Tree, path: Path, scope: Tree, term: Tree, sign: int) -> Iterator[Edit]:
    """Yield the side with the term added at the end of a scope: the side, or the inside of a parenthesis."""
    before = scope.terms if isinstance(scope, Addition) else (scope,)
    before_signs = scope.signs if isinstance(scope, Addition) else (1,)
    if bare(term) in before:
        return
    total = Addition((*before, term), (*before_signs, sign), scope.span)
    tree = replaced(side, (*path, 0) if path or scope is not side else (), total)
    end = Span(scope.span.source, scope.span.end, scope.span.end)
    yield Edit(Kind.TERM, tree, end, term, 24, before=" + " if sign > 0 else " - ")


def superfluous_terms(side: Tree) -> Iterator[Edit]:
    """Yield the side without one of the terms of a sum of terms."""
    for path, node in sites(side):
        if not isinstance(node, Addition) or len(node.terms) < 2 or in_script(side, path):
            continue
        for i in range(len(node.terms)):
            kept = tuple(term for j, term in enumerate(node.terms) if j != i)
            kept_signs = tuple(sign for j, sign in enumerate(node.signs) if j != i)
            new: Tree = Addition(kept, kept_signs, node.span)
            if len(kept) == 1 and kept_signs == (1,):
                new = kept[0]
            yield substitution(Kind.TERM, side, path, node, new, 27, topic="superfluous")


def entries_of_expressions(known: Notation, side: Tree) -> Iterator[Edit]:
    """Yield (w a)_j for w a, where a whole vector is one of several terms, is differentiated, or is the side."""
    for path, node in sites(side):
        if in_script(side, path):
            continue
        whole = [((*path, i), term) for i, term in enumerate(node.terms)] if isinstance(node, Addition) else []
        if isinstance(node, Derivative):
            whole = [((*path, 0), node.of)]
        if not path:
            whole.append(((), side))
        for place, part in whole:
            if scripted(part) is None and not isinstance(part, Digits):
                for name in known.indices:
                    inner = part.body if isinstance(part, Group) and part.open == "{" else part
                    yield substitution(Kind.ENTRY, side, place, part, subscripted(inner, (name,)), 20)
