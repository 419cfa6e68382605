"""Trees written in one line, so that a test can say what it expects."""

from derive.read.read import read
from derive.source import Source, excerpt
from derive.syntax.parse import parse_document
from derive.syntax.tree import (
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Relation,
    Root,
    Script,
    Sequence,
    Unreadable,
    Word,
)

CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "⟨": "⟩"}


def spelled(tree):
    """Return the tree with every grouping shown: products in angle brackets, sums in (…)."""
    match tree:
        case None:
            return "-"
        case Digits(text):
            return text
        case Letter(name, accents, bold):
            return "".join(f"{accent}." for accent in accents) + ("bold." if bold else "") + name
        case Word(text):
            return f'"{text}"'
        case Script(base, subscript, superscript, primes):
            below = f"_{{{spelled(subscript)}}}" if subscript is not None else ""
            above = f"^{{{spelled(superscript)}}}" if superscript is not None else ""
            return spelled(base) + "'" * primes + below + above
        case Group(opening, body):
            return f"{opening}{spelled(body)}{CLOSING[opening]}"
        case Sequence(items):
            return ", ".join(map(spelled, items))
        case Product(factors, operators):
            signs = [f" {name} " if name else " " for name in operators]
            rest = "".join(sign + spelled(factor) for sign, factor in zip(signs, factors[1:], strict=True))
            return f"<{spelled(factors[0])}{rest}>"
        case Addition(terms, signs):
            return "".join(("+" if sign > 0 else "-") + spelled(term) for term, sign in zip(terms, signs, strict=True))
        case Fraction(above, below):
            return f"frac({spelled(above)}; {spelled(below)})"
        case Derivative(of, wrt, order, symbol):
            return f"{symbol}{order if order > 1 else ''}({spelled(of)}; {spelled(wrt)})"
        case BigOperator(name, below, above, body):
            return f"{name}[{spelled(below)}; {spelled(above)}]({spelled(body)})"
        case Root(degree, body):
            return f"root[{spelled(degree)}]({spelled(body)})"
        case Relate(name, left, right):
            return f"{spelled(left)} {name} {spelled(right)}"
        case Grid(kind, rows):
            return f"{kind}[" + " | ".join(" & ".join(map(spelled, row)) for row in rows) + "]"
        case Annotated(body, note):
            return f"annotated({spelled(body)}; {spelled(note)})"
        case Unreadable(message):
            return f"unreadable: {message}"


def statements(text, path="note.md"):
    return parse_document(read(Source(path, text))).statements


def expression(formula):
    """Return one formula without a relation, spelled."""
    found = statements(f"$${formula}$$")
    assert len(found) == 1
    return spelled(found[0].tree)


def relations(text, path="note.md"):
    """Return the relations of a document, spelled."""
    found = [each for each in statements(text, path) if isinstance(each, Relation)]
    return [f"{spelled(each.left)} {each.name} {spelled(each.right)}" for each in found]


def excerpts(text, path="note.md"):
    """Return what the spans of the relations hold."""
    return [excerpt(each.span) for each in statements(text, path) if isinstance(each, Relation)]
