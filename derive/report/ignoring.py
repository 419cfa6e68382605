"""What is not reported: rules that were not asked for, and what a remark in the document says to ignore."""

from dataclasses import replace
from importlib import import_module

from derive.report.selection import BY_OPTION, Selection, is_selected, rule_of
from derive.verdict import DocumentReport, Finding

REMARK = "derive:"
"""What every remark has in it; what reads remarks is loaded where there may be one."""


def selected(report: DocumentReport, selection: Selection) -> DocumentReport:
    """Return the report with what is not to be reported marked as ignored, by the options or by the document itself."""
    findings = [_ignored(finding, selection) for finding in report.findings]
    warnings = list(report.warnings)
    if REMARK in report.source.text:
        findings, unused = import_module("derive.report.remarked").remarked(report.source, findings)
        warnings += unused
    return replace(
        report,
        findings=tuple(findings),
        repaired=tuple(mended for mended in report.repaired if is_selected(selection, mended.rule)),
        warnings=tuple(
            sorted(
                (warned for warned in warnings if is_selected(selection, warned.rule)),
                key=lambda warned: warned.span.start,
            )
        ),
    )


def _ignored(finding: Finding, selection: Selection) -> Finding:
    rule = rule_of(finding)
    return finding if not rule or is_selected(selection, rule) else replace(finding, ignored=BY_OPTION)
