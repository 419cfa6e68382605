"""Every log that derive writes is SARIF 2.1.0, as the official schema has it.

With the official schema at hand, `SARIF_SCHEMA=sarif-schema-2.1.0.json pytest tests/report/test_sarif_schema.py` has it
judge the logs too.
"""

import json
import os
from copy import deepcopy
from pathlib import Path

import pytest

from derive.pipeline import Options, check
from derive.report import sarif
from derive.report.ignoring import selected
from derive.report.selection import Selection
from derive.source import Source
from derive.verdict import FileProblem, Report
from tests.report.samples import note
from tests.report.sarif_schema import SCHEMA

jsonschema = pytest.importorskip("jsonschema", reason="logs are judged by jsonschema")

NOTES = Path(__file__).resolve().parent.parent / "notes"
PROBLEM = FileProblem("a folder/miß#ing.md", "no such file or folder.")


def schemas():
    official = os.environ.get("SARIF_SCHEMA")
    return [SCHEMA, *([json.loads(Path(official).read_text(encoding="utf-8"))] if official else [])]


def mistakes(log):
    """Return what the schemas have against the log."""
    found = []
    for schema in schemas():
        kind = jsonschema.validators.validator_for(schema)
        validator = kind(schema, format_checker=jsonschema.FormatChecker())
        found += [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(log)]
    return found


def log_of(*documents):
    return json.loads(sarif.render(Report(documents, (PROBLEM,)), "1.0"))


@pytest.mark.parametrize("name", ["damaged.md", "macros.tex", "missing-sum.md", "source-for-target.md"])
def test_the_log_of_a_note_is_valid(name):
    text = (NOTES / name).read_text(encoding="utf-8")
    report = check(Source(name, f"<!-- derive: ignore[D204] a slip -->\n{text}"), Options())
    log = log_of(selected(report, Selection(ignore=("D205",))), note())
    assert mistakes(log) == []
    results = log["runs"][0]["results"]
    assert any("fixes" in result for result in results) and len(results) > 4


def test_an_empty_log_is_valid():
    assert mistakes(json.loads(sarif.render(Report(()), "1.0"))) == []


def emptied(owner, key):
    owner[key] = []


CHANGES = {
    "a line before the first": lambda log: log["results"][1]["locations"][0]["physicalLocation"]["region"].update(
        startLine=0
    ),
    "no message": lambda log: log["results"][0].pop("message"),
    "an unknown level": lambda log: log["results"][0].update(level="fatal"),
    "an unknown key": lambda log: log["results"][0].update(colour="red"),
    "a change of nothing": lambda log: emptied(log["results"][1]["fixes"][0]["artifactChanges"][0], "replacements"),
    "a fix without changes": lambda log: log["results"][1]["fixes"][0].pop("artifactChanges"),
    "no tool": lambda log: log.pop("tool"),
    "a rule without its code": lambda log: log["tool"]["driver"]["rules"][0].pop("id"),
    "an unknown unit of columns": lambda log: log.update(columnKind="bytes"),
    "no word whether the run ended well": lambda log: log["invocations"][0].pop("executionSuccessful"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_log_with_a_mistake_is_recognised(change):
    log = deepcopy(log_of(note()))
    change(log["runs"][0])
    assert len(mistakes(log)) == len(schemas())
