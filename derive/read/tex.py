"""What of a TeX document is not read: comments, verbatim text and what stands behind the document."""

import re

from derive.read.passage import blanked

_SKIPPED = re.compile(
    r"\\begin\{(?P<verbatim>verbatim\*?|[BLS]?Verbatim\*?|lstlisting|minted|comment|filecontents\*?|alltt)\}"
    r"|\\(?:verb\*?|lstinline(?:\[[^\]\n]{0,200}\])?|mintinline(?:\[[^\]\n]{0,200}\])?\{[^{}\n]{0,40}\})"
    r"(?P<bar>[^A-Za-z\s])"
    r"|\\(?P<switch>iffalse)(?![A-Za-z])|\\(?P<last>end\{document\})|\\[\s\S]|%[^\n]*"
)
_BRACED = {"{": "}"}


def without_comments(text: str) -> str:
    """Return the text with comments, verbatim parts and what stands behind the document blanked out, in place."""
    intervals: list[tuple[int, int]] = []
    unclosed: set[str] = set()
    position = 0
    while match := _SKIPPED.search(text, position):
        position = match.end()
        if match["last"]:
            intervals.append((match.end(), len(text)))
            break
        if match["verbatim"] or match["switch"]:
            closer = f"\\end{{{match['verbatim']}}}" if match["verbatim"] else "\\fi"
            close = -1 if closer in unclosed else text.find(closer, position)
            if close < 0:
                unclosed.add(closer)
                continue
            position = close + len(closer)
        elif match["bar"]:
            position = _on_its_line(text, _BRACED.get(match["bar"], match["bar"]), position)
        elif match.group()[0] != "%":
            continue
        intervals.append((match.start(), position))
    return blanked(text, intervals)


def _on_its_line(text: str, bar: str, position: int) -> int:
    """Return the place behind the next `bar` of the line, or `position` where there is none."""
    line_end = text.find("\n", position)
    close = text.find(bar, position, line_end if line_end >= 0 else len(text))
    return close + 1 if close >= 0 else position
