"""Brackets, roots and braces that are as high or as wide as what they hold."""

from dataclasses import replace

from derive.report.plane.alphabet import Alphabet
from derive.report.plane.boxes import Box, beside, line_box, stacked


def fenced(body: Box, shape: str, alphabet: Alphabet) -> Box:
    """Return the body in brackets."""
    return beside(fence(body, shape, 0, alphabet), body, fence(body, shape, 1, alphabet))


def fence(body: Box, shape: str, side: int, alphabet: Alphabet) -> Box:
    """Return the opening (`side` 0) or the closing bracket (1) that fits the body."""
    if not body.tall or len(body.rows) == 1 or shape not in alphabet.tall:
        return line_box(alphabet.single.get(shape, (shape, shape))[side])
    parts = alphabet.tall[shape][side]
    rows = [parts[0], *[parts[1]] * (len(body.rows) - 2), parts[2]]
    if len(rows) > 2:
        rows[min(max(1, body.baseline), len(rows) - 2)] = parts[-1] if len(parts) > 3 or shape == "⟨" else parts[1]
    return Box(tuple(rows), 1, body.baseline)


def rooted(body: Box, degree: str, alphabet: Alphabet) -> Box:
    """Return the root of the body under a bar; in ASCII sqrt(…)."""
    if not alphabet.scripts:
        return beside(line_box(f"root{degree}" if degree else "sqrt"), fenced(body, "(", alphabet))
    rows = [f" │{row}" for row in body.rows[:-1]] + [f"╲│{body.rows[-1]}"]
    whole = Box((f" ┌{alphabet.bar * body.width}", *rows), body.width + 2, body.baseline + 1, True)
    return beside(line_box(degree), whole) if degree else whole


def underbraced(body: Box, note: Box, alphabet: Alphabet) -> Box:
    """Return the body over a brace over the note."""
    left, across, point, right = alphabet.brace
    before = max(0, body.width - 3) // 2
    after = max(0, body.width - 3) - before
    brace = line_box(left + across * before + point + across * after + right)
    return replace(stacked([body, brace, note] if note.width else [body, brace], 0), tall=True)
