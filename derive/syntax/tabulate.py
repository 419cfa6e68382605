"""The parsing table of latex.lark, computed by Lark: `python -m derive.syntax.tabulate` writes latex.json anew.

Computing the table takes longer than reading a note with it, so it is computed when the grammar changes and not when
derive starts.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lark import Lark, Token
from lark.grammar import Rule, Terminal
from lark.lexer import Lexer

from derive.syntax.automaton import TABLE

GRAMMAR = Path(__file__).with_name("latex.lark")


class NoLexer(Lexer):
    """Stands for the lexer: Lark asks for one, and the table does not depend on it."""

    __future_interface__ = 1

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        """Return no tokens."""
        return iter(())


def table() -> str:
    """Return the rules and the states of the grammar as JSON, one a line; raise GrammarError where there is none.

    A rule is [origin, name of its function, symbols]. A state maps a symbol to the next state, and where a rule ends
    to −1 minus the number of the rule. The first state is the start; states are numbered as they are reached.
    """
    lark = Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer=NoLexer, start="start")
    parser: Any = lark.parser.parser
    states, rules = parser._parse_table.states, list(lark.rules)
    reached = [parser._parse_table.start_states["start"]]
    rows = []
    for state in reached:
        actions = sorted(states[state].items())
        found = [target for _, (action, target) in actions if not isinstance(target, Rule) and target not in reached]
        reached += dict.fromkeys(found)
        rows.append({name: _step(target, reached, rules) for name, (_, target) in actions})
    accepting = reached.index(parser._parse_table.end_states["start"])
    parts = [_lines("rules", [_spelled(rule) for rule in rules]), f'"accepting": {accepting}', _lines("states", rows)]
    return "{" + ",\n".join(parts) + "}\n"


def _step(target: Any, reached: list[int], rules: list[Rule]) -> int:
    """Return the number of the next state, or −1 minus that of the rule that ends here."""
    return ~rules.index(target) if isinstance(target, Rule) else reached.index(target)


def _spelled(rule: Rule) -> list[Any]:
    """Return a rule; one with a question mark and without a name of its own has no function, its child goes on."""
    name = rule.alias or ("" if rule.options.expand1 else rule.origin.name)
    symbols = [symbol.name for symbol in rule.expansion]
    assert not any(isinstance(symbol, Terminal) and symbol.filter_out for symbol in rule.expansion)
    return [rule.origin.name, name, symbols]


def _lines(name: str, items: list[Any]) -> str:
    """Return a member of the object whose items stand on one line each."""
    return f'"{name}": [\n' + ",\n".join(json.dumps(item) for item in items) + "\n]"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
