"""What a remark in a document says to ignore, and remarks that ignore nothing."""

from dataclasses import replace

from derive.read.read import read
from derive.read.remarks import Remark, remarks
from derive.report.diagnostic import OUR_BUG
from derive.report.selection import rule_of
from derive.source import Source, Span
from derive.verdict import Finding, Warned

UNUSED = "D107"
UNKNOWN = "D108"


def remarked(source: Source, findings: list[Finding]) -> tuple[list[Finding], list[Warned]]:
    """Mark what the remarks of the document ignore; a remark that ignores nothing is a warning."""
    said = remarks(source)
    warnings: list[Warned] = []
    if not said:
        return findings, warnings
    spans = [equation.span for equation in read(source).equations]
    for remark in said:
        if remark.problem:
            warnings.append(Warned(UNKNOWN, remark.span, remark.problem))
        if remark.verb not in ("ignore", "ignore-file"):
            continue
        used = False
        for i in _targets(remark, findings, spans, source.text):
            rule = rule_of(findings[i])
            if rule and rule != OUR_BUG and (not remark.rules or rule.startswith(remark.rules)):
                used = True
                findings[i] = replace(findings[i], ignored=remark.reason or "by the document")
        if not used and not remark.problem:
            which = ", ".join(remark.rules) or "anything"
            warnings.append(Warned(UNUSED, remark.span, f"this remark ignores {which}, and there is nothing to ignore"))
    return findings, warnings


def _targets(remark: Remark, findings: list[Finding], spans: list[Span], text: str) -> list[int]:
    """Return the numbers of the relations that the remark is about.

    They are those of its own line when something stands before it there, else those of the formula that follows; a
    remark inside a formula speaks of the line that follows.
    """
    if remark.verb == "ignore-file":
        return list(range(len(findings)))
    start = text.rfind("\n", 0, remark.span.start) + 1
    if text[start : remark.span.start].strip(' \t>"-*'):
        return _touching(findings, start, _line_end(text, remark.span.end))
    after = [i for i, finding in enumerate(findings) if finding.span.start >= remark.span.end]
    if not after:
        return []
    first = min(after, key=lambda i: findings[i].span.start)
    place = findings[first].span.start
    around = next((span for span in spans if span.start <= place < span.end), findings[first].span)
    if around.start <= remark.span.start:
        return _touching(findings, text.rfind("\n", 0, place) + 1, _line_end(text, place))
    return _touching(findings, around.start, around.end)


def _touching(findings: list[Finding], start: int, end: int) -> list[int]:
    return [i for i, finding in enumerate(findings) if finding.span.start < end and finding.span.end > start]


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)
