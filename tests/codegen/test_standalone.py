"""The exported module, run by itself."""

import ast
import subprocess
import sys

import pytest
from click.testing import CliRunner

from derive.cli.main import main
from derive.codegen.standalone import module_text
from tests.codegen.documents import schedule_built_in

CASES = (
    ("four-equations", (6, 4, 3), ("sigmoid",), "cross-entropy"),
    ("component-form", (5, 4, 3, 2), ("relu", "tanh", "softplus"), None),
    ("four-equations", (5, 4, 3), ("tanh", "softmax"), None),
    ("single-neuron-chain", (1, 1, 1, 1), ("sigmoid",), None),
)


@pytest.mark.parametrize(("note", "layers", "activations", "cost"), CASES)
def test_the_module_runs_without_derive_and_its_gradient_is_right(tmp_path, note, layers, activations, cost):
    text = module_text(schedule_built_in(note, layers, activations, cost), f"{note}.md")
    assert "derive" not in [line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))]
    (tmp_path / "step.py").write_text(text, "utf-8")
    done = subprocess.run([sys.executable, "-I", "step.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.rpartition(": ")[2]) < 1e-7


def test_a_hostile_equation_stays_a_comment():
    schedule = schedule_built_in("four-equations", (3, 2))
    item = schedule.forward[0]
    fields = {name: getattr(item, name) for name in ("target", "value", "origin")}
    planted = type(item)(equation='x"""\n    import os\r\u2028os.abort() # \\N{BULLET}\x0c$', **fields)
    changed = type(schedule)(
        schedule.layers,
        schedule.activations,
        schedule.cost,
        (planted, *schedule.forward[1:]),
        schedule.backward,
        ('"""\nimport os',),
    )
    text = module_text(changed, 'a"""\nimport os #.md')
    nodes = list(ast.walk(ast.parse(text)))
    imported = [node.names[0].name for node in nodes if isinstance(node, ast.Import)]
    imported += [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
    assert set(imported) == {"numpy"}
    assert "abort" not in {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_the_command_writes_a_module_that_runs(tmp_path):
    path = tmp_path / "step.py"
    arguments = ["export", "--layers", "5-4-3", "--activation", "tanh,sigmoid", "--cost", "cross-entropy"]
    done = CliRunner().invoke(main, [*arguments, "-o", str(path)])
    assert (done.exit_code, done.output) == (0, "")
    assert subprocess.run([sys.executable, "-I", str(path)], capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["BP1", "--to", "python"], "whole note"),
        (["BP1", "--layers", "2-2"], "for --to python"),
        (["--to", "python", "--layers", "5-4-3", "--activation", "tanh", "--cost", "cross-entropy"], "between 0 and 1"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(arguments, said):
    done = CliRunner().invoke(main, ["export", *arguments])
    assert done.exit_code == 2
    assert said in done.output
