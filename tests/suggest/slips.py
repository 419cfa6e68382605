"""Small notes, and what the checker says of the last relation that is added to them."""

import re

from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, IllFormed, Wrong

ENTRIES = r"""
$$s^l_p = \sum_q v^l_{pq} h^{l-1}_q + c^l_p$$

$$h^l_p = \phi(s^l_p)$$

$$J = \frac{1}{2} \sum_p (h^L_p - t_p)^2$$

$$\epsilon^l_p = \frac{\partial J}{\partial s^l_p}$$
"""

ARRAYS = r"""
$$s^l = V^l h^{l-1} + c^l$$

$$h^l = \phi(s^l)$$

$$J = \frac{1}{2} \lVert h^L - t \rVert^2$$

$$\epsilon^l = \frac{\partial J}{\partial s^l}$$

$$\epsilon^L = (h^L - t) \odot \phi'(s^L)$$
"""

CHAIN = r"""
$$s^{(L)} = v^{(L)} h^{(L-1)} + c^{(L)}$$

$$h^{(L)} = \phi(s^{(L)})$$

$$J = (h^{(L)} - t)^2$$
"""


def report(note, relation):
    """Return the report on the note with the relation at its end."""
    return check(Source("note.md", f"{note}\n$${relation}$$\n"), Options())


def correction(found):
    """Return the correction of a finding, None where it has none."""
    return found.verdict.correction if isinstance(found.verdict, Wrong | IllFormed) else None


def applied(text, corrections):
    """Return the text with the corrections carried out, each place once."""
    done = {}
    for item in corrections:
        done[item.span.start, item.span.end] = item.latex
    for (start, end), latex in sorted(done.items(), reverse=True):
        text = text[:start] + latex + text[end:]
    return text


def all_hold(text):
    """Tell whether every relation of the text holds."""
    return all(isinstance(found.verdict, Holds) for found in check(Source("note.md", text), Options()).findings)


def squeezed(text):
    """Return the text without spaces."""
    return re.sub(r"\s+", "", text)
