from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from derive.report.page import plain
from derive.report.snippet import snippet
from derive.source import Source, Span, line_starts

WIDTH = 60
LETTERS = st.text(alphabet=st.sampled_from("aδ層\t \\\n\r\x1b\u0301\u202e\U0001d6ff"), min_size=1, max_size=300)


@given(LETTERS, st.data())
def test_whatever_the_text_the_snippet_fits_and_underlines_something(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    source = Source("x", text)
    lines = [plain(line) for line in snippet(Span(source, start, end), line_starts(source), "here", "error", WIDTH)]
    assert max(map(cell_len, lines)) <= WIDTH
    assert not any(char in line for line in lines for char in "\n\r\t\x1b\u202e")
    assert any("^" in line for line in lines) and any("here" in line for line in lines)


@given(
    st.text(alphabet="ab層δ\t\\ ", max_size=200), st.sampled_from(["x", "層x", "xδ"]), st.text("ab層δ\t ", max_size=200)
)
def test_the_underline_covers_exactly_the_marked_characters(before, marked, after):
    source = Source("x", f"{before}«{marked}»{after}")
    span = Span(source, len(before) + 1, len(before) + 1 + len(marked))
    above, below = (plain(line) for line in snippet(span, line_starts(source), "", "error", WIDTH))
    first = below.index("^")
    cells = [char for char in above for _ in range(cell_len(char))]
    assert cells[first - 1] == "«" and cells[first + below.count("^")] == "»"
