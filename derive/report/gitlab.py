"""The report as GitLab's code quality artifact."""

import json
from hashlib import blake2b

from derive.report.listing import Listed, listing
from derive.verdict import FileProblem, Report

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(report: Report, ascii_only: bool = False) -> str:
    """Return the JSON text of the artifact: a list with an issue for everything that is said."""
    seen: dict[str, int] = {}
    issues = [_issue(listed, seen) for document in report.documents for listed in listing(document)]
    issues += [_unchecked(problem) for problem in report.problems]
    return json.dumps(issues, ensure_ascii=ascii_only, indent=2) + "\n"


def _issue(listed: Listed, seen: dict[str, int]) -> dict[str, object]:
    """Return the issue; what is said twice in the same words is told apart by its number."""
    diagnostic = listed.diagnostic
    text = diagnostic.span.source.text[diagnostic.span.start : diagnostic.span.end]
    content = f"{listed.path}\n{diagnostic.rule}\n{diagnostic.message}\n{text}"
    seen[content] = seen.get(content, 0) + 1
    return {
        "description": diagnostic.message,
        "check_name": diagnostic.rule,
        "fingerprint": _fingerprint(f"{content}\n{seen[content]}"),
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": listed.path, "lines": {"begin": listed.start.line, "end": listed.end.line}},
    }


def _unchecked(problem: FileProblem) -> dict[str, object]:
    return {
        "description": problem.message,
        "check_name": "unreadable",
        "fingerprint": _fingerprint(f"{problem.path}\n{problem.message}"),
        "severity": "critical",
        "location": {"path": problem.path.removeprefix("./"), "lines": {"begin": 1}},
    }


def _fingerprint(content: str) -> str:
    return blake2b(content.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
