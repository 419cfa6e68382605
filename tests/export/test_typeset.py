r"""Exported LaTeX is set by a real pdflatex, and its formulas by a real KaTeX; both are skipped where they are missing.

KaTeX is looked for in the folder that DERIVE_KATEX names, in the checkout's node_modules, and where Debian has it.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from derive.export.notations import notation_source
from derive.export.write import Form, Wanted, export, in_letters_of
from derive.pipeline import Options
from derive.read.read import read
from derive.source import excerpt
from tests.export.written import BUILT_IN, FOUR_EQUATIONS, ROOT, loaded, source

NOTES = [
    *BUILT_IN,
    *(ROOT / "tests" / "notes" / name for name in ("macros.tex", "unicode.md", "matrix-arrows.md")),
]
WIDEST = 5.0
"""By how many points a line may stand out of the page."""

_OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt too wide\)")
_LABEL = re.compile(r"\s?\\label\{[^{}]*\}")


def installed(*files):
    """Tell whether pdflatex is there with all of the files."""
    if shutil.which("pdflatex") is None or shutil.which("kpsewhich") is None:
        return False
    return all(subprocess.run(["kpsewhich", file], capture_output=True).returncode == 0 for file in files)


needs_latex = pytest.mark.skipif(
    not installed("amsmath.sty", "amssymb.sty", "hyperref.sty"), reason="no pdflatex with amsmath and hyperref here"
)


def katex():
    """Return the folder of KaTeX: where DERIVE_KATEX says, in the checkout, or Debian's; None where there is none."""
    named = os.environ.get("DERIVE_KATEX")
    folders = [ROOT / "node_modules" / "katex", Path("/usr/share/nodejs/katex")]
    for folder in [Path(named), *folders] if named else folders:
        if folder.is_dir() and shutil.which("node"):
            return folder
    return None


needs_katex = pytest.mark.skipif(katex() is None, reason="no node with katex here (DERIVE_KATEX names its folder)")


def typeset(folder, text):
    """Return the log of pdflatex over the document, which may read nothing outside its folder and run nothing."""
    (folder / "note.tex").write_text(text, "utf-8")
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "note.tex"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, env={**os.environ, "openin_any": "p", "max_print_line": "1000"}
    )
    log = (folder / "note.log").read_text("latin-1")
    assert done.returncode == 0, log[-3000:]
    return log


def stands_out(log):
    return [float(width) for width in _OVERFULL.findall(log) if float(width) > WIDEST]


@needs_latex
@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_a_standalone_document_compiles_and_no_line_stands_out(path, tmp_path):
    log = typeset(tmp_path, source(path, "document").text)
    assert stands_out(log) == []
    assert "undefined" not in log and "multiply defined" not in log


@pytest.mark.skipif(not installed("tikz.sty", "hyperref.sty"), reason="no pdflatex with TikZ here")
@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_document_with_pictures_compiles_and_nothing_stands_out(path, tmp_path):
    text = export(loaded(path), Wanted(("BP1", "BP2", "BP4")), Form("latex", True, True), Options()).text
    assert text.count(r"\begin{tikzpicture}") >= 2
    assert stands_out(typeset(tmp_path, text)) == []


@needs_latex
@pytest.mark.parametrize("name", ["bishop"])
def test_a_document_in_other_letters_compiles_and_no_line_stands_out(name, tmp_path):
    found, wanted = in_letters_of(loaded(FOUR_EQUATIONS), Wanted(), notation_source(name))
    log = typeset(tmp_path, export(found, wanted, Form("latex", True), Options()).text)
    assert stands_out(log) == [] and "multiply defined" not in log


@needs_latex
def test_a_fragment_compiles_inside_another_document_that_refers_to_its_labels(tmp_path):
    (tmp_path / "bp.tex").write_text(source(FOUR_EQUATIONS, "fragment").text, "utf-8")
    around = "\\documentclass{article}\n\\usepackage{amsmath}\n\\usepackage{amssymb}\n\\begin{document}\n"
    around += "By \\eqref{eq:BP1} and \\eqref{eq:BP4}:\n\\input{bp}\n\\end{document}\n"
    typeset(tmp_path, around)
    assert "undefined" not in typeset(tmp_path, around)


def formulas(note):
    """Return the displays and the formulas in running text of a note, as KaTeX gets them."""
    equations = read(note).equations
    return [{"text": _LABEL.sub("", excerpt(item.span)).strip("$"), "display": item.display} for item in equations]


@needs_katex
@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_every_formula_of_a_fragment_and_of_markdown_is_set_by_katex(path, tmp_path):
    given = [*formulas(source(path, "fragment")), *formulas(source(path, "markdown"))]
    (tmp_path / "formulas.json").write_text(json.dumps(given))
    program = (
        "const katex = require(process.argv[1]);"
        "for (const f of JSON.parse(require('fs').readFileSync(process.argv[2])))"
        "  katex.renderToString(f.text, {displayMode: f.display, throwOnError: true, strict: 'ignore'});"
        "console.log('all set');"
    )
    arguments = ["node", "-e", program, str(katex()), str(tmp_path / "formulas.json")]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("all set", ""), done.stderr[-2000:]
    assert len(given) > 10
