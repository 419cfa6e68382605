"""How many mutants of the kernel its own tests kill.

    python bench/kernel_mutants.py [--number 150] [--seed 0] [--processes 1] [--module normal]

A mutant is the kernel with one small change: a comparison, a connective, an operator, a number, a truth value, a
condition that is always or never met, a statement left out. So many are drawn from all there are, and the tests in
tests/kernel, the quick files first, are run on each until one fails. Survivors are shown; exit status 1 when more than
one in ten survives.
"""

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
KERNEL = ROOT / "derive" / "prove" / "kernel"
TESTS = ("refusals", "normal", "layers", "differentiate_sympy", "prove", "differentiate")
SECONDS = 400
COMPARISONS = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}


def changes(node):
    """Yield (name, function that makes the change) for every change of this node alone."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in COMPARISONS:
            yield "comparison", lambda n: setattr(n, "ops", [COMPARISONS[type(operator)]()])
        case ast.BoolOp(op=ast.And()):
            yield "and for or", lambda n: setattr(n, "op", ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield "or for and", lambda n: setattr(n, "op", ast.And())
        case ast.BinOp(op=operator) if type(operator) in OPERATORS:
            yield "operator", lambda n: setattr(n, "op", OPERATORS[type(operator)]())
        case ast.Constant(value=bool() as value):
            yield "truth value", lambda n: setattr(n, "value", not value)
        case ast.Constant(value=int() as value):
            yield "number", lambda n: setattr(n, "value", value + 1)
        case ast.If() | ast.IfExp():
            yield "always", lambda n: setattr(n, "test", ast.Constant(True))
            yield "never", lambda n: setattr(n, "test", ast.Constant(False))
        case ast.match_case(guard=ast.expr()):
            yield "guard left out", lambda n: setattr(n, "guard", None)
        case ast.comprehension(ifs=[_, *_]):
            yield "filter left out", lambda n: setattr(n, "ifs", [])
        case ast.Return(value=ast.expr()):
            yield "nothing returned", lambda n: setattr(n, "value", ast.Constant(None))
    for name in ("body", "orelse"):
        for i, part in enumerate(getattr(node, name, ()) if isinstance(getattr(node, name, ()), list) else ()):
            works = isinstance(part, ast.Assign | ast.AugAssign) or (isinstance(part, ast.Expr) and calls(part))
            if works and not isinstance(node, ast.Module | ast.ClassDef):
                yield "left out", lambda n, name=name, i=i: getattr(n, name).__setitem__(i, ast.Pass())


def calls(part):
    """Tell whether a statement is a call, and no docstring."""
    return isinstance(part.value, ast.Call)


def annotations(tree):
    """Return the nodes that stand in types, which no test can see."""
    found = set()
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                found.update(map(id, ast.walk(getattr(node, name))))
        if isinstance(node, ast.Assert):
            found.update(map(id, ast.walk(node)))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp | ast.Call) and node in tree.body:
            found.update(map(id, ast.walk(node)))
    return found


def places(path):
    """Return (number of the node, number of the change, name, line) for every change of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    types = annotations(tree)
    return [
        (i, j, name, getattr(node, "lineno", 0))
        for i, node in enumerate(ast.walk(tree))
        if id(node) not in types
        for j, (name, _) in enumerate(changes(node))
    ]


def mutated(path, i, j):
    """Return the module's text with one change."""
    tree = copy.deepcopy(ast.parse(path.read_text(encoding="utf-8")))
    node = list(ast.walk(tree))[i]
    list(changes(node))[j][1](node)
    return ast.unparse(ast.fix_missing_locations(tree))


def survives(path, i, j):
    """Tell whether all tests of the kernel pass with the change."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("derive", "tests", "equations"):
            shutil.copytree(ROOT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", folder)
        (Path(folder) / path.relative_to(ROOT)).write_text(mutated(path, i, j), encoding="utf-8")
        files = [f"tests/kernel/test_{name}.py" for name in TESTS]
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *files]
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def main():
    """Print the survivors and the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--module", help="one module of the kernel, such as normal")
    options = parser.parse_args()
    modules = [path for path in sorted(KERNEL.glob("*.py")) if options.module in (None, path.stem)]
    every = [(path, *place) for path in modules for place in places(path)]
    chosen = Random(options.seed).sample(every, min(options.number, len(every)))
    print(f"{len(every)} mutants, {len(chosen)} of them tried", flush=True)
    made, alive = Counter(), Counter()

    def tried(mutant):
        path, i, j, name, line = mutant
        lives = survives(path, i, j)
        made[path.stem] += 1
        alive[path.stem] += lives
        if lives:
            print(f"survives: {path.name}:{line}: {name}", flush=True)
        if sum(made.values()) % 20 == 0:
            print(f"{sum(made.values())} tried, {sum(alive.values())} alive", flush=True)

    with ThreadPoolExecutor(options.processes) as pool:
        list(pool.map(tried, chosen))
    print("| module | tried | killed |\n|---|---|---|")
    for name in sorted(made):
        print(f"| {name} | {made[name]} | {made[name] - alive[name]} |")
    total, killed = sum(made.values()), sum(made.values()) - sum(alive.values())
    print(f"| all | {total} | {killed} ({killed / total:.0%}) |")
    sys.exit(killed < 0.9 * total)


if __name__ == "__main__":
    main()
