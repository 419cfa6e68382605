"""The statements of a document: which lexemes belong to one chain of relations."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from derive.read.passage import names
from derive.source import Span
from derive.syntax.brackets import partners
from derive.syntax.layout import Segment, depths, rows, segments, unwrapped
from derive.syntax.lexeme import Lexeme

_LISTED = names("LETTER NUMBER SUP SUB LBRACE RBRACE SIGN PRIME FONT ACCENT COMMA WORD")
_LIST_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Link:
    """The relation between a side and the one before: its name and place."""

    name: str
    span: Span


@dataclass(slots=True)
class Chain:
    """Sides and the links between them: `links[i]` stands before `sides[i]`, None where nothing stands before it."""

    sides: list[list[Lexeme]]
    links: list[Link | None]
    condition: bool
    display: bool


@dataclass(slots=True)
class Splitting:
    """The segments found so far; `main` is the one that a row which begins with a relation goes on from."""

    found: list[Segment] = field(default_factory=list)
    main: Segment | None = None


def split(splitting: Splitting, lexemes: list[Lexeme], display: bool) -> None:
    """Add the segments of one equation."""
    for number, row in enumerate(rows(unwrapped(lexemes))):
        cuts = _with_lists(segments(row))
        for i, cut in enumerate(cuts):
            if splitting.main is not None and _goes_on(splitting.main, cut, i, number):
                splitting.main.lexemes += cut.lexemes
                continue
            cut.display = display
            splitting.found.append(cut)
            if not cut.remark and not cut.condition and (i == 0 or cut.after != "COMMA" or _relates(cut)):
                splitting.main = cut


def chains(splitting: Splitting) -> list[Chain]:
    """Return every chain of relations, those inside the groups of a data flow X → (Y = f(X)) → Z too."""
    found: list[Chain] = []
    for segment in splitting.found:
        chain = _chain(segment)
        found.append(chain)
        if any(link is not None and link.name == "->" for link in chain.links):
            found += _inner(chain)
    return found


def _goes_on(main: Segment, cut: Segment, place: int, row: int) -> bool:
    """Tell whether the segment at a place of a row continues the main one; row 0 is the first of its equation."""
    first = next((lexeme for lexeme in cut.lexemes if lexeme.text != "." or lexeme.kind != "OPEN"), None)
    last = next((lexeme for lexeme in reversed(main.lexemes) if lexeme.text != "." or lexeme.kind != "CLOSE"), None)
    if first is None or last is None:
        return True
    if first.kind == "REL":
        return not cut.condition
    if place:
        return False
    if first.kind == "OP" or (first.kind == "SIGN" and first.text == "+"):
        return True
    if not row:
        return False
    if last.kind in ("OP", "REL", "SIGN"):
        return True
    if first.kind == "SIGN":
        return not _relates(cut)
    return _closes(main, cut)


def _closes(main: Segment, cut: Segment) -> bool:
    """Tell whether a bracket that the segment before left open is closed here, before any relation."""
    kinds = {main.lexemes[i].kind for i in partners(main.lexemes).lone}
    if "OPEN" not in kinds:
        return False
    found = depths(cut.lexemes)
    lone = set(partners(cut.lexemes).lone)
    for i, lexeme in enumerate(cut.lexemes):
        if lexeme.kind == "REL" and not found[i]:
            return False
        if i in lone and lexeme.kind == "CLOSE":
            return True
    return False


def _relates(segment: Segment) -> bool:
    found = depths(segment.lexemes)
    return any(lexeme.kind == "REL" and not found[i] for i, lexeme in enumerate(segment.lexemes))


def _with_lists(cuts: list[Segment]) -> list[Segment]:
    r"""Join what a comma parted but a list holds together: `l = L-1, L-2, \dots, 2` and `z_t, s_t : D \times 1`."""
    out: list[Segment] = []
    for cut in cuts:
        before = out[-1] if out else None
        if before is not None and cut.after == "COMMA" and before.condition == cut.condition and _joins(before, cut):
            comma = Lexeme(
                "COMMA", ",", Span(cut.lexemes[0].span.source, before.lexemes[-1].span.end, cut.lexemes[0].span.start)
            )
            before.lexemes += [comma, *cut.lexemes]
        else:
            out.append(cut)
    return out


def _joins(before: Segment, cut: Segment) -> bool:
    related, relates = _relates(before), _relates(cut)
    if related and relates:
        return False
    left = _last_side(before.lexemes) if related else before.lexemes
    right = _first_side(cut.lexemes) if relates else cut.lexemes
    if not (_is_listed(left) and _is_listed(right)):
        return False
    if not relates:
        return True
    name = next(lexeme.text for lexeme in cut.lexemes if lexeme.kind == "REL")
    return name != "=" or _is_listed(_last_side(cut.lexemes))


def _is_listed(lexemes: list[Lexeme]) -> bool:
    return 0 < len(lexemes) <= _LIST_LENGTH and all(lexeme.kind in _LISTED for lexeme in lexemes)


def _last_side(lexemes: list[Lexeme]) -> list[Lexeme]:
    found = depths(lexemes)
    places = [i for i, lexeme in enumerate(lexemes) if lexeme.kind == "REL" and not found[i]]
    return lexemes[places[-1] + 1 :] if places else lexemes


def _first_side(lexemes: list[Lexeme]) -> list[Lexeme]:
    found = depths(lexemes)
    return lexemes[: next(i for i, lexeme in enumerate(lexemes) if lexeme.kind == "REL" and not found[i])]


def _chain(segment: Segment) -> Chain:
    """Cut at the relations outside all groups; `: =` is one relation, a relation repeated over a line break too."""
    lexemes = segment.lexemes
    found = depths(lexemes)
    sides: list[list[Lexeme]] = [[]]
    links: list[Link | None] = [None]
    for i, lexeme in enumerate(lexemes):
        if lexeme.kind != "REL" or found[i]:
            sides[-1].append(lexeme)
            continue
        last = links[-1]
        if not sides[-1] and last is not None:
            name = ":=" if {last.name, lexeme.text} == {":", "="} else last.name
            links[-1] = Link(name, last.span)
            continue
        sides.append([])
        links.append(Link(lexeme.text, lexeme.span))
    return Chain(sides, links, segment.condition, segment.display)


def _inner(chain: Chain) -> Iterable[Chain]:
    """Yield the relations in the bracketed stages of a data flow."""
    for side in chain.sides:
        if not side or side[0].kind != "OPEN":
            continue
        close = partners(side).partner.get(0)
        if close is None:
            continue
        inner = Segment(side[1:close])
        if not _relates(inner):
            continue
        for cut in _with_lists(segments(inner.lexemes)):
            if _relates(cut):
                yield _chain(cut)
