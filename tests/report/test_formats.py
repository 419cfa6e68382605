import io
import json

from derive.report import concise, json_report, statistics
from derive.report.page import plain
from derive.report.paint import paint
from derive.report.terminal import render
from derive.source import Source
from derive.verdict import DocumentReport, FileProblem, Report, Wrong
from tests.report.samples import WITNESS, found, note

REPORT = Report((note(),))


def test_concise_has_one_line_for_each_error_and_the_counts_last():
    lines = [plain(line) for line in concise.render(REPORT)]
    assert lines[:-1] == [
        "note.md:4:46: D205 wrong layer: this equation is false",
        "note.md:6:3: D301 shapes cannot meet: W is 2×3, δ is 2×1",
    ]
    assert lines[-1].startswith("note.md: 5 relations: ")
    verbose = [plain(line) for line in concise.render(REPORT, 1)]
    assert "note.md:7:3: D501 not checked: ♥ has no meaning" in verbose


def test_json_has_the_keys_of_the_schema_in_their_order():
    told = json.loads(json_report.render(REPORT))
    assert list(told) == ["schema", "documents", "summary"]
    assert list(told["documents"][0]) == ["path", "assumed", "repaired", "relations"]
    common = ["id", "line", "column", "end_line", "end_column", "lhs", "rhs", "role", "verdict", "scope", "where"]
    keys = [list(relation) for relation in told["documents"][0]["relations"]]
    assert keys[0] == [*common, "judges"]
    assert keys[1] == [*common, "judges", "rule", "message", "counterexample", "correction", "notes"]
    assert keys[3] == keys[4] == [*common, "judges", "rule", "message"]
    assert told["summary"] == {"holds": 1, "wrong": 1, "ill-formed": 1, "unchecked": 1, "definitions": 1}


def test_json_tells_what_was_found():
    relations = json.loads(json_report.render(REPORT))["documents"][0]["relations"]
    definition, wrong, held, shapes, unknown = relations
    assert (definition["role"], definition["verdict"], definition["lhs"]) == ("definition", "holds", "z^l")
    assert definition["judges"] == {"general": "not run", "instance": "not run", "numeric": "not run"}
    assert (wrong["line"], wrong["column"], wrong["end_line"], wrong["end_column"]) == (4, 3, 4, 49)
    assert wrong["rhs"] == "\\delta^l a^l"
    assert wrong["counterexample"]["values"] == {"a^0": "1/2", "w^2": "3"}
    assert wrong["correction"] == {"latex": "a^{l-1}", "proved": True}
    assert (held["scope"], held["where"], held["judges"]["general"]) == ("every size", ["l < L"], "proved")
    assert (shapes["verdict"], shapes["rule"], unknown["verdict"]) == ("ill-formed", "D301", "unchecked")


def test_json_names_the_files_that_could_not_be_checked():
    told = json.loads(json_report.render(Report((), (FileProblem("gone.md", "no such file"),))))
    assert told["problems"] == [{"path": "gone.md", "message": "no such file"}]


def test_json_can_be_kept_to_ascii():
    text = json_report.render(REPORT, ascii_only=True)
    assert text.isascii() and json.loads(text) == json.loads(json_report.render(REPORT))


def test_lines_and_columns_count_characters_whatever_the_line_ends():
    source = Source("x.md", "a\r\nδδ\r\n\r\n  x = 1\r\n")
    finding = found(source, "x = 1", Wrong("D201", "false", WITNESS))
    relation = json_report.as_object(Report((DocumentReport(source, (finding,), (), ()),)))["documents"][0]["relations"]
    assert [relation[0][key] for key in ("line", "column", "end_line", "end_column")] == [4, 3, 4, 8]


def test_statistics_count_rules_and_answers():
    lines = [plain(line) for line in statistics.render(REPORT)]
    assert lines == [
        "     1  D104  escapes of a site generator",
        "     1  D205  wrong layer",
        "     1  D301  shapes cannot meet",
        "     1  D501  not understood",
        "general: 1 proved, 1 no answer",
        "instance: 2 not run",
        "numeric: 1 agrees, 1 differs",
    ]


def test_colour_changes_nothing_but_the_colour():
    lines = render(REPORT)
    stream = io.StringIO()
    paint(lines, stream)
    coloured = stream.getvalue()
    assert "\x1b[1;31merror[D205]" in coloured
    stripped = "".join(piece.partition("m")[2] if i else piece for i, piece in enumerate(coloured.split("\x1b[")))
    assert stripped == "".join(f"{plain(line)}\n" for line in lines)
