"""Reports made by hand, for the renderers."""

from derive.source import Source, Span
from derive.verdict import (
    Answer,
    Correction,
    Counterexample,
    DocumentReport,
    Finding,
    Holds,
    IllFormed,
    Repaired,
    Unchecked,
    Wrong,
)

PROVED = {"general": Answer.PROVED, "instance": Answer.NOT_RUN, "numeric": Answer.AGREES}
REFUTED = {"general": Answer.NO_ANSWER, "instance": Answer.NOT_RUN, "numeric": Answer.DIFFERS}
WITNESS = Counterexample("1-1-1", "l = 2", ("σ(t) = t^2",), {"a^0": "1/2", "w^2": "3"}, "1/8", "1/4")
HOLDS = Holds("every size")


def part(source, text, after=""):
    """Return the span of the first `text` that follows `after`."""
    start = source.text.index(text, source.text.index(after) + len(after) if after else 0)
    return Span(source, start, start + len(text))


def found(source, relation, verdict, role="claim", judges=PROVED, notes=()):
    """Return the finding about the relation, which stands in the source as written here."""
    span = part(source, relation)
    middle = relation.index("=")
    lhs = Span(source, span.start, span.start + len(relation[:middle].rstrip()))
    right = relation[middle + 1 :]
    rhs = Span(source, span.end - len(right.lstrip()), span.end)
    return Finding(f"{source.path}:{span.start}", span, lhs, rhs, role, verdict, judges, notes)


NOTE = Source(
    "note.md",
    "# Backpropagation\n"
    "\n"
    "$$z^l = w^l a^{l-1} + b^l$$\n"
    "$$\\frac{\\partial C}{\\partial w^l} = \\delta^l a^l$$\n"
    "$$\\delta^l = w^{l+1} \\delta^{l+1} \\sigma'(z^l)$$\n"
    "$$W \\delta = a + 1$$\n"
    "$$\\heartsuit = a \\heartsuit$$\n",
)


def note():
    """A document with one finding of every kind."""
    wrong = "\\frac{\\partial C}{\\partial w^l} = \\delta^l a^l"
    factor = part(NOTE, "a^l", after="= \\delta^l ")
    correction = Correction(factor, "a^{l-1}", True)
    findings = (
        found(NOTE, "z^l = w^l a^{l-1} + b^l", HOLDS, "definition", {}),
        found(
            NOTE,
            wrong,
            Wrong("D205", "wrong layer: this equation is false", WITNESS, correction),
            judges=REFUTED,
            notes=("line 3 defines z^l = w^l a^{l-1} + b^l",),
        ),
        found(NOTE, "\\delta^l = w^{l+1} \\delta^{l+1} \\sigma'(z^l)", Holds("every size", ("l < L",))),
        found(
            NOTE,
            "W \\delta = a + 1",
            IllFormed("D301", "shapes cannot meet: W is 2×3, δ is 2×1", part(NOTE, "W \\delta")),
            judges={},
        ),
        found(
            NOTE,
            "\\heartsuit = a \\heartsuit",
            Unchecked("D501", "♥ has no meaning", part(NOTE, "\\heartsuit")),
            judges={},
        ),
    )
    repaired = (Repaired("D104", part(NOTE, "b^l"), "an escape was taken back"),)
    return DocumentReport(NOTE, findings, ("a^l = σ(z^l)",), repaired)


def document(text, *findings, path="x.md"):
    """A document of this text; every finding is a relation and its verdict."""
    source = Source(path, text)
    return DocumentReport(source, tuple(found(source, relation, verdict) for relation, verdict in findings), (), ())
