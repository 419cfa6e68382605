"""Elements of HTML, MathML and SVG, built as trees and never as strings.

Whatever comes from a document enters as text or as the value of an attribute, with nothing invisible in it, and is
escaped when the tree is written out.
"""

from collections.abc import Mapping
from typing import TypeAlias
from xml.etree.ElementTree import Element, tostring

from derive.report.page import visible

Child: TypeAlias = Element | str


def element(tag: str, attributes: Mapping[str, str], *children: Child) -> Element:
    """Return an element with the attributes and, in order, the texts and elements inside it."""
    made = Element(tag, {name: shown(value) for name, value in attributes.items()})
    extend(made, *children)
    return made


def extend(parent: Element, *children: Child) -> None:
    """Add texts and elements at the end of the element."""
    for child in children:
        if isinstance(child, Element):
            parent.append(child)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + shown(child)
        else:
            parent.text = (parent.text or "") + shown(child)


def shown(text: str) -> str:
    """Return the text with tabs as spaces, line ends as they are and everything else that is invisible made visible."""
    return "\n".join(visible(line) for line in text.expandtabs(4).split("\n"))


def as_html(root: Element, ascii_only: bool = False) -> str:
    """Return the element as it stands in an HTML document; only the text of <style> is written as it is."""
    written: str = tostring(root, encoding="unicode", method="html")
    return written.encode("ascii", "xmlcharrefreplace").decode() if ascii_only else written
