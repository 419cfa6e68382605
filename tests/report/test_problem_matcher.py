"""The problem matcher that turns concise reports into annotations on GitHub, and the workflow of the README."""

import json
import re
import shlex

from click.testing import CliRunner

from derive.cli.main import main
from derive.report import concise
from derive.report.page import plain
from derive.source import Source, Span
from derive.verdict import DocumentReport, Report, Warned
from tests.report.samples import WITNESS, Wrong, document, note


def matchers(root):
    path = root / ".github" / "derive-problem-matcher.json"
    return json.loads(path.read_text(encoding="utf-8"))["problemMatcher"]


def matched(root, report):
    """Return what GitHub makes of a report: the severity and the parts of every line that a matcher fits."""
    found = []
    for line in map(plain, concise.render(report)):
        for matcher in matchers(root):
            (pattern,) = matcher["pattern"]
            if fits := re.match(pattern["regexp"], line):
                parts = {name: fits[pattern[name]] for name in ("file", "line", "column", "code", "message")}
                found.append((matcher["severity"], *parts.values()))
    return found


def test_errors_and_warnings_become_annotations_and_nothing_else_does(root):
    source = Source("a b/c:d.md", "x\n")
    warned = DocumentReport(source, (), (), (), (Warned("D107", Span(source, 0, 1), "nothing to ignore: here"),))
    assert matched(root, Report((note(), warned))) == [
        ("error", "note.md", "4", "46", "D205", "wrong layer: this equation is false"),
        ("error", "note.md", "6", "3", "D301", "shapes cannot meet: W is 2×3, δ is 2×1"),
        ("warning", "a b/c:d.md", "1", "1", "D107", "nothing to ignore: here"),
    ]


def test_a_finding_in_a_notebook_is_placed_in_its_file(root):
    cells = {"cells": [{"cell_type": "markdown", "source": ["x = 1\n"]}], "nbformat": 4}
    whole = document(json.dumps(cells), ("x = 1", Wrong("D201", "false", WITNESS)), path="n.ipynb")
    assert matched(root, Report((whole,))) == [("error", "n.ipynb", "1", "50", "D201", "false")]


def test_the_workflow_of_the_readme_calls_commands_that_there_are(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    readme = (root / "README.md").read_text(encoding="utf-8")
    (workflow,) = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    commands = [shlex.split(line)[1:] for line in re.findall(r"derive verify.*", workflow)]
    assert len(commands) >= 2
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("$z = w x$, $\\frac{\\partial z}{\\partial w} = x$", encoding="utf-8")
    for command in commands:
        run = CliRunner().invoke(main, command, prog_name="derive")
        assert run.exit_code == 0, run.output
    assert (tmp_path / "derive.sarif").exists()
