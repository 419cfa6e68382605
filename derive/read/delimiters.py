"""Where the mathematics of a text begins and ends."""

import re
from collections.abc import Iterator

from derive.read.markup import MARKUP, beyond
from derive.read.passage import names
from derive.read.prose import is_formula, is_mathematical, is_money, is_prose
from derive.read.region import Region
from derive.read.scan import BLANK, Scan

ENVIRONMENTS = names(
    "equation align aligned alignat alignedat xalignat xxalignat flalign eqnarray subeqnarray split gather gathered "
    "multline cases dcases displaymath math dmath dseries dgroup darray IEEEeqnarray empheq"
)

_COMMON = r"\\begin\{(?P<environment>[A-Za-z]{1,20})\*?\}"
_OPENING_TEX = re.compile(_COMMON + r"|\\ensuremath\{|\\[^\n]|\$")
_OPENING_MARKDOWN = re.compile(_COMMON + r"|\\\\[(\[]|\\[^\n]|\$|" + MARKUP)


def regions(text: str, markdown: bool) -> Iterator[Region]:
    """Yield the formulas of the text from left to right; in Markdown, code, comments and link targets hold none."""
    scan = Scan(text)
    opening = _OPENING_MARKDOWN if markdown else _OPENING_TEX
    position = 0
    while match := opening.search(text, position):
        found = _formula(scan, match)
        if isinstance(found, Region):
            position = max(found.end, match.start() + 1)
            if scan.text[found.inner : found.inner_end].strip():
                yield found
        else:
            position = max(found, match.start() + 1)


def _formula(scan: Scan, match: re.Match[str]) -> Region | int:
    """Return the formula that begins at the match, or where to go on when none does."""
    token, start = match.group(), match.start()
    if match["environment"]:
        return _environment(scan, match) if match["environment"] in ENVIRONMENTS else match.end()
    if token == "$":
        return _dollars(scan, start)
    if token in ("\\(", "\\[", "\\\\(", "\\\\["):
        return _bracketed(scan, start, token)
    if token == "\\ensuremath{":
        close = scan.closing(match.end() - 1)
        return Region(start, close + 1, match.end(), close, False) if close >= 0 else match.end()
    return match.end() if token[0] == "\\" else beyond(scan, match)


def _environment(scan: Scan, match: re.Match[str]) -> Region:
    """From \\begin to its \\end; one that never ends is cut at the next blank line."""
    start, name = match.start(), match.group()[len("\\begin{") : -1]
    depth, position = 1, match.end()
    while depth:
        begin = scan.following(f"\\begin{{{name}}}", position)
        end = scan.following(f"\\end{{{name}}}", position)
        if end < 0 or depth > 10:
            cutoff = scan.following(BLANK, match.end())
            cutoff = len(scan.text) if cutoff < 0 else cutoff
            return Region(start, cutoff, start, cutoff, True, False)
        nested = 0 <= begin < end
        depth += 1 if nested else -1
        position = (begin if nested else end) + 1
    stop = position - 1 + len(f"\\end{{{name}}}")
    return Region(start, stop, start, stop, True)


def _bracketed(scan: Scan, start: int, token: str) -> Region | int:
    inner = start + len(token)
    closer = token[:-1] + (")" if token[-1] == "(" else "]")
    close = scan.following(closer, inner)
    again = scan.following(token, inner)
    blank = scan.following(BLANK, inner)
    display = token[-1] == "["
    if close < 0 or 0 <= again < close:
        return _cut_short(scan, start, inner, again) if display else inner
    content = scan.text[inner:close]
    if not 0 <= blank < close or (display and not is_prose(content)):
        escaped = not is_mathematical(content) and close - inner > 2
        if escaped or not is_formula(content):
            return inner
        return Region(start, close + len(closer), inner, close, display)
    return _cut_short(scan, start, inner, close) if display else inner


def _dollars(scan: Scan, start: int) -> Region | int:
    text = scan.text
    if text.startswith("$$", start):
        inner = start + 2
        close = scan.following("$$", inner)
        blank = scan.following(BLANK, inner)
        if close >= 0 and (not 0 <= blank < close or _holds_blank(scan, inner, blank, close)):
            return Region(start, close + 2, inner, close, True)
        return _cut_short(scan, start, inner, close)
    inner = start + 1
    close = scan.following("$", inner)
    blank = scan.following(BLANK, inner)
    if close < 0 or 0 <= blank < close:
        return inner
    content = text[inner:close]
    if not is_formula(content) or is_money(content, text[close + 1 : close + 2]):
        return inner
    ticked = content[0] == "`" and content[-1] == "`" and close - inner > 2
    return Region(start, close + 1, inner + ticked, close - ticked, False)


def _holds_blank(scan: Scan, inner: int, blank: int, close: int) -> bool:
    """Tell whether a blank line lies inside the display, rather than that the display was never closed.

    It does when an environment goes on over it. Else the next $$ must not be the first of two on its line, and the
    number of $$ that are left must be even.
    """
    content = scan.text[inner:close]
    if is_prose(content):
        return False
    begins, ends = content.count("\\begin{"), content.count("\\end{")
    before = scan.text[inner:blank]
    if begins and begins == ends and before.count("\\begin{") > before.count("\\end{"):
        return True
    line_end = scan.text.find("\n", close)
    again = scan.following("$$", close + 2)
    if again >= 0 and (line_end < 0 or again < line_end):
        return False
    return scan.left("$$", close) % 2 == 1


def _cut_short(scan: Scan, start: int, inner: int, next_delimiter: int) -> Region | int:
    """A display that never closes ends at the next blank line, and at the latest where the next one begins."""
    ends = (len(scan.text), scan.following(BLANK, inner), next_delimiter)
    end = min(end for end in ends if end >= 0)
    if not scan.text[inner:end].strip() or is_prose(scan.text[inner:end]):
        return inner
    return Region(start, end, inner, end, True, False)
