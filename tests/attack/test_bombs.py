"""Every bomb given to the command: it ends in its time and its memory, and the next relation is judged.

A few are tried, and all of them where the environment has DERIVE_FULL=1; `bench/bombs.py` prints what each takes.
"""

import json
import os

import pytest

from tests.attack.bombs import JUDGED_FILES, NETWORK, REFUSED_FILES, TRUE, bombs
from tests.attack.child import run

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not say what a process has used")

BUDGET, MEGABYTES = 6.0, 512
"""Seconds given with --timeout, a third of it for one relation; seconds of processor time are compared."""

OPTIONS = ("--timeout", BUDGET, "--jobs", 1, "--isolated", "--no-cache")

NO_TEXT = {"\x00", "\ud800"}
"""What no file of text has: such a file is told of and not read."""

SOME = ("product of sums", "tower of nines", "document: macro bomb", "document: doubling definitions")
FULL = os.environ.get("DERIVE_FULL") == "1"

DOCUMENTS = {f"{name}.md": text for name, text in bombs() if FULL or name in SOME}
FILES = {name: text for name, text in JUDGED_FILES.items() if FULL or name in ("itself.tex", "a bomb in a cell.ipynb")}


def checked(folder, name, text):
    """Return the relations that the command reports of a file, and how it ended."""
    path = folder / name.replace("/", "-").replace("document: ", "")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    arguments = (
        "verify",
        path.name,
        "--output-format",
        "json",
        "--timeout",
        BUDGET,
        "--jobs",
        1,
        "--isolated",
        "--no-cache",
    )
    ended = run(*arguments, folder=folder)
    assert "Traceback" not in ended.errors
    return [relation for document in json.loads(ended.output)["documents"] for relation in document["relations"]], ended


@pytest.mark.parametrize("name", [*DOCUMENTS, *FILES])
def test_a_bomb_ends_within_its_budget_and_the_next_relation_is_judged(name, tmp_path):
    text = {**DOCUMENTS, **FILES}[name]
    relations, ended = checked(tmp_path, name, text)
    assert ended.status in (0, 1) or (ended.status == 2 and NO_TEXT & set(text))
    assert ended.status == 2 or relations[-1]["verdict"] == "holds"
    assert ended.processor < BUDGET + 0.5
    assert ended.megabytes < MEGABYTES


@pytest.mark.parametrize("name", list(REFUSED_FILES) if FULL else ["deep.ipynb", "nul.md"])
def test_a_file_that_is_no_document_is_told_of_and_the_others_are_judged(name, tmp_path):
    (tmp_path / "after.md").write_text(f"{NETWORK}\n$${TRUE}$$\n", encoding="utf-8")
    (tmp_path / name).write_text(REFUSED_FILES[name], encoding="utf-8")
    ended = run("verify", name, "after.md", *OPTIONS, folder=tmp_path)
    assert "after.md: 4 relations: 3 define, 1 holds" in ended.output
    assert "Traceback" not in ended.errors and ended.status in (0, 1, 2)
    assert ended.processor < BUDGET + 0.5 and ended.megabytes < MEGABYTES
