"""The formulas of a Markdown text: front matter and code fences hold none, unless they hold nothing but LaTeX."""

import re

from derive.read.delimiters import Region, regions

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t\r]*\n")
_FENCE = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]|\d{1,9}[.)][ \t])?[ \t]*(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$", re.MULTILINE
)
_VISIBLE = re.compile(r"[^\n]")
_QUOTE = re.compile(r"\n[ \t>]*")
_LATEX_LANGUAGES = frozenset(("", "latex", "tex", "math", "katex", "mathjax"))


def markdown(text: str) -> list[Region]:
    """Return the formulas of the text, in order; `Region.inner` and the rest count characters of `text`."""
    masked, formulas = _without_blocks(text)
    found = [*formulas, *regions(masked, True)]
    return sorted(found, key=lambda region: region.start)


def unquoted(text: str, region: Region) -> str:
    """Return the inner text of the formula, with the `>` of a block quote blanked out at the start of its lines."""
    inner = text[region.inner : region.inner_end]
    if "\n" not in inner:
        return inner
    line = text[text.rfind("\n", 0, region.start) + 1 : region.start].lstrip(" \t")
    if not line.startswith(">"):
        return inner
    return _QUOTE.sub(lambda match: "\n" + " " * (len(match.group()) - 1), inner)


def blanked(text: str, intervals: list[tuple[int, int]]) -> str:
    """Return the text with the intervals (disjoint, in order) turned into spaces, line by line."""
    pieces: list[str] = []
    done = 0
    for start, end in intervals:
        pieces += (text[done:start], _VISIBLE.sub(" ", text[start:end]))
        done = max(done, end)
    pieces.append(text[done:])
    return "".join(pieces)


def _without_blocks(text: str) -> tuple[str, list[Region]]:
    """Blank out front matter and fences; a fence of LaTeX keeps its inside, a ```math fence is one formula."""
    intervals: list[tuple[int, int]] = []
    formulas: list[Region] = []
    begin = _front_matter_end(text)
    if begin:
        intervals.append((0, begin))
    for opening, closing in _fences(text, begin):
        inner, inner_end = opening.end() + 1, closing.start()
        content = text[inner:inner_end]
        language = opening["info"].strip().lower()
        if language not in _LATEX_LANGUAGES or not _is_latex(content, language):
            intervals.append((opening.start(), closing.end()))
        elif "$" in content or "\\begin{" in content or "\\[" in content:
            intervals += ((opening.start(), opening.end()), (closing.start(), closing.end()))
        else:
            intervals.append((opening.start(), closing.end()))
            formulas.append(Region(opening.start(), closing.end(), inner, inner_end, True))
    return blanked(text, intervals), formulas


def _front_matter_end(text: str) -> int:
    opening = _FRONT_MATTER.match(text)
    if not opening:
        return 0
    close = text.find("\n" + opening[1], opening.end() - 1)
    return close + 4 if close >= 0 else 0


def _fences(text: str, begin: int) -> list[tuple[re.Match[str], re.Match[str]]]:
    """Pair the lines that open and close fences; a fence that never closes is no fence."""
    lines = list(_FENCE.finditer(text, begin))
    longest = {"`": [0] * (len(lines) + 1), "~": [0] * (len(lines) + 1)}
    for i in range(len(lines) - 1, -1, -1):
        for sign, lengths in longest.items():
            mark = lines[i]["mark"] if not lines[i]["info"].strip() else ""
            lengths[i] = max(lengths[i + 1], len(mark) if mark[:1] == sign else 0)
    pairs = []
    i = 0
    while i < len(lines):
        mark = lines[i]["mark"]
        i += 1
        if longest[mark[0]][i] < len(mark):
            continue
        opening = lines[i - 1]
        while not (lines[i]["mark"].startswith(mark) and not lines[i]["info"].strip()):
            i += 1
        pairs.append((opening, lines[i]))
        i += 1
    return pairs


def _is_latex(content: str, language: str) -> bool:
    """Tell whether a fence holds nothing but LaTeX: a language that says so, or an environment or $ at its start."""
    if language:
        return True
    body = content.lstrip(" \t\r\n$")
    return body.startswith(("\\begin{", "\\[", "\\frac", "\\delta")) or content.lstrip().startswith("$$")
