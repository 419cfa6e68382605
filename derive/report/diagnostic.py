"""What a person is told about one relation, before it is given a form."""

from dataclasses import dataclass
from typing import assert_never

from derive.rules import name_of
from derive.source import Span
from derive.verdict import Correction, Counterexample, Finding, Holds, IllFormed, Repaired, Unchecked, Warned, Wrong

OUR_BUG = "D902"
MENDED = ("D103", "D104", "D105")
"""The rules about damage; what else is noted beside the relations was left out, not mended."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A headline at a place; `severity` is "error", "warning" or "note".

    `label` is the short message under the source line, `notes` are whole lines, `help` says what to write instead.
    """

    rule: str
    severity: str
    message: str
    span: Span
    label: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""


def diagnose(finding: Finding) -> Diagnostic | None:
    """Return what is to be said about the finding, None when it holds or is ignored."""
    return None if finding.ignored else _diagnose(finding)


def diagnose_ignored(finding: Finding) -> Diagnostic | None:
    """Return the note that something was found and is ignored, None when it is not."""
    found = _diagnose(finding) if finding.ignored else None
    if found is None:
        return None
    return Diagnostic(found.rule, "note", f"ignored ({finding.ignored}): {found.message}", found.span)


def _diagnose(finding: Finding) -> Diagnostic | None:
    match finding.verdict:
        case Holds():
            return None
        case Wrong(rule, message, counterexample, correction):
            notes = (*finding.notes, "counterexample: " + spell_counterexample(counterexample))
            span = correction.span if correction else finding.span
            label = _label(correction) if correction else "the two sides differ"
            headline = message or f"{name_of(rule)}: this equation is false"
            return Diagnostic(rule, "error", headline, span, label, notes, _help(correction))
        case IllFormed(rule, message, span, correction):
            label = _label(correction) if correction and correction.span == span else ""
            return Diagnostic(rule, "error", message or name_of(rule), span, label, finding.notes, _help(correction))
        case Unchecked(rule, message, span):
            severity = "error" if rule == OUR_BUG else "note"
            headline = f"not checked: {message or name_of(rule)}"
            return Diagnostic(rule, severity, headline, span or finding.span, "", finding.notes)
        case _:
            assert_never(finding.verdict)


def diagnose_repair(repaired: Repaired) -> Diagnostic:
    """Return the note about mended damage, or about what was not read."""
    said = repaired.message or name_of(repaired.rule)
    message = f"repaired: {said}" if repaired.rule in MENDED else said
    return Diagnostic(repaired.rule, "note", message, repaired.span)


def diagnose_warning(warned: Warned) -> Diagnostic:
    """Return the warning about something that is not wrong by itself."""
    return Diagnostic(warned.rule, "warning", warned.message or name_of(warned.rule), warned.span)


def spell_counterexample(witness: Counterexample) -> str:
    """Return `layers 2-3-2, l = 2, j = 1, σ(t) = t^2, w^2_{11} = 3: left 1, right 2`."""
    values = (f"{name} = {value}" for name, value in witness.values.items())
    parts = (f"layers {witness.layers}" if witness.layers else "", witness.entry, *witness.functions, *values)
    return f"{', '.join(part for part in parts if part)}: left {witness.left}, right {witness.right}"


def _label(correction: Correction) -> str:
    if not correction.latex:
        return "should not be here"
    if correction.span.start == correction.span.end:
        return f"missing {correction.latex.strip()}"
    return f"should be {correction.latex}"


def _help(correction: Correction | None) -> str:
    if correction is None:
        return ""
    if not correction.latex:
        edit = "remove it"
    elif correction.span.start == correction.span.end:
        edit = f"insert {correction.latex.strip()}"
    else:
        edit = f"replace by {correction.latex}"
    where = ", ".join(correction.where) or "for every size"
    others = "".join(f"; or {other}" for other in correction.others)
    return f"{edit} ({f'then it holds {where}' if correction.proved else 'not proved'}){others}"
