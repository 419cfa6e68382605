import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from derive.cli.main import main
from derive.pipeline import Options, study
from derive.read.read import read
from derive.report.html.correct import corrected, faulty
from derive.report.html.exhibit import exhibit
from derive.report.html.page import render
from derive.report.html.style import COLOURS
from derive.report.mathml import relation_math
from derive.source import Source, Span
from derive.syntax.parse import parse_document
from derive.syntax.tree import Relation
from derive.verdict import Correction, DocumentReport, FileProblem, Holds, Report
from tests.report.hostile import HOSTILE, NAME
from tests.report.samples import note
from tests.report.test_mathml import plain

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Outline(HTMLParser):
    """The elements of a page with their attributes, and the text inside each kind of element."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.open, self.texts, self.unbalanced = [], [], {}, []
        self.feed(page)
        self.unbalanced += self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, text):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(text)

    def attributes(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def page_of(text, name="note.md"):
    studied = study(Source(name, text), Options())
    return render(Report((studied.report,)), [exhibit(studied.parts, studied.report.findings)])


@pytest.fixture(scope="module")
def page(request):
    path = request.config.rootpath / "tests/notes/one-layer-off.md"
    return page_of(path.read_text())


@pytest.fixture(scope="module")
def outline(page):
    return Outline(page)


def test_the_page_is_balanced_and_has_what_readers_and_their_machines_need(page, outline):
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">') and outline.unbalanced == []
    assert outline.texts["title"] == ["note.md · checked by derive"]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in [
        found for _, found in outline.elements
    ]
    assert [tag for tag, _ in outline.elements if tag == "h1"] == ["h1"]


def test_the_policy_admits_one_style_sheet_and_nothing_else(page, outline):
    policy = next(found["content"] for _, found in outline.elements if found.get("http-equiv"))
    (style,) = outline.texts["style"]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = page.index("Content-Security-Policy")
    assert head < page.index("<title") and head < page.index("<style")


def test_no_element_can_run_or_load_anything(outline):
    assert {tag for tag, _ in outline.elements} & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "base",
    } == set()
    assert [name for _, found in outline.elements for name in found if name.startswith("on") or name == "style"] == []
    assert [href for href in outline.attributes("href") if not href.startswith("#")] == []
    assert outline.attributes("src") == []


def test_every_link_has_a_target_and_no_name_stands_twice(outline):
    anchors = outline.attributes("id")
    assert len(anchors) == len(set(anchors))
    assert {href[1:] for href in outline.attributes("href")} <= set(anchors)


def test_every_relation_has_its_place_with_source_formula_and_verdict(outline):
    articles = [found["class"] for tag, found in outline.elements if tag == "article"]
    assert len(articles) == 12 and articles.count("relation wrong") == 5 and articles.count("relation defines") == 3
    assert len([tag for tag, _ in outline.elements if tag == "pre"]) == 12 + 5
    assert outline.texts["del"] and outline.texts["ins"]


def test_a_wrong_equation_shows_what_is_wrong_and_what_is_right():
    text = "$$z = w x + b$$\n\n$$\\frac{\\partial z}{\\partial w} = b$$\n"
    outline = Outline(page_of(text))
    assert outline.texts["del"] == ["b"] and outline.texts["ins"] == ["x"]
    assert [found["class"] for tag, found in outline.elements if found.get("class") == "marked"] == ["marked", "marked"]
    assert "Corrected, it holds for every size:" in outline.texts["p"]


@pytest.mark.parametrize(
    ("left", "right", "correction", "old", "new"),
    [
        ("a", "b c + d", ("b c", "e"), ["b c"], ["e"]),
        ("a", "b \\cdot c d", ("c d", "e f"), ["c d"], ["e f"]),
        ("a", "b", ("b", "b + c"), ["b"], ["b + c"]),
        ("a", "b", ("", " + c"), [], ["c"]),
        ("a", "\\frac{b}{c}", ("c", "d"), ["c"], ["d"]),
        ("a", "b^2", ("^2", ""), [], []),
    ],
)
def test_the_part_that_is_wrong_and_the_one_that_is_right_are_marked_in_the_formulas(left, right, correction, old, new):
    text = f"${left} = {right}$"
    source = Source("x.md", text)
    relation = next(found for found in parse_document(read(source)).statements if isinstance(found, Relation))
    start = text.rindex(correction[0]) if correction[0] else len(text) - 1
    change = Correction(Span(source, start, start + len(correction[0])), correction[1], True)
    mended = corrected(relation.span, relation, change)
    shown = [relation_math(each) for each in (faulty(relation, change), mended.relation)]
    marks = [[plain(mark) for mark in formula.iterfind(".//mrow[@class='marked']")] for formula in shown]
    assert marks == [old, new]


def test_the_definition_that_decides_is_set_as_mathematics(page):
    outline = Outline(page)
    notes = [text for text in outline.texts["p"] if text.startswith("line ")]
    assert notes and all(text.endswith(" defines ") for text in notes)


def test_a_claim_that_holds_has_its_derivation_folded_under_it(outline):
    titles = outline.texts["summary"]
    assert (
        any(title.startswith("The derivation, ") for title in titles) and "What the derivative runs through" in titles
    )


def test_what_a_document_says_is_never_markup():
    outline = Outline(page_of(HOSTILE, NAME))
    assert outline.unbalanced == []
    assert {tag for tag, _ in outline.elements} & {"script", "img", "iframe"} == set()
    assert [href for href in outline.attributes("href") if not href.startswith("#")] == []
    assert outline.texts["h1"] == [NAME]


def test_nothing_invisible_of_a_document_reaches_the_page():
    page = page_of(HOSTILE, NAME)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]", page) == []


def test_a_notebook_is_quoted_as_its_cells_read():
    source = ["# Net\n", "$$z = w x + b$$\n", "\n", "$$\\frac{\\partial z}\n", "{\\partial w} = \\frac{b}{1}$$\n"]
    cells = [{"cell_type": "code", "source": ["x = 1"]}, {"cell_type": "markdown", "source": source}]
    page = page_of(json.dumps({"cells": cells}, indent=1), "note.ipynb")
    outline = Outline(page)
    code = "".join(outline.texts["code"])
    assert "\\frac{\\partial z}\n{\\partial w}" in code and "\\\\frac" not in code and '",' not in code
    assert "cell 2, line 4" in outline.texts["a"]
    assert "merror" not in [tag for tag, _ in outline.elements]


def test_a_report_made_by_hand_needs_no_exhibit():
    outline = Outline(render(Report((note(),), (FileProblem("gone.md", "no such file"),))))
    assert outline.unbalanced == []
    assert [found["class"].split()[1] for tag, found in outline.elements if tag == "article"] == [
        "defines",
        "wrong",
        "holds",
        "ill-formed",
        "unchecked",
    ]
    assert "gone.md" in outline.texts["b"]


def test_several_documents_stand_under_headings_of_their_own():
    outline = Outline(render(Report((note(), note()))))
    assert outline.texts["h2"].count("note.md") == 2 and len(outline.attributes("id")) == len(
        set(outline.attributes("id"))
    )


def test_the_command_writes_the_page_of_documents_checked_side_by_side(tmp_path, root):
    notes = [str(root / "tests/notes" / name) for name in ("softmax.md", "residual.md")]
    target = tmp_path / "page.html"
    options = ["--output-format", "html", "--output-file", str(target), "--jobs", "2", "-q"]
    done = CliRunner().invoke(main, ["verify", *notes, *options])
    outline = Outline(target.read_text(encoding="utf-8"))
    assert done.exit_code == 1 and outline.unbalanced == []
    sections = [found["aria-label"] for tag, found in outline.elements if tag == "section"]
    assert sections == notes and len(outline.texts["figcaption"]) > 2
    assert any(title.startswith("The derivation, ") for title in outline.texts["summary"])


def test_what_is_ignored_is_neither_hidden_nor_to_be_corrected(tmp_path):
    path, target = tmp_path / "note.md", tmp_path / "page.html"
    path.write_text("$$z = w x + b$$\n\n$$\\frac{\\partial z}{\\partial w} = b$$\n", encoding="utf-8")
    options = ["--output-format", "html", "--output-file", str(target), "--ignore", "D201"]
    done = CliRunner().invoke(main, ["verify", str(path), *options])
    outline = Outline(target.read_text(encoding="utf-8"))
    assert done.exit_code == 0 and "wrong, ignored" in outline.texts["span"]
    assert "To correct" not in outline.texts["h2"] and "del" not in outline.texts
    assert not any("relations are right" in text for text in outline.texts["p"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("$a = b$ and $a = b + 0$", "All 2 relations are right."),
        ("$a = b$", "The one relation is right."),
        ("$a = b$ and $a = 2 b$", "1 of 2 relations is not right."),
        ("$a = b$ and $a = \\heartsuit$", "Nothing wrong was found; 1 of 2 relations were not checked."),
    ],
)
def test_the_page_says_in_one_sentence_how_the_document_stands(text, sentence):
    assert Outline(page_of(text)).texts["p"][0] == sentence


def test_nothing_more_is_derived_once_the_time_is_up():
    studied = study(Source("note.md", "$$z = w x + b$$ $$\\frac{\\partial z}{\\partial w} = x$$"), Options())
    shown = [exhibit(studied.parts, studied.report.findings, seconds).relations.values() for seconds in (None, 0)]
    assert [[found.derivation is not None for found in each] for each in shown] == [[False, True], [False, False]]
    assert all(found.relation is not None for found in shown[1])


def test_a_document_without_equations_says_so():
    outline = Outline(render(Report((DocumentReport(Source("empty.md", ""), (), (), ()),))))
    assert "No formula here states an equality." in outline.texts["p"]


def test_what_was_only_tried_is_not_called_right():
    document = note()
    holds = replace(document.findings[2], verdict=Holds("2-3-2"))
    outline = Outline(render(Report((replace(document, findings=(document.findings[0], holds)),))))
    said = "Nothing wrong was found; 1 of 2 relations were only tried on some layers, not proved."
    assert outline.texts["p"][0] == said and "on 2-3-2" in outline.texts["span"]


def test_a_page_can_be_kept_to_ascii(root):
    studied = study(Source("unicode.md", (root / "tests/notes/unicode.md").read_text()), Options())
    page = render(Report((studied.report,)), [exhibit(studied.parts, studied.report.findings)], ascii_only=True)
    assert page.isascii() and "&#963;" in page


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme):
    colours = dict(re.findall(r"--(\w+): (#\w+)", COLOURS.split("@media")[scheme]))
    grounds = [colours["paper"], colours["sheet"]]
    for name in ("ink", "quiet", "link", "holds", "defines", "wrong", "shape", "open", "path"):
        assert all(contrast(colours[name], ground) >= 4.5 for ground in grounds), name
    assert all(contrast(colours["ink"], colours[ground]) >= 4.5 for ground in ("gone", "new"))
