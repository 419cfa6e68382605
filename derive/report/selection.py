"""Which rules a person wants to hear about."""

from collections.abc import Iterable
from dataclasses import dataclass

from derive.report.diagnostic import OUR_BUG
from derive.verdict import DocumentReport, Finding, Holds, Unchecked

BY_OPTION = "by option"
"""Why a finding is ignored that was not asked for."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Prefixes of rule codes to report (none means all), to report besides, and to leave out."""

    select: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def is_selected(selection: Selection, code: str) -> bool:
    """Tell whether the rule is reported: the longest prefix decides; our own mistakes are never hidden."""
    if code == OUR_BUG:
        return True
    wanted = max(_longest(selection.select, code) if selection.select else 0, _longest(selection.extend, code))
    return wanted > _longest(selection.ignore, code)


def _longest(prefixes: Iterable[str], code: str) -> int:
    """Return the length of the longest prefix of the code, -1 without one."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def rule_of(finding: Finding) -> str:
    """Return the code of the rule that the relation breaks, nothing where it holds."""
    return "" if isinstance(finding.verdict, Holds) else finding.verdict.rule


def is_failure(report: DocumentReport, least: str) -> bool:
    """Tell whether the document holds something as grave as `least`: error, warning or note."""
    shown = [finding for finding in report.findings if rule_of(finding) and not finding.ignored]
    if any(not isinstance(finding.verdict, Unchecked) for finding in shown):
        return True
    if least == "error":
        return False
    return bool(report.warnings) or (least == "note" and bool(shown or report.repaired))
