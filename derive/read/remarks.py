"""What a document says to derive, in comments: `<!-- derive: ignore[D205] reason -->`, `% derive: let σ = sigmoid`."""

import re
from dataclasses import dataclass

from derive.read.format import Format, format_of
from derive.read.markdown import without_code
from derive.rules import BY_CODE
from derive.source import Source, Span

_REMARK = re.compile(
    r"(?<!`)(?:<!--[ \t]*derive:(?P<html>[^\n]{0,500}?)-->|(?:%|\.\.|^#)[ \t]*derive:(?P<line>[^\n]{0,500}))",
    re.MULTILINE,
)
_IGNORE = re.compile(
    r"(?P<verb>ignore-file|ignore)(?![\w-])[ \t]*(?:\[(?P<rules>[^\[\]]{0,200})\])?[ \t]*(?P<reason>.*)"
)
_LET = re.compile(r"let[ \t]+(?P<declarations>.*)")
_PREFIX = re.compile(r"D\d{0,3}")


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark: its verb (ignore, ignore-file, let or empty), the rules it names, and the rest of it.

    `problem` says what of it is not understood.
    """

    verb: str
    rules: tuple[str, ...]
    reason: str
    span: Span
    problem: str = ""


def remarks(source: Source) -> list[Remark]:
    """Return the remarks of the document, in order; those in code are part of the code."""
    if "derive:" not in source.text:
        return []
    text = without_code(source.text) if format_of(source) is Format.MARKDOWN else source.text
    return [_remark(source, match) for match in _REMARK.finditer(text)]


def declarations(remark: Remark) -> list[tuple[str, str]]:
    """Return what a `let` declares, as pairs of a name and its value."""
    pairs = (part.partition("=") for part in remark.reason.split(";"))
    return [(name.strip().lstrip("\\"), value.strip().lower()) for name, _, value in pairs if name.strip()]


def _remark(source: Source, match: re.Match[str]) -> Remark:
    span = Span(source, *match.span())
    said = (match["html"] or match["line"] or "").strip()
    if found := _IGNORE.fullmatch(said):
        rules = tuple(rule.strip().upper() for rule in (found["rules"] or "").split(",") if rule.strip())
        unknown = [rule for rule in rules if not is_rule(rule)]
        problem = f"there is no rule {', '.join(unknown)}; derive rule lists all of them" if unknown else ""
        return Remark(found["verb"], rules, found["reason"].strip(), span, problem)
    if found := _LET.fullmatch(said):
        return Remark("let", (), found["declarations"], span)
    return Remark("", (), said, span, "this is no remark that derive knows: ignore[RULES], ignore-file[RULES] or let")


def is_rule(prefix: str) -> bool:
    """Tell whether some rule's code begins so."""
    return bool(_PREFIX.fullmatch(prefix)) and any(code.startswith(prefix) for code in BY_CODE)
