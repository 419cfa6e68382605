"""Whole notes corrected: every proved correction is made, nothing else is touched, and nothing can be lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from derive.cli.fixing import fixed
from derive.pipeline import Options, check
from derive.source import Source
from derive.verdict import Holds, IllFormed, Unchecked, Wrong

NOTES = Path(__file__).resolve().parent.parent / "notes"
SEEDS = NOTES.parent.parent.parent / "shared" / "corpus" / "seeds"
SOME = ("brackets.md", "damaged.md", "macros.tex", "matrix-two-layers.md", "missing-sum.md", "samples.md", "unicode.md")
CORRECTED = [*(NOTES / name for name in SOME), *sorted(SEEDS.glob("*.md"))]


def faults(report):
    return [found for found in report.findings if isinstance(found.verdict, Wrong | IllFormed)]


def correctable(report):
    return [found for found in faults(report) if found.verdict.correction and found.verdict.correction.proved]


def between_faults(report):
    """Return what stands before, between and behind the relations that are wrong or belong to their corrections."""
    spans = [found.span for found in faults(report)]
    spans += [span for found in correctable(report) for span, _ in found.verdict.correction.besides]
    text, done, pieces = report.source.text, 0, []
    for span in sorted(spans, key=lambda span: span.start):
        pieces.append(text[done : span.start])
        done = max(done, span.end)
    return [*pieces, text[done:]]


@pytest.mark.parametrize("path", CORRECTED, ids=lambda path: path.name)
def test_a_note_with_its_corrections_verifies_and_is_otherwise_the_same(path):
    before = check(Source(path.name, path.read_bytes().decode()), Options())
    done = fixed(before, lambda source: check(source, Options()))
    after = done.report
    assert correctable(after) == []
    assert len(faults(after)) == len(faults(before)) - len(correctable(before))
    for old, new in zip(before.findings, after.findings, strict=True):
        assert isinstance(new.verdict, type(old.verdict) | Holds)
        assert not isinstance(new.verdict, Unchecked) or isinstance(old.verdict, Unchecked)
    position = 0
    first, *rest = between_faults(before)
    assert after.source.text.startswith(first)
    for piece in rest:
        position = after.source.text.index(piece, position) + len(piece)
    assert after.source.text.endswith(rest[-1] if rest else first)
    assert fixed(after, lambda source: check(source, Options())).number == 0


KILLED = """
import os, signal, sys
replace, written = os.replace, []
def dying(source, target):
    if str(target).endswith(".md"):
        written.append(target)
        if len(written) == 2 and {before}:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)
        if len(written) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    else:
        replace(source, target)
os.replace = dying
from derive.cli.main import main
main(["verify", ".", "--fix"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_run_that_is_killed_while_it_writes_leaves_every_note_whole(tmp_path, root, before):
    wrong = "$$z = w x + b$$ $$\\frac{\\partial z}{\\partial w} = b$$\n"
    right = wrong.replace("= b$$\n", "= x$$\n")
    names = ("a.md", "b.md", "c.md")
    for name in names:
        (tmp_path / name).write_text(wrong, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    script = [sys.executable, "-c", KILLED.format(before=before)]
    killed = subprocess.run(script, cwd=tmp_path, env=environment, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in names]
    assert texts == [right, wrong if before else right, wrong]
    again = subprocess.run(
        [sys.executable, "-m", "derive", "verify", ".", "--fix"], cwd=tmp_path, env=environment, capture_output=True
    )
    assert again.returncode == 0
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in names} == {right}
