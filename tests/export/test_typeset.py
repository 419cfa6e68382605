r"""Exported LaTeX is set by a real pdflatex, and its formulas by a real KaTeX; both are skipped where they are missing.

KaTeX is looked for in the folder that DERIVE_KATEX names (one with node_modules/katex in it) or in the checkout.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from derive.export.write import Form, Wanted, document, export
from derive.pipeline import Options
from derive.read.read import read
from derive.report.note import text_of
from derive.source import Source

ROOT = Path(__file__).resolve().parents[2]
NOTES = [
    *sorted((ROOT / "equations").glob("*.md")),
    *(ROOT / "tests" / "notes" / name for name in ("softmax.md", "macros.tex", "unicode.md", "matrix-arrows.md")),
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


def katex_folder():
    """Return the folder with node_modules/katex, or None."""
    for folder in (os.environ.get("DERIVE_KATEX"), ROOT):
        if folder and (Path(folder) / "node_modules" / "katex").is_dir() and shutil.which("node"):
            return Path(folder)
    return None


needs_katex = pytest.mark.skipif(katex_folder() is None, reason="no node with katex (DERIVE_KATEX names its folder)")


def written(path, form, wanted=None):
    found = document(Source(path.name, path.read_text("utf-8")), Options())
    return text_of(export(found, wanted or Wanted(), form, Options()).proof.chunks)


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
    log = typeset(tmp_path, written(path, Form("latex", True)))
    assert stands_out(log) == []
    assert "undefined" not in log and "multiply defined" not in log


@needs_latex
def test_a_fragment_compiles_inside_another_document_that_refers_to_its_labels(tmp_path):
    (tmp_path / "bp.tex").write_text(written(NOTES[1], Form("latex", False)), "utf-8")
    around = "\\documentclass{article}\n\\usepackage{amsmath}\n\\usepackage{amssymb}\n\\begin{document}\n"
    around += "By \\eqref{eq:BP1} and \\eqref{eq:BP4}:\n\\input{bp}\n\\end{document}\n"
    typeset(tmp_path, around)
    assert "undefined" not in typeset(tmp_path, around)


def formulas(text, name):
    """Return the displays and the formulas in running text of a note, as KaTeX gets them."""
    equations = read(Source(name, text)).equations
    return [{"text": _LABEL.sub("", equation.text).strip("$"), "display": equation.display} for equation in equations]


@needs_katex
@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_every_formula_of_a_fragment_and_of_markdown_is_set_by_katex(path, tmp_path):
    fragment, markdown = written(path, Form("latex", False)), written(path, Form("markdown", False))
    given = [*formulas(fragment, "note.tex"), *formulas(markdown, "note.md")]
    (tmp_path / "formulas.json").write_text(json.dumps(given))
    program = (
        "const katex = require(process.argv[1] + '/node_modules/katex');"
        "for (const f of JSON.parse(require('fs').readFileSync(process.argv[2])))"
        "  katex.renderToString(f.text, {displayMode: f.display, throwOnError: true, strict: 'ignore'});"
        "console.log('all set');"
    )
    arguments = ["node", "-e", program, str(katex_folder()), str(tmp_path / "formulas.json")]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("all set", ""), done.stderr[-2000:]
    assert len(given) > 10
