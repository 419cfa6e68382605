"""What somebody who installs derive gets."""

import importlib.util
import os
import subprocess
import sys
import zipfile

import pytest


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """The wheel of this checkout, built without the network."""
    if importlib.util.find_spec("hatchling") is None or importlib.util.find_spec("pip") is None:
        pytest.skip("building a wheel takes hatchling and pip")
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", str(root), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("derive-*.whl"))


def test_the_wheel_carries_the_equations(wheel, root):
    ours = sorted(path.name for path in (root / "equations").glob("*.md"))
    packed = sorted(name.rpartition("/")[2] for name in zipfile.ZipFile(wheel).namelist() if "/equations/" in name)
    assert ours and [name for name in packed if name.endswith(".md")] == ours


def test_the_wheel_carries_the_grammar_with_its_table_and_no_tests(wheel, root):
    packed = zipfile.ZipFile(wheel).namelist()
    syntax = root / "derive" / "syntax"
    grammars = [str(path.relative_to(root)) for suffix in ("lark", "json") for path in syntax.glob(f"*.{suffix}")]
    assert len(grammars) == 2 and [name for name in grammars if name not in packed] == []
    assert not [name for name in packed if name.startswith(("tests/", "bench/"))]


def test_an_installed_derive_finds_its_equations_from_any_folder(wheel, tmp_path):
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    probe = (
        "import derive.cli.documents as d; folder = d.builtin_equations(); print(folder);"
        "print(all(hasattr(s, 'text') for s in d.load_folder(folder, 'equations')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=elsewhere, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [str(site / "derive" / "equations"), "True"]
