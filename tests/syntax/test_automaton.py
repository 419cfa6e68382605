"""The table that derive reads with is the one of the grammar, and says what Lark says."""

import random
from itertools import chain

from lark import Lark, Token, UnexpectedInput
from lark.lexer import Lexer

from derive.read.read import read
from derive.source import Source, Span
from derive.syntax import automaton, tabulate
from derive.syntax.lexeme import Lexeme
from derive.syntax.parse import parse_all
from derive.syntax.product import UnreadableError
from derive.syntax.tree import Letter

NOWHERE = Span(Source("", ""), 0, 0)
KINDS = "COMMA REL SIGN OP SUP SUB PRIME NUMBER LETTER WORD LBRACE RBRACE OVER OPEN CLOSE FRAC SQRT ACCENT"


class Kinds(Lexer):
    """Hands over the kinds of the lexemes, numbered."""

    __future_interface__ = 1

    def __init__(self, lexer_conf):
        pass

    def lex(self, lexer_state, parser_state):
        for number, lexeme in enumerate(lexer_state.text):
            yield Token(lexeme.kind, "", start_pos=number)


LARK = Lark(tabulate.GRAMMAR.read_text("utf-8"), parser="lalr", lexer=Kinds)


def lark_stops_at(lexemes):
    """Return the number of the lexeme that Lark does not accept, that of the end, or None for a formula."""
    try:
        LARK.parse(lexemes)
    except UnexpectedInput as error:
        return len(lexemes) if error.token.type == "$END" else error.token.start_pos
    return None


def derive_stops_at(lexemes):
    """Return the same of derive's automaton."""
    try:
        automaton.parsed(lexemes)
    except automaton.UnexpectedError as error:
        return len(lexemes) if error.lexeme is None else next(i for i, x in enumerate(lexemes) if x is error.lexeme)
    return None


def drawn(dice):
    """Return lexemes that make sense for a while."""
    text = dice.choices(KINDS.split(), k=dice.randint(1, 9))
    pieces = ("LETTER", "LETTER SUP NUMBER", "OPEN LETTER SIGN LETTER CLOSE", "FRAC LETTER NUMBER", "LETTER SUB LETTER")
    woven = chain.from_iterable((dice.choice(pieces), kind) for kind in text)
    texts = {"OPEN": "(", "ACCENT": "hat"}
    return [Lexeme(kind, texts.get(kind, "x"), NOWHERE) for kind in " ".join(woven).split()]


def test_the_table_is_that_of_the_grammar():
    assert automaton.TABLE.read_text("utf-8") == tabulate.table(), "run python -m derive.syntax.tabulate"


def test_the_automaton_stops_where_lark_stops():
    dice = random.Random(1)
    outcomes = []
    for _ in range(2000):
        lexemes = drawn(dice)
        try:
            stopped = derive_stops_at(lexemes)
        except UnreadableError:  # the trees have rules of their own, of which Lark knows nothing
            continue
        assert stopped == lark_stops_at(lexemes), [lexeme.kind for lexeme in lexemes]
        outcomes.append(stopped is None)
    assert 100 < sum(outcomes) < len(outcomes) - 100


def test_repetitions_of_any_length_keep_their_order():
    letters = [chr(97 + number % 26) for number in range(2000)]
    (mention,) = parse_all(read(Source("a.md", f"${' '.join(letters)}$")))
    assert [factor.name for factor in mention.tree.factors if isinstance(factor, Letter)] == letters
