"""How often each rule was reported and what each judge answered."""

from collections import Counter

from derive.report.diagnostic import diagnose
from derive.report.page import Line, Segment
from derive.rules import name_of
from derive.verdict import Answer, Report


def render(report: Report) -> list[Line]:
    """Return a line for every rule reported, the most frequent first, and one for every judge that was asked."""
    rules: Counter[str] = Counter()
    answers: dict[str, Counter[Answer]] = {}
    for document in report.documents:
        rules.update(repaired.rule for repaired in document.repaired)
        rules.update(diagnostic.rule for diagnostic in filter(None, map(diagnose, document.findings)))
        for finding in document.findings:
            for judge, answer in finding.judges.items():
                answers.setdefault(judge, Counter())[answer] += 1
    lines: list[Line] = []
    for code, number in sorted(rules.items(), key=lambda item: (-item[1], item[0])):
        lines.append((Segment(f"{number:>6}  "), Segment(code, "strong"), Segment(f"  {name_of(code)}")))
    for judge, counts in sorted(answers.items()):
        said = ", ".join(f"{counts[answer]} {answer.value}" for answer in Answer if counts[answer])
        lines.append((Segment(f"{judge}: ", "strong"), Segment(said)))
    return lines
