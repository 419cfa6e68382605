"""Which module may import which: the direction of the flow."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    ("derive.source", "derive.display", "derive.rules", "derive.builtin"),
    ("derive.term", "derive.topology", "derive.verdict"),
    ("derive.read",),
    ("derive.syntax",),
    ("derive.theory",),
    ("derive.elaborate",),
    ("derive.network",),
    ("derive.prove",),
    ("derive.suggest",),
    ("derive.notation",),
    ("derive.explain",),
    ("derive.codegen",),
    ("derive.report",),
    ("derive.pipeline",),
    ("derive.export",),
    ("derive.training",),
    ("derive",),
    ("derive.cli", "derive.__main__", "derive.notebook"),
)
"""From the source to the command line; a module imports from its own row and the rows above."""

MAY_IMPORT_SYMPY = ("derive.network", "derive.prove.instance", "derive.explain.sample_point", "derive.codegen")
MAY_IMPORT_INSIDE_FUNCTIONS = ("derive.cli", "derive")
"""A package here stands for its modules; `derive` alone is the Python API, which loads the pipeline when it is used."""


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "derive").rglob("*.py"))}


def within(module, package):
    return module == package or (package != "derive" and module.startswith(f"{package}."))


def rank(module):
    """Return the row of the module in LAYERS."""
    return next(row for row, packages in enumerate(LAYERS) for package in packages if within(module, package))


def imported(node):
    """Return the full names that an import statement loads."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        submodules = [f"{node.module}.{alias.name}" for alias in node.names]
        known = [name for name in submodules if name in MODULES]
        return known if len(known) == len(submodules) else [*known, node.module]
    return []


def imports(module):
    """Return the modules of derive that the module imports, anywhere in it."""
    names = {name for node in ast.walk(MODULES[module]) for name in imported(node)}
    return sorted(name for name in names if name in MODULES)


def top_level(tree):
    """Return the statements that run when the module is imported, leaving functions and type checking aside."""
    pending = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        pending += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


def test_every_module_has_its_place():
    placed = [module for module in MODULES if any(within(module, package) for row in LAYERS for package in row)]
    assert placed == list(MODULES)


def test_imports_follow_the_flow():
    against = [
        f"{module} imports {name}" for module in MODULES for name in imports(module) if rank(name) > rank(module)
    ]
    assert against == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {module: {name for name in imports(module) if name != module} for module in MODULES}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None
    assert len(order) == len(MODULES)


def test_sympy_is_imported_only_where_it_judges():
    users = [
        module
        for module, tree in MODULES.items()
        if any(name.partition(".")[0] == "sympy" for node in ast.walk(tree) for name in imported(node))
    ]
    assert [user for user in users if not user.startswith(MAY_IMPORT_SYMPY)] == []


def test_imports_stand_at_the_top_of_the_module():
    hidden = [
        f"{module}:{node.lineno}"
        for module, tree in MODULES.items()
        if not any(within(module, package) for package in MAY_IMPORT_INSIDE_FUNCTIONS)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_the_command_line_imports_heavy_libraries_only_inside_functions():
    heavy = {"sympy", "rich", "numpy", "flint", "lark"}
    found = [
        f"{module}: {name}"
        for module, tree in MODULES.items()
        if within(module, "derive.cli")
        for node in top_level(tree)
        for name in imported(node)
        if name.partition(".")[0] in heavy
    ]
    assert found == []


def test_the_package_and_the_command_line_load_nothing_heavy():
    probe = (
        "import sys, {}\n"
        "print([name for name in ('sympy', 'lark', 'rich', 'flint', 'numpy', 'mpmath') if name in sys.modules])"
    )
    for module in ("derive", "derive.cli.main", "derive.cli.verify", "derive.verdict"):
        done = subprocess.run([sys.executable, "-c", probe.format(module)], capture_output=True, text=True, cwd=ROOT)
        assert (module, done.stdout, done.stderr) == (module, "[]\n", "")
