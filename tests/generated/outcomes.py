"""Documents nobody wrote, and what derive says of them."""

from random import Random

from derivation import FORMS, document
from further_networks import FURTHER
from notation import draw
from small_networks import SMALL

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, IllFormed, Wrong

ALL = (*FORMS, *SMALL, *FURTHER)


def drawn(seed):
    """Return the form, the lines and the text of the document with this number."""
    random = Random(seed)
    notation, form = draw(random), ALL[seed % len(ALL)]
    lines = form(notation, random)
    return form.__name__.replace("_", " "), lines, document(lines, random)


def outcomes(seed):
    """Return, for every equation of a document, the form, how it was judged, and the text.

    A document in which derive does not see exactly its equations counts as unread.
    """
    form, lines, text = drawn(seed)
    findings = check(Source(f"generated-{seed}.md", text), Options()).findings
    if len(findings) != len(lines):
        return [(form, "unread", text)]
    return [
        (form, outcome(line.true, finding.verdict), line.latex) for line, finding in zip(lines, findings, strict=True)
    ]


def outcome(true, verdict):
    """Return whether the verdict is right."""
    match verdict:
        case Holds():
            return "right" if true else "missed"
        case Wrong() | IllFormed():
            return "false alarm" if true else "right"
        case _:
            return "unchecked"
