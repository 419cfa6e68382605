r"""Documents made to break LaTeX: nothing of theirs is a command that is not known to be harmless."""

import re

import pytest

from derive.export.write import Form, Wanted, document, export
from derive.pipeline import Options
from derive.source import Source
from tests.export.test_typeset import needs_latex, typeset

NOTE = r"""# A \input{/etc/passwd} 100% $5 & #1 _x^ \write18{ls} {{ }} ~ ∑ 日本 “é”

## $\input{/etc/passwd}$ and \end{document} $z$

$$z = w x + b \tag{\input{/etc/passwd}} \label{eq:a\b{}}$$

## `code` **bold** [link](http://x.y) \begin{verbatim}

$$\frac{\partial z}{\partial w} = x \tag{100% & #_^~}$$

$$\frac{\partial z}{\partial b} = 1 \text{ for all $x$ % comment \input{/etc/passwd}} \label{eq:ok}$$

$$\frac{\partial z}{\partial x} = w \quad \text{\write18{ls} \csname end\endcsname}$$

$$\frac{\partial z}{\partial ж} = 0, \qquad z_{\text{日本}} = w x + b \tag{BP1} \tag{BP1}$$

$$\frac{\partial z}{\partial b} = \textcolor{red}{1} \tag{BP1}\label{eq:BP1}$$
"""

HARMFUL = re.compile(r"\\(?:input|write|csname|catcode|def|let|immediate|openout|read|include|special|textcolor)\b")


@pytest.mark.parametrize("standalone", [True, False], ids=["document", "fragment"])
def test_no_command_of_the_document_reaches_the_output_unknown(standalone):
    result = export(
        document(Source("n.md", NOTE), Options()), Wanted(wrong_too=True), Form("latex", standalone), Options()
    )
    assert HARMFUL.search(result.text.replace("\\textbackslash{}", "")) is None
    assert result.text.isascii()
    assert result.text.count("\\end{document}") == standalone


@needs_latex
@pytest.mark.parametrize("wrong_too", [True, False])
def test_what_is_exported_of_it_compiles(wrong_too, tmp_path):
    found = document(Source("n.md", NOTE), Options())
    log = typeset(tmp_path, export(found, Wanted(wrong_too=wrong_too), Form("latex", True), Options()).text)
    assert "multiply defined" not in log


def test_markup_of_the_document_is_text_on_the_page():
    note = "# <script>alert(1)</script>\n\n$$z = w x + b$$\n\n$$\\frac{\\partial z}{\\partial b} = 1$$\n"
    page = export(document(Source("<n>.md", note), Options()), Wanted(), Form("html"), Options()).text
    assert "<script" not in page and "&lt;script&gt;" in page
