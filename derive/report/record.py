"""A document's report as plain data, and back: what is written down of a document that need not be judged again.

Spans are pairs of offsets, since the document itself is at hand wherever its report is read again.
"""

from typing import Any, TypeAlias, assert_never

from derive.source import Source, Span
from derive.verdict import (
    Answer,
    Correction,
    Counterexample,
    DocumentReport,
    Finding,
    Holds,
    IllFormed,
    Repaired,
    Unchecked,
    Verdict,
    Warned,
    Wrong,
)

Data: TypeAlias = Any
"""What JSON can write: dictionaries, lists, strings, numbers, truth values and None."""


def as_record(report: DocumentReport) -> Data:
    """Return the report as data. Raises ValueError where a span lies in another document."""
    source = report.source
    return {
        "findings": [_finding(finding, source) for finding in report.findings],
        "assumed": list(report.assumed),
        "repaired": [_remark(repaired, source) for repaired in report.repaired],
        "warnings": [_remark(warned, source) for warned in report.warnings],
    }


def report_of(record: Data, source: Source) -> DocumentReport:
    """Return the report of the source that the data tell of.

    Raises KeyError, TypeError or ValueError for data of another form.
    """
    return DocumentReport(
        source,
        tuple(_found(data, source) for data in record["findings"]),
        _texts(record["assumed"]),
        tuple(Repaired(rule, _place(at, source), said) for rule, at, said in record["repaired"]),
        tuple(Warned(rule, _place(at, source), said) for rule, at, said in record["warnings"]),
    )


def _offsets(span: Span, source: Source) -> Data:
    if span.source is not source:
        raise ValueError("a span of another document")
    return [span.start, span.end]


def _place(data: Data, source: Source) -> Span:
    start, end = data
    if not 0 <= start <= end <= len(source.text):
        raise ValueError(f"{start} to {end} is no place in the document")
    return Span(source, start, end)


def _texts(data: Data) -> tuple[str, ...]:
    if not all(isinstance(text, str) for text in data):
        raise TypeError("something else than text")
    return tuple(data)


def _remark(said: Repaired | Warned, source: Source) -> Data:
    return [said.rule, _offsets(said.span, source), said.message]


def _finding(finding: Finding, source: Source) -> Data:
    return {
        "id": finding.id,
        "spans": [_offsets(span, source) for span in (finding.span, finding.lhs, finding.rhs)],
        "role": finding.role,
        "verdict": _verdict(finding.verdict, source),
        "judges": {judge: answer.value for judge, answer in finding.judges.items()},
        "notes": list(finding.notes),
        "ignored": finding.ignored,
    }


def _found(data: Data, source: Source) -> Finding:
    span, lhs, rhs = (_place(offsets, source) for offsets in data["spans"])
    verdict = _judged(data["verdict"], source)
    judges = {judge: Answer(answer) for judge, answer in data["judges"].items()}
    return Finding(data["id"], span, lhs, rhs, data["role"], verdict, judges, _texts(data["notes"]), data["ignored"])


def _verdict(verdict: Verdict, source: Source) -> Data:
    """Return the verdict as a list that begins with its kind."""
    match verdict:
        case Holds(scope, where):
            return ["holds", scope, list(where)]
        case Wrong(rule, message, counterexample, correction):
            return ["wrong", rule, message, _witness(counterexample), _edit(correction, source)]
        case IllFormed(rule, message, span, correction):
            return ["ill-formed", rule, message, _offsets(span, source), _edit(correction, source)]
        case Unchecked(rule, message, place):
            return ["unchecked", rule, message, None if place is None else _offsets(place, source)]
        case _:
            assert_never(verdict)


def _judged(data: Data, source: Source) -> Verdict:
    """Return the verdict that `_verdict` has written."""
    match data:
        case ["holds", scope, where]:
            return Holds(scope, _texts(where))
        case ["wrong", rule, message, witness, edit]:
            return Wrong(rule, message, _counterexample(witness), _correction(edit, source))
        case ["ill-formed", rule, message, offsets, edit]:
            return IllFormed(rule, message, _place(offsets, source), _correction(edit, source))
        case ["unchecked", rule, message, place]:
            return Unchecked(rule, message, None if place is None else _place(place, source))
        case _:
            raise ValueError("no verdict")


def _witness(witness: Counterexample) -> Data:
    values = dict(witness.values)
    return [witness.layers, witness.entry, list(witness.functions), values, witness.left, witness.right]


def _counterexample(data: Data) -> Counterexample:
    layers, entry, functions, values, left, right = data
    return Counterexample(layers, entry, _texts(functions), dict(values), left, right)


def _edit(correction: Correction | None, source: Source) -> Data:
    if correction is None:
        return None
    offsets, where, others = _offsets(correction.span, source), list(correction.where), list(correction.others)
    besides = [[_offsets(span, source), latex] for span, latex in correction.besides]
    return [offsets, correction.latex, correction.proved, where, others, besides]


def _correction(data: Data, source: Source) -> Correction | None:
    if data is None:
        return None
    offsets, latex, proved, where, others, besides = data
    further = tuple((_place(beside, source), text) for beside, text in besides)
    return Correction(_place(offsets, source), latex, proved, _texts(where), _texts(others), further)
