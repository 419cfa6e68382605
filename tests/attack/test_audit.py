"""Forty hostile documents under an audit hook: nothing is written, run or asked for that a document says.

Every document carries `smuggled` in whatever could be taken for code, a file or an address. Each command takes all of
them at once; `derive explain` and `derive export` a few, and each of them where the environment has DERIVE_FULL=1.
"""

import json
import os

import pytest

from tests.attack.audited import MARKER
from tests.attack.child import ROOT, run

FULL = os.environ.get("DERIVE_FULL") == "1"
NOTE = r"$$z = w x + b$$" + "\n\n" + r"$$\frac{\partial z}{\partial w} = %s$$" + "\n\n%s\n"


def note(side="x", after=""):
    """Return a network, a claim with this right side, and text after it."""
    return NOTE % (side, after)


def cells(*sources):
    """Return a notebook with these code cells."""
    made = [{"cell_type": "code", "source": [source], "outputs": [], "metadata": {}} for source in sources]
    shown = {"cell_type": "markdown", "source": [note()], "metadata": {}}
    return json.dumps({"cells": [*made, shown], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


RUN = "__import__('os').system('touch smuggled')"
DOCUMENTS = {
    "call.md": note(rf"\text{{{RUN}}}"),
    "operator.md": note(rf"\operatorname{{{RUN}}}(x)"),
    "eval.md": note(r"\operatorname{eval}(smuggled) + \mathrm{exec}(smuggled)"),
    "lambda.md": note(r"\mathrm{lambda}\ smuggled: x"),
    "letter.md": note(r"smuggled_{__import__} smuggled^{os}"),
    "class.md": note(r"x.__class__.__mro__[1].__subclasses__()_{smuggled}"),
    "format.md": note(r"\text{{0.__class__} %n %s {smuggled!r:>{width}}}"),
    "symbol.md": note(r"\text{Symbol('smuggled')} + \mathrm{S}(\text{smuggled})"),
    "quotes.md": note("\\text{'''\\\"\\\"\\\"\nsmuggled = 1\n}"),
    "newline.md": note("\\operatorname{x\nimport smuggled\n}(x)"),
    "label.md": note(r"x \tag{'; import smuggled; '} \label{" "" + "\n" + r"import smuggled}"),
    "function.md": r"$\operatorname{smuggled; import os}(x) = x$, $z = \operatorname{smuggled; import os}(w)$",
    "write18.tex": r"\immediate\write18{touch smuggled}" + note(r"x \write18{touch smuggled}"),
    "openout.tex": r"\newwrite\f \immediate\openout\f=smuggled.txt \write\f{smuggled}" + note(),
    "input.tex": r"\input{/etc/passwd} \input{../../smuggled} \include{|smuggled}" + note(),
    "url.tex": r"\input{https://example.org/smuggled.tex} \includegraphics{http://example.org/smuggled.png}" + note(),
    "lua.tex": r"\directlua{os.execute('touch smuggled')} \usepackage{smuggled}" + note(),
    "csname.tex": r"\csname smuggled\endcsname \catcode`\x=13 \let\smuggled=\input \smuggled{/etc/passwd}" + note(),
    "macro.tex": r"\newcommand{\smuggled}{\input{/etc/passwd}} \smuggled " + note(r"\smuggled"),
    "listing.tex": r"\lstinputlisting{/etc/passwd} \verbatiminput{smuggled} \InputIfFileExists{smuggled}{}{}" + note(),
    "chunk.qmd": "```{python}\nopen('smuggled', 'w')\n```\n" + note("x", "```{python}\n#| eval: true\nsmuggled()\n```"),
    "chunk.Rmd": "```{r}\nsystem('touch smuggled')\n```\n`r smuggled()`\n" + note(),
    "yaml.md": "---\na: !!python/object/apply:os.system ['touch smuggled']\nb: &a [*a, *a]\n---\n" + note(),
    "code.ipynb": cells("open('smuggled', 'w').write('x')", "!touch smuggled", "%%bash\ntouch smuggled"),
    "magic.ipynb": cells("%load_ext smuggled", "%run smuggled.py", "%%javascript\nsmuggled()"),
    "output.ipynb": cells("1").replace('"outputs": []', '"outputs": [{"data": {"text/html": "<script>smuggled"}}]'),
    "pickle.ipynb": cells("import pickle; pickle.loads(b'smuggled')"),
    "include.rst": ".. include:: /etc/passwd\n.. raw:: html\n   :file: smuggled\n\n.. math::\n\n   z = w x + b\n",
    "literal.rst": ".. literalinclude:: smuggled\n.. exec:: smuggled\n.. plot:: smuggled.py\n\n:math:`z = w x`\n",
    "source.org": '#+begin_src emacs-lisp :results output\n(delete-file "smuggled")\n#+end_src\n' + note(),
    "include.org": '#+INCLUDE: "/etc/passwd"\n#+CALL: smuggled()\n' + note(),
    "script.md": "<script>smuggled()</script><img src=http://example.org/smuggled.png>\n\n" + note(),
    "frame.md": "<iframe src=file:///etc/passwd></iframe> ![a](http://example.org/smuggled.png)\n\n" + note(),
    "entity.html": '<!DOCTYPE x [<!ENTITY smuggled SYSTEM "file:///etc/passwd">]><p>&smuggled;</p>' + note(),
    "link.md": "[a](javascript:smuggled()) <https://example.org/smuggled>\n\n[b]: file:///smuggled\n\n" + note(),
    "remark.md": "<!-- derive: let sigma = __import__('smuggled') -->\n<!-- derive: ignore[smuggled] -->\n" + note(),
    "shell.md": note(r"x \text{$(touch smuggled) `touch smuggled` ; touch smuggled | sh}"),
    "path.md": note(r"\text{../../smuggled} \operatorname{/etc/smuggled}(x)"),
    "escape.md": note("x \\text{\x1b]0;smuggled\x07 \x1b[2J}"),
    "override.md": note("\\text{\u202esmuggled\u2066} x"),
    "wrong.md": note(r"w \operatorname{smuggled}", r"$$\frac{\partial z}{\partial b} = w$$"),
    "template.md": note(r"\text{{{ smuggled() }} {% import smuggled %} <%= smuggled %> ${smuggled}}"),
}
EACH = ("function.md", "wrong.md", "label.md", "macro.tex", "code.ipynb")


@pytest.fixture
def hostile(tmp_path):
    """A folder with the documents in it, and beside it one for what is asked for."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    (tmp_path / "asked").mkdir()
    return folder


def audited(hostile, *arguments):
    """Run the command; return how it ended and what the hook saw."""
    asked, log = hostile.parent / "asked", hostile.parent / "log"
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "DERIVE_CACHE_DIR": str(asked / "cache"), "HOME": str(asked)}
    program = (ROOT / "tests" / "attack" / "audited.py", log, asked)
    before = sorted(hostile.rglob("*"))
    ended = run(*arguments, folder=hostile, environment=environment, program=tuple(map(str, program)))
    assert sorted(hostile.rglob("*")) == before
    return ended, log.read_text(encoding="utf-8", errors="replace").splitlines()


def test_there_are_forty_documents_and_each_carries_the_marker():
    assert len(DOCUMENTS) >= 40
    assert [name for name, text in DOCUMENTS.items() if MARKER not in text and "/etc/passwd" not in text] == []


@pytest.mark.parametrize("form", ["json", "full", "html", "sarif"])
def test_checking_hostile_documents_does_nothing_but_check_them(hostile, form):
    report = str(hostile.parent / "asked" / "report")
    ended, seen = audited(hostile, "verify", *DOCUMENTS, "--output-format", form, "--output-file", report, "--jobs", 2)
    assert seen == []
    assert ended.status == 1 and "Traceback" not in ended.errors


def test_every_hostile_document_is_read_and_reported(hostile):
    ended, seen = audited(hostile, "verify", *DOCUMENTS, "--output-format", "json", "--judges", "all", "--jobs", 2)
    assert seen == []
    found = {document["path"]: document["relations"] for document in json.loads(ended.output)["documents"]}
    assert list(found) == list(DOCUMENTS)
    assert [name for name, relations in found.items() if not relations] == []
    assert "root:" not in ended.output


@pytest.mark.parametrize("name", list(DOCUMENTS) if FULL else EACH)
def test_explaining_and_exporting_a_hostile_document_runs_nothing_of_it(hostile, name):
    ended, seen = audited(hostile, "explain", "--all", name)
    assert seen == [] and "Traceback" not in ended.errors
    for suffix in (".tex", ".html", ".py"):
        ended, seen = audited(hostile, "export", name, "-o", str(hostile.parent / "asked" / f"out{suffix}"))
        assert seen == [] and "Traceback" not in ended.errors


PLANTED = {
    "a file is written": "open('elsewhere', 'w')",
    "a program is started": "import subprocess; subprocess.run(['true'])",
    "the network is used": "import socket; socket.socket()",
    "text is run": "exec('smuggled = 1')",
    "a file is removed": "import os; os.remove('x')",
}


@pytest.mark.parametrize("deed", list(PLANTED.values()), ids=list(PLANTED))
def test_the_hook_sees_what_it_is_there_for(deed, tmp_path):
    (tmp_path / "x").touch()
    script = (
        "import sys; sys.path.insert(0, sys.argv[4])\n"
        "from tests.attack import audited; import derive.cli.main as command\n"
        f"def planted(*_, **__):\n    {deed}\n"
        "command.main = planted\naudited.main()"
    )
    run("log", "allowed", "verify", ROOT, folder=tmp_path, program=("-c", script))
    assert (tmp_path / "log").read_text(encoding="utf-8") != ""
