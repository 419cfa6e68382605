"""Equations to statements: relations, and formulas without one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derive.read.passage import Equation, Passages
from derive.source import Span, cover
from derive.syntax.grid import with_grids
from derive.syntax.lexeme import TOKEN_LIMIT, Lexeme
from derive.syntax.lexer import lex
from derive.syntax.side import Side, side
from derive.syntax.split import Chain, Splitting, chains, split
from derive.syntax.tree import Mention, Relate, Relation, Statement, Tree, Unreadable
from derive.verdict import Repaired


@dataclass(frozen=True, slots=True)
class Parsed:
    """The statements of a document in reading order, and the brackets that had to be supplied."""

    statements: tuple[Statement, ...]
    repaired: tuple[Repaired, ...]


def parse(equation: Equation) -> tuple[Statement, ...]:
    """Return the statements of one equation; a side that cannot be read is Unreadable, the others are read."""
    return _parsed([equation]).statements


def parse_all(passages: Passages) -> tuple[Statement, ...]:
    """Return the statements of a document; a display that begins with a relation goes on from the display before."""
    return parse_document(passages).statements


def parse_document(passages: Passages) -> Parsed:
    """Return the statements as `parse_all` does, and what was mended while parsing."""
    return _parsed(passages.equations)


def _parsed(equations: Iterable[Equation]) -> Parsed:
    statements: list[tuple[int, Statement]] = []
    repaired: list[Repaired] = []
    splitting = Splitting()
    display = False
    for equation in equations:
        lexemes = lex(equation)
        if equation.problem or len(lexemes) > TOKEN_LIMIT:
            problem = equation.problem or f"a formula of more than {TOKEN_LIMIT:,} symbols is not read"
            statements.append((equation.span.start, _unread(equation, lexemes, problem)))
            splitting.main = None
            continue
        if not (display and equation.display):
            splitting.main = None
        display = equation.display
        split(splitting, with_grids(lexemes), equation.display)
    for chain in chains(splitting):
        _read_chain(chain, statements, repaired)
    statements.sort(key=lambda placed: placed[0])
    return Parsed(tuple(statement for _, statement in statements), tuple(repaired))


def _unread(equation: Equation, lexemes: list[Lexeme], problem: str) -> Statement:
    unread = Unreadable(problem, equation.span)
    name = next((lexeme.text for lexeme in lexemes if lexeme.kind == "REL"), "")
    if not name:
        return Mention(unread, equation.span)
    return Relation(unread, name, unread, False, equation.span)


def _read_chain(chain: Chain, statements: list[tuple[int, Statement]], repaired: list[Repaired]) -> None:
    """Add a relation for every link of the chain, or a mention where there is none; a condition is a mention.

    So is a relation in running text that has no left side: "where it is $> 0$".
    """
    if not chain.sides[0] and not chain.display and len(chain.sides) > 1 and chain.sides[1]:
        chain = replace(chain, sides=chain.sides[1:], links=[None, *chain.links[2:]])
    sides = [_read_side(chain, i, repaired) for i in range(len(chain.sides))]
    spans = [_span(chain, i) for i in range(len(chain.sides))]
    links = [link for link in chain.links if link is not None]
    if not links:
        statements.append((spans[0].start, Mention(sides[0], spans[0])))
        return
    if chain.condition:
        tree = sides[0]
        for link, right in zip(links, sides[1:], strict=True):
            tree = Relate(link.name, tree, right, cover(tree.span, right.span))
        statements.append((spans[0].start, Mention(tree, cover(spans[0], spans[-1]))))
        return
    for i, link in enumerate(links):
        span = cover(spans[i], spans[i + 1])
        statements.append((link.span.start, Relation(sides[i], link.name, sides[i + 1], i > 0, span)))


def _span(chain: Chain, i: int) -> Span:
    """Return the place of side i; an empty side lies at the relation beside it."""
    lexemes = chain.sides[i]
    if lexemes:
        return cover(lexemes[0].span, lexemes[-1].span)
    link = chain.links[i] or chain.links[i + 1]
    assert link is not None
    return link.span


def _read_side(chain: Chain, i: int, repaired: list[Repaired]) -> Tree:
    lexemes = chain.sides[i]
    if not lexemes:
        link = chain.links[i]
        if link is None:
            return Unreadable("nothing stands before the relation", _span(chain, i))
        return Unreadable("nothing stands after the relation", link.span)
    read: Side = side(lexemes)
    if read.supplied is not None:
        message = f"a missing '{read.supplied.sign}' is supplied"
        repaired.append(Repaired("D105", read.supplied.span, message))
    return read.tree
