"""The relations of a document as a person reads them, each on one line."""

from collections.abc import Sequence

from derive.elaborate.elaborate import Elaboration, Item
from derive.report.glyphs import DEFINING
from derive.report.plane.alphabet import Alphabet
from derive.report.plane.linear import linear, relation_sign
from derive.source import line_of, line_starts
from derive.syntax.tree import Relation
from derive.term.spelling import pretty
from derive.term.term import OUTPUT, Entry
from derive.term.traverse import entries
from derive.theory import Role, Theory


def readings(parts: Sequence[Elaboration], alphabet: Alphabet) -> tuple[str, ...]:
    """Return every relation of the sections of a document, in order, and on a second line what a claim rests on."""
    return tuple(
        "\n".join(filter(None, (reading(item.relation, alphabet), grounds(item, part.theory, alphabet))))
        for part in parts
        for item in part.items
    )


def grounds(item: Item, theory: Theory, alphabet: Alphabet) -> str:
    """Return `by δ (line 25), z (line 11) and a (line 13)`: the definitions that a claim can be unfolded by.

    The definition of a cost counts where the claim is about the output layer or about something without layers.
    """
    if item.claim is None or item.role == "definition":
        return ""
    entries_of = [entry for side in (item.claim.lhs, item.claim.rhs) for entry in entries(side)]
    last = any(entry.layer is None or entry.layer.base == OUTPUT for entry in entries_of if not is_cost(entry, theory))
    source = item.relation.span.source
    starts = line_starts(source)
    waiting, found = [entry.symbol for entry in entries_of], dict[str, str]()
    while waiting:
        name = waiting.pop(0)
        for definition in theory.definitions.get(name, ()) if name not in found else ():
            if name.endswith(".") or (not last and theory.symbols[name].role is Role.COST):
                continue
            where = "assumed" if definition.span is None else f"line {line_of(source, starts, definition.span.start)}"
            plain = name.removeprefix("cal")
            found.setdefault(name, f"{pretty(plain) if alphabet.scripts else plain} ({where})")
            waiting += [entry.symbol for entry in entries(definition.body)]
    *most, final = found.values() or ("",)
    return f"by {', '.join(most)} and {final}" if most else f"by {final}" if final else ""


def is_cost(entry: Entry, theory: Theory) -> bool:
    """Tell whether the entry is a cost."""
    return theory.symbols[entry.symbol].role is Role.COST


def reading(relation: Relation, alphabet: Alphabet) -> str:
    """Return the relation on one line; a sign that defines is the author's."""
    left, right = relation.left.span, relation.right.span
    between = left.source.text[left.end : right.start] if left.end <= right.start else ""
    sign = relation_sign(relation.name, alphabet)
    if relation.name == ":=" and alphabet.scripts:
        sign = next((own for mark, own in DEFINING.items() if mark in between), sign)
    return f"{linear(relation.left, alphabet)} {sign} {linear(relation.right, alphabet)}"
