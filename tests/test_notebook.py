"""What a notebook shows, and its magic; one notebook is run as Jupyter runs it, where that is installed."""

from html.parser import HTMLParser

import pytest

import derive
from derive import notebook
from derive.explain.explain import derivation, teller
from derive.pipeline import Options, study
from derive.source import Source
from derive.verdict import Holds, Report, Wrong

pytest.importorskip("IPython", reason="IPython is not installed (pip install derive[dev])")

NOTE = "$$z = w x + b$$\n\n$$\\frac{\\partial z}{\\partial w} = b$$\n"


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    from IPython.core.history import HistoryManager
    from IPython.core.interactiveshell import InteractiveShell

    patch = pytest.MonkeyPatch()
    patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
    patch.setattr(HistoryManager, "enabled", False)
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "derive")
    yield shell
    InteractiveShell.clear_instance()
    patch.undo()


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)


def displayed(shell, thing):
    return shell.display_formatter.format(thing)[0]


def test_a_report_is_displayed_as_a_page_as_latex_and_as_text(shell):
    shown = displayed(shell, derive.verify(NOTE))
    tags = Tags(shown["text/html"]).seen
    assert tags[:2] == ["div", "style"] and tags.count("article") == 2 and "del" in tags and "math" in tags
    assert {"html", "body", "script"} & set(tags) == set()
    assert "z &= w x + b & \\text{defines}" in shown["text/latex"]
    assert shown["text/plain"].splitlines()[-1].startswith("text: 2 relations: 1 defines, 0 hold, 1 wrong")


def test_the_latex_of_a_report_holds_nothing_that_was_not_understood(shell):
    report = derive.verify("$$z = w x + b$$\n\n$$\\frac{\\partial z}{\\partial w} = \\input{/etc/passwd} x$$\n")
    latex = displayed(shell, report)["text/latex"]
    assert "input" not in latex and "\\text{not read}" in latex and "z &= w x + b" in latex


def test_the_style_of_a_report_leaves_the_notebook_around_it_alone(shell):
    page = displayed(shell, derive.verify(NOTE))["text/html"]
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    assert style.startswith("@scope (.derive) {") and style.count("{") == style.count("}")
    assert ":root" not in style and "body {" not in style


def test_a_finding_is_displayed_with_its_formula_and_verdict(shell):
    finding = derive.verify(NOTE).documents[0].findings[1]
    shown = displayed(shell, finding)
    tags = Tags(shown["text/html"]).seen
    assert tags.count("article") == 1 and tags.count("mfrac") >= 1
    assert shown["text/plain"] == "wrong: \\frac{\\partial z}{\\partial w} = b"


def test_a_derivation_is_displayed_step_by_step(shell):
    studied = study(Source("note.md", NOTE.replace("= b$$\n", "= x$$\n")), Options())
    part = studied.parts[0]
    told = derivation(teller(part), part.items[1], studied.report.findings[1])
    shown = displayed(shell, told)
    assert Tags(shown["text/html"]).seen.count("li") == 1 + len(told.steps)
    assert shown["text/latex"].startswith("$$\\begin{aligned}\n\\frac{\\partial z}{\\partial w}")
    assert shown["text/plain"].splitlines()[3] == "  ── = x   z = wx + b (line 1)"


def test_the_cell_magic_checks_its_cell(shell):
    report = shell.run_cell_magic("derive", "", NOTE)
    assert [type(finding.verdict) for finding in report.documents[0].findings] == [Holds, Wrong]


def test_a_cell_without_signs_of_mathematics_is_a_formula_a_line(shell):
    report = shell.run_cell_magic("derive", "", "z = w x + b\n\n\\frac{\\partial z}{\\partial b} = 1\n")
    assert [type(finding.verdict) for finding in report.documents[0].findings] == [Holds, Holds]


def test_the_options_of_the_magic_are_those_of_the_command(shell):
    text = "$a = \\sigma(z)$ and $\\frac{\\partial a}{\\partial z} = a (1 - a)$"
    verdict = shell.run_cell_magic("derive", "--activation sigmoid", text).documents[0].findings[1].verdict
    assert isinstance(verdict, Holds)


def test_the_line_magic_checks_a_file(shell, tmp_path):
    path = tmp_path / "my note.md"
    path.write_text(NOTE, encoding="utf-8")
    assert len(shell.run_line_magic("derive", f"'{path}'").documents[0].findings) == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--activation sigmod", "Did you mean 'sigmoid'?"),
        ("--layers 2-0-1", "layer"),
        ("--depth 3", "No such option"),
        ("'", "No closing quotation"),
    ],
)
def test_a_mistake_in_the_magic_is_one_sentence(shell, capsys, line, said):
    assert shell.run_cell_magic("derive", line, NOTE) is None
    printed = capsys.readouterr().out
    assert said in printed and "Traceback" not in printed and printed.count("\n") == 1


def test_a_report_whose_source_reads_otherwise_is_shown_without_formulas():
    document = derive.verify(NOTE).documents[0]
    shortened = Report((type(document)(document.source, document.findings[:1], (), ()),))
    assert "article" in Tags(notebook.report_bundle(shortened)["text/html"]).seen


def test_a_notebook_runs(tmp_path, root, monkeypatch):
    nbformat = pytest.importorskip("nbformat", reason="Jupyter is not installed (pip install nbclient ipykernel)")
    client = pytest.importorskip("nbclient", reason="Jupyter is not installed (pip install nbclient ipykernel)")
    pytest.importorskip("ipykernel", reason="Jupyter is not installed (pip install nbclient ipykernel)")
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    cells = ["%load_ext derive", f"%%derive\n{NOTE}", f"import derive\nderive.verify({NOTE!r})"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client.NotebookClient(book, timeout=60, kernel_name="python3").execute()
    for cell in book.cells[1:]:
        (output,) = cell.outputs
        assert "<article" in output.data["text/html"] and "1 wrong" in output.data["text/plain"]


@pytest.mark.parametrize("shown", ["report", "document", "finding"])
def test_what_derive_returns_shows_itself_in_every_format(shown):
    report = derive.verify(r"$z = w x + b$ and $\frac{\partial z}{\partial w} = b$")
    value = {"report": report, "document": report.documents[0], "finding": report.documents[0].findings[1]}[shown]
    found = value._repr_mimebundle_()
    assert set(found) == {"text/html", "text/latex", "text/plain"}
    assert "<math" in value._repr_html_() and value._repr_html_() == found["text/html"]
    assert r"\frac{\partial z}{\partial w}" in value._repr_latex_()
