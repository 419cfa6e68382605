"""The report as JSON, schema 1.

Lines and columns are 1-based and count characters; `end_line` and `end_column` are the place just after the last
character. `scope` is empty unless the relation holds. The keys `rule`, `message`, `counterexample` and `correction` are
absent where they do not apply, as are `notes` of a relation, `warnings` of a document and `problems` (path and message
of every file that could not be checked) when there are none.

A place in a file that the document takes in has that file's `path` beside its line; a place in a notebook has `cell`
and `cell_line`, both counted from 1, beside its line in the file.
"""

import json
from itertools import chain
from typing import Any, TypeAlias, assert_never

from derive.report.places import cell_of
from derive.report.tally import holds, tally, word
from derive.source import Span, excerpt, line_starts, whereabouts
from derive.verdict import (
    Answer,
    Correction,
    Counterexample,
    DocumentReport,
    Finding,
    Holds,
    IllFormed,
    Repaired,
    Report,
    Unchecked,
    Verdict,
    Warned,
    Wrong,
)

SCHEMA = 1
JUDGES = ("general", "instance", "numeric")

Object: TypeAlias = dict[str, Any]


def render(report: Report, ascii_only: bool = False) -> str:
    """Return the JSON text of the report, ended by a newline."""
    return json.dumps(as_object(report), ensure_ascii=ascii_only, indent=2) + "\n"


def as_object(report: Report) -> Object:
    """Return the report as nested dictionaries and lists, the keys in the order of the schema."""
    counts = tally(chain.from_iterable(document.findings for document in report.documents))
    problems = [{"path": problem.path, "message": problem.message} for problem in report.problems]
    return {
        "schema": SCHEMA,
        "documents": [_document(document) for document in report.documents],
        **({"problems": problems} if problems else {}),
        "summary": {
            "holds": holds(counts),
            "wrong": counts.wrong,
            "ill-formed": counts.ill_formed,
            "unchecked": counts.unchecked,
            "definitions": counts.definitions,
            **({"ignored": counts.ignored} if counts.ignored else {}),
        },
    }


def _document(document: DocumentReport) -> Object:
    starts = line_starts(document.source)
    return {
        "path": document.source.path,
        "assumed": list(document.assumed),
        "repaired": [_placed(repaired, starts) for repaired in document.repaired],
        **({"warnings": [_placed(warned, starts) for warned in document.warnings]} if document.warnings else {}),
        "relations": [_relation(finding, starts) for finding in document.findings],
    }


def _placed(remark: Repaired | Warned, starts: list[int]) -> Object:
    return {"rule": remark.rule, **_place(remark.span, starts), "message": remark.message}


def _relation(finding: Finding, starts: list[int]) -> Object:
    verdict = finding.verdict
    return {
        "id": finding.id,
        **_place(finding.span, starts),
        "lhs": excerpt(finding.lhs),
        "rhs": excerpt(finding.rhs),
        "role": finding.role,
        "verdict": word(verdict),
        "scope": verdict.scope if isinstance(verdict, Holds) else "",
        "where": list(verdict.where) if isinstance(verdict, Holds) else [],
        "judges": {judge: finding.judges.get(judge, Answer.NOT_RUN).value for judge in JUDGES},
        **_details(verdict),
        **({"notes": list(finding.notes)} if finding.notes else {}),
        **({"ignored": finding.ignored} if finding.ignored else {}),
    }


def _place(span: Span, starts: list[int]) -> Object:
    path, start = whereabouts(span.source, starts, span.start)
    end = whereabouts(span.source, starts, span.end)[1]
    cell = cell_of(span.source, span.start)
    return {
        **({"path": path} if path != span.source.path else {}),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        **({"cell": cell.cell, "cell_line": cell.line} if cell else {}),
    }


def _details(verdict: Verdict) -> Object:
    """Return the keys that only some verdicts have."""
    match verdict:
        case Holds():
            return {}
        case Wrong(rule, message, counterexample, correction):
            return {
                "rule": rule,
                "message": message,
                "counterexample": _counterexample(counterexample),
                **_correction(correction),
            }
        case IllFormed(rule, message, _, correction):
            return {"rule": rule, "message": message, **_correction(correction)}
        case Unchecked(rule, message):
            return {"rule": rule, "message": message}
        case _:
            assert_never(verdict)


def _counterexample(witness: Counterexample) -> Object:
    return {
        "layers": witness.layers,
        "entry": witness.entry,
        "functions": list(witness.functions),
        "values": dict(witness.values),
        "left": witness.left,
        "right": witness.right,
    }


def _correction(correction: Correction | None) -> Object:
    if correction is None:
        return {}
    return {"correction": {"latex": correction.latex, "proved": correction.proved}}
