"""What surrounds mathematics in Markdown and HTML: code, comments, tags, shortcodes; a few of them hold formulas."""

import re

from derive.read.passage import names
from derive.read.region import Region, is_delimited
from derive.read.scan import BLANK, Scan

MARKUP = (
    r"(?:\{math\})?`+|<!--|%%"
    r"|<(?P<element>code|pre|script|style|textarea|annotation)\b"
    r"|\]\([^()\s]{0,2000}\)|https?://[^\s<>()\[\]\"`\\]{1,2000}"
    r"""|(?<![^\s"'])[A-Za-z-]{1,40}=(?:"[^"\n]{0,2000}"|'[^'\n]{0,2000}')"""
    r"|\{\{[<%]|\{%"
)
"""Where something begins that is not running text."""

_FORMULA_TAGS = names("katex math mathjax latex tex display")
_CODE_TAGS = names("highlight code codeblock comment")
_TAG_NAME = re.compile(r"\s*([/A-Za-z-]{1,40})")
_LONGEST_TAG = 2_000


def beyond(scan: Scan, match: re.Match[str]) -> Region | int:
    """Return the formula that the markup at the match holds, or where to go on when it holds none."""
    token, start = match.group(), match.start()
    if token[-1] == "`":
        return _code(scan, match)
    if token == "<!--":
        return _after(scan, "-->", match.end())
    if token == "%%":
        return _remark(scan, start)
    if match["element"]:
        return _element(scan, match)
    if token in ("{{<", "{{%", "{%"):
        return _shortcode(scan, start, token)
    return match.end()


def _after(scan: Scan, closer: str, position: int) -> int:
    """Return the place behind the next `closer`, or `position` where there is none."""
    end = scan.following(closer, position)
    return end + len(closer) if end >= 0 else position


def _code(scan: Scan, match: re.Match[str]) -> Region | int:
    """Inline code is skipped, save MyST's {math}`…`."""
    ticks = match.group().removeprefix("{math}")
    close = scan.following(ticks, match.end())
    blank = scan.following(BLANK, match.end())
    if close < 0 or 0 <= blank < close:
        return match.end()
    end = close + len(ticks)
    return Region(match.start(), end, match.end(), close, False) if match.group()[0] == "{" else end


def _remark(scan: Scan, start: int) -> int:
    """Obsidian's %% … %%: on lines of its own, or inside one paragraph; `50%%` opens none."""
    text, inner = scan.text, start + 2
    close = scan.following("%%", inner)
    blank = scan.following(BLANK, inner)
    alone = text[text.rfind("\n", 0, start) + 1 : start].strip() == "" and text[inner : inner + 1] in ("\n", "\r")
    if close < 0 or text[start - 1 : start].isdigit() or (0 <= blank < close and not alone):
        return inner
    return close + 2


def _element(scan: Scan, match: re.Match[str]) -> Region | int:
    """An element without running text is skipped; MathJax's script and KaTeX's annotation hold a formula."""
    name, start = match["element"], match.start()
    opened = scan.following(">", match.end())
    close = scan.following(f"</{name}>", match.end())
    if close < 0:
        return match.end()
    end = close + len(f"</{name}>")
    attributes = scan.text[match.end() : min(opened, match.end() + _LONGEST_TAG)]
    if (name == "script" and "math/tex" in attributes) or "application/x-tex" in attributes:
        return Region(start, end, opened + 1, close, "display" in attributes)
    return end


def _shortcode(scan: Scan, start: int, token: str) -> Region | int:
    """A shortcode of Hugo, `{{< katex >}}`, or a tag of Liquid, `{% highlight python %}`: its words are no formulas."""
    text, inner = scan.text, start + len(token)
    ending = {"{{<": ">}}", "{{%": "%}}", "{%": "%}"}[token]
    tag_end = scan.following(ending, inner)
    words = text[inner : max(tag_end, inner)]
    if tag_end < 0 or len(words) > _LONGEST_TAG or (token == "{%" and "\n" in words):
        return inner
    named = _TAG_NAME.match(words)
    name = named[1] if named else ""
    body = tag_end + len(ending)
    close = scan.following(token, body)
    if name not in _FORMULA_TAGS | _CODE_TAGS or close < 0:
        return body
    closing = _TAG_NAME.match(text, close + len(token))
    if not closing or closing[1].strip() not in (f"/{name}", f"end{name}", "/"):
        return body
    end = _after(scan, ending, close)
    if name in _CODE_TAGS:
        return end
    if is_delimited(text[body:close]):
        return body
    return Region(start, end, body, close, "display" in words or "\n" in text[body:close])
