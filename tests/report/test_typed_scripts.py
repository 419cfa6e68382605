"""A formula is shown as it was typed, whatever was read into its scripts."""

from xml.etree.ElementTree import tostring

from derive.report.mathml import mathml
from derive.report.plane.alphabet import UNICODE
from derive.report.plane.layout import layout
from derive.report.plane.linear import linear
from derive.source import Source, Span
from derive.syntax.tree import IDLE, UNWRITTEN, Group, Letter, Product, Script

HERE = Span(Source("note.md", ""), 0, 0)


def letter(name):
    return Letter(name, (), False, HERE)


BELOW = Product((Group(IDLE, letter("n"), HERE), letter("k")), ("",), HERE)
READ = Script(letter("a"), BELOW, Group(UNWRITTEN, letter("l"), HERE), 0, HERE)
TYPED = Script(letter("a"), Product((letter("n"), letter("k")), ("",), HERE), None, 0, HERE)


def test_an_idle_index_is_shown_and_an_unwritten_layer_is_not():
    assert linear(READ, UNICODE) == linear(TYPED, UNICODE) == "aₙₖ"
    assert layout(READ, UNICODE) == layout(TYPED, UNICODE)
    assert tostring(mathml(READ)) == tostring(mathml(TYPED))
