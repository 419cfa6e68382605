"""The house rules, as far as a program can check them."""

import ast
import re._constants as opcode
import re._parser as regex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "derive").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 320, 45
VAGUE = {"utils", "util", "core", "base", "manager", "helpers", "helper", "common", "misc"}
FORBIDDEN_CALLS = {"eval", "exec", "sympify", "parse_expr", "__import__"}
MAY_RUN_ITS_OWN_TEXT = "derive/codegen/execute.py"
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
REPEATS = (opcode.MAX_REPEAT, opcode.MIN_REPEAT)


def nodes(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["lint", "format", "types"],
)
def test_the_tools_find_nothing(command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_too_long():
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    functions = (
        (f"{name(path)}:{node.name}", node.end_lineno - node.lineno + 1)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert {function: length for function, length in functions if length > LONGEST_FUNCTION} == {}


def test_no_module_has_a_name_that_says_nothing():
    assert [name(path) for path in MODULES if {path.stem, *path.relative_to(ROOT).parts} & VAGUE] == []


def nested_quantifier(parsed, inside=False):
    """Say whether an unbounded repeat stands inside another; a possessive or atomic one cannot backtrack."""
    for operation, value in parsed:
        if operation in REPEATS:
            unbounded = value[1] == opcode.MAXREPEAT
            if (inside and unbounded) or nested_quantifier(value[2], inside or unbounded):
                return True
        elif operation is opcode.BRANCH:
            if any(nested_quantifier(branch, inside) for branch in value[1]):
                return True
        elif operation is opcode.SUBPATTERN:
            if nested_quantifier(value[3], inside):
                return True
        elif operation in (opcode.ASSERT, opcode.ASSERT_NOT) and nested_quantifier(value[1], inside):
            return True
    return False


@pytest.mark.parametrize("pattern", [r"(a+)+", r"(?:a|b*)*c", r"(?:(?:\s*,)?x)*", r"(?=(a+)*)"])
def test_a_nested_quantifier_is_recognised(pattern):
    assert nested_quantifier(regex.parse(pattern))


@pytest.mark.parametrize("pattern", [r"a+b*", r"(?:a{2}){3}", r"(?:ab)*c+", r"(?:a?b)*", r"(?:a++b)*"])
def test_a_plain_quantifier_is_not_taken_for_a_nested_one(pattern):
    assert not nested_quantifier(regex.parse(pattern))


def literal_patterns(path):
    """Return every string literal that is handed to a function of `re`, whole or as a part of a larger one."""
    for node in nodes(path):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.lineno, node.args[0].value, "re.VERBOSE" in ast.unparse(node)


def test_no_regular_expression_has_nested_quantifiers():
    found = [
        f"{name(path)}:{line}: {pattern}"
        for path in MODULES
        for line, pattern, verbose in literal_patterns(path)
        if nested_quantifier(regex.parse(pattern, opcode.SRE_FLAG_VERBOSE if verbose else 0))
    ]
    assert found == []


def test_nothing_of_a_document_can_be_run():
    found = []
    for path in MODULES:
        for node in nodes(path):
            match node:
                case ast.Call(func=ast.Name(id="exec")) if name(path) == MAY_RUN_ITS_OWN_TEXT:
                    pass
                case ast.Call(func=ast.Name(id=called)) if called in FORBIDDEN_CALLS:
                    found.append(f"{name(path)}:{node.lineno}: {called}")
                case ast.Call(func=ast.Attribute(attr=called)) if called in FORBIDDEN_CALLS - {"eval"}:
                    found.append(f"{name(path)}:{node.lineno}: {called}")
                case ast.Import(names=names) if {alias.name.partition(".")[0] for alias in names} & FORBIDDEN_MODULES:
                    found.append(f"{name(path)}:{node.lineno}: {ast.unparse(node)}")
                case ast.ImportFrom(module=module) if (module or "").partition(".")[0] in FORBIDDEN_MODULES:
                    found.append(f"{name(path)}:{node.lineno}: {ast.unparse(node)}")
    assert found == []


def test_no_work_is_left_for_later_in_a_comment():
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    assert [name(path) for path in MODULES if any(mark in path.read_text(encoding="utf-8") for mark in marks)] == []
