"""The formulas of a Markdown text: front matter and code hold none, unless it is code with nothing but LaTeX."""

import re
from collections.abc import Iterator

from derive.read.delimiters import regions
from derive.read.passage import blanked
from derive.read.prose import is_prose
from derive.read.region import Region, blocks, is_delimited

_FRONT_MATTER = re.compile(r"\ufeff?(?P<mark>---|\+\+\+|\{)[ \t\r]*\n(?=[^\n]*\S)")
_FRONT_MATTER_ENDS = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t\r]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t\r]*$", re.MULTILINE),
    "{": re.compile(r"^\}[ \t\r]*$", re.MULTILINE),
}
_KEY = re.compile(r"""^[ \t]*["'#]?[A-Za-z][\w. "'-]{0,80}[:=]|^[ \t]*#""", re.MULTILINE)
_FENCE = re.compile(
    r"^[ \t>]*+(?:[-*+][ \t]|\d{1,9}[.)][ \t])?+[ \t]*+(?P<mark>`{3,}|~{3,}|:{3,}(?=\{math\}|[ \t\r]*$))"
    r"(?P<info>[^`\n]*)$",
    re.MULTILINE,
)
_OPTIONS = re.compile(
    r"(?:[ \t>]*+:[\w-]++:[^\n]*+\n)++"
    r"|[ \t>]*---[ \t\r]*\n(?:(?![ \t>]{0,9}---)[^\n]*\n){0,20}[ \t>]*---[^\n]*\n"
)
_INDENTED = re.compile(r"(?:(?: {4}|\t)[^\n]*+(?:\n|\Z)|[ \t\r]*+\n(?= {4}|\t))++")
_AFTER_BLANK = re.compile(r"(?:\A|\n)[ \t\r]*\n(?= {4,}\S|\t+\S)")
_MARGIN = re.compile(
    r"^(?P<item>[ ]{0,3}(?:[-*+:]|\d{1,9}[.)])[ \t]|!!!|\?\?\?|===|\[\^)|^(?P<text>[^\s>|])", re.MULTILINE
)
_QUOTE = re.compile(r"^[ \t>]+", re.MULTILINE)
_QUOTE_AFTER = re.compile(r"(?<=\n)[ \t>]+")
_DIRECTIVE = "{math}"
_LATEX_LANGUAGES = frozenset(("", "latex", "tex", "math", "katex", "mathjax", _DIRECTIVE))
_PREAMBLE = re.compile(r"\\(?:documentclass|usepackage|section|subsection|item|input|include)\b")


def markdown(text: str) -> list[Region]:
    """Return the formulas of the text, in order; `Region.inner` and the rest count characters of `text`."""
    masked, formulas = _without_blocks(text)
    found = [*formulas, *regions(masked, True)]
    return sorted(found, key=lambda region: region.start)


def without_code(text: str) -> str:
    """Return the text with front matter and code blanked out, in place."""
    return _without_blocks(text)[0]


def unquoted(text: str, region: Region) -> str:
    """Return the inner text of the formula, with the `>` of a block quote blanked out at the start of its lines."""
    inner = text[region.inner : region.inner_end]
    begin = text.rfind("\n", 0, region.start) + 1
    if ("\n" not in inner and begin != region.inner) or not text[begin : region.start + 1].lstrip(" \t").startswith(
        ">"
    ):
        return inner
    marks = _QUOTE if begin == region.inner else _QUOTE_AFTER
    return marks.sub(lambda match: " " * len(match.group()), inner)


def _without_blocks(text: str) -> tuple[str, list[Region]]:
    """Blank out front matter and code; code of LaTeX keeps its inside, a ```math fence holds formulas alone."""
    intervals: list[tuple[int, int]] = []
    formulas: list[Region] = []
    begin = _front_matter_end(text)
    if begin:
        intervals.append((0, begin))
    for opening, closing in _fences(text, begin):
        inner, inner_end = opening.end() + 1, closing.start()
        language = opening["info"].strip().lower()
        if language == _DIRECTIVE and (options := _OPTIONS.match(text, inner, inner_end)):
            inner = options.end()
        content = text[inner:inner_end]
        if language not in _LATEX_LANGUAGES or not _is_latex(content, language):
            intervals.append((opening.start(), closing.end()))
        elif is_delimited(content):
            intervals += ((opening.start(), inner), (inner_end, closing.end()))
        else:
            intervals.append((opening.start(), closing.end()))
            formulas += blocks(text, inner, inner_end)
    masked = blanked(text, intervals)
    return blanked(masked, list(_indented_code(masked))), formulas


def _front_matter_end(text: str) -> int:
    """Return where front matter ends: YAML between ---, TOML between +++ or JSON between braces, with a key in it."""
    opening = _FRONT_MATTER.match(text)
    if not opening:
        return 0
    closing = _FRONT_MATTER_ENDS[opening["mark"]].search(text, opening.end())
    return closing.end() if closing and _KEY.search(text, opening.end(), closing.start()) else 0


def _fences(text: str, begin: int) -> list[tuple[re.Match[str], re.Match[str]]]:
    """Pair the lines that open and close fences; a fence that never closes is no fence."""
    lines = list(_FENCE.finditer(text, begin))
    longest = {sign: [0] * (len(lines) + 1) for sign in "`~:"}
    for i in range(len(lines) - 1, -1, -1):
        for sign, lengths in longest.items():
            mark = lines[i]["mark"] if not lines[i]["info"].strip() else ""
            lengths[i] = max(lengths[i + 1], len(mark) if mark[:1] == sign else 0)
    pairs = []
    i = 0
    while i < len(lines):
        opening, mark = lines[i], lines[i]["mark"]
        i += 1
        if longest[mark[0]][i] < len(mark) or (mark[0] == ":" and not opening["info"].strip()):
            continue
        while not (lines[i]["mark"].startswith(mark) and not lines[i]["info"].strip()):
            i += 1
        pairs.append((opening, lines[i]))
        i += 1
    return pairs


def _is_latex(content: str, language: str) -> bool:
    """Tell whether a fence holds nothing but LaTeX: a language that says so, or an environment or $ at its start."""
    if language in ("latex", "tex"):
        return is_delimited(content) or not (_PREAMBLE.search(content) or is_prose(content))
    return bool(language) or _begins_as_latex(content)


def _begins_as_latex(content: str) -> bool:
    body = content.lstrip(" \t\r\n$")
    return body.startswith(("\\begin{", "\\[", "\\frac", "\\delta")) or content.lstrip().startswith("$$")


def _indented_code(text: str) -> Iterator[tuple[int, int]]:
    """Yield the blocks indented by four spaces after a blank line, outside lists; one of LaTeX alone is no code."""
    margins = _MARGIN.finditer(text)
    margin = next(margins, None)
    in_list = False
    position = 0
    while before := _AFTER_BLANK.search(text, position):
        block = _INDENTED.match(text, before.end())
        assert block is not None
        position = max(block.end() - 1, before.end())
        while margin is not None and margin.start() < before.end():
            in_list = margin["item"] is not None
            margin = next(margins, None)
        if not in_list and not _begins_as_latex(block.group()):
            yield block.span()
