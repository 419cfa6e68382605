from rich.cells import cell_len

from derive.report import terminal
from derive.report.page import plain
from derive.source import Source, Span
from derive.verdict import Correction, DocumentReport, Holds, IllFormed, Report, Unchecked, Wrong
from tests.report.samples import HOLDS, NOTE, WITNESS, document, found, note, part


def text(report, verbosity=0, width=100):
    return "".join(f"{plain(line)}\n" for line in terminal.render(report, verbosity, width))


def one(*documents, **keywords):
    return text(Report(documents), **keywords)


WRONG = """\
error[D205] wrong layer: this equation is false
 --> note.md:4:46
4 | $$\\frac{\\partial C}{\\partial w^l} = \\delta^l a^l$$
  |                                              ^^^ should be a^{l-1}
  = line 3 defines z^l = w^l a^{l-1} + b^l
  = counterexample: layers 1-1-1, l = 2, σ(t) = t^2, a^0 = 1/2, w^2 = 3: left 1/8, right 1/4
help: replace by a^{l-1} (then it holds for every size)

"""
SHAPES = """\
error[D301] shapes cannot meet: W is 2×3, δ is 2×1
 --> note.md:6:3
6 | $$W \\delta = a + 1$$
  |   ^^^^^^^^

"""
COUNTS = "note.md: 5 relations: 1 defines, 1 holds (1 for every size), 1 wrong, 1 ill-formed, 1 not understood "
COUNTS += "(coverage 80%)\n"


def test_an_error_is_shown_with_its_line_its_underline_its_witness_and_its_correction():
    repairs = "note: damage in the document was repaired: 1 × escapes of a site generator [D104]; -v shows where\n"
    assert one(note()) == WRONG + SHAPES + repairs + COUNTS


def test_quiet_shows_only_errors_and_counts():
    assert one(note(), verbosity=-1) == WRONG + SHAPES + COUNTS


def test_verbose_shows_every_relation_in_reading_order_and_what_was_assumed():
    lines = one(note(), verbosity=1).splitlines()
    heads = [line for line in lines if line.startswith(("note", "error"))]
    assert heads == [
        "note.md:3:3: defines",
        "note[D104] repaired: an escape was taken back",
        "error[D205] wrong layer: this equation is false",
        "note.md:5:3: holds for every size, l < L (general: proved, instance: not run, numeric: agrees)",
        "error[D301] shapes cannot meet: W is 2×3, δ is 2×1",
        "note[D501] not checked: ♥ has no meaning",
        "note: assumed a^l = σ(z^l)",
        COUNTS.rstrip(),
    ]


def test_several_documents_end_with_a_total():
    first = document("$a = b$ $c = d$", ("a = b", HOLDS), ("c = d", Holds("2-3-2")), path="1.md")
    second = document("$a = b$", ("a = b", Unchecked("D901", "limit reached")), path="2.md")
    assert one(first, second) == (
        "1.md: 2 relations: 0 define, 2 hold (1 for every size, 1 on 2-3-2), 0 not understood (coverage 100%)\n"
        "2.md: 1 relation: 0 define, 0 hold, 1 not understood (coverage 0%)\n"
        "total: 2 documents, 3 relations: 0 define, 2 hold (1 for every size, 1 on 2-3-2), 1 not understood "
        "(coverage 66%)\n"
    )


def test_a_document_with_errors_stands_apart_from_the_one_before():
    shown = one(document("$a = b$", ("a = b", HOLDS)), note()).splitlines()
    assert shown[1:3] == ["", "error[D205] wrong layer: this equation is false"]


def test_what_spans_lines_in_the_document_is_told_on_one():
    body = "$x = y$"
    verdict = IllFormed("D301", "first\n second", Span(Source("p", body), 1, 3))
    assert one(document(body, ("x = y", verdict))).startswith("error[D301] first second\n")


def test_coverage_is_never_rounded_up_to_the_whole():
    relations = [(f"a_{i} = b", HOLDS) for i in range(999)]
    body = " ".join(f"${relation}$" for relation, _ in relations) + " $c = d$"
    shown = one(document(body, *relations, ("c = d", Unchecked("D501", "?"))))
    assert shown.endswith("1 not understood (coverage 99%)\n")


def test_a_document_without_mathematics_says_so():
    assert one(document("  \n")) == "x.md: no mathematics found (the document is empty)\n"
    assert one(document("Only $x$.")) == "x.md: no mathematics found (no formula here states an equality)\n"


def test_an_error_of_derive_itself_is_shown_without_being_asked_for():
    shown = one(document("$a = b$", ("a = b", Unchecked("D902", "the judges contradict each other"))))
    assert shown.startswith("error[D902] not checked: the judges contradict each other\n")


