"""Macros expanded, within bounds."""

import re
from collections.abc import Mapping

from derive.read.macros import Macro
from derive.read.passage import EQUATION_LIMIT, Placed

EXPANSION_LIMIT = 1_000
"""The most expansions in one equation."""

DOCUMENT_EXPANSION_LIMIT = 100_000
"""The most expansions in one document."""

_OPTIONAL = re.compile(r"\s{0,20}\[([^\[\]]{0,200})\]")
_BRACES = re.compile(r"\\[^\n]|[{}]")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z])")
_SPACES = re.compile(r"\s*")
_PARAMETER = re.compile(r"#([1-9])")


class TooLargeError(Exception):
    """An expansion that passes a limit."""


def expanded(formula: Placed, macros: Mapping[str, Macro], budget: int = EXPANSION_LIMIT) -> tuple[Placed, int]:
    """Return the formula with every macro expanded, and the number of expansions.

    What a macro adds stands where its name stands, or where its argument before ended. Raises TooLargeError when
    more than `budget` expansions or EQUATION_LIMIT characters are needed.
    """
    text, offsets = formula.text, list(formula.offsets)
    count = position = 0
    while match := _COMMAND.search(text, position):
        position = match.end()
        macro = macros.get(match.group())
        if macro is None:
            continue
        arguments = _arguments(text, match.end(), macro)
        if arguments is None:
            continue
        count += 1
        end = max((argument[2] for argument in arguments), default=match.end())
        body, places = _substituted(macro, arguments, text, offsets, match.start())
        if count > budget or len(text) - (end - match.start()) + len(body) > EQUATION_LIMIT:
            raise TooLargeError(match.group())
        body, places = _kept_apart(body, places, text[end : end + 1])
        text = text[: match.start()] + body + text[end:]
        offsets[match.start() : end] = places
        position = match.start() + (len(body) if macro.final else 0)
    return Placed(text, offsets), count


def _kept_apart(body: str, places: list[int], following: str) -> tuple[str, list[int]]:
    """A command at the end of the body must not run into the letter that follows."""
    tail = _COMMAND.match(body, body.rfind("\\")) if "\\" in body else None
    if following.isalpha() and tail and tail.end() == len(body) and body[-1].isalpha():
        return body + " ", [*places, places[-1]]
    return body, places


def _substituted(
    macro: Macro, arguments: list[tuple[int, int, int]], text: str, offsets: list[int], start: int
) -> tuple[str, list[int]]:
    pieces: list[str] = []
    places: list[int] = []
    here, done = offsets[start], 0
    supplied = [text[first:last] for first, last, _ in arguments]
    template = macro.body
    if macro.default is not None and len(supplied) < macro.arity:
        template = macro.body if macro.absent is None else macro.absent
        supplied.insert(0, macro.default)
        arguments = [(start, start, start), *arguments]
    for match in _PARAMETER.finditer(template):
        literal = template[done : match.start()]
        pieces.append(literal)
        places += [here] * len(literal)
        done = match.end()
        number = int(match[1]) - 1
        if number >= len(arguments):
            continue
        first, last, _ = arguments[number]
        pieces.append(supplied[number])
        places += offsets[first:last] if last > first else [here] * len(supplied[number])
        here = offsets[last] if last > first else here
    rest = template[done:]
    pieces.append(rest)
    places += [here] * len(rest)
    return "".join(pieces), places


def _arguments(text: str, position: int, macro: Macro) -> list[tuple[int, int, int]] | None:
    """Return (start, end, where it stops) of every argument, or None when one is missing."""
    arguments: list[tuple[int, int, int]] = []
    wanted = macro.arity
    if macro.default is not None:
        optional = _OPTIONAL.match(text, position)
        if optional:
            arguments.append((optional.start(1), optional.end(1), optional.end()))
            position = optional.end()
        wanted -= 1
    for _ in range(wanted):
        spaces = _SPACES.match(text, position)
        position = spaces.end() if spaces else position
        if position >= len(text) or text[position] == "}":
            return None
        stop = _group_end(text, position)
        if stop is None:
            return None
        braced = text[position] == "{"
        arguments.append((position + braced, stop - braced, stop))
        position = stop
    return arguments


def _group_end(text: str, position: int) -> int | None:
    """Return where the group, command or character at `position` ends."""
    if text[position] != "{":
        command = _COMMAND.match(text, position)
        return command.end() if command else position + 1
    depth = 0
    for match in _BRACES.finditer(text, position):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return None
