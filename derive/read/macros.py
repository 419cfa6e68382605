"""Macros: \\newcommand, \\def and their like."""

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace

from derive.read.passage import EQUATION_LIMIT
from derive.read.scan import closing_braces

_DEFINING = re.compile(
    r"\\(?P<kind>newcommand|renewcommand|providecommand|[gex]?def|let|DeclareMathOperator|DeclareRobustCommand"
    r"|DeclarePairedDelimiter|(?:New|Renew|Provide|Declare)DocumentCommand)(?P<star>\*?)(?![A-Za-z])\s{0,20}"
)
_NAME = re.compile(r"\{\s{0,20}(\\[A-Za-z]+|\\[^A-Za-z])\s{0,20}\}|(\\[A-Za-z]+|\\[^A-Za-z])")
_ARITY = re.compile(r"\s{0,20}\[([1-9])\]")
_PARAMETERS = re.compile(r"(?:#[1-9]){0,9}\s{0,20}(?=\{)")
_DEFAULT = re.compile(r"\s{0,20}\[([^\[\]]{0,200})\]")
_SPECIFICATION = re.compile(
    r"\s{0,20}\{\s{0,9}(?P<optional>o|O\{(?P<default>[^{}]{0,200})\})?(?P<mandatory>[m\s+]{0,40})\}"
)
_VALUE_TEST = re.compile(r"\\If(?P<no>No)?Value(?P<branches>TF|T|F)\s{0,9}\{?#1\}?\s{0,9}(?=\{)")
_OTHER = re.compile(r"\s{0,20}=?\s{0,20}(\\[A-Za-z]+)")
_SPACES = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for: `body` with #1 … #arity; `default` is the value of a first optional argument.

    `absent` is the body where that argument is not given, if it is another one. A `final` body is not expanded again.
    """

    name: str
    arity: int
    default: str | None
    body: str
    absent: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class Defining:
    """A definition and where it stands in the text; `kind` is the command that makes it, without its backslash."""

    start: int
    end: int
    macro: Macro
    kind: str


def definitions(text: str) -> list[Defining]:
    """Return the definitions of macros in the text, in order; those that cannot be read are not among them."""
    found: list[Defining] = []
    if not _DEFINING.search(text):
        return found
    closing = closing_braces(text)
    position = 0
    while match := _DEFINING.search(text, position):
        position = match.end()
        defining = _definition(text, match, closing)
        if defining is not None:
            found.append(defining)
            position = defining.end
    return found


def put(macros: MutableMapping[str, Macro], defining: Defining) -> None:
    """Put the definition in force: \\provide… yields to one before it, \\let takes the meaning of this moment."""
    macro = defining.macro
    if defining.kind.lower().startswith("provide") and macro.name in macros:
        return
    if defining.kind == "let":
        macro = replace(macros.get(macro.body, macro), name=macro.name)
    macros[macro.name] = macro


def _definition(text: str, match: re.Match[str], closing: Mapping[int, int]) -> Defining | None:
    named = _NAME.match(text, match.end())
    if not named:
        return None
    name, kind = named[1] or named[2], match["kind"]
    if kind == "let":
        other = _OTHER.match(text, named.end())
        macro = Macro(name, 0, None, other[1], final=True) if other else None
        return Defining(match.start(), other.end(), macro, kind) if other and macro else None
    if kind.endswith("DocumentCommand"):
        return _document_command(text, match, named, closing)
    arity, default, position = _parameters(text, named.end(), kind.endswith("def"))
    bodies: list[str] = []
    while len(bodies) < (2 if kind == "DeclarePairedDelimiter" else 1):
        inside = _group(text, position, closing)
        if inside is None:
            return None
        bodies.append(text[slice(*inside)])
        position = inside[1] + 1
    body = bodies[0]
    if kind == "DeclareMathOperator":
        body = f"\\operatorname{{{body}}}"
    elif kind == "DeclarePairedDelimiter":
        arity, body = 1, f"\\left{bodies[0]} #1 \\right{bodies[1]}"
    return Defining(match.start(), position, Macro(name, arity, default, body), kind)


def _document_command(
    text: str, match: re.Match[str], named: re.Match[str], closing: Mapping[int, int]
) -> Defining | None:
    """\\NewDocumentCommand with at most one optional argument, the first; other specifications are not read."""
    specification = _SPECIFICATION.match(text, named.end())
    inside = _group(text, specification.end(), closing) if specification else None
    if specification is None or inside is None:
        return None
    name, body, optional = named[1] or named[2], text[slice(*inside)], specification["optional"]
    arity = specification["mandatory"].count("m") + bool(optional)
    default = None if not optional else specification["default"] or ""
    macro = Macro(name, arity, default, body)
    if optional == "o":
        macro = replace(macro, body=_decided(body, True), absent=_decided(body, False))
    return Defining(match.start(), inside[1] + 1, macro, match["kind"])


def _decided(body: str, given: bool) -> str:
    """Return the body with every \\IfNoValueTF{#1}{A}{B} replaced by the branch for an argument that is `given`."""
    closing = closing_braces(body)
    pieces: list[str] = []
    done = 0
    while test := _VALUE_TEST.search(body, done):
        first = _group(body, test.end(), closing)
        second = _group(body, first[1] + 1, closing) if first and test["branches"] == "TF" else None
        if first is None or (second is None and test["branches"] == "TF"):
            break
        chosen = given != bool(test["no"]) if test["branches"] != "F" else given == bool(test["no"])
        branch = first if chosen else second
        pieces += (body[done : test.start()], body[slice(*branch)] if branch else "")
        done = (second or first)[1] + 1
    return "".join([*pieces, body[done:]])


def _group(text: str, position: int, closing: Mapping[int, int]) -> tuple[int, int] | None:
    """Return what lies between the braces at `position`, blanks before them left out; None where there are none."""
    spaces = _SPACES.match(text, position)
    position = spaces.end() if spaces else position
    if position not in closing or closing[position] - position > EQUATION_LIMIT:
        return None
    return position + 1, closing[position]


def _parameters(text: str, position: int, plain: bool) -> tuple[int, str | None, int]:
    """Return the number of arguments, the default of the first one, and where the body may begin."""
    if plain:
        parameters = _PARAMETERS.match(text, position)
        return (parameters.group().count("#"), None, parameters.end()) if parameters else (0, None, len(text))
    arity = _ARITY.match(text, position)
    if not arity:
        return 0, None, position
    default = _DEFAULT.match(text, arity.end())
    return int(arity[1]), default[1] if default else None, default.end() if default else arity.end()
