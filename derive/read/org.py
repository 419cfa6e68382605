"""What of an Org document is not read: source blocks, comments, keywords and verbatim text."""

import re

from derive.read.passage import blanked

_BLOCK = re.compile(r"^[ \t]*#\+begin_(?P<name>src|example|comment|export)\b", re.MULTILINE | re.IGNORECASE)
_LINE = re.compile(r"^[ \t]*(?:# |#\+[a-z_]+:|: )[^\n]*", re.MULTILINE | re.IGNORECASE)
_VERBATIM = re.compile(r"""(?<![^\s('"{-])([=~])(?=[^\s=~])[^\n]{0,500}?(?<=\S)\1(?![^\s)'"}.,;:!?-])""")


def without_code(text: str) -> str:
    """Return the text with source blocks, comments, keywords and verbatim text blanked out, in place."""
    text = blanked(text, _blocks(text))
    text = blanked(text, [match.span() for match in _LINE.finditer(text)])
    return blanked(text, [match.span() for match in _VERBATIM.finditer(text)])


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return the places of source blocks; an export block for LaTeX is read."""
    intervals: list[tuple[int, int]] = []
    lower = text.lower()
    unclosed: set[str] = set()
    position = 0
    while match := _BLOCK.search(text, position):
        position = match.end()
        closer = f"#+end_{match['name'].lower()}"
        if lower.startswith(" latex", position) or closer in unclosed:
            continue
        close = lower.find(closer, position)
        if close < 0:
            unclosed.add(closer)
            continue
        position = close + len(closer)
        intervals.append((match.start(), position))
    return intervals
