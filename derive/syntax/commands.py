"""What the commands of LaTeX add to the lexemes."""

import re
from collections.abc import Callable

from derive.syntax import vocabulary
from derive.syntax.lexeme import Lexing, closing_braces, emit, group

_SWITCH = re.compile(r"\{\s{0,20}\\(rm|bf|it|sf|tt|cal|bm)(?![A-Za-z])\s{0,20}")
_OPTION = re.compile(r"\s{0,20}\[([^\[\]]{0,80})\]")
_ROW_END = re.compile(r"\*?(?:[ \t]{0,20}\[[ \t\d.]{0,10}(?:pt|em|ex|cm|mm|in|\\baselineskip)[ \t]{0,20}\])?")
_DELIMITER = re.compile(r"\s{0,20}(\\[A-Za-z]+|\\[^A-Za-z]|[^\\\s])")
_ENVIRONMENT = re.compile(r"\s{0,20}\{([A-Za-z]{1,20})\*?\}")
_OVER_RELATION = re.compile(r"\s{0,20}\{\s{0,20}(\\[A-Za-z]+|:?=|<|>)\s{0,20}\}")
_NEGATED = re.compile(r"\s{0,20}(=|\\in(?![A-Za-z])|\\equiv(?![A-Za-z]))")
_NOT_IN_WORD = re.compile(r"\\[A-Za-z]+|[^A-Za-z0-9-]")
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z \-]*[A-Za-z]\s?")

_SIGNS = {
    "{": "LBRACE",
    "}": "RBRACE",
    "(": "OPEN",
    "[": "OPEN",
    ")": "CLOSE",
    "]": "CLOSE",
    "^": "SUP",
    "_": "SUB",
    "'": "PRIME",
    "+": "SIGN",
    "-": "SIGN",
    "&": "AMP",
    ",": "COMMA",
    ";": "SEMICOLON",
    ".": "DOT",
}
ASCII = (
    {sign: (kind, sign) for sign, kind in _SIGNS.items()}
    | {"*": ("OP", "*"), "/": ("OP", "/"), ".*": ("OP", "odot"), "./": ("OP", "oslash")}
    | {"|": ("BAR", "|"), "||": ("BAR", "‖"), "=": ("REL", "="), "==": ("REL", "=")}
    | {":=": ("REL", ":="), "::=": ("REL", ":="), "=:": ("REL", ":="), "<=": ("REL", "<="), ">=": ("REL", ">=")}
    | {"!=": ("REL", "!="), "->": ("REL", "->"), "<": ("REL", "<"), ">": ("REL", ">"), ":": ("REL", ":")}
    | {"=>": ("SEPARATOR", ""), ")": ("CLOSE", "("), "]": ("CLOSE", "["), "}": ("RBRACE", "}")}
)


def _commands() -> dict[str, tuple[str, str]]:
    """Commands that are one lexeme by themselves."""
    table = {name: ("LETTER", letter) for name, letter in vocabulary.LETTERS.items()}
    table |= {name: ("WORD", name) for name in vocabulary.WORDS}
    table |= {name: ("OP", operator) for name, operator in vocabulary.OPERATORS.items()}
    table |= {name: ("REL", relation) for name, relation in vocabulary.RELATIONS.items()}
    table |= {name: ("SEPARATOR", name) for name in vocabulary.SEPARATORS}
    table |= {name: ("ACCENT", name) for name in vocabulary.ACCENTS}
    table |= dict.fromkeys(vocabulary.BOLD, ("FONT", "bold"))
    table |= {name: ("FONT", style) for name, style in vocabulary.CALLIGRAPHIC.items()}
    table |= {name: ("FRAC", name) for name in vocabulary.FRACTIONS}
    table |= {name: ("OPEN", shape) for name, shape in vocabulary.OPENING.items() if name not in "(["}
    table |= {name: ("CLOSE", shape) for name, shape in vocabulary.CLOSING.items() if name not in ")]"}
    table |= {"sum": ("BIG", "sum"), "prod": ("BIG", "prod"), "over": ("OVER", "over"), "mid": ("COMMA", "|")}
    table |= {"Vert": ("BAR", "‖"), "vert": ("BAR", "|"), "|": ("BAR", "‖"), "cr": ("ROW", ""), "quad": ("QUAD", "")}
    table |= {"qquad": ("QUAD", ""), "underbrace": ("EMBRACE", ""), "overbrace": ("EMBRACE", "")}
    return table


_COMMANDS = _commands()


def brace(lexing: Lexing, start: int) -> int:
    """An opening brace; `{\\rm in}` is upright text."""
    text = lexing.equation.text
    switch = _SWITCH.match(text, start)
    if not switch:
        emit(lexing, "LBRACE", "{", start, start + 1)
        return start + 1
    end = closing_braces(lexing).get(start)
    if switch[1] in vocabulary.UPRIGHT and end is not None and _PLAIN_WORD.fullmatch(text, switch.end(), end):
        emit(lexing, "WORD", text[switch.end() : end].strip(), start, end + 1)
        return end + 1
    emit(lexing, "FONT", _style(switch[1]), start, start)
    emit(lexing, "LBRACE", "{", start, start + 1)
    return switch.end()


def _style(command: str) -> str:
    if command in vocabulary.BOLD:
        return "bold"
    return vocabulary.CALLIGRAPHIC.get(command, "upright")