def marked(body, start, end, label="here", width=60):
    """Return the underlined text as a reader sees it: the cells of the source line above the carets."""
    source = Source("x.md", body)
    span = Span(source, start, end)
    verdict = IllFormed("D301", "m", span)
    finding = found(source, body[body.index("x =") : body.index("x =") + 5], verdict)
    lines = one(DocumentReport(source, (finding,), (), ()), width=width).splitlines()
    below = next(i for i, line in enumerate(lines) if "^" in line.partition("| ")[2])
    above, carets = lines[below - 1].partition("| ")[2], lines[below].partition("| ")[2]
    cells = "".join(char + "\0" * (cell_len(char) - 1) for char in above if cell_len(char))
    first = carets.index("^")
    return cells[first : first + carets.count("^")].replace("\0", ""), max(map(cell_len, lines[: below + 1]))


def test_the_underline_stands_right_under_wide_characters_and_tabs():
    body = "層の誤差\t→ x = δ"
    assert marked(body, body.index("δ"), body.index("δ") + 1)[0] == "δ"
    body = "é́\tx = 層層 + 1"
    assert marked(body, body.index("層"), body.index("層") + 2)[0] == "層層"


def test_a_long_line_is_cut_around_the_underlined_part():
    for before in range(0, 400, 7):
        body = "\\alpha " * before + "x = \\beta" + " + \\gamma" * (400 - before)
        place = body.index("\\beta")
        shown, width = marked(body, place, place + 5)
        assert (shown, width <= 60) == ("\\beta", True)


def test_an_underlined_part_longer_than_the_line_is_shown_from_its_start():
    body = "x = " + "y + " * 500 + "1"
    shown, width = marked(body, 0, len(body))
    assert shown.startswith("x = y + y") and width <= 60


def test_a_line_of_megabytes_costs_no_more_than_its_neighbourhood():
    body = "a" * 2_000_000 + " x = y " + "b" * 2_000_000
    place = body.index("y")
    assert marked(body, place, place + 1)[0] == "y"


def test_a_span_of_several_lines_is_underlined_on_each():
    source = Source("x.tex", "\\begin{align}\n  x &= y\r\n    + z\n\\end{align}\n")
    span = Span(source, source.text.index("x"), source.text.index("z") + 1)
    finding = found(source, source.text[span.start : span.end], Wrong("D201", "", WITNESS))
    lines = one(DocumentReport(source, (finding,), (), ())).splitlines()
    assert lines[:7] == [
        "error[D201] false equation: this equation is false",
        " --> x.tex:2:3",
        "2 |   x &= y",
        "  |   ^^^^^^",
        "3 |     + z",
        "  |     ^^^ the two sides differ",
        "  = counterexample: layers 1-1-1, l = 2, σ(t) = t^2, a^0 = 1/2, w^2 = 3: left 1/8, right 1/4",
    ]


def test_an_insertion_and_a_removal_are_worded_as_such():
    place = part(NOTE, "a^l$").start
    for span, latex, label, advice in (
        (Span(NOTE, place, place), "x", "^ missing x", "help: insert x (not proved)"),
        (Span(NOTE, place, place + 3), "", "^^^ should not be here", "help: remove it (not proved)"),
    ):
        verdict = Wrong("D201", "m", WITNESS, Correction(span, latex, False))
        finding = found(NOTE, "\\delta^l a^l".join(("\\frac{\\partial C}{\\partial w^l} = ", "")), verdict)
        shown = one(DocumentReport(NOTE, (finding,), (), ()))
        assert f" {label}\n" in shown and f"{advice}\n" in shown


def test_no_character_of_a_document_steers_the_terminal():
    body = "$x = \x1b[2J\x9b31m\u202e\x07$"
    hostile = document(body, (body[1:-1], IllFormed("D301", "bad \x1b]0;title\x07", Span(Source("p", body), 1, 3))))
    shown = one(hostile, verbosity=1)
    assert not any(char in shown for char in "\x1b\x9b\u202e\x07")
    assert "␛[2J" in shown


def test_verbose_shows_each_relation_that_holds_as_a_person_reads_it():
    report = Report((note(),))
    readings = tuple(f"a = {number}" for number, _ in enumerate(report.documents[0].findings))
    lines = [plain(line) for line in terminal.render(report, 1, 100, (readings,))]
    assert lines[:2] == ["note.md:3:3: defines", "    a = 0"]
    place = lines.index(
        "note.md:5:3: holds for every size, l < L (general: proved, instance: not run, numeric: agrees)"
    )
    assert lines[place + 1] == "    a = 2"
    assert not any(line in lines for line in ("    a = 1", "    a = 3"))


def test_a_long_formula_is_cut_at_the_width():
    lines = [plain(line) for line in terminal.render(Report((note(),)), 1, 60, (("x" * 90,),))]
    assert lines[1] == f"    {'x' * 54} …"
