"""Lexemes of LaTeX, each with its place in the source."""

import re
import unicodedata

from derive.read.passage import Equation
from derive.syntax import vocabulary
from derive.syntax.commands import ASCII, brace, command
from derive.syntax.lexeme import TOKEN_LIMIT, Lexeme, Lexing, emit

_TOKEN = re.compile(
    r"(?P<space>[\s~$\u200b\u200c\u2060\ufeff]+|%[^\n]*)"
    r"|(?P<command>\\(?:[A-Za-z]+|[\s\S]))"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<sign>\.\.+|\.[*/]|::?=|=:|==|<=|>=|!=|->|=>|\|\||[\s\S])"
)


def lex(equation: Equation) -> list[Lexeme]:
    """Return the lexemes of the equation, at most TOKEN_LIMIT + 1 of them; a character nobody knows is a BAD lexeme."""
    lexing = Lexing(equation)
    text, position = equation.text, 0
    while position < len(text) and len(lexing.lexemes) <= TOKEN_LIMIT:
        if position == lexing.degree_end:
            emit(lexing, "DEGREE_END", "]", position, position + 1)
            position += 1
            continue
        match = _TOKEN.match(text, position)
        assert match is not None
        position = _token(lexing, match)
    return lexing.lexemes


def _token(lexing: Lexing, match: re.Match[str]) -> int:
    """Add what the match means; return where to go on."""
    start, end, token = match.start(), match.end(), match.group()
    match match.lastgroup:
        case "space":
            return end
        case "command":
            return command(lexing, token[1:], start, end)
        case "letters":
            return _letters(lexing, token, start)
        case "number":
            end = start + 1 if lexing.wanted else end
            emit(lexing, "NUMBER", lexing.equation.text[start:end], start, end)
            return end
        case _:
            return _sign(lexing, token, start, end)


def _sign(lexing: Lexing, token: str, start: int, end: int) -> int:
    if token == "{":
        return brace(lexing, start)
    if token == "'":
        kinds = [lexeme.kind for lexeme in lexing.lexemes[-2:]]
        alone = kinds[-1:] == ["SUP"] or kinds == ["SUP", "LBRACE"]
        emit(lexing, "LETTER" if alone else "PRIME", "prime", start, end)
    elif token in ASCII:
        emit(lexing, *ASCII[token], start, end)
    elif token[0] == ".":
        emit(lexing, "LETTER", "dots", start, end)
    elif token in vocabulary.CHARACTERS:
        emit(lexing, *vocabulary.CHARACTERS[token], start, end)
    elif not token.isascii():
        return _beyond_ascii(lexing, token, start)
    else:
        emit(lexing, "BAD", f"'{token}' has no meaning here", start, end)
    return end


def _letters(lexing: Lexing, run: str, start: int) -> int:
    """A run of letters is one letter after the other, save names of functions that stand for themselves."""
    if lexing.wanted:
        emit(lexing, "LETTER", run[0], start, start + 1)
        return start + 1
    text, end = lexing.equation.text, start + len(run)
    name = run if run in vocabulary.FUNCTIONS else ""
    if not name and len(run) > 2 and text[end : end + 8].lstrip().startswith(("(", "\\left", "\\big", "\\Big")):
        name = next((run[i:] for i in range(1, len(run) - 1) if run[i:] in vocabulary.FUNCTIONS), "")
    for i in range(len(run) - len(name)):
        emit(lexing, "LETTER", run[i], start + i, start + i + 1)
    if name:
        kind = "BIG" if name == "sum" and text[end : end + 2].lstrip().startswith("_") else "WORD"
        emit(lexing, kind, name, end - len(name), end)
    return end


def _beyond_ascii(lexing: Lexing, sign: str, start: int) -> int:
    text, end = lexing.equation.text, start + 1
    for table, kind in ((vocabulary.SUPERSCRIPTS, "SUP"), (vocabulary.SUBSCRIPTS, "SUB")):
        if sign in table:
            while text[end : end + 1] in table and end < len(text):
                end += 1
            _script(lexing, kind, table, start, end)
            return end
    if sign in vocabulary.COMBINING and lexing.lexemes:
        last = lexing.lexemes.pop()
        lexing.lexemes += (Lexeme("ACCENT", vocabulary.COMBINING[sign], last.span), last)
        return end
    plain = unicodedata.normalize("NFKD", sign)
    known = [_known(char) for char in plain]
    accent = vocabulary.COMBINING.get(plain[1:])
    if "\u2044" in plain:
        _vulgar_fraction(lexing, plain, start)
    elif known[0] is not None and (accent or len(plain) == 1 or set(plain) == {"′"}):
        font = _font(sign) if known[0][0] in ("LETTER", "NUMBER") and known[0][1] not in ("partial", "nabla") else ""
        if font:
            emit(lexing, "FONT", font, start, end)
        if accent:
            emit(lexing, "ACCENT", accent, start, end)
        for meaning in known[:1] if accent else known:
            assert meaning is not None
            emit(lexing, *meaning, start, end)
    elif sign.isalpha():
        emit(lexing, "LETTER", sign, start, end)
    elif not sign.isspace() and unicodedata.category(sign)[0] != "C":
        emit(lexing, "BAD", f"'{sign}' has no meaning here", start, end)
    return end


def _known(char: str) -> tuple[str, str] | None:
    """Return the lexeme that a character of a decomposed sign is by itself; ″ is two primes, ∉ is not ∈."""
    if char.isascii() and char.isalnum():
        return ("LETTER" if char.isalpha() else "NUMBER", char)
    return vocabulary.CHARACTERS.get(char) or ASCII.get(char)


def _font(sign: str) -> str:
    """Return the font of a mathematical letter: ℒ is calligraphic, 𝐖 and ℝ are bold."""
    words = unicodedata.name(sign, "").split()
    if "CAPITAL" in words and "SCRIPT" in words:
        return "cal"
    if "FRAKTUR" in words or "BLACK-LETTER" in words:
        return "frak"
    return "bold" if "BOLD" in words or "DOUBLE-STRUCK" in words else ""


def _vulgar_fraction(lexing: Lexing, plain: str, start: int) -> None:
    """½ is a fraction: FRAC {1} {2}; ⅟ alone and the mixed number 2½ are not read."""
    above, _, below = plain.partition("\u2044")
    mixed = lexing.equation.text[max(0, start - 1) : start].isdecimal()
    if mixed or not (above.isdecimal() and below.isdecimal()):
        emit(lexing, "BAD", f"'{lexing.equation.text[start]}' has no meaning here", start, start + 1)
        return
    emit(lexing, "FRAC", "frac", start, start + 1)
    for part in (above, below):
        emit(lexing, "LBRACE", "{", start, start)
        emit(lexing, "NUMBER", part, start, start + 1)
        emit(lexing, "RBRACE", "}", start + 1, start + 1)


def _script(lexing: Lexing, kind: str, table: dict[str, str], start: int, end: int) -> None:
    """A run of Unicode superscripts is one superscript."""
    emit(lexing, kind, "", start, start)
    emit(lexing, "LBRACE", "{", start, start)
    for i in range(start, end):
        plain = table[lexing.equation.text[i]]
        known = vocabulary.CHARACTERS.get(plain) or ASCII.get(plain)
        if known is None:
            known = ("NUMBER" if plain.isdigit() else "LETTER", plain)
        emit(lexing, *known, i, i + 1)
    emit(lexing, "RBRACE", "}", end, end)
