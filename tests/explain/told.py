"""The derivations of the notes, made once for all tests."""

from functools import cache
from pathlib import Path

from derive.explain.explain import derivations
from derive.pipeline import Options, study
from derive.source import Source

ROOT = Path(__file__).resolve().parent.parent.parent
EQUATIONS = tuple(sorted((ROOT / "equations").glob("*.md")))


@cache
def told(path):
    """Return (section, item, finding, derivation) for every relation of the note."""
    found = study(Source(path.name, path.read_text("utf-8")), Options(judges="general,numeric"))
    findings = iter(found.report.findings)
    rows = []
    for part in found.parts:
        own = [next(findings) for _ in part.items]
        rows += zip([part] * len(own), part.items, own, derivations(part, tuple(own)), strict=True)
    return rows
