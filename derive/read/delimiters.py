"""Where the mathematics of a text begins and ends."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from derive.read.passage import names

ENVIRONMENTS = names(
    "equation align aligned alignat alignedat flalign eqnarray split gather gathered multline cases dcases "
    "displaymath math dmath IEEEeqnarray"
)

_OPENING_TEX = re.compile(r"\\begin\{(?P<environment>[A-Za-z]{1,20})\*?\}|\\[^\n]|\$")
_OPENING_MARKDOWN = re.compile(
    r"\\begin\{(?P<environment>[A-Za-z]{1,20})\*?\}|\\\\[(\[]|\\[^\n]|\$|`+|<!--"
    r"|\]\([^()\s]{0,2000}\)|<(?P<element>code|pre|script|style)\b"
    r'|(?:href|src|alt|title)="[^"\n]{0,2000}"'
)
_DOLLAR = re.compile(r"\\[^\n]|\$")
_BLANK = re.compile(r"\n[ \t\r>]*\n")
_TEXT_COMMAND = re.compile(r"\\(?:text[a-z]{0,6}|mbox|mathrm|operatorname\*?|label|tag\*?|eqref|ref)\s{0,9}\{[^{}]*\}")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\{[A-Za-z]+\*?\})?")
_WORD = re.compile(r"[A-Za-z]{2,}")
_CERTAIN = re.compile(r"[\\^_={}]")
_MATHEMATICAL = re.compile(r"[\\^_={}<>+*/'|]|&[lg]t;|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Region:
    """A formula `start … end-1`, its text without delimiters `inner … inner_end-1`; `closed` unless cut short."""

    start: int
    end: int
    inner: int
    inner_end: int
    display: bool
    closed: bool = True


@dataclass(slots=True)
class _Scan:
    """A text and, once asked for, the sorted places of the strings that close things in it."""

    text: str
    places: dict[str, list[int]] = field(default_factory=dict)

    def following(self, name: str, position: int) -> int:
        """Return the first place of `name` at or after `position`, or -1."""
        if name not in self.places:
            _find(self, name)
        places = self.places[name]
        i = bisect_left(places, position)
        return places[i] if i < len(places) else -1


def _find(scan: _Scan, name: str) -> None:
    """Note the places of `name`; all runs of backticks, whatever their length, in one pass."""
    if name == "blank":
        scan.places[name] = [match.start() for match in _BLANK.finditer(scan.text)]
    elif name in ("$", "$$"):
        dollars = [match.start() for match in _DOLLAR.finditer(scan.text) if match.group() == "$"]
        scan.places["$"], scan.places["$$"] = dollars, _pairs(dollars)
    elif name.startswith("`"):
        if "`" not in scan.places:
            scan.places["`"] = []
            for match in re.finditer("`+", scan.text):
                scan.places.setdefault(match.group(), []).append(match.start())
        scan.places.setdefault(name, [])
    else:
        scan.places[name] = [match.start() for match in re.finditer(re.escape(name), scan.text)]


def _pairs(dollars: list[int]) -> list[int]:
    pairs: list[int] = []
    i = 0
    while i + 1 < len(dollars):
        if dollars[i + 1] == dollars[i] + 1:
            pairs.append(dollars[i])
            i += 1
        i += 1
    return pairs


def regions(text: str, markdown: bool) -> Iterator[Region]:
    """Yield the formulas of the text from left to right; in Markdown, code, comments and link targets hold none."""
    scan = _Scan(text)
    opening = _OPENING_MARKDOWN if markdown else _OPENING_TEX
    position = 0
    while match := opening.search(text, position):
        found = _formula(scan, match, markdown)
        if isinstance(found, Region):
            position = max(found.end, match.start() + 1)
            if scan.text[found.inner : found.inner_end].strip():
                yield found
        else:
            position = max(found, match.start() + 1)


def _formula(scan: _Scan, match: re.Match[str], markdown: bool) -> Region | int:
    """Return the formula that begins at the match, or where to go on when none does."""
    token, start, text = match.group(), match.start(), scan.text
    if match["environment"]:
        return _environment(scan, match) if match["environment"] in ENVIRONMENTS else match.end()
    if token == "$":
        return _dollars(scan, start)
    if token in ("\\(", "\\[", "\\\\(", "\\\\["):
        return _bracketed(scan, start, token)
    if not markdown or token[0] in '\\]hsat"':
        return match.end()
    if token[0] == "`":
        return _code(scan, match)
    closer = "-->" if token == "<!--" else f"</{match['element']}"
    end = scan.following(closer, match.end())
    if end < 0 or text[end : end + len(closer)] != closer:
        return match.end()
    return end + len(closer)


def _code(scan: _Scan, match: re.Match[str]) -> Region | int:
    """Inline code is skipped, save $`…`$, which is a formula."""
    ticks = match.group()
    close = scan.following(ticks, match.end())
    blank = scan.following("blank", match.end())
    if close < 0 or 0 <= blank < close:
        return match.end()
    return close + len(ticks)


def _environment(scan: _Scan, match: re.Match[str]) -> Region:
    """From \\begin to its \\end; one that never ends is cut at the next blank line."""
    start, name = match.start(), match.group()[len("\\begin{") : -1]
    depth, position = 1, match.end()
    while depth:
        begin = scan.following(f"\\begin{{{name}}}", position)
        end = scan.following(f"\\end{{{name}}}", position)
        if end < 0 or depth > 10:
            cutoff = scan.following("blank", match.end())
            cutoff = len(scan.text) if cutoff < 0 else cutoff
            return Region(start, cutoff, start, cutoff, True, False)
        nested = 0 <= begin < end
        depth += 1 if nested else -1
        position = (begin if nested else end) + 1
    stop = position - 1 + len(f"\\end{{{name}}}")
    return Region(start, stop, start, stop, True)


def _bracketed(scan: _Scan, start: int, token: str) -> Region | int:
    inner = start + len(token)
    closer = token[:-1] + (")" if token[-1] == "(" else "]")
    close = scan.following(closer, inner)
    again = scan.following(token, inner)
    blank = scan.following("blank", inner)
    display = token[-1] == "["
    if close < 0 or 0 <= again < close:
        return _cut_short(scan, start, inner, again) if display else inner
    if not 0 <= blank < close or (display and not is_prose(scan.text[inner:close])):
        escaped = not _MATHEMATICAL.search(scan.text, inner, close) and close - inner > 2
        if escaped or not _is_formula(scan, inner, close):
            return inner
        return Region(start, close + len(closer), inner, close, display)
    return _cut_short(scan, start, inner, close) if display else inner


def _dollars(scan: _Scan, start: int) -> Region | int:
    text = scan.text
    if text.startswith("$$", start):
        inner = start + 2
        close = scan.following("$$", inner)
        blank = scan.following("blank", inner)
        if close >= 0 and (not 0 <= blank < close or _holds_blank(scan, inner, blank, close)):
            return Region(start, close + 2, inner, close, True)
        return _cut_short(scan, start, inner, close)
    inner = start + 1
    close = scan.following("$", inner)
    blank = scan.following("blank", inner)
    if close < 0 or 0 <= blank < close or not _is_formula(scan, inner, close):
        return inner
    if text[close + 1 : close + 2].isdigit() and not _CERTAIN.search(text, inner, close):
        return inner
    ticked = text[inner : inner + 1] == "`" and text[close - 1] == "`" and close - inner > 2
    return Region(start, close + 1, inner + ticked, close - ticked, False)


def _holds_blank(scan: _Scan, inner: int, blank: int, close: int) -> bool:
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
    places = scan.places["$$"]
    return (len(places) - bisect_left(places, close)) % 2 == 1


def _cut_short(scan: _Scan, start: int, inner: int, next_delimiter: int) -> Region | int:
    """A display that never closes ends at the next blank line, and at the latest where the next one begins."""
    ends = (len(scan.text), scan.following("blank", inner), next_delimiter)
    end = min(end for end in ends if end >= 0)
    if not scan.text[inner:end].strip() or is_prose(scan.text[inner:end]):
        return inner
    return Region(start, end, inner, end, True, False)


def _is_formula(scan: _Scan, inner: int, close: int) -> bool:
    """Tell mathematics from money: `$5 and $6`."""
    content = scan.text[inner : min(close, inner + 20_000)]
    if not content.strip():
        return False
    if _MATHEMATICAL.search(content):
        return not is_prose(content)
    return not any(_WORD.finditer(content)) or " " not in content.strip()


def is_prose(content: str) -> bool:
    """Tell whether three plain words in a row stand in the content: then a delimiter is missing somewhere."""
    content = _COMMAND.sub("\\\\", _TEXT_COMMAND.sub("\\\\", content[:100_000]))
    run, last = 0, -1
    for word in _WORD.finditer(content):
        gap = content[last : word.start()]
        run = run + 1 if last >= 0 and len(gap) <= 3 and not gap.strip(" ,.;:\n\r\t") else 1
        last = word.end()
        if run >= 3:
            return True
    return False
