"""The chains of a studied document: A = B = C with what was found of each link."""

from dataclasses import dataclass

from derive.elaborate.elaborate import Elaboration, Item
from derive.export.places import Heading, Places, heading_over, line_of
from derive.pipeline import Study
from derive.verdict import Finding, Holds


@dataclass(frozen=True, slots=True)
class Link:
    r"""One relation, what it says, what was found, and its own \tag and \label."""

    item: Item
    finding: Finding
    tag: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Links that go on from one another, all of them good, or one that is not; `part` is their theory's number."""

    part: int
    elaboration: Elaboration
    heading: Heading | None
    links: tuple[Link, ...]
    lines: tuple[int, int]


def chains(study: Study, places: Places) -> list[Chain]:
    """Return the chains of the document in reading order; a link that does not hold parts its chain."""
    found: list[Chain] = []
    marks = marked(study, places)
    findings = iter(study.report.findings)
    for part, elaboration in enumerate(study.parts):
        for item, finding in zip(elaboration.items, findings, strict=False):
            link = Link(item, finding, *marks.get(finding.id, ("", "")))
            span = item.relation.span
            first, last = line_of(places, span.start), line_of(places, max(span.start, span.end - 1))
            before = found[-1] if found else None
            if item.relation.chain and before is not None and before.part == part and good(link):
                tail = before.links[-1]
                if good(tail) and tail.item.relation.right.span == item.relation.left.span:
                    lines = (before.lines[0], max(before.lines[1], last))
                    found[-1] = Chain(part, elaboration, before.heading, (*before.links, link), lines)
                    continue
            found.append(Chain(part, elaboration, heading_over(places, span.start), (link,), (first, last)))
    return found


def good(link: Link) -> bool:
    """Tell whether the relation defines something or holds."""
    return isinstance(link.finding.verdict, Holds)


def defines(chain: Chain) -> bool:
    """Tell whether one of the links is a definition."""
    return any(link.item.role == "definition" for link in chain.links)


def marked(study: Study, places: Places) -> dict[str, tuple[str, str]]:
    r"""Return the \tag and the \label of findings by their ids: a mark belongs to the last relation before it."""
    found: dict[str, tuple[str, str]] = {}
    ordered = sorted(study.report.findings, key=lambda finding: finding.rhs.start)
    for mark in places.marks:
        before = [item for item in ordered if mark.start <= item.rhs.start < mark.end and item.rhs.start < mark.offset]
        after = [item for item in ordered if mark.start <= item.rhs.start < mark.end]
        owner = before[-1] if before else after[0] if after else None
        if owner is not None:
            tag, label = found.get(owner.id, ("", ""))
            found[owner.id] = (tag or mark.tag, label or mark.label)
    return found
