"""The text of a relation as its author typed it."""

import re
from xml.etree.ElementTree import Element

from derive.read.format import Format, format_of
from derive.read.notebook import decode
from derive.report.markup import Child, element
from derive.source import Source, Span
from derive.verdict import Correction

CONTEXT = 60
"""How many characters of the line are shown on either side of the relation."""

_NEXT_STRING = re.compile(r'",?\s{0,80}"')


def source_lines(span: Span, correction: Correction | None = None) -> Element:
    """Return the text of the relation with what stands around it on its lines; what is to be replaced is struck out."""
    source, (before, after) = span.source, _around(span)
    inside: list[Child] = [element("span", {"class": "around"}, before)]
    wrong = None if correction is None else correction.span
    if wrong is None or not span.start <= wrong.start < wrong.end <= span.end:
        inside.append(typed(source, span.start, span.end))
    else:
        inside.append(typed(source, span.start, wrong.start))
        inside.append(element("del", {}, typed(source, wrong.start, wrong.end)))
        inside.append(typed(source, wrong.end, span.end))
    inside.append(element("span", {"class": "around"}, after))
    return element("pre", {}, element("code", {}, *inside))


def typed(source: Source, start: int, end: int) -> str:
    """Return the characters `start … end-1` of the source; in a notebook without the escapes of JSON."""
    if format_of(source) is not Format.NOTEBOOK:
        return source.text[start:end]
    return _NEXT_STRING.sub("", decode(source.text, start, end).text)


def _around(span: Span) -> tuple[str, str]:
    """Return what stands before and after the span on its lines, cut where it is long."""
    source, text = span.source, span.source.text
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    line_end = len(text) if line_end < 0 else line_end
    start, end = max(line_start, span.start - CONTEXT), min(line_end, span.end + CONTEXT)
    before, after = typed(source, start, span.start).lstrip(), typed(source, span.end, end).rstrip()
    if format_of(source) is Format.NOTEBOOK:
        before, after = before.removeprefix('"'), after.removesuffix(",").removesuffix('"').rstrip()
    return ("…" if start > line_start else "") + before, after + ("…" if end < line_end else "")