def command(lexing: Lexing, name: str, start: int, end: int) -> int:
    """Add what the command means; return where to go on."""
    if name in vocabulary.TEXTS or name in vocabulary.UPRIGHT or name in ("textbf", "operatorname"):
        return _upright(lexing, name, start, end)
    if name in _COMMANDS:
        emit(lexing, *_COMMANDS[name], start, end)
        return group(lexing, end)[1] if name == "xrightarrow" else end
    special = _SPECIAL.get(name)
    if special is not None:
        return special(lexing, start, end)
    if name in vocabulary.DROPPED_WITH_ARGUMENT:
        star = lexing.equation.text[end : end + 1] == "*"
        return group(lexing, end + star)[1]
    if name not in vocabulary.INVISIBLE and name not in vocabulary.TRANSPARENT and name[0] not in ",;:! >/-\n\t\r":
        emit(lexing, "BAD", f"\\{name} is not known", start, end)
    return end


def _upright(lexing: Lexing, name: str, start: int, end: int) -> int:
    """\\text{if}, \\operatorname{diag}, \\mathrm{softmax}: a word; \\mathrm{d} and \\textbf{x}: a letter in a font."""
    end += lexing.equation.text[end : end + 1] == "*"
    inside, after = group(lexing, end)
    if after == end:
        emit(lexing, "FONT", _style(name), start, end)
    elif name == "operatorname" or (name not in vocabulary.TEXTS and _PLAIN_WORD.fullmatch(inside)):
        emit(lexing, "WORD", _NOT_IN_WORD.sub("", inside), start, after)
    elif name in vocabulary.TEXTS:
        emit(lexing, "TEXT", inside.replace("~", " "), start, after)
    else:
        emit(lexing, "FONT", _style(name), start, end)
        return end
    return after


def _delimiter(kind: str) -> Callable[[Lexing, int, int], int]:
    """\\left and \\right with the delimiter that follows; their shape is `.` when there is none to see."""
    table = vocabulary.OPENING | vocabulary.CLOSING
    table |= {"|": "|", "\\|": "‖", "Vert": "‖", "vert": "|", "<": "⟨", ">": "⟨", "‖": "‖", "⟨": "⟨", "⟩": "⟨"}

    def delimiter(lexing: Lexing, start: int, end: int) -> int:
        match = _DELIMITER.match(lexing.equation.text, end)
        if not match:
            return end
        sign = match[1] if match[1] == "\\|" else match[1].removeprefix("\\")
        if match[1] in "{}&":
            return end
        emit(lexing, kind, "|" if kind == "COMMA" else table.get(sign, "."), start, match.end())
        return match.end()

    return delimiter


def _environment(kind: str) -> Callable[[Lexing, int, int], int]:
    def environment(lexing: Lexing, start: int, end: int) -> int:
        match = _ENVIRONMENT.match(lexing.equation.text, end)
        if not match:
            return end
        emit(lexing, kind, match[1], start, match.end())
        if kind == "END":
            return match.end()
        option = _OPTION.match(lexing.equation.text, match.end()) if match[1] in vocabulary.WITH_OPTION else None
        position = option.end() if option else match.end()
        return group(lexing, position)[1] if match[1] in vocabulary.WITH_ARGUMENT else position

    return environment


def _root(lexing: Lexing, start: int, end: int) -> int:
    emit(lexing, "SQRT", "", start, end)
    degree = _OPTION.match(lexing.equation.text, end)
    if not degree:
        return end
    emit(lexing, "DEGREE", "[", degree.start(1) - 1, degree.start(1))
    lexing.degree_end = degree.end(1)
    return degree.start(1)


def _row(lexing: Lexing, start: int, end: int) -> int:
    match = _ROW_END.match(lexing.equation.text, end)
    emit(lexing, "ROW", "", start, end)
    return match.end() if match else end


def _between_rows(lexing: Lexing, start: int, end: int) -> int:
    """\\intertext{and}: a new row begins behind it."""
    emit(lexing, "ROW", "", start, end)
    return group(lexing, end)[1]


def _stacked(lexing: Lexing, start: int, end: int) -> int:
    """\\stackrel{def}{=} is a definition; what stands above anything else is dropped."""
    above, after = group(lexing, end)
    match = _OVER_RELATION.match(lexing.equation.text, after)
    relation = ASCII.get(match[1]) or _COMMANDS.get(match[1][1:]) if match else None
    if match and relation and relation[0] == "REL":
        defines = relation[1] == "=" and ("def" in above or "triangle" in above)
        emit(lexing, "REL", ":=" if defines else relation[1], start, match.end())
        return match.end()
    return after


def _negated(lexing: Lexing, start: int, end: int) -> int:
    match = _NEGATED.match(lexing.equation.text, end)
    if match and match[1] != "\\in":
        emit(lexing, "REL", "!=", start, match.end())
        return match.end()
    emit(lexing, "BAD", "\\not is not known here", start, end)
    return end


def _coloured(lexing: Lexing, start: int, end: int) -> int:
    return group(lexing, end)[1]


_SPECIAL: dict[str, Callable[[Lexing, int, int], int]] = {
    "left": _delimiter("OPEN"),
    "right": _delimiter("CLOSE"),
    "middle": _delimiter("COMMA"),
    "begin": _environment("BEGIN"),
    "end": _environment("END"),
    "sqrt": _root,
    "\\": _row,
    "stackrel": _stacked,
    "overset": _stacked,
    "underset": _stacked,
    "not": _negated,
    "intertext": _between_rows,
    "shortintertext": _between_rows,
} | dict.fromkeys(vocabulary.COLOURED, _coloured)
