"""What lies around statements: wrappers are taken off, rows, columns and words between formulas are told apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from derive.read.passage import names
from derive.syntax.brackets import partners
from derive.syntax.lexeme import Lexeme
from derive.syntax.vocabulary import CONDITIONS, CONNECTIVES

_NOT_A_WRAPPER = names("SUP SUB FRAC FONT ACCENT SQRT EMBRACE DEGREE_END OVER LETTER NUMBER CLOSE")
_INFIX = frozenset(("REL", "OP", "SIGN"))
_APPLIED = frozenset(("REL", "OPEN", "SUP", "SUB", "PRIME"))


@dataclass(slots=True)
class Segment:
    """Lexemes that lie together.

    `after` is the kind of what separates it from the segment before ("" at the start of a row); a `remark` stands
    beside the row's formula, after words; a `condition` after such words as `if`. `display` tells where it stands.
    """

    lexemes: list[Lexeme] = field(default_factory=list)
    after: str = ""
    remark: bool = False
    condition: bool = False
    display: bool = True


def depths(lexemes: list[Lexeme]) -> list[int]:
    """Return, for every lexeme, in how many groups it lies; a bracket without a partner makes none."""
    lone = set(partners(lexemes).lone)
    found: list[int] = []
    depth = 0
    for i, lexeme in enumerate(lexemes):
        if i in lone:
            found.append(depth)
            continue
        depth -= lexeme.kind in ("RBRACE", "CLOSE")
        found.append(depth)
        depth += lexeme.kind in ("LBRACE", "OPEN")
    return found


def unwrapped(lexemes: list[Lexeme]) -> list[Lexeme]:
    r"""Take off what only frames formulas: \boxed{A = B}, alignments, \left\{ around one, \left| … \right."""
    partner = partners(lexemes).partner
    dropped: set[int] = set()
    rows: set[int] = set()
    last_end = -2
    for i, lexeme in enumerate(lexemes):
        if lexeme.kind == "BEGIN":
            dropped.add(i)
            if last_end == i - 1:
                rows.add(i)
        elif lexeme.kind == "END":
            dropped.add(i)
            last_end = i
        elif lexeme.kind == "OPEN" and lexemes[i + 1 : i + 2] and lexemes[i + 1].kind == "BEGIN":
            _drop_frame(lexemes, i, partner, dropped)
    boxes = _boxes(lexemes, partner, dropped)
    out: list[Lexeme] = []
    for i, lexeme in enumerate(lexemes):
        if i in rows or i in boxes:
            out.append(replace(lexeme, kind="ROW" if i in rows else "BOX"))
        elif i not in dropped:
            out.append(lexeme)
    return _without_rule(_without_boxes(out))


def _drop_frame(lexemes: list[Lexeme], i: int, partner: dict[int, int], dropped: set[int]) -> None:
    close = partner.get(i, -1)
    if close > i and lexemes[close].text == "." and lexemes[close - 1].kind == "END":
        dropped.update((i, close))


def _boxes(lexemes: list[Lexeme], partner: dict[int, int], dropped: set[int]) -> set[int]:
    """Return the braces, outside all others, around a whole formula with a relation."""
    boxes: set[int] = set()
    i, before = 0, ""
    found = depths(lexemes)
    while i < len(lexemes):
        kind = lexemes[i].kind
        close = partner.get(i, -1)
        if kind == "LBRACE" and close > i:
            relation = any(lexemes[j].kind == "REL" and found[j] == found[i] + 1 for j in range(i + 1, close))
            after = lexemes[close + 1].kind if close + 1 < len(lexemes) else ""
            if relation and before not in _NOT_A_WRAPPER and after not in ("SUP", "SUB", "PRIME"):
                boxes.update((i, close))
            i = close
        if i not in dropped:
            before = lexemes[i].kind
        i += 1
    return boxes


def _without_boxes(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Drop the braces of boxes; two boxes side by side are two rows."""
    out: list[Lexeme] = []
    for i, lexeme in enumerate(lexemes):
        if lexeme.kind != "BOX":
            out.append(lexeme)
        elif i + 1 < len(lexemes) and lexemes[i + 1].kind == "BOX" and lexeme.text == "}":
            out.append(replace(lexeme, kind="ROW"))
    return out


def _without_rule(lexemes: list[Lexeme]) -> list[Lexeme]:
    r"""`\left| … \right.` beside a formula is a rule between two columns."""
    partner = partners(lexemes).partner
    found = depths(lexemes)
    rules = {
        place
        for i, lexeme in enumerate(lexemes)
        if lexeme.kind == "OPEN" and lexeme.text in "|‖" and not found[i] and lexemes[partner.get(i, i)].text == "."
        for place in (i, partner[i])
    }
    return [replace(lexeme, kind="SEPARATOR") if i in rules else lexeme for i, lexeme in enumerate(lexemes)]


def rows(lexemes: list[Lexeme]) -> Iterator[list[Lexeme]]:
    r"""Yield what lies between `\\` outside braces, empty rows left out."""
    row: list[Lexeme] = []
    depth = 0
    for lexeme in lexemes:
        depth = max(depth + {"LBRACE": 1, "RBRACE": -1}.get(lexeme.kind, 0), 0)
        if lexeme.kind == "ROW" and not depth:
            if row:
                yield row
            row = []
        else:
            row.append(lexeme)
    if row:
        yield row


def segments(row: list[Lexeme]) -> list[Segment]:
    """Cut a row at columns, wide spaces, words, commas and arrows such as ⇒; empty segments are left out."""
    found = depths(row)
    arrow_cuts = _is_claimed(row, found)
    cuts: list[Segment] = [Segment()]
    for i, lexeme in enumerate(row):
        kind = lexeme.kind
        if kind == "AMP" or (kind == "QUAD" and found[i]):
            if found[i] or not _parts_columns(row, i):
                continue
            kind = "QUAD"
        if found[i]:
            cuts[-1].lexemes.append(lexeme)
        elif kind == "QUAD" and not _parts_columns(row, i):
            continue
        elif kind in ("QUAD", "SEPARATOR", "COMMA", "SEMICOLON", "DOT"):
            remark = cuts[-1].remark or (lexeme.text == "because" and any(cut.lexemes for cut in cuts))
            condition = lexeme.text in ("forall", "exists") or (kind == "COMMA" and cuts[-1].condition)
            cuts.append(Segment(after=kind, remark=remark, condition=condition))
        elif kind in ("TEXT", "WORD") and _parts_formulas(row, i):
            remark = any(cut.lexemes for cut in cuts)
            cuts.append(Segment(after="TEXT", remark=remark, condition=_begins_condition(lexeme.text)))
        elif kind == "REL" and ((lexeme.text == "->" and arrow_cuts) or (lexeme.text == ":" and cuts[-1].condition)):
            cuts.append(Segment(after="SEPARATOR"))
        else:
            cuts[-1].lexemes.append(lexeme)
    return [cut for cut in cuts if cut.lexemes]


def _is_claimed(row: list[Lexeme], found: list[int]) -> bool:
    """Tell whether an arrow joins equations: X → Y = f(X)."""
    return any(lexeme.kind == "REL" and lexeme.text == "=" and not found[i] for i, lexeme in enumerate(row))


def _parts_columns(row: list[Lexeme], i: int) -> bool:
    """A column mark or wide space beside a relation or operator parts nothing."""
    before = i - 1
    while before >= 0 and row[before].kind in ("AMP", "QUAD"):
        before -= 1
    after = i + 1
    while after < len(row) and row[after].kind in ("AMP", "QUAD"):
        after += 1
    if before < 0 or after >= len(row):
        return False
    return row[before].kind not in _INFIX and row[after].kind not in _INFIX


def _parts_formulas(row: list[Lexeme], i: int) -> bool:
    r"""Tell words between formulas (\text{and}, \text{only }) from names (\text{GELU}(x), \mathrm{net} = …)."""
    lexeme = row[i]
    after = row[i + 1].kind if i + 1 < len(row) else ""
    text = lexeme.text.strip().strip(",;.:").lower()
    if after in _APPLIED or (i and row[i - 1].kind in ("REL", "SUP", "SUB", "FRAC", "OP", "SIGN")):
        return False
    if text in CONNECTIVES or not text:
        return True
    return lexeme.kind == "TEXT" and (" " in text or lexeme.text != lexeme.text.strip())


def _begins_condition(text: str) -> bool:
    words = text.lower().replace(",", " ").split()
    return bool(words) and (words[0] in CONDITIONS or words[-1] in CONDITIONS)
