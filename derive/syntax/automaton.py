"""The automaton of latex.lark: lexemes are shifted and reduced as the table latex.json says (LALR).

The functions of `derive.syntax.build` make the trees; what stands for a repetition in the grammar (`x*`, `x+`) hands
its parts on to the rule in which it stands.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from derive.syntax import build
from derive.syntax.lexeme import Lexeme
from derive.syntax.tree import Tree

TABLE = Path(__file__).with_name("latex.json")

END = "$END"
"""The symbol after the last lexeme."""

_REPETITION = "__"
"""What the names of repetitions begin with."""


@dataclass(frozen=True, slots=True)
class Rule:
    """origin → `size` symbols, of which those at the places `spread` are repetitions; `function` makes its value."""

    origin: str
    size: int
    spread: tuple[int, ...]
    function: Callable[[list[Any]], Any]


@dataclass(frozen=True, slots=True)
class Automaton:
    """For every state what follows on a symbol: the next state, or −1 minus the number of the rule that ends."""

    rules: tuple[Rule, ...]
    states: tuple[Mapping[str, int], ...]
    accepting: int


class UnexpectedError(Exception):
    """No formula goes on with this lexeme; None stands for the end."""

    def __init__(self, lexeme: Lexeme | None) -> None:
        super().__init__()
        self.lexeme = lexeme


@cache
def automaton() -> Automaton:
    """Return the automaton of the grammar."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    rules = tuple(_rule(*row) for row in table["rules"])
    return Automaton(rules, tuple(table["states"]), table["accepting"])


def _rule(origin: str, name: str, symbols: list[str]) -> Rule:
    spread = tuple(place for place, symbol in enumerate(symbols) if symbol.startswith(_REPETITION))
    if symbols[0] == origin:
        return Rule(origin, len(symbols), spread[1:], _longer)
    if origin.startswith(_REPETITION):
        return Rule(origin, len(symbols), spread, list)
    return Rule(origin, len(symbols), spread, getattr(build, name) if name else build.start)


def _longer(children: list[Any]) -> list[Any]:
    """Return a repetition with what has followed it: the same list, as a copy at every step costs a square."""
    parts: list[Any] = children[0]
    parts.extend(children[1:])
    return parts


def parsed(lexemes: list[Lexeme]) -> Tree:
    """Return the tree of the lexemes; raise UnexpectedError at the first that no formula goes on with."""
    rules, states, accepting = automaton().rules, automaton().states, automaton().accepting
    path = [0]
    values: list[Any] = []
    for lexeme in (*lexemes, None):
        kind = END if lexeme is None else lexeme.kind
        while path[-1] != accepting:
            step = states[path[-1]].get(kind)
            if step is None:
                raise UnexpectedError(lexeme)
            if step >= 0:
                path.append(step)
                values.append(lexeme)
                break
            rule = rules[~step]
            children = values[-rule.size :]
            del values[-rule.size :], path[-rule.size :]
            for place in reversed(rule.spread):
                children[place : place + 1] = children[place]
            values.append(rule.function(children))
            path.append(states[path[-1]][rule.origin])
    tree: Tree = values[0]
    return tree
